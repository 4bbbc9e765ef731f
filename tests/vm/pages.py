#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a page must hold, where the processor finds it, and what vmwalk says."""
import copy
import functools
import json
import struct

ALL = (1 << 64) - 1
PATTERN = 64
FRAME_BITS = 0x000FFFFFFFFFF000
PRESENT, SOFT_DIRTY, HUGE, WRITE_PROTECTED = 1, 1 << 11, 1 << 7, 1 << 10
COLUMNS = ("VA,STATE,PA,PFN,SWAPTYPE,SWAPOFF,SWAPDEV,HUGE,SOFTDIRTY,UFFDWP,EXCL,"
           "FLAGS,MAPCOUNT,HIDDEN,CHANGED")


def pattern(seed, index, size):
    """The same as in victim-memory.c."""
    return beginning(seed, index) * (size // PATTERN)


@functools.lru_cache(1 << 16)
def beginning(seed, index):
    state, words = (seed << 32 | index) & ALL, []
    for _ in range(PATTERN // 8):
        state = (state + 0x9E3779B97F4A7C15) & ALL
        z = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & ALL
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & ALL
        words.append(z ^ z >> 31)
    return struct.pack("<8Q", *words)


def entry(guest, cr3, va):
    """(level, entry) where the walk of an x86-64 processor ends; level 1 is a
    page of 4 KiB."""
    at = cr3 & FRAME_BITS
    for level in (4, 3, 2, 1):
        at += (va >> (12 + 9 * (level - 1)) & 511) * 8
        word = guest.ram.word(at)
        if level == 1 or not word & PRESENT or word & HUGE:
            return level, word
        at = word & FRAME_BITS
    return None


def frame_of(level, word, va):
    """The number of the frame behind an entry that is present."""
    span = 512 ** (level - 1)
    return (word & FRAME_BITS) // 4096 // span * span + va // 4096 % span


class Buffer:
    """Memory of the victim."""

    def __init__(self, guest, ident, count, kind="anon", path=""):
        self.guest, self.ident, self.count = guest, ident, count
        lines = guest.ask("new", ident, count, kind, path)[1]
        self.va, self.seed, self.first = int(lines[0], 16), 0, 0

    def fill(self, seed):
        self.seed = seed
        self.guest.do("fill", self.ident, seed, self.first, self.count)
        return self

    def piece(self, first, count):
        """A part, whose first page is 0 again."""
        part = copy.copy(self)
        part.va += first * self.guest.page
        part.first, part.count = self.first + first, count
        return part

    def want(self, index):
        return pattern(self.seed, self.first + index, self.guest.page)

    def range(self):
        return f"{self.va:x}+{self.count * self.guest.page}"

    def do(self, verb, *words):
        """Of a piece, too, numbers count from the beginning of the whole."""
        return self.guest.do(verb, self.ident, *words)

    def rows(self, columns=COLUMNS, options=()):
        """A row for each page, in order: else the tool is wrong at once."""
        status, text = self.guest.tool(
            0, "vmwalk", "-J", "-g", "page", "-o", columns, *options, "-A",
            self.range(), self.guest.pid)
        rows = json.loads(text)["rows"]
        places = [self.va + i * self.guest.page for i in range(self.count)]
        if [number(row["va"]) for row in rows] != places:
            raise ValueError(f"vmwalk ended with {status} and gave "
                             f"{len(rows)} rows for {self.count} pages")
        return rows


def number(text):
    return None if text is None else int(text, 0)
