#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Holds the census of vmframes against zoneinfo, buddyinfo and kpageflags.

    census.py sum VMFRAMES     every frame that exists once, however grouped
    census.py uses VMFRAMES    each use, as a second reader counts it

The machine goes on meanwhile: kpageflags is read before and after, and a number
is wrong if it is out of what was between, with some tolerance, ten times.
"""
import array
import json
import subprocess
import sys
import time

TRIES = 10
TOLERANCE = 2048
BITS = {"locked": 0, "lru": 5, "slab": 7, "buddy": 10, "mmap": 11, "anon": 12,
        "swapcache": 13, "swapbacked": 14, "huge": 17, "hwpoison": 19,
        "nopage": 20, "ksm": 21, "offline": 23, "zero": 24, "pgtable": 26,
        "reserved": 32}
# The first that holds decides; what is left is the kernel's or has no flag.
USES = (
    ("poisoned", ("hwpoison",)), ("free", ("buddy",)), ("slab", ("slab",)),
    ("page-table", ("pgtable",)), ("offline", ("offline",)),
    ("zero", ("zero",)), ("reserved", ("reserved",)), ("hugetlb", ("huge",)),
    ("ksm", ("ksm",)), ("anon", ("anon",)),
)


def use_of(word):
    for use, needs in USES:
        if all(word >> BITS[bit] & 1 for bit in needs):
            return use
    return "other"


def count_uses():
    """use -> frames; the words are few, the frames are many."""
    uses, kinds = {}, {}
    with open("/proc/kpageflags", "rb", buffering=0) as file:
        while raw := file.read(1 << 20):
            for word in array.array("Q", raw):
                kinds[word] = kinds.get(word, 0) + 1
    for word, frames in kinds.items():
        use = use_of(word)
        uses[use] = uses.get(use, 0) + frames
    return uses


def present_frames():
    with open("/proc/zoneinfo", encoding="ascii") as lines:
        return sum(int(line.split()[1]) for line in lines
                   if line.split()[0] == "present")


def run(vmframes, group):
    columns = "USE,FRAMES" if group == "use" else "FRAMES"
    done = subprocess.run([vmframes, "-J", "-v", "-g", group, "-o", columns],
                          check=False, capture_output=True)
    document = json.loads(done.stdout)
    if done.returncode or not document["complete"]:
        sys.exit(f"vmframes -g {group} ended with {done.returncode}: "
                 f"{done.stderr.decode()}")
    return document["rows"]


def judge_sum(vmframes):
    wrong, present = 0, present_frames()
    for group in ("use", "zone", "node", "machine"):
        frames = sum(row["frames"] for row in run(vmframes, group))
        print(f"by {group}: {frames} frames, {present} present")
        wrong |= frames != present
    return wrong


def differences(before, rows, after):
    for use, _ in USES:
        least, most = sorted((before.get(use, 0), after.get(use, 0)))
        seen = rows.get(use, 0)
        if not least - TOLERANCE <= seen <= most + TOLERANCE:
            yield f"{use}: {least} to {most}, vmframes says {seen}"


def judge_uses(vmframes):
    for _ in range(TRIES):
        before = count_uses()
        rows = {row["use"]: row["frames"] for row in run(vmframes, "use")}
        wrong = list(differences(before, rows, count_uses()))
        if not wrong:
            return 0
        time.sleep(0.2)
    print("\n".join(wrong))
    return 1


def main():
    how, vmframes = sys.argv[1:]
    return judge_sum(vmframes) if how == "sum" else judge_uses(vmframes)


if __name__ == "__main__":
    sys.exit(main())
