#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Holds "VA NODE STATE" of each page against move_pages(2).

    nodes.py PID FILE
"""
import ctypes
import os
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
MOVE_PAGES = {"x86_64": 279, "aarch64": 239}[os.uname().machine]


def nodes_of(pid, addresses):
    """Node, or negative errno, of each page."""
    count = len(addresses)
    pages = (ctypes.c_void_p * count)(*addresses)
    status = (ctypes.c_int * count)()
    if LIBC.syscall(MOVE_PAGES, pid, ctypes.c_ulong(count), pages, None,
                    status, 0):
        sys.exit(f"move_pages: errno {ctypes.get_errno()}")
    return list(status)


def main():
    pid = int(sys.argv[1])
    with open(sys.argv[2], encoding="ascii") as lines:
        rows = [line.split() for line in lines]
    # The gate page is above what the call takes.
    rows = [row for row in rows if int(row[0], 16) < 1 << 63]
    present = 0
    for row, node in zip(rows, nodes_of(pid, [int(r[0], 16) for r in rows])):
        expected = str(node) if node >= 0 else "-"
        present += node >= 0
        if row[1] != expected:
            sys.exit(f"{row[0]} ({row[2]}): NODE is {row[1]}, move_pages "
                     f"says {node}")
    print(f"{len(rows)} pages, {present} with a node")
    return 0 if present else 1


if __name__ == "__main__":
    sys.exit(main())
