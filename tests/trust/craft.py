#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""ELF files that somebody crafted: craft.py FILE DIRECTORY writes them all.

FILE is a good one, of 64 bits and little endian.
"""
import os
import struct
import sys

HUGE, ALL = 1 << 62, (1 << 64) - 1
SHOFF, SHENTSIZE, SHNUM, SHSTRNDX, PHNUM = 0x28, 0x3a, 0x3c, 0x3e, 0x38
# In a section header.
TYPE, ADDRESS, OFFSET, SIZE, LINK, INFO, ENTSIZE = \
    4, 0x10, 0x18, 0x20, 0x28, 0x2c, 0x38


class File:
    def __init__(self, data):
        self.data = bytearray(data)
        self.table, = struct.unpack_from("<Q", data, SHOFF)
        self.count, = struct.unpack_from("<H", data, SHNUM)

    def put(self, how, at, value):
        struct.pack_into(how, self.data, at, value)

    def get(self, how, at):
        return struct.unpack_from(how, self.data, at)[0]

    def sections(self, *types):
        """Where the headers of those are."""
        for at in range(self.table, self.table + 64 * self.count, 64):
            if self.get("<I", at + TYPE) in types:
                yield at

    def set_all(self, field, how, value):
        for at in self.sections(*range(1, 20)):
            self.put(how, at + field, value)


SYMBOLS, STRINGS = (2, 11), (3,)


def sections_without_end(f):
    # The real count is in the first header then.
    f.put("<H", SHNUM, 0)
    f.put("<Q", f.table + SIZE, HUGE)


def programs_without_end(f):
    f.put("<H", PHNUM, 0xffff)
    f.put("<I", f.table + INFO, 0xffffffff)


def all_at_one_place(f):
    f.set_all(OFFSET, "<Q", f.get("<Q", next(f.sections(2)) + OFFSET))


def entries_of_nothing(f):
    f.set_all(ENTSIZE, "<Q", 0)


def entries_of_one_byte(f):
    f.set_all(ENTSIZE, "<Q", 1)


def links_in_a_circle(f):
    for at in f.sections(*SYMBOLS, *STRINGS):
        f.put("<I", at + LINK, (at - f.table) // 64)


def links_to_nowhere(f):
    f.set_all(LINK, "<I", 0xfffffff0)


def names_without_end(f):
    for at in f.sections(*STRINGS):
        start, size = f.get("<Q", at + OFFSET), f.get("<Q", at + SIZE)
        f.data[start:start + size] = b"A" * size


def names_elsewhere(f):
    for at in f.sections(*SYMBOLS):
        start, size = f.get("<Q", at + OFFSET), f.get("<Q", at + SIZE)
        for symbol in range(start, start + size - 23, 24):
            f.put("<I", symbol, 0xfffffff0)


def symbols_of_all_memory(f):
    for at in f.sections(*SYMBOLS):
        start, size = f.get("<Q", at + OFFSET), f.get("<Q", at + SIZE)
        for symbol in range(start, start + size - 23, 24):
            f.put("<Q", symbol + 8, ALL - 15)
            f.put("<Q", symbol + 16, ALL)


def sizes_of_all_memory(f):
    f.set_all(SIZE, "<Q", ALL)


def sizes_that_overflow(f):
    for at in f.sections(*range(1, 20)):
        f.put("<Q", at + SIZE, (1 << 64) - f.get("<Q", at + OFFSET) + 1)


def a_table_beyond_the_end(f):
    f.put("<Q", SHOFF, ALL - 63)


def no_name_for_sections(f):
    f.put("<H", SHSTRNDX, 0xffff)
    f.put("<I", f.table + LINK, 0xffffffff)


def cut_in_the_symbols(f):
    del f.data[f.get("<Q", next(f.sections(2)) + OFFSET) + 100:]


def only_a_header(f):
    del f.data[64:]


CRAFTS = (sections_without_end, programs_without_end, all_at_one_place,
          entries_of_nothing, entries_of_one_byte, links_in_a_circle,
          links_to_nowhere, names_without_end, names_elsewhere,
          symbols_of_all_memory, sizes_of_all_memory, sizes_that_overflow,
          a_table_beyond_the_end, no_name_for_sections, cut_in_the_symbols,
          only_a_header)


def main():
    path, directory = sys.argv[1:]
    with open(path, "rb") as file:
        good = file.read()
    for craft in CRAFTS:
        crafted = File(good)
        craft(crafted)
        name = os.path.join(directory, craft.__name__)
        with open(name, "wb") as file:
            file.write(crafted.data)
        os.chmod(name, 0o755)
        print(name)


if __name__ == "__main__":
    main()
