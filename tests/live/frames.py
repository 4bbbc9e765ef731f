#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a frame is, read word by word: the oracle of the tests of frames.

It shares no line with libvminfo.  The machine goes on meanwhile, so each frame
is read before and after the walk that is judged: what differs between the two
is not compared, and a difference counts if it is there five times in a row.

    frames.py columns VMWALK PID [COLUMN...]    the columns of every present
                                    page; those that are named must be unknown
    frames.py claims VMWALK FILE    what folios says, against us and against
                                    vmwalk: one line a name, "NAME ok" or not

VMWALK may be a command of several words.
"""
import json
import os
import struct
import subprocess
import sys

sys.dont_write_bytecode = True

from reader import Reader, PAGE  # noqa: E402  pylint: disable=wrong-import-position

ANON, HEAD, TAIL = 12, 15, 16
NAMES = {
    0: "locked", 1: "error", 2: "referenced", 3: "uptodate", 4: "dirty",
    5: "lru", 6: "active", 7: "slab", 8: "writeback", 9: "reclaim",
    10: "buddy", 11: "mmap", 12: "anon", 13: "swapcache", 14: "swapbacked",
    15: "compound-head", 16: "compound-tail", 17: "huge", 18: "unevictable",
    19: "hwpoison", 20: "nopage", 21: "ksm", 22: "thp", 23: "offline",
    24: "zero-page", 25: "idle", 26: "pgtable", 32: "reserved",
    33: "mlocked", 34: "owner-2", 35: "private", 36: "private-2",
    37: "owner-private", 38: "arch", 39: "uncached", 40: "softdirty",
    41: "arch-2", 42: "arch-3",
}
# Of a frame of that type, the other words are partly garbage.
TYPES = ("buddy", "slab", "pgtable", "offline", "nopage")
COLUMNS = "VA,STATE,PFN,FLAGS,MAPCOUNT,MEMCG,ORDER,ZONE,REGION,NODE,HUGE"
TRIES = 5
BLOCK = 512


class Frames:
    """Words of the three files; None beyond their end."""

    def __init__(self):
        self.files = [os.open(f"/proc/kpage{name}", os.O_RDONLY)
                      for name in ("flags", "count", "cgroup")]
        self.blocks = {}
        self.zones = read_zones()
        self.regions = read_regions()
        self.nodes = read_nodes()

    def forget(self):
        self.blocks = {}

    def word(self, file, pfn):
        block = file, pfn // BLOCK
        if block not in self.blocks:
            raw = os.pread(self.files[file], BLOCK * 8, block[1] * BLOCK * 8)
            self.blocks[block] = struct.unpack(f"={len(raw) // 8}Q", raw)
        words = self.blocks[block]
        return words[pfn % BLOCK] if pfn % BLOCK < len(words) else None

    def flags(self, pfn):
        return self.word(0, pfn)

    def bit(self, pfn, number):
        word = self.flags(pfn)
        return word is not None and word >> number & 1 == 1

    def order(self, pfn):
        """Of the folio: from its head to the last tail."""
        head = pfn
        while self.bit(head, TAIL) and head > 0:
            head -= 1
        length = 1
        while self.bit(head + length, TAIL):
            length += 1
        return length.bit_length() - 1

    def zone(self, pfn):
        for name, start, end in self.zones:
            if start <= pfn < end:
                return name
        return None

    def node(self, pfn):
        size, nodes = self.nodes
        return nodes.get(pfn * PAGE // size)

    def region(self, pfn):
        """The innermost, which is the last one that has it."""
        found = None
        for start, end, name in self.regions:
            if start <= pfn * PAGE <= end:
                found = name
        return found


def read_zones():
    zones, name, spanned = [], None, 0
    with open("/proc/zoneinfo", encoding="ascii") as lines:
        for line in lines:
            word = line.split()
            if word[0] == "Node":
                name = word[3]
            elif word[0] == "spanned":
                spanned = int(word[1])
            elif word[0] == "start_pfn:" and spanned:
                zones.append((name, int(word[1]), int(word[1]) + spanned))
    return zones


def read_regions():
    regions = []
    with open("/proc/iomem", encoding="ascii", errors="replace") as lines:
        for line in lines:
            place, name = line.strip().split(" : ", 1)
            start, end = (int(part, 16) for part in place.split("-"))
            regions.append((start, end, name))
    return regions


def read_nodes():
    """Bytes of a block of memory, and the node of each block."""
    blocks, nodes = "/sys/devices/system/memory", {}
    if not os.path.exists(f"{blocks}/block_size_bytes"):
        return 1 << 62, {0: 0}
    with open(f"{blocks}/block_size_bytes", encoding="ascii") as file:
        size = int(file.read(), 16)
    for block in os.listdir(blocks):
        if block.startswith("memory"):
            for entry in os.listdir(f"{blocks}/{block}"):
                if entry.startswith("node"):
                    nodes[int(block[6:])] = int(entry[4:])
    return size, nodes


def memory_group_mounts():
    """Where control groups with a memory controller are mounted."""
    with open("/proc/self/mounts", encoding="ascii") as lines:
        for line in lines:
            word = line.split()
            if word[2] == "cgroup2" or (word[2] == "cgroup" and
                                        "memory" in word[3].split(",")):
                yield word[1]


def memory_groups():
    """inode -> path within the hierarchy."""
    groups = {}
    for mount in memory_group_mounts():
        for path, _, _ in os.walk(mount):
            groups.setdefault(os.stat(path).st_ino,
                              path[len(mount):] or "/")
    return groups


def names_of(word):
    """Names that must be shown, and those that may be."""
    names = {NAMES.get(bit, f"bit{bit}") for bit in range(64)
             if word >> bit & 1}
    typed = {name for name in names if name in TYPES}
    if "zero-page" in names:
        return names, names
    if "reserved" in names and not typed:
        typed = {"reserved"}
    return typed or names, names


class Judge:
    def __init__(self, vmwalk, pid, hidden=()):
        self.frames, self.groups = Frames(), memory_groups()
        self.vmwalk, self.pid, self.hidden = vmwalk, pid, hidden

    def oracle(self):
        """va -> (pfn, flags, mapcount, memcg, order, huge, node)."""
        pages = {}
        self.frames.forget()
        for va, state, value, attributes, _ in Reader(self.pid).pages():
            if state in ("present", "zero"):
                pages[va] = (value, self.frames.flags(value),
                             self.frames.word(1, value),
                             self.frames.word(2, value),
                             self.frames.order(value), "huge" in attributes,
                             self.node_of(state, value))
        return pages

    def node_of(self, state, pfn):
        """As move_pages(2) has it: the zero page is on no node."""
        return self.frames.node(pfn) if state == "present" else None

    def rows(self):
        done = subprocess.run(
            [*self.vmwalk.split(), "-g", "page", "-J", "-o", COLUMNS,
             str(self.pid)], check=False, capture_output=True)
        if done.returncode != (3 if self.hidden else 0):
            sys.exit(f"vmwalk ended with {done.returncode}: "
                     f"{done.stderr.decode()}")
        walk = json.loads(done.stdout)
        return {int(row["va"], 16): row for row in walk["rows"]}

    def differences(self):
        """va/column -> text, and how many pages were compared."""
        before, rows, after = self.oracle(), self.rows(), self.oracle()
        found = {}
        for va, page in before.items():
            if after.get(va, (None,))[0] != page[0]:
                continue
            for column, wanted, seen in self.compare(page, after[va],
                                                     rows.get(va)):
                found[va, column] = f"{column}: expected {wanted}, seen {seen}"
        for va in rows.keys() - before.keys():
            for column in ("pfn", "flags", "mapcount", "memcg", "order",
                           "zone", "region", "node"):
                if rows[va][column] is not None:
                    found[va, column] = f"{column} of {rows[va]['state']} is " \
                        f"{rows[va][column]}"
        return found, len(before)

    def compare(self, page, again, row):
        """(column, expected, seen) of each column that is not as expected."""
        pfn, flags, mapcount, memcg, order, huge, node = page
        if row is None:
            yield "row", "one", None
            return
        simple = [("pfn", hex(pfn)), ("zone", self.frames.zone(pfn)),
                  ("region", self.frames.region(pfn)),
                  ("node", node), ("huge", huge)]
        if again[2] == mapcount:
            # vmwalk, while it is there, is one more that maps a library.
            one_more = not flags >> ANON & 1 and row["mapcount"] == mapcount + 1
            simple.append(("mapcount", mapcount + one_more))
        if again[4] == order:
            simple.append(("order", order))
        if again[3] == memcg and memcg:
            simple.append(("memcg", self.groups.get(memcg)))
        for column, wanted in simple:
            seen = row[column]
            if column in self.hidden:
                wanted = None
            if column == "pfn" and seen is not None:
                seen = hex(int(str(seen), 0))
            if seen != wanted:
                yield column, wanted, seen
        if "flags" in self.hidden:
            if row["flags"] is not None:
                yield "flags", None, row["flags"]
            return
        yield from self.compare_flags(flags, again[1], row["flags"])

    @staticmethod
    def compare_flags(flags, again, seen):
        if seen is None:
            yield "flags", hex(flags), None
            return
        must, may = names_of(flags & again)
        # A type can only be of both moments.
        may |= names_of(flags | again)[1]
        if not must <= set(seen) <= may:
            yield "flags", sorted(must), seen

    def verdict(self):
        lasting, compared = None, 0
        for _ in range(TRIES):
            found, compared = self.differences()
            lasting = found if lasting is None else {
                key: text for key, text in lasting.items() if key in found}
            if not lasting:
                break
        for (va, _), text in sorted(lasting.items())[:20]:
            print(f"{va:x} {text}")
        print(f"{compared} pages compared, {len(lasting)} differences")
        return 1 if lasting or not compared else 0


def read_claims(path):
    """(pid, va, huge, order, mapcount, name) of each page."""
    claims, skipped = [], []
    with open(path, encoding="ascii") as lines:
        for line in lines:
            word = line.split()
            if word[0] in ("broken", "skip"):
                skipped.append(line.strip())
            if len(word) != 7 or not word[0].isdigit():
                continue
            for i in range(int(word[2])):
                claims.append((int(word[0]), int(word[1], 16) + i * PAGE,
                               word[3] == "1", int(word[4]), int(word[5]),
                               word[6]))
    return claims, skipped


def judge_process(judge, claims):
    """(name, text) of each claim that is not true; 0, None of one that is."""
    oracle, rows = judge.oracle(), judge.rows()
    for _, va, *wanted, name in claims:
        page, row = oracle.get(va), rows.get(va)
        ours = page and [page[5], page[4], page[2]]
        seen = row and [row["huge"], row["order"], row["mapcount"]]
        yield name, None if wanted == ours == seen else \
            f"{judge.pid} {va:x}: huge, order, mapcount: made {wanted}, " \
            f"second reader {ours}, vmwalk {seen}"


def judge_claims(vmwalk, path):
    claims, skipped = read_claims(path)
    compared, wrong = {}, {}
    for pid in sorted({claim[0] for claim in claims}):
        for name, text in judge_process(
                Judge(vmwalk, pid), [c for c in claims if c[0] == pid]):
            compared[name] = compared.get(name, 0) + 1
            if text:
                wrong.setdefault(name, []).append(text)
    for name, count in compared.items():
        bad = wrong.get(name, [])
        print(name, f"bad: {len(bad)} of {count}: {bad[0]}" if bad else "ok")
    print("\n".join(skipped))
    return 0


def main():
    how, vmwalk, what, *hidden = sys.argv[1:]
    if how == "columns":
        return Judge(vmwalk, int(what), hidden).verdict()
    return judge_claims(vmwalk, what)


if __name__ == "__main__":
    sys.exit(main())
