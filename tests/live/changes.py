#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What vmwalk --diff has to say, by what others know.

    changes.py claims SAID          what a changer claims since its last
                                    "ready": "VA CHANGE" of each page
    changes.py oracle BEFORE AFTER  what two listings of reader.py differ in

Both are in the form of vmwalk --diff -g page -rn -o VA,CHANGE; what changed of
the mapping is left out of the second one.  It shares no line with vmwalk.
"""
import os
import sys

PAGE = os.sysconf("SC_PAGESIZE")
MEMORY = ("present", "zero", "swapped")


def claims(path):
    with open(path, encoding="ascii") as lines:
        parts = lines.read().split("ready\n")
    for line in parts[-2].splitlines():
        va, pages, change = line.split()
        for i in range(int(pages)):
            print(f"{int(va, 16) + i * PAGE:x} {change}")


def read(path):
    """{va: (state, value, attributes)}"""
    with open(path, encoding="utf-8", errors="replace") as lines:
        rows = (line.split(" ", 4) for line in lines)
        return {int(va, 16): (state, value, attributes.strip().split(","))
                for va, state, value, attributes, *_ in rows}


def of_mapped(before, after):
    """Of a page that was and is present, or the zero page."""
    (was, old, had), (now, new, has) = before, after
    found = []
    if was == now == "present":
        if "file" in had and "file" not in has:
            found = ["copied"]
        elif "file" in has and "file" not in had:
            found = ["dropped"]
        elif old != new:
            found = ["moved"]
    elif was != now:
        found = ["written" if now == "present" else "zeroed"]
    if ("huge" in had) != ("huge" in has):
        found.append("huge-split" if "huge" in had else "huge-merged")
    return found


def change(before, after):
    was, now = (page[0] if page else None for page in (before, after))
    if was in MEMORY[:2] and now in MEMORY[:2]:
        return of_mapped(before, after)
    if was == now:
        return ["swap-moved"] if was == "swapped" and \
            before[1] != after[1] else []
    if now == "swapped":
        return ["swapped-out"]
    if was == "swapped" and now == "present":
        return ["swapped-in"]
    if was in MEMORY and now in (None, "absent", "unresolved", "guard"):
        return ["went"]
    if now in MEMORY and was in (None, "absent", "unresolved", "guard"):
        return ["came"]
    if {was, now} <= {None, "absent", "unresolved", "pfnmap", "guard"} and \
            None in (was, now):
        return []
    return ["other"] if {was, now} != {"absent", "unresolved"} else []


def oracle(before, after):
    before, after = read(before), read(after)
    for va in sorted(before.keys() | after.keys()):
        found = change(before.get(va), after.get(va))
        if found:
            print(f"{va:x}", ",".join(found))


if __name__ == "__main__":
    {"claims": claims, "oracle": oracle}[sys.argv[1]](*sys.argv[2:])
