#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who maps these frames: every process, read word by word.

    who.py PFN...                 one line each: "PFN PID VA", sorted
    who.py lasting VMFRAMES PFN   what vmframes finds of processes that were
                                  there before and after; 1: something else

Exit 3 if a process could not be read; processes that end are no members.
"""
import array
import os
import re
import subprocess
import sys

PAGE = os.sysconf("SC_PAGESIZE")
PRESENT, FRAME = 1 << 63, (1 << 55) - 1
PIECE = 1 << 16


def mappings_of(pid):
    with open(f"/proc/{pid}/maps", "rb") as lines:
        for line in lines:
            found = re.match(rb"([0-9a-f]+)-([0-9a-f]+) ", line)
            start, end = int(found[1], 16), int(found[2], 16)
            if start < 1 << 63:
                yield start, end


def find(pid, words):
    """(word, va) of each page of the process that is one of these."""
    pagemap = os.open(f"/proc/{pid}/pagemap", os.O_RDONLY)
    try:
        for start, end in mappings_of(pid):
            for piece in range(start, end, PIECE * PAGE):
                count = min(PIECE, (end - piece) // PAGE)
                seen = array.array("Q", os.pread(pagemap, count * 8,
                                                 piece // PAGE * 8))
                for i, word in enumerate(seen):
                    if word & PRESENT and word & FRAME in words:
                        yield word & FRAME, piece + i * PAGE
    finally:
        os.close(pagemap)


def find_all(frames):
    """Sorted (pfn, pid, va), and how many processes were refused."""
    found, refused = [], 0
    for pid in [int(name) for name in os.listdir("/proc") if name.isdigit()]:
        try:
            found += [(pfn, pid, va) for pfn, va in find(pid, frames)]
        except PermissionError:
            refused += 1
        except OSError:
            continue
    return sorted(found), refused


def seen_by(vmframes, pfn):
    done = subprocess.run([vmframes, "--pfn", pfn, "-r", "-n", "-o",
                           "PID,VA"], check=False, capture_output=True)
    if done.returncode not in (0, 3):
        sys.exit(f"vmframes ended with {done.returncode}: "
                 f"{done.stderr.decode()}")
    rows = [line.split() for line in done.stdout.decode().splitlines()]
    # Pages that were not found have a row without a process.
    return {(int(pid), int(va, 16)) for pid, va in rows if pid.isdigit()}


def judge_lasting(vmframes, pfn):
    """Others come and go meanwhile: nothing is known of them."""
    before = {page[1:] for page in find_all({int(pfn, 0)})[0]}
    seen = seen_by(vmframes, pfn)
    after = {page[1:] for page in find_all({int(pfn, 0)})[0]}
    missing = (before & after) - seen
    strange = {page for page in seen - before - after
               if os.path.exists(f"/proc/{page[0]}")}
    print(f"{len(before & after)} pages, {len(missing)} missing, "
          f"{len(strange)} too many")
    return 1 if missing or strange or not seen else 0


def main():
    if sys.argv[1] == "lasting":
        return judge_lasting(*sys.argv[2:])
    found, refused = find_all({int(word, 0) for word in sys.argv[1:]})
    for pfn, pid, va in found:
        print(pfn, pid, f"{va:x}")
    return 3 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
