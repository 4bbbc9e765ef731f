#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Memory in larger pieces: folios of each size, pages of hugetlb, halves of huge
pages, and the region that the kernel keeps for devices (CMA)."""
import re

from guest import Lost
from pages import HUGE, PRESENT, Buffer, entry, frame_of, number

DONTNEED = 4
PAGES = 1024
GIB = 1 << 30
THP = "/sys/kernel/mm/transparent_hugepage/"
FOLIO_KIB = (16, 32, 64, 128, 256, 512, 1024)
# Guests of amd64 have no pages of 1 GiB unless their processor is told to.
GIGANTIC = "hugepagesz=1G hugepages=1"
NEEDS = {}
GIGANTIC_NEEDS = {"mib": 3072, "append": GIGANTIC}
GIGANTIC_X86_NEEDS = {**GIGANTIC_NEEDS, "devices": ("-cpu", "qemu64,+pdpe1gb")}
# Memory comes from it while it has more than half of all that is free.  Each kernel
# has it elsewhere, and says where, if it may.
CMA_MIB = 576
CMA_NEEDS = {"append": f"cma={CMA_MIB}M loglevel=7"}
CMA_SAID = r"cma: Reserved (\d+) MiB at (0x[0-9a-f]+)"


def compare_content(report, buffer, state, **columns):
    """All of it is present; columns: what each row must say."""
    guest, rows = buffer.guest, buffer.rows()
    for i, row in enumerate(rows):
        where = f"page {i} at {row['pa']}"
        report.compare(state, where, "present", row["state"])
        report.compare(state, where, True,
                       guest.frame(number(row["pa"])) == buffer.want(i))
        for column, wanted in columns.items():
            report.compare(state, f"{where}: {column}", True,
                           row[column] in wanted)
    return rows


def allow_only(guest, kib):
    """Of all sizes of folios, one; the kernel says which there are."""
    for size in (*FOLIO_KIB, 2048, 4096, 8192, 16384, 32768):
        path = f"{THP}hugepages-{size}kB/enabled"
        try:
            guest.do("write", path, "madvise" if size == kib else "never")
        except Lost:
            if size == kib:
                raise


def test_folio(report, guest, kib, ident):
    """The kernel may fall back to single pages, so no row need be a folio; but
    what is called one lies as one outside, and no other size is allowed."""
    span = kib * 1024 // guest.page
    with report.test(f"what is called a folio of {kib} KiB is consecutive"):
        allow_only(guest, kib)
        buffer = Buffer(guest, ident, PAGES, "thp").fill(6000 + ident)
        rows = buffer.rows(columns="VA,STATE,PA,ORDER,HUGE")
        bases = [number(row["pa"]) - i * guest.page for i, row in enumerate(rows)]
        for i, row in enumerate(rows):
            name, first = f"folio, {kib}K", i // span * span
            where = f"page {i} at {row['pa']}"
            order = span.bit_length() - 1
            report.compare("(order)", f"{where}: {row['order']}", True,
                           row["order"] in (0, order))
            if row["order"] != order:
                continue
            report.compare(name, where, True,
                           guest.frame(number(row["pa"])) == buffer.want(i))
            report.compare(name, where, {bases[first]},
                           set(bases[first:first + span]))
            report.compare(name, where, 0,
                           number(rows[first]["pa"]) % (kib * 1024))
            report.compare(name, f"{where}: huge", True, row["huge"] is not True)


def test_folios(report, guest):
    if guest.kernel.release < (6, 8) or not huge_size(guest):
        return
    for ident, kib in enumerate(FOLIO_KIB):
        if kib * 1024 >= 4 * guest.page:
            test_folio(report, guest, kib, 10 + ident)


def huge_size(guest):
    """Bytes of a huge page; None: there is none."""
    try:
        return int(guest.ask("show", THP + "hpage_pmd_size")[1][0])
    except Lost:
        return None


def pool_size(guest):
    for line in guest.ask("show", "/proc/meminfo")[1]:
        if line.startswith("Hugepagesize:"):
            return int(line.split()[1]) * 1024
    return None


def test_halves(report, guest):
    size = huge_size(guest)
    if not size:
        return
    with report.test("of huge pages that lost their second half, the first is "
                     "there"):
        each = size // guest.page
        buffer = Buffer(guest, 1, max(2, 2 * PAGES // each) * each, "thp")
        buffer.fill(6001)
        for first in range(0, buffer.count, each):
            buffer.do("advise", DONTNEED, first + each // 2, each // 2)
        rows = buffer.rows()
        for i, row in enumerate(rows):
            stays = i % each < each // 2
            name = "present, half a huge page" if stays else "absent, half"
            report.compare(name, f"page {i}", "present" if stays else "absent",
                           row["state"])
            report.compare(name, f"page {i}: huge", True, row["huge"] is not True)
            if stays:
                report.compare(name, f"page {i}", True, guest.frame(
                    number(row["pa"])) == buffer.want(i))


def compare_entries(report, buffer, state, level):
    """Where the processor of an x86-64 ends up."""
    guest, rows = buffer.guest, buffer.rows()
    if guest.kernel.arch != "amd64":
        return
    guest.stop_in_victim()
    cr3 = guest.cr3()
    for row in rows:
        va = number(row["va"])
        found, word = entry(guest, cr3, va)
        report.compare(state, f"{row['va']}, its entry", (level, True),
                       (found, bool(word & PRESENT and word & HUGE)))
        report.compare(state, f"{row['va']}, its entry",
                       frame_of(found, word, va), number(row["pfn"]))
    guest.go_on()


def test_pool(report, guest):
    size = pool_size(guest)
    if not size:
        return
    with report.test("pages of hugetlb are huge, and hold what they hold"):
        each = size // guest.page
        count = max(1, -(-PAGES // each))
        guest.do("write", "/proc/sys/vm/nr_hugepages", count)
        buffer = Buffer(guest, 2, count * each, "huge").fill(6002)
        compare_content(report, buffer, "present, hugetlb", huge=(True,))
        compare_entries(report, buffer, "present, hugetlb", 2)


def test_gigantic(report, guest):
    with report.test("a page of 1 GiB is one, wherever one looks"):
        each = GIB // guest.page
        buffer = Buffer(guest, 3, each, "huge", "30")
        for first in (0, each // 2 - PAGES // 2, each - PAGES):
            part = buffer.piece(first, PAGES).fill(6003)
            rows = compare_content(report, part, "present, 1 GiB page",
                                   huge=(True,))
            for i, row in enumerate(rows):
                report.compare("present, 1 GiB page", f"page {first + i}",
                               (first + i) * guest.page,
                               number(row["pa"]) % GIB)
            compare_entries(report, part, "present, 1 GiB page", 3)


def run(report, guest):
    test_halves(report, guest)
    test_pool(report, guest)
    test_folios(report, guest)


def run_gigantic(report, guest):
    test_gigantic(report, guest)


def run_cma(report, guest):
    with report.test("pages of the region for devices hold what they hold"):
        said = re.search(CMA_SAID, guest.console_text())
        start, size = int(said[2], 16), int(said[1]) << 20
        buffer = Buffer(guest, 1, 8 * PAGES).fill(6101)
        for i, row in enumerate(buffer.rows()):
            pa = number(row["pa"])
            if not start <= pa < start + size:
                continue
            where = f"page {i} at {pa:#x}"
            report.compare("present, CMA", where, "present", row["state"])
            report.compare("present, CMA", where, True,
                           guest.frame(pa) == buffer.want(i))
