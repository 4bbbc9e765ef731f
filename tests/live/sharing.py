#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Owns memory that others share.

    sharing.py ACT...

Prints "ACT VA PAGES PID..." (hexadecimal, decimal, who else maps it) for each
act, or "skip ACT: why"; then "ready".  After that it takes one command a line,
and answers with "ready": "write" writes the first half of what is forked, as
the only one of all that share it.  It ends, and the others with it, at the end
of its input.
"""

import ctypes
import mmap
import os
import signal
import sys

PAGE = mmap.PAGESIZE
HUGE = 2 << 20
MAP_HUGETLB = 0x40000
DONTFORK, MERGEABLE, HUGEPAGE = 10, 12, 14
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int,
                      ctypes.c_int, ctypes.c_int, ctypes.c_long)
libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
libc.munmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t)
libc.mremap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t,
                        ctypes.c_int, ctypes.c_void_p)
libc.mremap.restype = ctypes.c_void_p
others = []
areas = {}


def get(length, flags=mmap.MAP_PRIVATE):
    """Read and write; aligned as a huge page is."""
    where = libc.mmap(None, length + HUGE, 0, mmap.MAP_PRIVATE |
                      mmap.MAP_ANONYMOUS | 0x4000, -1, 0)
    where = -(-where // HUGE) * HUGE
    fixed = 0x10
    area = libc.mmap(where, length, 3, flags | mmap.MAP_ANONYMOUS | fixed, -1,
                     0)
    if area in (None, 2 ** 64 - 1):
        raise OSError(ctypes.get_errno(), 'mmap')
    return area


def write(area, pages, word=None):
    for i in range(pages):
        ctypes.memset(area + i * PAGE, (i % 251 + 1) if word is None else word,
                      PAGE)


def fork(prepare=lambda: None):
    """A child that has done so, and waits until we end."""
    done, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        libc.prctl(1, signal.SIGKILL)
        os.close(0)
        prepare()
        os.write(tell, b'.')
        while True:
            signal.pause()
    os.close(tell)
    os.read(done, 1)
    os.close(done)
    others.append(pid)
    return pid


def say(act, area, pages, pids=()):
    areas[act] = area, pages
    # Not for those who come after.
    libc.madvise(area, pages * PAGE, DONTFORK)
    print(act, f'{area:x}', pages, *pids)


def act_forked():
    area, pages = get(1000 * PAGE), 1000
    write(area, pages)
    say('forked', area, pages, [fork() for _ in range(5)])


def act_merged():
    area = get(8 * PAGE)
    write(area, 8, 0xa5)
    if libc.madvise(area, 8 * PAGE, MERGEABLE):
        print('skip merged: no KSM')
        return
    say('merged', area, 8)


def act_partly():
    """A huge page of which a second process has the first half."""
    area = get(HUGE)
    libc.madvise(area, HUGE, HUGEPAGE)
    write(area, HUGE // PAGE)
    pid = fork(lambda: libc.munmap(area + HUGE // 2, HUGE // 2))
    say('partly', area, HUGE // PAGE, [pid])


def act_unmapped():
    """A huge page of which one page was given back."""
    area = get(HUGE)
    libc.madvise(area, HUGE, HUGEPAGE)
    write(area, HUGE // PAGE)
    libc.munmap(area + HUGE - PAGE, PAGE)
    say('unmapped', area, HUGE // PAGE - 1)


def act_moved():
    """A huge page that is not aligned any more."""
    area, target = get(HUGE), get(2 * HUGE) + 3 * PAGE
    libc.madvise(area, HUGE, HUGEPAGE)
    write(area, HUGE // PAGE)
    libc.mremap(area, HUGE, HUGE, 3, target)
    say('moved', target, HUGE // PAGE)


def act_hugetlb():
    try:
        area = get(2 * HUGE, mmap.MAP_SHARED | MAP_HUGETLB)
    except OSError as error:
        print('skip hugetlb:', error)
        return
    write(area, 2 * HUGE // PAGE)
    pid = fork(lambda: write(area, HUGE // PAGE))
    say('hugetlb', area, 2 * HUGE // PAGE, [pid])


def main():
    for act in sys.argv[1:]:
        globals()['act_' + act]()
    print('ready', flush=True)
    for line in sys.stdin:
        if line == 'write\n':
            area, pages = areas['forked']
            write(area, pages // 2, 0x5a)
        print('ready', flush=True)
    for pid in others:
        os.kill(pid, signal.SIGKILL)


main()
