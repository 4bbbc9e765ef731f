#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""States that are neither in RAM of one's own nor in swap, and attributes.

What each page must be follows from what the victim did to it; what can be seen
from outside, in the page table and in the RAM, is held against that, too.
"""
import json

from guest import Lost
from pages import WRITE_PROTECTED, Buffer, entry, number

DONTNEED, MERGEABLE, PAGEOUT, HWPOISON, SOFT_OFFLINE = 4, 12, 21, 100, 101
GUARD_INSTALL = 102
PAGES, PAGES_OF_64K = 1024, 512
# Each poisoned page is lost to the guest; 512 of them are 2 MiB.
POISONED = 512
AREA, AREA_MIB = 1, 16
NEEDS = {"disks": (AREA_MIB,), "append": "movablecore=256M"}
KSM = "/sys/kernel/mm/ksm/"


def pages_of(guest):
    return PAGES if guest.page < 1 << 16 else PAGES_OF_64K


class Entries:
    """Where the processor would end up; None where we cannot walk."""

    def __init__(self, guest):
        self.guest, self.cr3 = guest, None

    def __enter__(self):
        if self.guest.kernel.arch == "amd64":
            self.guest.stop_in_victim()
            self.cr3 = self.guest.cr3()
        return self

    def __exit__(self, *_):
        if self.cr3 is not None:
            self.guest.go_on()

    def at(self, row):
        return self.cr3 and entry(self.guest, self.cr3, number(row["va"]))


def compare_states(report, buffer, expected, name=None, had=None):
    """expected: the state of each page; had: rows with the frames that are
    still named."""
    rows = buffer.rows()
    for i, row in enumerate(rows):
        report.compare(name or expected[i], f"page {i}", expected[i],
                       row["state"])
        if expected[i] not in ("present", "zero") and not had:
            report.compare(name or expected[i], f"page {i}: pa", None, row["pa"])
        if had:
            report.compare(name or expected[i], f"page {i}: pa", had[i]["pa"],
                           row["pa"])
    return rows


def compare_swap(report, buffer, status):
    """vmswapped must not take any of it for swap, nor for clean without
    being sure."""
    guest = buffer.guest
    ended, text = guest.tool(0, "vmswapped", "--list", "-J", "-o", "VA,STATE",
                             "-A", buffer.range(), guest.pid)
    report.compare("no swap", "exit status of vmswapped", status, ended)
    report.compare("no swap", "rows of vmswapped", [], json.loads(text)["rows"])


def test_absent(report, guest):
    with report.test("what was never touched, or given back, is absent"):
        buffer = Buffer(guest, 1, pages_of(guest))
        buffer.fill(3001).do("advise", DONTNEED, 0, buffer.count // 2)
        rows = compare_states(report, buffer, ["absent"] * (buffer.count // 2) +
                              ["present"] * (buffer.count // 2))
        with Entries(guest) as entries:
            for i, row in enumerate(rows[:buffer.count // 2]):
                if entries.cr3:
                    report.compare("absent", f"page {i}, its entry", 0,
                                   entries.at(row)[1])
        compare_swap(report, buffer, 0)


def test_zero(report, guest):
    with report.test("pages that were only read are the zero page"):
        buffer = Buffer(guest, 2, pages_of(guest))
        buffer.do("look")
        rows = compare_states(report, buffer, ["zero"] * buffer.count)
        for i, row in enumerate(rows):
            report.compare("zero", f"page {i}", bytes(guest.page),
                           guest.frame(number(row["pa"])))
        # s390x has some, for caches.
        if guest.kernel.arch != "s390x":
            report.compare("zero", "frames", 1, len({row["pa"] for row in rows}))
    with report.test("huge ones are, too"):
        large = Buffer(guest, 3, 2 * pages_of(guest), "thp")
        large.do("look")
        compare_states(report, large, ["zero"] * large.count, "zero, huge")


def test_forbidden(report, guest):
    with report.test("a page that nobody may read is present"):
        buffer = Buffer(guest, 4, pages_of(guest)).fill(3004)
        buffer.do("forbid")
        rows = compare_states(report, buffer, ["present"] * buffer.count,
                              "present, without rights")
        for i, row in enumerate(rows):
            report.compare("present, without rights", f"page {i}", True,
                           guest.frame(number(row["pa"])) == buffer.want(i))


def test_guard(report, guest):
    if guest.kernel.release < (6, 13):
        report.lacks("guard", "guard regions came with Linux 6.13")
        return
    with report.test("guard regions are guard"):
        buffer = Buffer(guest, 5, pages_of(guest)).fill(3005)
        buffer.do("advise", GUARD_INSTALL)
        compare_states(report, buffer, ["guard"] * buffer.count)


def can(report, state, buffer, *words):
    """Does this kernel do that?  If not, the cell stays empty."""
    try:
        buffer.do(*words)
    except Lost as why:
        report.lacks(state, str(why))
        return False
    return True


def test_protected(report, guest):
    buffer = Buffer(guest, 6, pages_of(guest)).fill(3006)
    half = buffer.count // 2
    if not can(report, "uffd-wp", buffer, "protect", 0, half):
        return
    with report.test("what userfaultfd protects is marked, and still there"):
        rows = compare_states(report, buffer, ["present"] * buffer.count, "uffd-wp")
        with Entries(guest) as entries:
            for i, row in enumerate(rows):
                report.compare("uffd-wp", f"page {i}", i < half, row["uffdwp"])
                if entries.cr3:
                    report.compare("uffd-wp", f"page {i}, its entry", row["uffdwp"],
                                   bool(entries.at(row)[1] & WRITE_PROTECTED))


def test_marker(report, guest):
    buffer = Buffer(guest, 7, pages_of(guest), "shared")
    if not can(report, "marker", buffer, "protect"):
        return
    with report.test("a marker of userfaultfd is no swap"):
        compare_states(report, buffer, ["marker"] * buffer.count)
        compare_swap(report, buffer, 0)


def test_user_poison(report, guest):
    name = "poisoned, by userfaultfd"
    buffer = Buffer(guest, 8, pages_of(guest))
    if not can(report, name, buffer, "poison"):
        return
    with report.test("what userfaultfd poisons is poisoned, not swapped"):
        compare_states(report, buffer, ["poisoned"] * buffer.count, name)
        compare_swap(report, buffer, 0)


def test_hardware_poison(report, guest, areas):
    """Its entry looks like that of swap, with the highest of the types."""
    name = f"poisoned, {areas} swap areas"
    probe = Buffer(guest, 9, 1).fill(1)
    if not can(report, name, probe, "advise", HWPOISON):
        return
    with report.test(f"broken memory is poisoned, with {areas} swap areas"):
        buffer = Buffer(guest, 10 + areas, POISONED).fill(3010)
        before = buffer.rows()
        for i in range(POISONED):
            buffer.do("advise", HWPOISON, i, 1)
        compare_states(report, buffer, ["poisoned"] * POISONED, name, before)
        compare_swap(report, buffer, 0)


def test_soft_offline(report, guest):
    buffer = Buffer(guest, 20, POISONED).fill(3020)
    before = buffer.rows()
    if not can(report, "moved", buffer, "advise", SOFT_OFFLINE, 0, 1):
        return
    with report.test("a page that was moved is found where it is now"):
        for i in range(1, POISONED):
            buffer.do("advise", SOFT_OFFLINE, i, 1)
        rows = compare_states(report, buffer, ["present"] * POISONED, "moved")
        for i, row in enumerate(rows):
            report.compare("moved", f"page {i}", False,
                           row["pfn"] == before[i]["pfn"])
            report.compare("moved", f"page {i}", True,
                           guest.frame(number(row["pa"])) == buffer.want(i))


def words_of_ksm(row):
    return [flag for flag in row["flags"] if "ksm" in flag]


def compare_alone(report, alone, told):
    """A page that is merged with none, and what its flags may say of that."""
    for i, row in enumerate(alone.rows()):
        report.compare("merged", f"alone {i}: {row['flags']}", told,
                       words_of_ksm(row))


def test_merged(report, guest):
    with report.test("merged pages have one frame, and say that it is shared"):
        pair = [Buffer(guest, ident, pages_of(guest)).fill(3021) for ident in (21, 22)]
        alone = Buffer(guest, 23, 16).fill(3023)
        # KSM was never on: no kernel makes us doubt that.
        compare_alone(report, alone, [])
        for buffer in pair:
            buffer.do("advise", MERGEABLE)
        wait_for_ksm(guest, pair[0].count)
        # Some set the flag for all that is anonymous.  Then it is no answer.
        told = words_of_ksm(pair[0].rows()[0])
        compare_alone(report, alone, [] if told == ["ksm"] else ["maybe-ksm"])
        left, right = (buffer.rows() for buffer in pair)
        for i in range(pair[0].count):
            where = f"page {i}"
            report.compare("merged", where, left[i]["pfn"], right[i]["pfn"])
            report.compare("merged", where, False, left[i]["excl"])
            report.compare("merged", f"{where}: flags {left[i]['flags']}", told,
                           words_of_ksm(left[i]))
            report.compare("merged", where, True, guest.frame(
                number(left[i]["pa"])) == pair[0].want(i))
        guest.do("write", KSM + "run", "2")


def wait_for_ksm(guest, wanted):
    """Passes of ksmd, not seconds, are counted."""
    guest.do("write", KSM + "pages_to_scan", "20000")
    guest.do("write", KSM + "sleep_millisecs", "1")
    guest.do("write", KSM + "run", "1")
    scans = start = int(guest.ask("show", KSM + "full_scans")[1][0])
    while scans < start + 200:
        if int(guest.ask("show", KSM + "pages_sharing")[1][0]) >= wanted:
            return
        scans = int(guest.ask("show", KSM + "full_scans")[1][0])
    raise Lost("ksmd did not merge the pages")


def test_movable(report, guest):
    """Frames of the last 256 MiB, where the kernel was told to have them."""
    with report.test("frames of the movable zone are in the movable zone"):
        buffer = Buffer(guest, 23, pages_of(guest)).fill(3023)
        rows = buffer.rows(columns="VA,PA,ZONE")
        first = movable_start(guest)
        for i, row in enumerate(rows):
            pfn = number(row["pa"]) // guest.page
            report.compare("zone", f"page {i}", pfn >= first,
                           row["zone"] == "Movable")


def movable_start(guest):
    zone = None
    for line in guest.ask("show", "/proc/zoneinfo")[1]:
        word = line.replace(",", " ").split()
        if word[0] == "Node":
            zone = word[-1]
        if zone == "Movable" and word[0] == "start_pfn:":
            return int(word[1])
    raise Lost("there is no movable zone")


def test_user(report, guest):
    """A process of that user itself: frames are hidden, states are not."""
    with report.test("an ordinary user sees own states, and no frame"):
        # Such a process has few pages where these are large.
        while report.answers.get("hidden", 0) < 600:
            compare_hidden(report, guest)


def compare_hidden(report, guest):
    status, text = guest.tool(
        65534, "vmwalk", "-J", "-g", "page", "-o", "VA,STATE,PA,PFN,HIDDEN",
        "--", "/bin/vmwalk", "-H")
    rows = json.loads(text)["rows"]
    report.compare("hidden", "rows", True, status in (0, 3) and len(rows) > 10)
    for row in rows:
        report.compare("hidden", row["va"], (None, None), (row["pa"], row["pfn"]))
        if row["state"] == "present":
            report.compare("hidden", row["va"], True, row["hidden"])


def run(report, guest):
    for test in (test_absent, test_zero, test_forbidden, test_guard,
                 test_protected, test_marker, test_user_poison, test_merged, test_movable,
                 test_user):
        test(report, guest)
    test_hardware_poison(report, guest, 0)
    guest.do("swapon", guest.names[AREA], 1, (AREA_MIB << 20) // guest.page)
    test_hardware_poison(report, guest, 1)
    test_soft_offline(report, guest)
