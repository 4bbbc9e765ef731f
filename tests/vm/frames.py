#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Physical addresses: the content is there, and the processor goes there."""
import json

import qemu_walks
from pages import (COLUMNS, HUGE, PRESENT, SOFT_DIRTY, Buffer, entry, frame_of,
                   number)

# Bytes.
SMALL, LARGE = 32 << 20, 32 << 20
KERNEL_HALF = 1 << 63


def compare_content(report, buffer, state):
    guest = buffer.guest
    for i, row in enumerate(buffer.rows()):
        where = f"page {i} of {state}"
        report.compare(state, where, "present", row["state"])
        pa = number(row["pa"])
        report.compare(state, where, number(row["pfn"]), pa // guest.page)
        report.compare(state, f"{where} at {pa:#x}", True,
                       guest.frame(pa) == buffer.want(i))


def test_content(report, guest):
    small = Buffer(guest, 1, SMALL // guest.page).fill(1001)
    large = Buffer(guest, 2, LARGE // guest.page, "thp").fill(1002)
    with report.test("the frame that vmwalk names holds the page"):
        compare_content(report, small, "present")
    with report.test("so does each where huge pages are wanted"):
        compare_content(report, large, "present, huge")
    with report.test("any other frame would be noticed"):
        for i, row in enumerate(small.rows()[:1024]):
            for other in (1, 2, 512):
                pa = (number(row["pfn"]) ^ other) * guest.page
                report.compare("(wrong on purpose)", f"page {i} at {pa:#x}",
                               False, guest.frame(pa) == small.want(i))
    return small, large


def whole_process(guest):
    text = guest.tool(0, "vmwalk", "-J", "-g", "page", "-o", COLUMNS,
                      guest.pid)[1]
    return [row for row in json.loads(text)["rows"]
            if number(row["va"]) < KERNEL_HALF]


def compare_entry(report, row, level, word):
    va, state = number(row["va"]), row["state"]
    where = f"{va:#x} {state}"
    if state in ("present", "zero"):
        name = f"{state}, by its entry"
        report.compare(name, where, PRESENT, word & PRESENT)
        report.compare(name, where, frame_of(level, word, va), number(row["pfn"]))
        # Without PAGEMAP_SCAN nobody can know: then it says so.
        huge = bool(word & HUGE) and level == 2
        report.compare(name, f"{where}: huge", True, row["huge"] in (huge, None))
    elif state in ("absent", "unresolved"):
        report.compare(f"{state}, by its entry", where, 0, word)
    elif state == "swapped":
        report.compare("swapped, by its entry", where, 0, word & PRESENT)


def test_entries(report, guest):
    """The victim only waits between the two looks."""
    with report.test("the whole process is as its page table has it"):
        rows = whole_process(guest)
        guest.stop_in_victim()
        cr3 = guest.cr3()
        for row in rows:
            compare_entry(report, row, *entry(guest, cr3, number(row["va"])))
    with report.test("QEMU has the same table of all pages"):
        qemu_walks.compare_all(report, guest, rows)
    with report.test("QEMU goes to the same place for each address"):
        qemu_walks.compare_single(report, guest, rows)
    guest.go_on()


def test_soft_dirty(report, guest, buffer):
    if not guest.kernel.has("MEM_SOFT_DIRTY"):
        with report.test("a kernel without soft-dirty is not called clean"):
            for i, row in enumerate(buffer.rows()):
                report.compare("soft-dirty, unknown", f"page {i}", None,
                               row["softdirty"])
        return
    with report.test("soft-dirty are the pages that were written"):
        guest.do("write", "/proc/self/clear_refs", "4")
        buffer.do("touch", 0, buffer.count // 4)
        rows = buffer.rows()
        for i, row in enumerate(rows):
            report.compare("soft-dirty", f"page {i}", i < buffer.count // 4,
                           row["softdirty"])
        if guest.kernel.arch == "amd64":
            compare_dirty_entries(report, guest, rows)


def compare_dirty_entries(report, guest, rows):
    guest.stop_in_victim()
    cr3 = guest.cr3()
    for i, row in enumerate(rows):
        word = entry(guest, cr3, number(row["va"]))[1]
        report.compare("soft-dirty", f"page {i}, its entry",
                       bool(word & SOFT_DIRTY), row["softdirty"])
    guest.go_on()


def test_user(report, guest, buffer):
    """The victim belongs to root; another user sees nothing of it, and that
    must not look like something."""
    with report.test("an ordinary user is told no address"):
        status, text = guest.tool(65534, "vmwalk", "-J", "-g", "page", "-o",
                                  COLUMNS, "-A", buffer.range(), guest.pid)
        report.compare("refused", "exit status", True, status in (2, 3))
        report.compare("refused", "output", False, '"pa":"' in text)


def run(report, guest):
    small, _ = test_content(report, guest)
    test_user(report, guest, small)
    if guest.kernel.arch == "amd64":
        test_entries(report, guest)
    test_soft_dirty(report, guest, small)
