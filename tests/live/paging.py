#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What of a process is in swap, by a reader of our own, against vmswapped.

    paging.py list VMSWAPPED PID             each page of the whole process
    paging.py claims VMSWAPPED PID CLAIMS    each page that the stage claims
    paging.py counts VMSWAPPED PID           the sums of the process
    paging.py bounds VMSWAPPED PID CLAIMS    what is claimed always holds; of
                                             the rest, pages come and go

VMSWAPPED may be several words, as "setpriv --reuid 65534 ... vmswapped".  Of an
object, cachestat(2) is asked for each page alone: slow, and sure.
Exit 1: something differs; it is printed.
"""
import array
import ctypes
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True

from judge import read_claims
from reader import PAGE, Reader

CACHESTAT = 451
TRIES = 10
MISSING = ("unresolved", "marker", "guard", "poisoned")


def shared_memory_devices(pid):
    """Those of all tmpfs that the process has, and of what has no mount."""
    own = os.memfd_create("paging")
    number = os.fstat(own).st_dev
    os.close(own)
    devices = {b"%02x:%02x" % (os.major(number), os.minor(number))}
    with open(f"/proc/{pid}/mountinfo", "rb") as lines:
        for line in lines:
            if b" - tmpfs " in line:
                major, minor = map(int, line.split()[2].split(b":"))
                devices.add(b"%02x:%02x" % (major, minor))
    return devices


class Paging(Reader):
    def __init__(self, pid):
        super().__init__(pid)
        self.devices = shared_memory_devices(pid)
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.doors = {}

    def door(self, mapping):
        name = f"{mapping.start:x}-{mapping.end:x}"
        if name not in self.doors:
            self.doors[name] = os.open(f"/proc/{self.pid}/map_files/{name}",
                                       os.O_RDONLY)
        return self.doors[name]

    def is_evicted(self, mapping, va):
        where = array.array("Q", [mapping.offset + va - mapping.start, PAGE])
        answer = array.array("Q", [0] * 5)
        if self.libc.syscall(CACHESTAT, self.door(mapping),
                             ctypes.c_void_p(where.buffer_info()[0]),
                             ctypes.c_void_p(answer.buffer_info()[0]), 0):
            sys.exit(f"cachestat: {os.strerror(ctypes.get_errno())}")
        return answer[3] == 1

    def swapped(self):
        """va -> (state, what it is counted by), hidden: the number of pages
        that only their object has in swap, behind an entry of another kind."""
        found, hidden = {}, 0
        for va, state, value, _, mapping in self.pages():
            if state == "swapped":
                found[va] = state, value
            elif (state in MISSING and mapping.device in self.devices
                  and mapping.inode and not mapping.hugetlb
                  and self.is_evicted(mapping, va)):
                if state != "unresolved":
                    hidden += 1
                    continue
                page = (mapping.offset + va - mapping.start) // PAGE
                found[va] = ("shmem-swapped",
                             (mapping.device, mapping.inode, page))
        return found, hidden


def say(vmswapped, *options, statuses=(0, 1)):
    """The rows of its raw output; its status has to fit."""
    done = subprocess.run([*vmswapped.split(), "-r", "-n", *options],
                          check=False, capture_output=True)
    if done.returncode not in statuses:
        sys.exit(f"vmswapped ended with {done.returncode}: "
                 f"{done.stderr.decode()}")
    return [line.split() for line in done.stdout.decode().splitlines()], \
        done.returncode


def pages_of(rows):
    """va -> state of each page in such rows."""
    pages = {}
    for va, count, state in rows:
        for i in range(int(count)):
            page = int(va, 16) + i * PAGE
            if page in pages:
                sys.exit(f"{page:x} is listed twice")
            pages[page] = state
    return pages


def listed(vmswapped, pid):
    rows, status = say(vmswapped, "--list", "-o", "VA,PAGES,STATE", pid)
    pages = pages_of(rows)
    if status != bool(pages):
        sys.exit(f"status {status} with {len(pages)} pages")
    return pages


def differences(wanted, seen):
    for va in sorted(wanted.keys() | seen.keys()):
        if wanted.get(va) != seen.get(va):
            yield f"{va:x}: expected {wanted.get(va)}, seen {seen.get(va)}"


def when_quiet(read, ask):
    """What the tool says, and what is read before and after it: the same.  One
    who has just said "ready" may come to rest a moment later."""
    for _ in range(TRIES):
        before, said, after = read(), ask(), read()
        if before == after:
            return before, said
    sys.exit("it does not come to rest")


def judge_list(vmswapped, pid):
    (found, hidden), seen = when_quiet(
        lambda: Paging(int(pid)).swapped(), lambda: listed(vmswapped, pid))
    print(len(found), "in swap,", hidden, "behind others")
    return differences({va: state for va, (state, _) in found.items()}, seen)


def judge_claims(vmswapped, pid, claims):
    claimed = read_claims(claims, [])
    places = {va for va, *_ in claimed}
    wanted = {va: state for va, state, _, _ in claimed if "swapped" in state}
    seen = {va: state for va, state in listed(vmswapped, pid).items()
            if va in places}
    print(len(places), "claimed,", len(wanted), "in swap")
    return differences(wanted, seen)


def judge_bounds(vmswapped, pid, claims):
    """Any answer is fine of a page that moves, but not of the others."""
    claimed = {va: state for va, state, _, _ in read_claims(claims, [])}
    always = {va for va, state in claimed.items() if "swapped" in state}
    rows, status = say(vmswapped, "--list", "-o", "VA,PAGES,STATE", pid,
                       statuses=(1,))
    seen = pages_of(rows)
    for va, state in claimed.items():
        if (seen.get(va) or "").endswith("swapped") != (va in always):
            yield f"{va:x}: is {state}, seen {seen.get(va)}"
    rows, status = say(vmswapped, "-g", "process", "-o", "LEAST,MOST", pid,
                       statuses=(1,))
    least, most = map(int, rows[0])
    print(len(always), "always in swap; seen", len(seen), "then", least, most)
    if not len(always) <= most or least > most or not status:
        yield f"{len(always)} are in swap, seen {least} to {most}"


def item_sum(path, item):
    with open(path, encoding="ascii", errors="replace") as lines:
        found = [re.match(rf"{item}:\s+(\d+) kB", line) for line in lines]
    return sum(int(match[1]) for match in found if match) * 1024


def sums_of(pid):
    """What the row of a process must have, by name of the column."""
    found, _ = Paging(int(pid)).swapped()
    own = [va for va, (state, _) in found.items() if state == "swapped"]
    shared = {key for state, key in found.values() if state != "swapped"}
    total = len(own) + len(shared)
    return {
        "SWAPPED": total, "SWAP": total * PAGE, "PRIVATE": len(own),
        "SHMEM": len(shared), "LEAST": total, "MOST": total,
        "SMAPS-SWAP": item_sum(f"/proc/{pid}/smaps", "Swap"),
        "SWAP-PSS": item_sum(f"/proc/{pid}/smaps_rollup", "SwapPss"),
        "VMSWAP": item_sum(f"/proc/{pid}/status", "VmSwap"),
        "RESIDUAL": 0,
    }


def judge_counts(vmswapped, pid):
    columns = ",".join(sums_of(pid))
    wanted, (rows, status) = when_quiet(
        lambda: sums_of(pid),
        lambda: say(vmswapped, "-b", "-g", "process", "-o", columns, pid))
    seen = dict(zip(wanted, rows[0])) if len(rows) == 1 else {}
    print(pid, wanted)
    if status != (wanted["SWAPPED"] > 0):
        yield f"{pid}: status {status}"
    for name, value in wanted.items():
        if seen.get(name) != str(value):
            yield f"{name}: expected {value}, seen {seen.get(name)}"


def main():
    how, *rest = sys.argv[1:]
    judges = {"list": judge_list, "claims": judge_claims,
              "counts": judge_counts, "bounds": judge_bounds}
    wrong = list(judges[how](*rest))
    print("\n".join(wrong[:20]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
