#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Names that are attacks change nothing but names.

    shape.py write tame|hostile FILE        a recording; the two differ in names
    shape.py compare BIN TAME HOSTILE FORMAT TOOL [OPTION...]
    shape.py judge BIN FORMAT TOOL [OPTION...]

Runs the tool on both, in one of the formats (table, raw, pairs, json, lines,
text, record), parses what it prints as the strictest reader would, and holds
one against the other: as many rows, the same columns, the same values in all
but names, the same status; and no byte that moves a terminal, in messages too.
To judge is all that can be said of one alone: what is printed can be parsed,
and all of its rows have the same columns.
"""
import json
import random
import re
import subprocess
import sys

ATTACKS = (
    b"new\nline", b"carriage\rreturn", b"tab\there", b"bell\a", b"back\b\b",
    b"\033[31mred\033]0;title\007", b"\033]8;;http://x\033\\link",
    b"\x9b31m", b"\xc2\x9b31m", b"\xe2\x80\xae reversed", b"\xff\xfe\xc3(",
    b'quote"d', b"it's", b"`id`", b"$(id)", b"${HOME}", b"back\\slash\\",
    b"\\012", b"x]]>", b"</script><b>&amp;", b"::error::failed",
    b"##[error]failed", b"not ok 1 - a test", b"ok - all", b'","state":"zero',
    b'"}],"complete":true}', b"%s%n%1000000d", b"gone (deleted)", b"[heap]",
    b"-J", b"a=b", b'VA="0"', b"|pipe|", b" leading", b"trailing ", b"?", b"-",
    b"x" * 4000, b"\n" * 1500, b"\033" * 1500,
)
NAME_COLUMNS = re.compile(r"mapping|command|name|object|buffer|paths?$")
STATES = ("present 0x{frame:x}", "swapped 0:0x{frame:x}", "zero 0x1", "absent")


def attacks():
    chance = random.Random(7)
    yield from ATTACKS
    for _ in range(24):
        yield bytes(chance.choices(range(1, 256), k=chance.randrange(1, 200)))


def coded(name):
    """As a recording has it."""
    text = "".join(chr(b) if 32 < b < 127 and b != 92 else
                   "\\\\" if b == 92 else f"\\x{b:02x}" for b in name)
    return text


def process(pid, names, comm):
    yield f"process {pid}"
    yield f"\tcomm {coded(comm)}"
    va, frame = 0x10000000, pid * 0x10000
    for number, name in enumerate(names):
        yield (f"\tmap {va:x}-{va + 0x4000:x} rw-p 00000000 fe:01 "
               f"{number + 1} {coded(name)}")
        for page, state in enumerate(STATES[:-1]):
            frame += 1
            yield f"\t\t+{page} 1 {state.format(frame=frame)}"
        va += 0x8000


def write(kind, path):
    hostile = kind == "hostile"
    names = [b"/" + name if hostile else b"/tame" for name in attacks()]
    lines = ["vm 1", "page-size 4096", "pmd-size 2097152", "rights frames"]
    for pid, comm in enumerate((b"\033[31m\n\"x) R 1", b"::error::x", b"]]>"),
                               1000):
        lines += process(pid, names, comm if hostile else b"tame")
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(lines + ["end", ""]))


# --- readers: a list of rows, each a list of (column, value) -----------------

def safe(raw, how="text"):
    """Nothing moves a terminal, and no line speaks to who runs tests."""
    text = raw.decode("ascii")
    if how == "record":
        # Its own, before anything else in a line.
        text = re.sub(r"^\t+", "", text, flags=re.M)
    bad = re.findall(r"[^\n -~]", text)
    if bad:
        sys.exit(f"control characters: {bad[:9]}")
    for line in text.split("\n"):
        if re.match(r"::|##\[|(not )?ok ", line):
            sys.exit(f"a line of somebody else: {line!r}")
    return text


def read_json(text):
    return [list(row.items()) for row in json.loads(text)["rows"]]


def read_lines(text):
    return [list(json.loads(line).items()) for line in text.splitlines()]


def read_raw(text):
    head, *lines = [line.split(" ") for line in text.rstrip("\n").split("\n")]
    for words in lines:
        if len(words) != len(head):
            sys.exit(f"{len(words)} words, not {len(head)}: {words!r}")
    return [list(zip(head, words)) for words in lines]


def read_pairs(text):
    rows = []
    for line in text.split("\n")[:-1]:
        if not re.fullmatch(r'([A-Z0-9_]+="[^"`$\\]*(\\[^`$"][^"`$\\]*)*" ?)+',
                            line):
            sys.exit(f"not safe to evaluate: {line!r}")
        rows.append(re.findall(r'([A-Z0-9_]+)="([^"]*)"', line))
    return rows


def read_text(text):
    """Only lines can be counted."""
    return [[("line", "")] for _ in text.split("\n")]


def read_record(text):
    return [[("line", line.split()[:5] if line.startswith("map ")
              else line.split()[:1])] for line in text.split("\n")]


READERS = {"table": ((), read_text), "text": ((), read_text),
           "raw": (("-r",), read_raw), "pairs": (("-P",), read_pairs),
           "json": (("-J",), read_json), "lines": (("--json=lines",),
                                                   read_lines),
           "record": ((), read_record)}


def without_names(rows):
    return [[(name, None if NAME_COLUMNS.search(name.lower()) else value)
             for name, value in row] for row in rows]


def look(binaries, how, command):
    tool, *options = command
    words, reader = READERS[how]
    # Where a byte of UTF-8 could pass; pictures are drawn with such.
    locale = "C" if how == "text" else "C.UTF-8"
    done = subprocess.run([f"{binaries}/{tool}", *words, *options],
                          capture_output=True, check=False,
                          env={"LC_ALL": locale, "PATH": "/usr/bin:/bin"})
    messages = safe(done.stderr).count("\n")
    return done.returncode, messages, reader(safe(done.stdout, how))


def compare(binaries, tame, hostile, how, command):
    tool, *options = command
    wanted, got = (look(binaries, how, [tool, "--replay", recording, *options])
                   for recording in (tame, hostile))
    if wanted[0] != got[0] or wanted[1] != got[1]:
        sys.exit(f"status and messages {got[:2]}, not {wanted[:2]}")
    if not wanted[2]:
        sys.exit("no rows: that says nothing")
    for one, other in zip(without_names(wanted[2]), without_names(got[2])):
        if one != other:
            sys.exit(f"{other}, not {one}")
    if len(wanted[2]) != len(got[2]):
        sys.exit(f"{len(got[2])} rows, not {len(wanted[2])}")


def judge(binaries, how, command):
    status, _, rows = look(binaries, how, command)
    if status not in (0, 1, 3):
        sys.exit(f"status {status}")
    if not rows:
        sys.exit("no rows: that says nothing")
    # Kinds of lines have their own.
    columns = {}
    for row in rows:
        names = [name for name, _ in row]
        if columns.setdefault(dict(row).get("type"), names) != names:
            sys.exit(f"{names}, not {columns}")


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(*sys.argv[2:])
    elif sys.argv[1] == "judge":
        judge(*sys.argv[2:4], sys.argv[4:])
    else:
        compare(*sys.argv[2:6], sys.argv[6:])
