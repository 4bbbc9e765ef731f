#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A process with more than a thousand page tables, all of which do not change.

    tests/vast.py DESCRIPTION [huge]

Writes its number and where a mapping of 3 GiB begins, in hexadecimal, to the
file DESCRIPTION; then stops itself.  With "huge", most of it is a mapping that
has huge pages wherever its walk may be cut.
"""

import ctypes
import mmap
import os
import signal
import sys

PAGE = mmap.PAGESIZE
TABLE = 2 << 20
LARGE = 3 << 30
BORDER = 64 << 20	# where a walk may be cut, and at its multiples
PR_SET_PDEATHSIG = 1
MAP_NORESERVE = 0x4000

libc = ctypes.CDLL(None)
libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def reserve(length):
    held = mmap.mmap(-1, length, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS |
                     MAP_NORESERVE)
    held.madvise(mmap.MADV_NOHUGEPAGE)
    return held


large = reserve(LARGE)
base = ctypes.addressof(ctypes.c_char.from_buffer(large))
for at in range(0, LARGE, TABLE):
    for page in range(at // TABLE % 7 + 1):
        large[at + page * PAGE] = 1
# Runs that go over a border: pages that are touched one after the other often
# come to lie so, too.
for at in range(BORDER - base % BORDER, LARGE, BORDER):
    for page in range(-8, 8):
        if 0 <= at + page * PAGE < LARGE:
            large[at + page * PAGE] = 1

shared = mmap.mmap(-1, 100 * PAGE)
for at in range(0, 100 * PAGE, 3 * PAGE):
    shared[at] = 1
small = [reserve(50 * PAGE) for _ in range(40)]
for number, held in enumerate(small):
    held[number * PAGE] = 1

if sys.argv[2:] == ["huge"]:
    most = reserve(4 * LARGE)
    most.madvise(mmap.MADV_HUGEPAGE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(most))
    for at in range(8 * BORDER - start % (8 * BORDER), 4 * LARGE, 8 * BORDER):
        most[at] = 1

with open(sys.argv[1] + ".new", "w", encoding="ascii") as out:
    print(os.getpid(), f"{base:x}", file=out)
os.rename(sys.argv[1] + ".new", sys.argv[1])
os.kill(os.getpid(), signal.SIGSTOP)
