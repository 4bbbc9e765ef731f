#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Swap: at the slot that our tools name, the disk holds the page."""
import json
import re
import shutil
import subprocess

from apt import Missing
from pages import ALL, Buffer, entry, number

DONTNEED, PAGEOUT = 4, 21
PAGES, PAGES_OF_64K = 2048, 512
AREA_MIB = 64
# Disks: two areas, and one with a file system.
FIRST, SECOND, DISK = 1, 2, 3
FILE, OTHER, PIECES, PIECE = "/mnt/area", "/mnt/other", 80, 1 << 20
# guest: sizes of the disks, in MiB
NEEDS = {"disks": (AREA_MIB, AREA_MIB, 2 * AREA_MIB),
         "modules": ("ext4", "crc32c_generic")}


class Areas:
    """type -> how to read a slot of it, and its name."""

    def __init__(self, guest):
        self.guest, self.readers, self.names = guest, {}, {}

    def add(self, number_of_area, name, read):
        self.readers[number_of_area], self.names[number_of_area] = read, name

    def on_disk(self, disk):
        page = self.guest.page
        return lambda slot: self.guest.disks[disk].read(slot * page, page)

    def read(self, row, distance=0):
        reader = self.readers.get(row["swaptype"])
        return reader and reader(int(row["swapoff"]) + distance)


def pages_of(guest):
    return PAGES if guest.page < 1 << 16 else PAGES_OF_64K


