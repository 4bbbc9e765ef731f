#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""NUMA: each node has memory of its own outside, in two places here, with that
of the other between them.  A page is in the memory of the node that we name."""
from dma import NO, YES, contig
from pages import Buffer, number

PAGES, PAGES_OF_64K = 1024, 512
MIB, MODULE_MIB = 512, 256
NEEDS = {"nodes": (MIB, MIB), "dimms": ((0, MODULE_MIB), (1, MODULE_MIB)),
         "append": "memhp_default_state=online numa_balancing=disable"}
# Not all machines take modules of memory without firmware.
PLAIN_NEEDS = {**NEEDS, "dimms": ()}
BIND, INTERLEAVE = 2, 3
POOL = "/sys/devices/system/node/node{}/hugepages/hugepages-2048kB/nr_hugepages"


def bound(guest, ident, node):
    count = PAGES if guest.page < 1 << 16 else PAGES_OF_64K
    buffer = Buffer(guest, ident, count)
    buffer.do("bind", BIND, 1 << node)
    return buffer.fill(5000 + ident)


def compare_rows(report, buffer, node, state):
    """node: None if each page may be on another.  Where pages were found."""
    ram, seen = buffer.guest.ram, set()
    for i, row in enumerate(buffer.rows(columns="VA,STATE,PA,NODE")):
        pa = number(row["pa"])
        outside, memory, at = ram.piece(pa)
        where = f"page {i} at {pa:#x}"
        report.compare(state, where, outside, row["node"])
        if node is not None:
            report.compare(state, where, node, row["node"])
        report.compare(state, where, True, memory.read(at, buffer.guest.page) ==
                       buffer.want(i))
        seen.add((outside, memory))
    return seen


def compare_verdicts(report, buffer, node):
    """For each page of the beginning, and for all of it."""
    page = buffer.guest.page
    for asked in (0, 1):
        right = YES if asked == node else NO
        status, _ = contig(buffer, 0, buffer.count * page, "--node", asked)
        report.compare("node, by vmcontig", f"--node {asked}", right, status)


def test_bound(report, guest, node, ident):
    with report.test(f"a page of node {node} is in the memory of node {node}"):
        buffer = bound(guest, ident, node)
        seen = compare_rows(report, buffer, node, "node")
        compare_verdicts(report, buffer, node)
    return seen


def test_other_place(report, guest, seen):
    """Modules are used first; a pool of huge pages takes them away."""
    for node in (0, 1):
        guest.do("write", POOL.format(node), MODULE_MIB // 2 - 4)
        with report.test(f"node {node} is known in its other place, too"):
            buffer = bound(guest, 5 + node, node)
            seen |= compare_rows(report, buffer, node, "node, other place")
    with report.test("both nodes were seen in both places"):
        report.compare("(places of nodes)", "number", 4, len(seen))


def test_interleaved(report, guest):
    with report.test("of pages that alternate, each has its own node"):
        buffer = Buffer(guest, 9, PAGES if guest.page < 1 << 16 else PAGES_OF_64K)
        buffer.do("bind", INTERLEAVE, 3)
        buffer.fill(5009)
        seen = compare_rows(report, buffer, None, "node, interleaved")
        report.compare("node, interleaved", "nodes", {0, 1},
                       {node for node, _ in seen})
        status, rows = contig(buffer, 0, buffer.count * guest.page, "--node", 0,
                              "-o", "CONSTRAINT,VERDICT,BYTES")
        report.compare("node, by vmcontig", "both nodes", NO, status)
        other = sum(guest.ram.piece(number(row["pa"]))[0] == 1
                    for row in buffer.rows(columns="VA,PA"))
        report.compare("node, by vmcontig", f"bytes in {rows}",
                       [other * guest.page],
                       [row["bytes"] for row in rows
                        if row["constraint"] == "node"])


def run_plain(report, guest):
    seen = test_bound(report, guest, 0, 1) | test_bound(report, guest, 1, 2)
    test_interleaved(report, guest)
    return seen


def run(report, guest):
    seen = run_plain(report, guest)
    test_other_place(report, guest, seen)
