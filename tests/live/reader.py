#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A second, independent reader of maps and pagemap: the oracle of the tests.

It is slow, needs root, reads each word by itself and shares no line with
libvminfo, so that one mistake is not made twice.

    reader.py PID [LO-HI]      one line a page: VA STATE VALUE ATTRIBUTES MAPPING
"""
import fcntl
import mmap
import os
import re
import struct
import sys

PAGE = os.sysconf("SC_PAGESIZE")
FRAME = (1 << 55) - 1
FILE, EXCLUSIVE, SOFT_DIRTY, UFFD_WP, GUARD = (1 << b for b in (61, 56, 55, 57, 58))
SWAP, PRESENT = 1 << 62, 1 << 63
KPF_ZERO_PAGE = 24
PAGEMAP_SCAN = 0xC0606610
SCAN_SWAPPED, SCAN_HUGE = 0x10, 0x40
# No kernel so far numbers a special entry below this.
FIRST_SPECIAL = 22


class Mapping:
    def __init__(self, line):
        found = re.match(
            rb"([0-9a-f]+)-([0-9a-f]+) (\S{4}) ([0-9a-f]+) (\S+) (\d+) *(.*)\n",
            line, re.S)
        self.start, self.end = int(found[1], 16), int(found[2], 16)
        self.offset = int(found[4], 16)
        self.device, self.inode, self.name = found[5], int(found[6]), found[7]
        self.flags, self.hugetlb = [], False

    def is_anonymous(self):
        return self.inode == 0 and self.device == b"00:00" and (
            not self.name.startswith(b"[")
            or self.name in (b"[heap]", b"[stack]")
            or self.name.startswith(b"[anon:"))

    def is_pfnmap(self):
        return "pf" in self.flags or self.name == b"[vsyscall]"


def read_mappings(pid):
    mappings = []
    with open(f"/proc/{pid}/smaps", "rb") as smaps:
        for line in smaps:
            if re.match(rb"[0-9a-f]+-[0-9a-f]+ ", line):
                mappings.append(Mapping(line))
            elif line.startswith(b"VmFlags:"):
                mappings[-1].flags = line.decode().split()[1:]
                mappings[-1].hugetlb = "ht" in mappings[-1].flags
    return mappings


def read_words(pagemap, start, pages):
    raw = os.pread(pagemap, pages * 8, start // PAGE * 8)
    return struct.unpack(f"={len(raw) // 8}Q", raw)


def marker_type():
    """The swap type of a marker, read from a guard page of our own."""
    own = mmap.mmap(-1, PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    try:
        own.madvise(102)
    except OSError:
        return 31
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as maps:
        starts = [int(line.split("-")[0], 16) for line in maps]
    pagemap = os.open("/proc/self/pagemap", os.O_RDONLY)
    try:
        for start in starts:
            for word in read_words(pagemap, start, 1):
                if word & SWAP and word & GUARD:
                    return word & 31
    finally:
        os.close(pagemap)
    return 31


class Reader:
    def __init__(self, pid):
        self.pid = pid
        self.mappings = read_mappings(pid)
        self.pagemap = os.open(f"/proc/{pid}/pagemap", os.O_RDONLY)
        self.kpageflags = os.open("/proc/kpageflags", os.O_RDONLY)
        self.marker = marker_type()
        self.zero_frames = {}

    def scan(self, start, end):
        """Set of pages that are huge, and of those with a special entry."""
        huge, special = set(), set()
        vector = bytearray(24 * 512)
        address = bytes_address(vector)
        while start < end:
            call = bytearray(struct.pack(
                "=12Q", 96, 0, start, end, 0, address, 512, 0, 0,
                0, SCAN_SWAPPED | SCAN_HUGE, SCAN_SWAPPED | SCAN_HUGE))
            count = fcntl.ioctl(self.pagemap, PAGEMAP_SCAN, call)
            for i in range(count):
                lo, hi, kind = struct.unpack_from("=3Q", vector, 24 * i)
                pages = range(lo, hi, PAGE)
                if kind & SCAN_HUGE:
                    huge.update(pages)
                if kind & SCAN_SWAPPED:
                    special.update(pages)
            if count < 512:
                break
            start = hi
        return huge, special

    def is_zero_page(self, frame):
        if frame not in self.zero_frames:
            raw = os.pread(self.kpageflags, 8, frame * 8)
            flags = struct.unpack("=Q", raw)[0] if raw else 0
            self.zero_frames[frame] = bool(flags >> KPF_ZERO_PAGE & 1)
        return self.zero_frames[frame]

    def state(self, mapping, word, has_special):
        """State and its value: a frame, (type, slot), or None."""
        frame = word & FRAME
        if mapping.is_pfnmap():
            return "pfnmap", None
        if word & PRESENT:
            return ("zero" if self.is_zero_page(frame) else "present"), frame
        if word & SWAP:
            return self.entry_state(word, frame & 31, frame >> 5)
        if mapping.hugetlb:
            if has_special:
                return "special", None
            return ("unresolved" if "sh" in mapping.flags else "absent"), None
        return ("absent" if mapping.is_anonymous() else "unresolved"), None

    def entry_state(self, word, swap_type, offset):
        if word & GUARD:
            return "guard", None
        if swap_type == self.marker:
            if offset & 4:
                return "guard", None
            return ("poisoned" if offset & 2 else "marker"), None
        if swap_type < FIRST_SPECIAL:
            return "swapped", (swap_type, offset)
        return "special", None

    def attributes(self, state, word, huge):
        names = []
        # Bit 61 of the huge zero page says nothing about a file.
        if word & FILE and word & PRESENT and state != "zero":
            names.append("file")
        if word & EXCLUSIVE and word & PRESENT:
            names.append("exclusive")
        if word & UFFD_WP:
            names.append("uffd-wp")
        # PAGEMAP_SCAN calls pages of hugetlb huge even where there is no entry.
        if huge and state not in ("absent", "unresolved"):
            names.append("huge")
        return names

    def pages(self, low=0, high=1 << 64):
        """(va, state, value, attributes, mapping) of each page in the range."""
        for mapping in self.mappings:
            start, end = max(mapping.start, low), min(mapping.end, high)
            if start >= end:
                continue
            if mapping.start >= 1 << 63:
                words, huge, special = (0,) * ((end - start) // PAGE), (), ()
            else:
                huge, special = self.scan(start, end)
                words = read_words(self.pagemap, start, (end - start) // PAGE)
            for i, word in enumerate(words):
                va = start + i * PAGE
                state, value = self.state(mapping, word, va in special)
                yield (va, state, value,
                       self.attributes(state, word, va in huge), mapping)


def bytes_address(buffer):
    import ctypes
    return ctypes.addressof(ctypes.c_char.from_buffer(buffer))


def main():
    low, high = 0, 1 << 64
    if len(sys.argv) > 2:
        low, high = (int(end, 16) for end in sys.argv[2].split("-"))
    for va, state, value, attributes, mapping in Reader(
            int(sys.argv[1])).pages(low, high):
        print(f"{va:x}", state, "-" if value is None else value,
              ",".join(attributes) or "-", mapping.name.decode("latin-1"))


if __name__ == "__main__":
    main()
