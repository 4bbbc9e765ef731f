#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compares what the stage claims, what the reader sees and what vmwalk says.

    judge.py oracle CLAIMS PID [NAME...]     stage against the second reader
    judge.py states CLAIMS WALK [NAME...]    stage against vmwalk -J (pages)
    judge.py hidden CLAIMS WALK [NAME...]    the same without CAP_SYS_ADMIN
    judge.py pages PID WALK                  second reader against vmwalk -J

Prints each difference, with both values; exit 1 if there was one, or if there
was nothing to compare; 77 with the reason if a NAME was skipped by the stage.
"""
import json
import os
import sys

sys.dont_write_bytecode = True

PAGE = os.sysconf("SC_PAGESIZE")
COLUMN_OF = {"file": "file", "exclusive": "excl", "uffd-wp": "uffdwp",
             "huge": "huge"}
# What can still be told when the kernel hides type and slot of an entry.
WITHOUT_FRAMES = {"swapped": "nonpresent", "marker": "nonpresent",
                  "poisoned": "nonpresent", "migrating": "nonpresent"}
HAS_FRAME = ("present", "zero")


class Judge:
    def __init__(self):
        self.compared, self.differences = 0, 0

    def compare(self, where, claimed, seen):
        self.compared += 1
        if claimed == seen:
            return
        self.differences += 1
        if self.differences <= 20:
            print(f"{where}: expected {claimed}, seen {seen}")

    def verdict(self):
        if self.compared == 0:
            print("nothing was compared")
        print(f"{self.compared} compared, {self.differences} different")
        return 1 if self.differences or not self.compared else 0


def read_claims(path, names):
    """(va, state, attributes, name) of each page that the stage claims."""
    claims, skipped = [], []
    with open(path, encoding="ascii") as lines:
        for line in lines:
            word = line.split()
            if word[0] == "broken":
                sys.exit(f"the stage is broken: {line.strip()}")
            if word[0] == "skip" and (not names or word[1] in names):
                skipped.append(line.strip())
            if word[0] in ("skip", "ready") or (names and word[4] not in names):
                continue
            for i in range(int(word[1])):
                attributes = [] if word[3] == "-" else word[3].split(",")
                claims.append((int(word[0], 16) + i * PAGE, word[2],
                               attributes, word[4]))
    if skipped and names:
        print("\n".join(skipped))
        sys.exit(77)
    found = {claim[3] for claim in claims}
    for name in names:
        if name not in found:
            sys.exit(f"the stage did not make {name}")
    return claims


def read_walk(path):
    """va -> row; a page listed twice is a defect of its own."""
    rows = {}
    with open(path, encoding="ascii") as document:
        walk = json.load(document)
    for row in walk["rows"]:
        va = int(row["va"], 16)
        if va in rows:
            sys.exit(f"{va:x} is listed twice")
        rows[va] = row
    if walk["complete"] is not True:
        sys.exit("the walk is not complete")
    return rows


def judge_oracle(claims, pid):
    from reader import Reader
    judge = Judge()
    seen = {va: (state, sorted(attributes)) for va, state, _, attributes, _
            in Reader(pid).pages()}
    for va, state, attributes, name in claims:
        judge.compare(f"{va:x} ({name})", (state, sorted(attributes)),
                      seen.get(va, ("unmapped", [])))
    return judge.verdict()


def seen_attributes(row):
    """Those that the row has; with a "?" where a page has them, but unknown."""
    seen = []
    for name, column in COLUMN_OF.items():
        if row[column] is True:
            seen.append(name)
        elif row[column] is None and row["state"] in HAS_FRAME:
            seen.append(name + "?")
    return sorted(seen)


def judge_states(claims, rows, hidden):
    judge = Judge()
    for va, state, attributes, name in claims:
        row = rows.get(va)
        if row is None:
            judge.compare(f"{va:x} ({name})", state, "unmapped")
            continue
        if hidden:
            state = WITHOUT_FRAMES.get(state, state)
        judge.compare(f"{va:x} ({name})", (state, sorted(attributes)),
                      (row["state"], seen_attributes(row)))
        judge_value(judge, va, name, state, row, hidden)
    return judge.verdict()


def judge_value(judge, va, name, state, row, hidden):
    """A frame is known or null, never 0; a slot likewise."""
    where = f"frame of {va:x} ({name})"
    if state in HAS_FRAME and not hidden:
        judge.compare(where, True, row["pa"] is not None and
                      int(row["pa"], 16) > 0)
    elif state in HAS_FRAME or state != "special":
        judge.compare(where, None, row["pa"])
    if state != "swapped":
        judge.compare(f"slot of {va:x} ({name})", (None, None),
                      (row["swaptype"], row["swapoff"]))


def judge_pages(pid, rows):
    from reader import Reader
    judge = Judge()
    for va, state, value, attributes, _ in Reader(pid).pages():
        row = rows.pop(va, None)
        where = f"{va:x}"
        if row is None:
            judge.compare(where, state, "not listed")
            continue
        judge.compare(where, (state, sorted(attributes)),
                      (row["state"], seen_attributes(row)))
        if state == "swapped":
            judge.compare(where, value, (row["swaptype"],
                                         int(str(row["swapoff"]), 0)))
        elif state == "present":
            judge.compare(where, hex(value * PAGE), row["pa"])
    for va in rows:
        judge.compare(f"{va:x}", "no such page", rows[va]["state"])
    return judge.verdict()


def main():
    how, first, second, *names = sys.argv[1:]
    if how == "oracle":
        return judge_oracle(read_claims(first, names), int(second))
    if how == "pages":
        return judge_pages(int(first), read_walk(second))
    return judge_states(read_claims(first, names), read_walk(second),
                        how == "hidden")


if __name__ == "__main__":
    sys.exit(main())
