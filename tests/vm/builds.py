#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Two builds of our tools, with all their libraries and minimal, say the same."""
import json

from pages import Buffer, number
from reverse import runs_of

PAGEOUT = 21
PAGES, RUNS = 1024, 8
AREA = 1
NEEDS = {"disks": (32,)}
COLUMNS = ("VA,STATE,PA,PFN,SWAPTYPE,SWAPOFF,SWAPDEV,HUGE,SOFTDIRTY,EXCL,FLAGS,"
           "MAPCOUNT,ORDER,NODE,ZONE,REGION,PERMS,MAPPING")


def make_buffers(guest):
    guest.do("swapon", guest.names[AREA], 1, (32 << 20) // guest.page)
    made = [Buffer(guest, 1, PAGES), Buffer(guest, 2, PAGES, "thp"),
            Buffer(guest, 3, PAGES, "shared"), Buffer(guest, 4, PAGES)]
    for buffer in made:
        buffer.fill(9000 + buffer.ident)
    for buffer in made[2:]:
        buffer.do("advise", PAGEOUT, 0, PAGES // 2)
    return made


def compare(report, guest, state, name, *words):
    """Row by row, and the exit status."""
    full, minimal = (guest.tool(0, path, "-J", *words)
                     for path in (name, f"/minimal/{name}"))
    report.compare(state, f"status of {name} {words}", full[0], minimal[0])
    rows = [json.loads(text)["rows"] for _, text in (full, minimal)]
    report.compare(state, f"rows of {name} {words}", len(rows[0]), len(rows[1]))
    for left, right in zip(*rows):
        report.compare(state, f"{name} {words}", left, right)


def run(report, guest):
    buffers = make_buffers(guest)
    with report.test("vmwalk says the same with all its libraries, and minimal"):
        for buffer in buffers:
            compare(report, guest, "both builds", "vmwalk", "-g", "page",
                    "--backing", "-o", COLUMNS, "-A", buffer.range(), guest.pid)
        compare(report, guest, "both builds", "vmwalk", "-g", "mapping", guest.pid)
    with report.test("so do the other tools"):
        for buffer in buffers:
            words = ("-A", buffer.range(), guest.pid)
            compare(report, guest, "both builds", "vmcontig", "--single",
                    "--dma-bits", 32, *words)
            compare(report, guest, "both builds", "vmswapped", "--list", *words)
        # Frames of others may become another's between the two.
        frames = [number(row["pfn"]) for row in buffers[0].rows(columns="PFN,VA")]
        for first, count in runs_of(frames)[:RUNS]:
            compare(report, guest, "both builds", "vmframes", "-g", "page",
                    "--pfn", f"{first}+{count}", guest.pid)