def start_area(guest, path, priority, size):
    guest.do("swapon", path, priority, size // guest.page)


def out(guest, ident, seed, kind="anon"):
    buffer = Buffer(guest, ident, pages_of(guest), kind).fill(seed)
    buffer.do("advise", PAGEOUT)
    guest.do("sync")
    return buffer


def compare_slots(report, buffer, areas, state):
    """How many rows are swapped is for the caller to say."""
    swapped = 0
    for i, row in enumerate(buffer.rows()):
        if row["state"] != "swapped":
            continue
        swapped += 1
        where = f"page {i} in slot {row['swapoff']} of {row['swaptype']}"
        report.compare(state, where, True, areas.read(row) == buffer.want(i))
        report.compare(state, where, areas.names.get(row["swaptype"]),
                       row["swapdev"])
        for distance in (-1, 1):
            report.compare("(wrong on purpose)", where, False,
                           areas.read(row, distance) == buffer.want(i))
    report.compare(state, "swapped pages", buffer.count, swapped)


def compare_raw_entries(report, buffer):
    """x86-64 has the type in the upper five bits, and the slot inverted."""
    guest = buffer.guest
    rows = buffer.rows()
    guest.stop_in_victim()
    cr3 = guest.cr3()
    for i, row in enumerate(rows):
        word = entry(guest, cr3, number(row["va"]))[1]
        report.compare("swapped, by its entry", f"page {i}",
                       (word >> 59, ((~word & ALL) << 5 & ALL) >> 14),
                       (row["swaptype"], int(row["swapoff"])))
    guest.go_on()


def listed(buffer):
    """va -> state of each page that vmswapped lists."""
    guest = buffer.guest
    status, text = guest.tool(0, "vmswapped", "--list", "-J", "-o",
                              "VA,PAGES,STATE", "-A", buffer.range(), guest.pid)
    if status != 1:
        raise ValueError(f"vmswapped ended with {status}: {text[:200]}")
    pages = {}
    for row in json.loads(text)["rows"]:
        for i in range(row["pages"]):
            pages[number(row["va"]) + i * guest.page] = row["state"]
    return pages


def compare_list(report, buffer, state):
    """All of it is out; then the first half is here again."""
    page = buffer.guest.page
    for gone in (0, buffer.count // 2):
        if gone:
            buffer.do("touch", 0, gone)
        pages = listed(buffer)
        for i in range(buffer.count):
            report.compare(f"{state}, listed", f"page {i}",
                           None if i < gone else state,
                           pages.get(buffer.va + i * page))


def test_partition(report, guest, areas):
    with report.test("the slot of a partition holds the page"):
        start_area(guest, guest.names[FIRST], 10, AREA_MIB << 20)
        areas.add(0, guest.names[FIRST], areas.on_disk(FIRST))
        buffer = out(guest, 1, 2001)
        compare_slots(report, buffer, areas, "swapped, partition")
        if guest.kernel.arch == "amd64":
            compare_raw_entries(report, buffer)
    with report.test("vmswapped lists what is in swap, no page more"):
        compare_list(report, buffer, "swapped")
        report.compare("content", "the victim", 0, buffer.do("verify", 2001))


def test_two(report, guest, areas):
    with report.test("of two areas it is the right one"):
        # It is preferred; the kernel may have slots of the other at hand.
        start_area(guest, guest.names[SECOND], 20, AREA_MIB << 20)
        areas.add(1, guest.names[SECOND], areas.on_disk(SECOND))
        buffer = out(guest, 2, 2002)
        compare_slots(report, buffer, areas, "swapped, two areas")
    with report.test("when the first area is gone the second is what it was"):
        guest.do("swapoff", guest.names[FIRST])
        compare_removed(report, buffer, areas)
        guest.do("swapoff", guest.names[SECOND])


def compare_removed(report, buffer, areas):
    """Its type is 1 still, the first line of /proc/swaps now.  A name is a
    guess then, marked as one; no wrong name is given."""
    second = buffer.guest.names[SECOND]
    for i, row in enumerate(buffer.rows()):
        if row["state"] != "swapped":
            continue
        where = f"page {i} in slot {row['swapoff']} of {row['swaptype']}"
        report.compare("swapped, removed area", where, True,
                       areas.read(row) == buffer.want(i))
        report.compare("swapped, removed area", where, True,
                       row["swapdev"] in (None, second, second + "?"))


def run_on(disk, program, *words):
    """The programs of file systems are not in the PATH of everybody."""
    path = shutil.which(program, path="/usr/sbin:/sbin:/usr/bin")
    if not path:
        raise Missing(f"{program} is not installed")
    return subprocess.run([path, *words, disk.path], text=True, check=True,
                          pass_fds=[disk.fd], capture_output=True).stdout


def extents(guest, disk, path):
    """(first page of the file, number of pages, first block on the disk); the
    disk has blocks of 4096 bytes."""
    text = run_on(guest.disks[disk], "debugfs", "-R", f"dump_extents {path}")
    for line in text.splitlines():
        found = re.match(r" *(\d+)/ *\1 .*? (\d+) *- *(\d+) +(\d+) *-", line)
        if found:
            first, last, block = (int(found[i]) for i in (2, 3, 4))
            yield first * 4096, (last + 1) * 4096, block * 4096


def test_file(report, guest, areas):
    """Slots of a swap file count its pages, wherever these are on the disk; but
    where pages are larger than blocks, only those that are aligned on the disk:
    with clusters of 64 KiB that is all of them."""
    disk = guest.disks[DISK]
    with report.test("the slot of a swap file is a page of the file"):
        run_on(disk, "mkfs.ext4", "-q", "-F", "-b", "4096", "-O", "bigalloc", "-C",
               "65536")
        guest.do("mount", guest.names[DISK], "/mnt", "ext4")
        guest.do("scatter", FILE, OTHER, PIECES, PIECE)
        start_area(guest, FILE, 30, PIECES * PIECE)
        guest.do("sync")
        parts = list(extents(guest, DISK, "/area"))
        report.compare("(pieces of the file)", FILE, True, len(parts) > 1)

        def read(slot):
            at = slot * guest.page
            for first, end, start in parts:
                if first <= at < end:
                    return disk.read(start + at - first, guest.page)
            return b""

        areas.add(0, FILE, read)
        compare_slots(report, out(guest, 3, 2003), areas, "swapped, file")


def test_shared(report, guest):
    """Page tables forget such pages.  Where all that is not mapped is out, the
    sum of smaps settles it, on any kernel."""
    with report.test("shared memory is listed when it is out, no page more"):
        buffer = out(guest, 4, 2004, "shared")
        compare_list(report, buffer, "shmem-swapped")
        report.compare("content", "the victim", 0, buffer.do("verify", 2004))


def test_mixed(report, guest):
    """A part is out, one is in RAM and not mapped, one was never touched.
    Which is which can be asked since Linux 6.5, by cachestat(2)."""
    quarter = 512 if guest.page < 1 << 16 else 256
    if guest.kernel.release < (6, 5):
        gone, cached = "unresolved", "unresolved"
    else:
        gone, cached = "shmem-swapped", "cached"
    with report.test("of shared memory, each page is known, or not known"):
        buffer = Buffer(guest, 5, 4 * quarter, "shared")
        buffer.do("fill", 2005, 0, 2 * quarter)
        buffer.do("advise", PAGEOUT)
        buffer.do("touch", quarter, quarter)
        buffer.do("advise", DONTNEED)
        pages = listed(buffer)
        rows = buffer.rows(options=("--backing",))
        expected = [gone] * quarter + [cached] * quarter + ["absent"] * 2 * quarter
        for i, (state, row) in enumerate(zip(expected, rows)):
            report.compare(state, f"page {i}, by vmwalk", state, row["state"])
            report.compare(state, f"page {i}, by vmswapped",
                           None if state in ("cached", "absent") else state,
                           pages.get(number(row["va"])))


def run(report, guest):
    areas = Areas(guest)
    # Only what is asked for is read from swap.
    guest.do("write", "/proc/sys/vm/page-cluster", "0")
    test_partition(report, guest, areas)
    test_two(report, guest, areas)
    test_file(report, guest, areas)
    test_shared(report, guest)
    test_mixed(report, guest)
