#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What QEMU itself makes of the page table of an x86-64: its monitor has one
command for an address, and one for all of them."""
from pages import number

PAGE, HUGE_PAGE, KERNEL_HALF = 4096, 2 << 20, 1 << 63
SINGLE = 2048
# The letters of "info tlb" are XGPDACTUW; P is a larger page.
LARGE_AT = 2
THERE = ("present", "zero")


def read_all(guest):
    """(va -> pa of pages, va -> pa of huge pages)"""
    small, large = {}, {}
    for line in guest.monitor_text("info tlb").splitlines():
        word = line.replace(":", "").split()
        if len(word) != 3 or int(word[0], 16) >= KERNEL_HALF:
            continue
        kind = large if word[2][LARGE_AT] == "P" else small
        kind[int(word[0], 16)] = int(word[1], 16)
    return small, large


def compare_all(report, guest, rows):
    """Both ways: what we say is there, and what is there is said."""
    small, large = read_all(guest)
    states = {number(row["va"]): row["state"] for row in rows}
    for row in rows:
        va = number(row["va"])
        start = va // HUGE_PAGE * HUGE_PAGE
        seen = small.get(va)
        if seen is None and start in large:
            seen = large[start] + va - start
        if row["state"] in THERE:
            report.compare("present, by info tlb", row["va"], number(row["pa"]),
                           seen)
        elif row["state"] != "pfnmap":
            report.compare("others, by info tlb", row["va"], None, seen)
    for start, span in [(va, PAGE) for va in small] + [(va, HUGE_PAGE) for va in large]:
        for va in range(start, start + span, PAGE):
            report.compare("present, by info tlb", f"{va:#x}", True,
                           states.get(va) in (*THERE, "pfnmap"))


def compare_single(report, guest, rows):
    """Some of all kinds, as each costs a command."""
    for row in rows[::max(1, len(rows) // SINGLE)]:
        text = guest.monitor_text(f"gva2gpa {row['va']}").strip()
        seen = None if text == "Unmapped" else int(text.split()[-1], 16)
        if row["state"] in THERE:
            report.compare("present, by gva2gpa", row["va"], number(row["pa"]), seen)
        elif row["state"] != "pfnmap":
            report.compare("others, by gva2gpa", row["va"], None, seen)
