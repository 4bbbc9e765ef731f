#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Holds what vmwalk adds up against smaps, smaps_rollup and numa_maps.

Other processes map the same files, and come and go: smaps is read before and
after, where it changed nothing is compared, and a difference counts if it is
there five times in a row.

    smaps.py mappings VMWALK PID    RSS, PSS, USS, SWAP, huge pages and nodes of
                                   each mapping
    smaps.py process VMWALK PID     the same of the process, against smaps_rollup
"""
import json
import os
import re
import subprocess
import sys

TRIES = 5
VDSO_PAGES = 4
COLUMNS = "RSS,PSS,USS,SWAP,HUGE-PAGES,NODES"
HUGE = ("AnonHugePages", "ShmemPmdMapped", "FilePmdMapped")
HUGETLB = ("Shared_Hugetlb", "Private_Hugetlb")


def read_items(path):
    """start -> {item: KiB}, in the order of the file."""
    mappings = {}
    with open(path, encoding="ascii", errors="replace") as lines:
        for line in lines:
            head = re.match(r"([0-9a-f]+)-[0-9a-f]+ (....)", line)
            if head:
                now = mappings[int(head[1], 16)] = {"perms": head[2]}
                continue
            word = line.split()
            if len(word) == 3 and word[2] == "kB":
                now[word[0][:-1]] = int(word[1])
    return mappings


def read_nodes(pid):
    """start -> {node: bytes}."""
    mappings = {}
    with open(f"/proc/{pid}/numa_maps", encoding="ascii") as lines:
        for line in lines:
            size = re.search(r"kernelpagesize_kB=(\d+)", line)
            nodes = {int(node): int(pages) * int(size[1]) * 1024 for
                     node, pages in re.findall(r" N(\d+)=(\d+)", line)}
            mappings[int(line.split()[0], 16)] = nodes
    return mappings


def sum_of(items, names):
    return sum(items.get(name, 0) for name in names)


def expected(items, page):
    """column -> (least, most) by what smaps has of that mapping."""
    hugetlb = sum_of(items, HUGETLB)
    private = sum_of(items, ("Private_Clean", "Private_Dirty",
                             "Private_Hugetlb"))
    exact = {"rss": items["Rss"] + hugetlb, "uss": private}
    # Of a shared object, smaps counts what no page table knows.
    if items["perms"][3] != "s":
        exact["swap"] = items["Swap"]
    wanted = {column: (kib * 1024, kib * 1024)
              for column, kib in exact.items()}
    # Of the pages of a library, vmwalk is one more that maps them.
    shared = items["Shared_Clean"] > 0
    if shared:
        wanted["uss"] = items["Private_Dirty"] * 1024, wanted["uss"][1]
    huge = (sum_of(items, HUGE) + hugetlb) * 1024 // page
    wanted["huge_pages"] = huge, huge
    # smaps has no Pss of hugetlb; else it rounds down.
    if not hugetlb:
        least = items["Pss"] * 1024
        wanted["pss"] = least * 3 // 4 if shared else least, least + 1023
    return wanted


def walk(vmwalk, pid, group):
    done = subprocess.run([vmwalk, "-g", group, "-J", "-o",
                           ("VA,MAPPING," if group == "mapping" else "") +
                           COLUMNS, str(pid)],
                          check=False, capture_output=True)
    if done.returncode:
        sys.exit(f"vmwalk ended with {done.returncode}: "
                 f"{done.stderr.decode()}")
    return json.loads(done.stdout)


def compare_nodes(nodes, row):
    """numa_maps leaves out pages that the kernel lends."""
    if row.get("mapping") in ("[vdso]", "[vvar]"):
        return
    seen = {int(node): size for node, size in (row["nodes"] or {}).items()}
    if nodes is not None and seen != nodes:
        yield "nodes", nodes, seen


def compare(items, row, page):
    for column, (least, most) in expected(items, page).items():
        if row[column] is None or not least <= row[column] <= most:
            yield column, least, row[column]


def differences(vmwalk, pid):
    before = read_items(f"/proc/{pid}/smaps")
    document = walk(vmwalk, pid, "mapping")
    nodes = read_nodes(pid)
    after = read_items(f"/proc/{pid}/smaps")
    page = document["vminfo"]["page_size"]
    found, compared = {}, 0
    for row in document["rows"]:
        start = int(row["va"], 16)
        if before[start] != after[start]:
            continue
        compared += 1
        found.update({
            (start, column): f"{start:x} {row['mapping']} {column}: expected "
            f"{wanted}, seen {seen}" for column, wanted, seen in
            [*compare(before[start], row, page),
             *compare_nodes(nodes.get(start), row)]})
    return found, compared


def process_wanted(pid, page):
    """column -> (least, most) of the whole process, by smaps_rollup."""
    rollup, = read_items(f"/proc/{pid}/smaps_rollup").values()
    wanted = expected(dict(rollup, perms="---p"), page)
    private = sum(items["Swap"] for items in
                  read_items(f"/proc/{pid}/smaps").values()
                  if items["perms"][3] != "s") * 1024
    wanted["swap"] = private, private
    # hugetlb has no Pss in it.
    wanted["pss"] = rollup["Pss"] * 1024 * 3 // 4, (
        rollup["Pss"] + 1 + sum_of(rollup, HUGETLB)) * 1024
    nodes = sum(size for per_node in read_nodes(pid).values()
                for size in per_node.values())
    # Pages of the [vdso] are in no line of numa_maps.
    wanted["nodes"] = nodes, nodes + VDSO_PAGES * page
    return wanted


def process_differences(vmwalk, pid):
    page = os.sysconf("SC_PAGESIZE")
    before = process_wanted(pid, page)
    row, = walk(vmwalk, pid, "process")["rows"]
    after = process_wanted(pid, page)
    row["nodes"] = sum((row["nodes"] or {}).values())
    found = {}
    for column, seen in row.items():
        least = min(before[column][0], after[column][0])
        most = max(before[column][1], after[column][1])
        if seen is None or not least <= seen <= most:
            found[column] = f"{column}: expected {least} to {most}, " \
                            f"seen {seen}"
    return found, len(row)


def main():
    how, vmwalk, pid = sys.argv[1:]
    look = differences if how == "mappings" else process_differences
    lasting, compared = None, 0
    for _ in range(TRIES):
        found, seen = look(vmwalk, int(pid))
        compared = max(compared, seen)
        lasting = found if lasting is None else {
            key: text for key, text in lasting.items() if key in found}
        if not lasting and seen:
            break
    for text in list(lasting.values())[:20]:
        print(text)
    print(f"{compared} compared, {len(lasting)} different")
    return 1 if lasting or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
