#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes the first file system of a guest, without root, cpio or depmod."""
import glob
import lzma
import os
import re
import stat

from apt import Missing
from kernels import unpack


class Initramfs:
    """A writer of the format "newc", not packed: that would cost the guest."""

    def __init__(self):
        self.blob, self.inode, self.seen = bytearray(), 1, set()

    def add(self, path, mode, data=b"", device=(0, 0)):
        name = path.strip("/").encode() + b"\0"
        fields = (self.inode, mode, 0, 0, 1, 0, len(data), 0, 0, *device,
                  len(name), 0)
        self.blob += b"070701" + b"".join(b"%08X" % f for f in fields) + name
        self.blob += b"\0" * (-len(self.blob) % 4) + data
        self.blob += b"\0" * (-len(self.blob) % 4)
        self.inode += 1

    def directory(self, path):
        path = path.strip("/")
        if path and path not in self.seen:
            self.directory(os.path.dirname(path))
            self.seen.add(path)
            self.add(path, stat.S_IFDIR | 0o755)

    def file(self, path, data):
        self.directory(os.path.dirname(path))
        self.add(path, stat.S_IFREG | 0o755, data)

    def copy(self, path, source):
        with open(source, "rb") as file:
            self.file(path, file.read())

    def finish(self):
        self.inode = 0
        self.add("TRAILER!!!", 0)
        return bytes(self.blob) + b"\0" * (-len(self.blob) % 512)


def canonical(name):
    return name.replace("-", "_")


class Modules:
    """Those of an unpacked kernel, and the order in which to load some."""

    def __init__(self, directory):
        base = glob.glob(f"{directory}/lib/modules/*")[0]
        self.paths = {
            canonical(os.path.basename(path).split(".ko")[0]): path
            for path in glob.glob(f"{base}/**/*.ko*", recursive=True)}
        with open(f"{base}/modules.builtin", encoding="ascii") as file:
            self.builtin = {canonical(os.path.basename(line.strip())[:-3])
                            for line in file}

    def read(self, name):
        with open(self.paths[name], "rb") as file:
            raw = file.read()
        if self.paths[name].endswith(".xz"):
            return lzma.decompress(raw)
        if self.paths[name].endswith(".zst"):
            return unpack(raw, "zstd")
        return raw

    @staticmethod
    def needs(data):
        found = []
        for text in re.findall(rb"\0depends=([^\0]*)", data):
            found += text.decode().split(",")
        for text in re.findall(rb"\0softdep=pre: *([^\0]*)", data):
            found += text.decode().split()
        return [canonical(name) for name in found if name]

    def in_order(self, wanted):
        """name -> data, each behind those that it needs."""
        order, started = {}, set()

        def visit(name, required):
            name = canonical(name)
            if name in started or name in self.builtin:
                return
            if name not in self.paths:
                if required:
                    raise Missing(f"this kernel has no module {name}")
                return
            started.add(name)
            data = self.read(name)
            for other in self.needs(data):
                visit(other, False)
            order[name] = data

        for name in wanted:
            visit(name, True)
        return order


def make(kernel, programs, modules):
    """programs: path in the guest -> path here."""
    image = Initramfs()
    for name in ("dev", "proc", "sys", "tmp", "mnt"):
        image.directory(name)
    image.add("dev/console", stat.S_IFCHR | 0o600, device=(5, 1))
    for path, source in programs.items():
        image.copy(path, source)
    order = Modules(kernel.directory).in_order(modules)
    for name, data in order.items():
        image.file(f"mod/{name}.ko", data)
    image.file("mod/order", "".join(f"/mod/{name}.ko\n" for name in order).encode())
    return image.finish()
