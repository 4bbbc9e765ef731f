#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How the folios of a process are mapped, counted folio by folio.

    thp-categories.py PID       "anon pte aligned 2048K 4096K" and the like
    thp-categories.py recipe    prints the commands that vmwalk(1) has for it

A folio counts where all of its pages lie in one mapping, in their order; else
what is mapped of it is partial.  What one entry maps is not told apart here.
"""

import re
import struct
import sys

PAGE = 4096
ANON, HEAD, TAIL, THP = 1 << 12, 1 << 15, 1 << 16, 1 << 22
ROFF = {r'\-': '-', r'\(aq': "'", r'\e': '\\', r'\(ha': '^', r'\(ti': '~',
        r'\&': ''}


def words(file, first, count):
    file.seek(first * 8)
    data = file.read(count * 8)
    return struct.unpack(f'={len(data) // 8}Q', data)


def mappings(pid):
    with open(f'/proc/{pid}/maps', encoding='utf-8',
              errors='surrogateescape') as maps:
        for line in maps:
            low, high = (int(end, 16) for end in line.split()[0].split('-'))
            if low < 1 << 63:
                yield low // PAGE, (high - low) // PAGE


def folio(flags, pfn):
    """Its head and size, or nothing."""
    head = pfn
    while words(flags, head, 1)[0] & TAIL:
        head -= 1
    size = 1
    while words(flags, head + size, 1)[0] & TAIL:
        size += 1
    return head, size


def count(pid):
    sums = {}
    with open(f'/proc/{pid}/pagemap', 'rb', buffering=0) as pagemap, \
            open('/proc/kpageflags', 'rb', buffering=0) as flags:
        for first, pages in mappings(pid):
            seen = {}   # place: of a page of which folio, at which index
            for i, word in enumerate(words(pagemap, first, pages)):
                if not word >> 63:
                    continue
                pfn = word & (1 << 55) - 1
                bits = words(flags, pfn, 1)[0]
                if bits & THP and bits & (HEAD | TAIL):
                    seen[first + i] = *folio(flags, pfn), pfn, bits & ANON
            for vfn, (head, size, pfn, anon) in seen.items():
                start = vfn - (pfn - head)
                whole = all(seen.get(start + n, (0, 0, 0))[2] == head + n
                            for n in range(size))
                key = 'anon' if anon else 'file'
                if whole:
                    key += ' unaligned' if start % size else ' aligned'
                    key += f' {size * 4}K'
                else:
                    key += ' partial'
                sums[key] = sums.get(key, 0) + 4
    for key in sorted(sums):
        print(key, f'{sums[key]}K')


def print_recipe():
    with open('man/vmwalk.1', encoding='utf-8') as page:
        text = page.read()
    block = re.search(r'\.Bd -literal[^\n]*\n((?:(?!\.Ed).*\n)*?.*flags\\\(tithp'
                      r'(?:(?!\.Ed).*\n)*)\.Ed', text).group(1)
    for escape, letter in ROFF.items():
        block = block.replace(escape, letter)
    print(block)


if sys.argv[1] == 'recipe':
    print_recipe()
else:
    count(sys.argv[1])
