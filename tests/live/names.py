#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Holds what vmwalk printed against the bytes of hostile names.

    names.py FORMAT OUTPUT SAID UNVIS

FORMAT: json, lines, raw, pairs: VA and MAPPING of each mapping, where unvis(3)
must give back each name; safe: any text, which must not move a terminal.
"""
import json
import re
import subprocess
import sys


def read_said(path):
    """va -> bytes of the name that the kernel gives the mapping."""
    with open(path, encoding="ascii") as lines:
        words = [line.split() for line in lines]
    return {int(w[0], 16): bytes.fromhex(w[1]) for w in words if len(w) == 2}


def rows_of_json(text):
    for row in json.loads(text)["rows"]:
        yield row["va"], row["mapping"]


def rows_of_lines(text):
    for line in text.splitlines():
        row = json.loads(line)
        if row["type"] == "mapping":
            yield row["va"], row["mapping"]


def rows_of_raw(text):
    for line in text.split("\n")[:-1]:
        words = line.split(" ")
        if len(words) != 2 or "\t" in line:
            sys.exit(f"not two words: {line!r}")
        yield words


def rows_of_pairs(text):
    for line in text.split("\n")[:-1]:
        found = re.fullmatch(r'VA="([0-9a-fx]+)" MAPPING="([^"]*)"', line)
        if not found or re.search(r"[$`]", found[2]):
            sys.exit(f"not safe to evaluate: {line!r}")
        yield found[1], found[2]


ROWS_OF = {"json": rows_of_json, "lines": rows_of_lines, "raw": rows_of_raw,
           "pairs": rows_of_pairs}


def judge_safe(raw):
    text = raw.decode("utf-8")
    bad = [c for c in text if (ord(c) < 32 and c != "\n")
           or 127 <= ord(c) < 160]
    if bad:
        sys.exit(f"control characters: {bad}")
    return len(text.split("\n"))


def main():
    how, output, said, unvis = sys.argv[1:]
    with open(output, "rb") as file:
        raw = file.read()
    if how == "safe":
        print(f"{judge_safe(raw)} lines are safe")
        return
    names = read_said(said)
    count = 0
    for va, coded in ROWS_OF[how](raw.decode("ascii")):
        name = names.get(int(va, 16))
        if name is None:
            continue
        count += 1
        seen = subprocess.run([unvis], input=coded.encode("ascii"),
                              capture_output=True, check=True).stdout
        if seen != name:
            sys.exit(f"{coded!r} is {seen!r}, expected {name!r}")
    if count != len(names):
        sys.exit(f"{count} of {len(names)} mappings are listed")
    print(f"{count} names come back")


if __name__ == "__main__":
    main()
