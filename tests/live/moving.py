#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Walks pages while they move: no record is of two frames, or two moments.

    moving.py VMWALK GROUP SECONDS COMMAND    those of "moving"; GROUP: page, run
    moving.py VMWALK GROUP SECONDS            our own, moved by compaction

Exit 77 if this kernel cannot move pages like that.
"""
import ctypes
import json
import mmap
import os
import subprocess
import sys
import threading
import time

COLUMNS = "VA,STATE,PFN,FLAGS,MAPCOUNT,ORDER,MEMCG"
PAGE = os.sysconf("SC_PAGESIZE")
DONTNEED, DONTFORK, NOHUGEPAGE = 4, 10, 15
FRAME = ("flags", "mapcount", "order", "memcg")


def is_whole(row, memcg):
    """All that is shown of a frame is what every frame has while it is here."""
    return (row["mapcount"] in (None, 1) and row["order"] in (None, 0) and
            row["memcg"] in (None, memcg) and
            (row["flags"] is None or ("anon" in row["flags"] and
                                      "mmap" in row["flags"])))


def walk(vmwalk, group, pid, start, pages):
    done = subprocess.run(
        [vmwalk, "-g", group, "-J", "-o", COLUMNS, "-A",
         f"{start}+{pages * PAGE}", str(pid)], check=False,
        capture_output=True)
    if done.returncode not in (0, 3):
        sys.exit(f"vmwalk ended with {done.returncode}: "
                 f"{done.stderr.decode()}")
    return json.loads(done.stdout)["rows"], done.returncode


class Judge:
    def __init__(self):
        self.frames, self.mixed = {}, []
        self.walks = self.rows = self.changed = 0

    def add(self, rows, status, memcg):
        self.walks += 1
        changed = 0
        for row in rows:
            if row["state"] != "present":
                continue
            self.rows += 1
            self.frames.setdefault(row["va"], set()).add(row["pfn"])
            changed += any(row[name] is None for name in FRAME)
            if not is_whole(row, memcg):
                self.mixed.append(row)
        self.changed += changed
        if changed and status != 3:
            sys.exit(f"{changed} pages are unknown, and the status is "
                     f"{status}")

    def verdict(self):
        moved = sum(len(frames) > 1 for frames in self.frames.values())
        print(f"{self.walks} walks, {self.rows} pages, {self.changed} changed "
              f"meanwhile, {len(self.mixed)} mixed")
        for row in self.mixed[:5]:
            print(row)
        if not moved:
            print("nothing has moved")
        return 0 if moved and not self.mixed else 1


def walk_for(seconds, vmwalk, *place):
    judge, until = Judge(), time.monotonic() + seconds
    memcg = None
    while time.monotonic() < until:
        rows, status = walk(vmwalk, *place)
        # All of it was touched by one process, in one group.
        memcg = memcg or max(row["memcg"] or "" for row in rows)
        judge.add(rows, status, memcg)
    return judge.verdict()


def watch_moving(vmwalk, group, seconds, command):
    with subprocess.Popen([command, seconds], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as target:
        start, pages = target.stdout.readline().split()[:2]
        if start == "skip":
            print(start, pages)
            target.kill()
            return 77
        target.stdout.readline()
        target.stdin.write("\n")
        target.stdin.flush()
        status = walk_for(float(seconds), vmwalk, group, target.pid, start,
                          int(pages))
        target.kill()
    return status


def compact(stop):
    while not stop.is_set():
        with open("/proc/sys/vm/compact_memory", "w", encoding="ascii") as file:
            file.write("1")


def watch_compaction(vmwalk, group, seconds):
    """Every other page is free: there is something to compact."""
    pages = 8192
    area = mmap.mmap(-1, pages * PAGE,
                     flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    area.madvise(NOHUGEPAGE)
    area.madvise(DONTFORK)
    for i in range(pages):
        area[i * PAGE] = 1
    for i in range(0, pages, 2):
        area.madvise(DONTNEED, i * PAGE, PAGE)
    start = ctypes.addressof(ctypes.c_char.from_buffer(area))
    stop = threading.Event()
    compactor = threading.Thread(target=compact, args=(stop,))
    compactor.start()
    try:
        return walk_for(float(seconds), vmwalk, group, os.getpid(),
                        f"{start:x}", pages)
    finally:
        stop.set()
        compactor.join()


def main():
    vmwalk, group, seconds, *command = sys.argv[1:]
    if command:
        return watch_moving(vmwalk, group, seconds, command[0])
    return watch_compaction(vmwalk, group, seconds)


if __name__ == "__main__":
    sys.exit(main())
