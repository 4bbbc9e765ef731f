#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The other way round: a frame is looked for in the RAM of the guest by what it
holds, and vmframes must name the page that holds that."""
import json

from cross import FULL
from pages import PATTERN, Buffer, number

DONTNEED = 4
PAGES = 1024
RUNS_AT_ONCE = 12
COLUMNS = "PFN,PID,VA,FOUND,COMPLETE"
NEEDS = {}


def frames_of(buffer):
    """index -> its frames, by content alone."""
    guest, found = buffer.guest, {}
    page = guest.page
    wanted = {buffer.want(i)[:PATTERN]: i for i in range(buffer.count)}
    for base, _, memory in guest.ram.pieces:
        for at in range(0, memory.size, page):
            i = wanted.get(memory.map[at:at + PATTERN])
            if i is not None and memory.read(at, page) == buffer.want(i):
                found.setdefault(i, []).append((base + at) // page)
    return found


def runs_of(frames):
    """(first, count)"""
    runs = []
    for pfn in sorted(frames):
        if runs and pfn == sum(runs[-1]):
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((pfn, 1))
    return runs


def ask(guest, frames):
    """pfn -> rows of vmframes.  Minimal tools look for processes by number; full
    ones go through all."""
    only = () if guest.kernel.tools == FULL else (guest.pid,)
    runs, answers = runs_of(frames), {pfn: [] for pfn in frames}
    for first in range(0, len(runs), RUNS_AT_ONCE):
        words = []
        for pfn, count in runs[first:first + RUNS_AT_ONCE]:
            words += ["--pfn", f"{pfn}+{count}"]
        status, text = guest.tool(0, "vmframes", "-J", "-g", "page", "-o",
                                  COLUMNS, *words, *only)
        if status not in (0, 3):
            raise ValueError(f"vmframes ended with {status}")
        for row in json.loads(text)["rows"]:
            answers[number(row["pfn"])].append(row)
    return answers


def compare_pages(report, buffer, state, places):
    """places: where page 0 is mapped.  Of old copies nobody is sure, but each
    page is in one frame at least."""
    guest = buffer.guest
    frames = frames_of(buffer)
    answers = ask(guest, [pfn for found in frames.values() for pfn in found])
    for i in range(buffer.count):
        want = sorted((guest.pid, va + i * guest.page) for va in places)
        seen = [sorted((row["pid"], number(row["va"])) for row in answers[pfn]
                       if row["pid"] is not None)
                for pfn in frames.get(i, ())]
        where = f"page {i} in {frames.get(i)}"
        report.compare(state, where, [want], [s for s in seen if s])
        report.compare(state, f"{where}: complete", False, any(
            row["complete"] is False for pfn in frames.get(i, ())
            for row in answers[pfn]))
        report.compare(state, f"{where}: found", len(places) if seen else None,
                       max((row["found"] for pfn in frames.get(i, ())
                            for row in answers[pfn]), default=None))
    return frames


def test_one(report, guest):
    with report.test("a frame that is mapped once has the page that it holds"):
        buffer = Buffer(guest, 1, PAGES).fill(7001)
        compare_pages(report, buffer, "reverse", [buffer.va])
    with report.test("so has one of a huge page"):
        large = Buffer(guest, 2, 2 * PAGES, "thp").fill(7002)
        compare_pages(report, large, "reverse, huge", [large.va])
    return buffer


def test_twice(report, guest):
    with report.test("a frame that is mapped twice has both pages"):
        buffer = Buffer(guest, 3, PAGES, "shared").fill(7003)
        again = int(guest.ask("again", 4, 3)[1][0], 16)
        guest.do("look", 4)
        compare_pages(report, buffer, "reverse, mapped twice", [buffer.va, again])


def test_given_back(report, guest, buffer):
    """The kernel may give a frame to others; the victim has none of them."""
    with report.test("a frame that was given back is in no page of the victim"):
        frames = [pfn for found in frames_of(buffer).values() for pfn in found]
        buffer.do("advise", DONTNEED)
        for pfn, rows in ask(guest, frames).items():
            own = [row["va"] for row in rows if row["pid"] == guest.pid and
                   buffer.va <= number(row["va"]) <
                   buffer.va + buffer.count * guest.page]
            report.compare("reverse, given back", f"frame {pfn:#x}", [], own)


def run(report, guest):
    buffer = test_one(report, guest)
    test_twice(report, guest)
    test_given_back(report, guest, buffer)
