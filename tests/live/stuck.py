#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A file system of one file that stops to answer.

    stuck.py DIRECTORY FILE WHAT

Mounts it on DIRECTORY, with FILE as its "stuck".  Says "ready"; on SIGUSR1 it
answers no more questions of the kind WHAT (open or read).  When it ends, who
waits for it goes on.
"""
import ctypes
import errno
import os
import select
import signal
import stat
import struct
import sys

LOOKUP, FORGET, GETATTR, OPEN, READ, RELEASE = 1, 2, 3, 14, 15, 18
FLUSH, INIT, ACCESS, INTERRUPT, BATCH_FORGET = 25, 26, 34, 36, 42
UNANSWERED = FORGET, INTERRUPT, BATCH_FORGET
NODE_OF_FILE = 2
STUCK = {"open": OPEN, "read": READ}


def attributes(node, size):
    mode = stat.S_IFDIR | 0o755 if node == 1 else stat.S_IFREG | 0o755
    return struct.pack("<QQQQQQIIIIIIIIII", node, size, size // 512, 0, 0, 0,
                       0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)


class FileSystem:
    def __init__(self, data, stuck):
        self.data, self.stuck = data, stuck
        self.silent = False
        self.fd = os.open("/dev/fuse", os.O_RDWR)

    def mount(self, directory):
        libc = ctypes.CDLL(None, use_errno=True)
        how = f"fd={self.fd},rootmode=40000,user_id=0,group_id=0,allow_other"
        if libc.mount(b"stuck", directory.encode(), b"fuse", 0, how.encode()):
            print("skip", os.strerror(ctypes.get_errno()))
            sys.exit(77)

    def size_of(self, node):
        return len(self.data) if node == NODE_OF_FILE else 0

    def entry(self, node):
        return struct.pack("<QQQQII", node, 0, 3600, 3600, 0, 0) + \
            attributes(node, self.size_of(node))

    def answer(self, opcode, node, body):
        """The bytes of an answer, or the number of an error."""
        if opcode == INIT:
            return struct.pack("<IIIIHHIIHHI28x", 7, 31, 65536, 0, 8, 6, 65536,
                               1, 16, 0, 0)
        if opcode == LOOKUP:
            return self.entry(NODE_OF_FILE) if body == b"stuck\0" \
                else errno.ENOENT
        if opcode == GETATTR:
            return struct.pack("<QII", 3600, 0, 0) + \
                attributes(node, self.size_of(node))
        if opcode == OPEN:
            return struct.pack("<QII", 1, 0, 0)
        if opcode == READ:
            _, offset, size = struct.unpack_from("<QQI", body)
            return self.data[offset:offset + size]
        return b"" if opcode in (RELEASE, ACCESS, FLUSH) else errno.ENOSYS

    def serve_one(self):
        request = os.read(self.fd, 1 << 20)
        _, opcode, unique, node = struct.unpack_from("<IIQQ", request)
        if opcode in UNANSWERED or self.silent and \
                opcode == STUCK[self.stuck]:
            return
        said = self.answer(opcode, node, request[40:])
        error, body = (-said, b"") if isinstance(said, int) else (0, said)
        os.write(self.fd, struct.pack("<IiQ", 16 + len(body), error, unique) +
                 body)

    def serve(self):
        while True:
            ready = select.select([self.fd, 0], [], [])[0]
            if 0 in ready and not os.read(0, 1):
                return
            if self.fd in ready:
                self.serve_one()


def main():
    directory, path, stuck = sys.argv[1:]
    with open(path, "rb") as file:
        served = FileSystem(file.read(), stuck)
    served.mount(directory)

    def fall_silent(*_):
        served.silent = True
        print("silent", flush=True)

    signal.signal(signal.SIGUSR1, fall_silent)
    print("ready", flush=True)
    served.serve()


if __name__ == "__main__":
    main()
