#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The physical memory of a guest: files of this process, at their addresses."""
import mmap
import os
import struct


class Memory:
    """Bytes that QEMU and we share; they have no name and end with us."""

    def __init__(self, name, size, data=b""):
        self.fd = os.memfd_create(name)
        self.size = max(size, len(data))
        os.ftruncate(self.fd, self.size)
        os.pwrite(self.fd, data, 0)
        self.path = f"/proc/self/fd/{self.fd}"
        self.map = mmap.mmap(self.fd, self.size)

    def read(self, at, size):
        return self.map[at:at + size]

    def close(self):
        self.map.close()
        os.close(self.fd)


def backend(name, memory):
    return ("-object", f"memory-backend-file,id={name},size={memory.size},"
                       f"share=on,mem-path={memory.path}")


class Ram:
    """In one piece."""

    def __init__(self, base, mib):
        self.pieces = [(base, None, Memory("ram", mib << 20))]

    def memories(self):
        return [memory for _, _, memory in self.pieces]

    def machine(self):
        """What is added to the name of the machine."""
        return ",memory-backend=ram"

    def options(self):
        size = self.pieces[0][2].size
        return ["-m", str(size >> 20), *backend("ram", self.pieces[0][2])]

    def find_pieces(self, qmp):
        """Once QEMU runs, it knows where they are."""

    def piece(self, pa):
        """(its node, its memory, the offset there)"""
        for base, node, memory in self.pieces:
            if base <= pa < base + memory.size:
                return node, memory, pa - base
        raise ValueError(f"there is no memory at {pa:#x}")

    def read(self, pa, size):
        _, memory, at = self.piece(pa)
        return memory.read(at, size)

    def word(self, pa):
        """As an x86-64 has it."""
        _, memory, at = self.piece(pa)
        return struct.unpack_from("<Q", memory.map, at)[0]


class Nodes(Ram):
    """A piece for each node, and more of them as modules of memory behind all
    others: so nodes lie between each other."""

    def __init__(self, base, mib, modules):
        self.pieces, self.modules = [], modules
        for node, size in enumerate(mib):
            self.pieces.append((base, node, Memory(f"n{node}", size << 20)))
            base += size << 20
        self.fixed = len(mib)
        # Where they are is for QEMU to say.
        for node, size in modules:
            self.pieces.append((1 << 63, node, Memory("module", size << 20)))

    def machine(self):
        return ""

    def options(self):
        total = sum(m.size for _, _, m in self.pieces[:self.fixed]) >> 20
        slots = f",slots={len(self.modules)},maxmem=8G" if self.modules else ""
        words = ["-m", f"{total}M{slots}"]
        for i, (_, node, memory) in enumerate(self.pieces):
            words += backend(f"m{i}", memory)
            if i >= self.fixed:
                words += ["-device", f"pc-dimm,id=d{i},memdev=m{i},node={node}"]
                continue
            cpus = ",cpus=0" if node == 0 else ""
            words += ["-numa", f"node,nodeid={node},memdev=m{i}{cpus}"]
        return words

    def find_pieces(self, qmp):
        found = {device["data"]["id"]: device["data"]["addr"]
                 for device in qmp("query-memory-devices")}
        for i in range(self.fixed, len(self.pieces)):
            self.pieces[i] = (found[f"d{i}"], *self.pieces[i][1:])
