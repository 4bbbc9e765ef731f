#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Walks pages while they move: no record is of two frames, or two moments.

    moving.py VMWALK GROUP SECONDS COMMAND    those of "moving"; GROUP: page, run
    moving.py VMWALK GROUP SECONDS            our own, moved by compaction

Exit 77 if this kernel cannot move pages like that, or compacts nothing.
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
PAGES, TRIES = 8192, 10         # of our own
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

    def has_moved(self):
        return any(len(frames) > 1 for frames in self.frames.values())

    def verdict(self, if_none_moved):
        if not self.has_moved() and not self.mixed:
            print("nothing has moved")
            return if_none_moved
        print(f"{self.walks} walks, {self.rows} pages, {self.changed} changed "
              f"meanwhile, {len(self.mixed)} mixed")
        for row in self.mixed[:5]:
            print(row)
        return 1 if self.mixed else 0


def walk_for(judge, seconds, vmwalk, *place):
    until = time.monotonic() + seconds
    memcg = None
    while time.monotonic() < until:
        rows, status = walk(vmwalk, *place)
        # All of it was touched by one process, in one group.
        memcg = memcg or max(row["memcg"] or "" for row in rows)
        judge.add(rows, status, memcg)


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
        judge = Judge()
        walk_for(judge, float(seconds), vmwalk, group, target.pid, start,
                 int(pages))
        target.kill()
    return judge.verdict(if_none_moved=1)


def compact(stop):
    while not stop.is_set():
        with open("/proc/sys/vm/compact_memory", "w", encoding="ascii") as file:
            file.write("1")


def make_area(pages):
    """Every other page is free: there is something to compact."""
    area = mmap.mmap(-1, pages * PAGE,
                     flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    area.madvise(NOHUGEPAGE)
    area.madvise(DONTFORK)
    for i in range(pages):
        area[i * PAGE] = 1
    for i in range(0, pages, 2):
        area.madvise(DONTNEED, i * PAGE, PAGE)
    return area


def watch_compaction(vmwalk, group, seconds):
    """Where all is as compaction would have it, another area may be worse."""
    areas, judge = [], Judge()
    stop = threading.Event()
    compactor = threading.Thread(target=compact, args=(stop,))
    compactor.start()
    try:
        while not judge.has_moved() and not judge.mixed and len(areas) < TRIES:
            areas.append(make_area(PAGES))
            start = ctypes.addressof(ctypes.c_char.from_buffer(areas[-1]))
            walk_for(judge, float(seconds), vmwalk, group, os.getpid(),
                     f"{start:x}", PAGES)
    finally:
        stop.set()
        compactor.join()
    return judge.verdict(if_none_moved=77)


def main():
    vmwalk, group, seconds, *command = sys.argv[1:]
    if command:
        return watch_moving(vmwalk, group, seconds, command[0])
    return watch_compaction(vmwalk, group, seconds)


if __name__ == "__main__":
    sys.exit(main())
