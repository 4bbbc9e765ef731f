#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Two hundred processes that have stopped, each with another memory.

    tests/crowd.py PIDS

Writes their numbers to the file PIDS, among them a zombie, a kernel thread and
one that nobody has; then waits until it is ended, and ends them.
"""

import ctypes
import mmap
import os
import signal
import sys

PAGE = mmap.PAGESIZE
MANY = 200
NOBODY = 4194303	# the last number there can be
PR_SET_PDEATHSIG = 1

libc = ctypes.CDLL(None)


def die_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def spread_out(i):
    """Shared mappings, which the kernel does not join; a third has a page."""
    held = []
    for j in range(3000 if i == 0 else i * 7 % 40):
        held.append(mmap.mmap(-1, PAGE))
        if j % 3 == 1:
            held[-1][0] = 1
    held.append(mmap.mmap(-1, (1 + i * 37 % 61) * 16 * PAGE,
                          flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
    for at in range(0, i * 53 * PAGE % len(held[-1]), PAGE):
        held[-1][at] = 1
    return held


def start(i):
    pid = os.fork()
    if pid:
        _, status = os.waitpid(pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            sys.exit(f"process {i} did not stop: {status:#x}")
        return pid
    try:
        die_with_parent()
        held = spread_out(i)
        os.kill(os.getpid(), signal.SIGSTOP)
        held.clear()
    finally:
        os._exit(1)


def start_zombie():
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    return pid


def stop(number, frame):
    sys.exit()


die_with_parent()
signal.signal(signal.SIGTERM, stop)
crowd = []
try:
    for number in range(MANY):
        crowd.append(start(number))
    pids = (crowd[:50] + [2] + crowd[50:120] + [start_zombie()] +
            crowd[120:160] + [NOBODY] + crowd[160:])
    with open(sys.argv[1] + ".new", "w", encoding="ascii") as out:
        print(*pids, file=out)
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    while True:
        signal.pause()
finally:
    for pid in crowd:
        os.kill(pid, signal.SIGKILL)
