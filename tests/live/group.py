#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a group of processes has in common, frame by frame and without bitmaps.

    group.py VMFRAMES PID...   the rows of vmframes --shared against sets of
                               frames that are read from pagemap; libraries,
                               which others map and unmap at any time, may
                               change who is outside: OUTSIDE is compared for
                               memory without a file alone

Exit 1: something differs; it is printed.
"""
import array
import json
import os
import re
import subprocess
import sys

PAGE = os.sysconf("SC_PAGESIZE")
PRESENT, FRAME = 1 << 63, (1 << 55) - 1
ZERO, HUGE = 1 << 24, 1 << 17


def words_of(path, number, count=1):
    with open(path, "rb") as file:
        file.seek(number * 8)
        return array.array("Q", file.read(count * 8))


def mappings_of(pid):
    with open(f"/proc/{pid}/maps", "rb") as lines:
        for line in lines:
            found = re.match(rb"([0-9a-f]+)-([0-9a-f]+) \S+ \S+ \S+ (\d+)",
                             line)
            start, end = int(found[1], 16), int(found[2], 16)
            if start < 1 << 63:
                yield start, end, found[3] != b"0"


def read_mappings(pid):
    """{va: (list of frames, whether there is a file)}; no zero pages."""
    found = {}
    for start, end, has_file in mappings_of(pid):
        words = words_of(f"/proc/{pid}/pagemap", start // PAGE,
                         (end - start) // PAGE)
        frames = [word & FRAME for word in words if word & PRESENT]
        frames = [pfn for pfn in frames
                  if not words_of("/proc/kpageflags", pfn)[0] & ZERO]
        if frames:
            found[start] = frames, has_file
    return found


def amounts(frames, owners, outside):
    """Of a list of frames, as vmframes calls them."""
    each = set(frames)
    several = {pfn for pfn in each
               if sum(pfn in owner for owner in owners) > 1}
    return {"rss": len(frames), "footprint": len(each),
            "alone": len(each - several), "shared": len(several),
            "common": len(each.intersection(*owners)),
            "hugetlb": sum(bool(words_of("/proc/kpageflags", pfn)[0] & HUGE)
                           for pfn in each),
            "outside": len(each & outside)}


def rows_of(vmframes, group, pids):
    done = subprocess.run([vmframes, "--shared", "-J", "-O", "-g", group,
                           *map(str, pids)], check=False, capture_output=True)
    if done.returncode:
        sys.exit(f"vmframes ended with {done.returncode}: "
                 f"{done.stderr.decode()}")
    return json.loads(done.stdout)["rows"]


def differences(what, row, wanted, keys):
    for key in keys:
        if row[key] != wanted[key] * PAGE:
            yield (f"{what}: {key} is {row[key] // PAGE} pages, wanted "
                   f"{wanted[key]}")


def compare(vmframes, pids):
    group = {pid: read_mappings(pid) for pid in pids}
    lists = {pid: [pfn for frames, _ in group[pid].values() for pfn in frames]
             for pid in pids}
    owners = [set(frames) for frames in lists.values()]
    whole = [pfn for frames in lists.values() for pfn in frames]
    times = {}
    for pfn in whole:
        times[pfn] = times.get(pfn, 0) + 1
    outside = {pfn for pfn in times
               if words_of("/proc/kpagecount", pfn)[0] > times[pfn]}
    keys = ["rss", "footprint", "alone", "shared", "common", "hugetlb"]
    wrong = []
    [row] = rows_of(vmframes, "total", pids)
    wrong += differences("all", row, amounts(whole, owners, outside), keys)
    for row in rows_of(vmframes, "process", pids):
        wanted = amounts(lists[row["pid"]], owners, outside)
        wrong += differences(row["pid"], row, wanted, keys)
    seen = 0
    for row in rows_of(vmframes, "mapping", pids):
        va = int(row["va"], 16)
        frames, has_file = group[row["pid"]].get(va, ([], True))
        wanted = amounts(frames, owners, outside)
        wrong += differences(f"{row['pid']} {va:x}", row, wanted,
                             keys + ([] if has_file else ["outside"]))
        seen += 1
    if seen != sum(map(len, group.values())):
        wrong.append(f"{seen} mappings")
    for row in rows_of(vmframes, "pair", pids):
        common = set(lists[row["pid"]]) & set(lists[row["other"]])
        if row["shared"] != len(common) * PAGE:
            wrong.append(f"{row['pid']} and {row['other']}: {row['shared']}, "
                         f"wanted {len(common)} pages")
    return wrong


if __name__ == "__main__":
    WRONG = compare(sys.argv[1], [int(pid) for pid in sys.argv[2:]])
    print("\n".join(WRONG))
    sys.exit(bool(WRONG))
