#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest: QEMU without KVM, whose memory and disks are files of this process.

Nothing that our tools say inside is used to look at it from here.
"""
import ctypes
import json
import mmap
import os
import re
import select
import signal
import socket
import subprocess
import time

import initramfs

TOOLS = ("vmwalk", "vmcontig", "vmswapped")
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
# The first disk takes what programs print; the console would be slow.
SPOOL_SIZE = 256 << 20


class Lost(Exception):
    """The guest fell silent, or refused."""


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Memory:
    """Bytes that QEMU and we share; they have no name and end with us."""

    def __init__(self, name, size, data=b""):
        self.fd = os.memfd_create(name)
        os.ftruncate(self.fd, max(size, len(data)))
        os.pwrite(self.fd, data, 0)
        self.path = f"/proc/self/fd/{self.fd}"
        self.map = mmap.mmap(self.fd, max(size, len(data)))

    def read(self, at, size):
        return self.map[at:at + size]

    def close(self):
        self.map.close()
        os.close(self.fd)


class Guest:
    """disks: sizes in MiB; modules: besides those of disks."""

    def __init__(self, kernel, build, **options):
        self.kernel, self.limit, self.rest, self.log = kernel, 120, b"", []
        size = options.get("mib", 1024) << 20
        self.ram = Memory("ram", size)
        self.disks = [Memory("spool", SPOOL_SIZE)]
        self.disks += [Memory("disk", mib << 20) for mib in options.get("disks", ())]
        self.initrd = Memory("initrd", 0, initramfs.make(
            kernel, programs(build),
            kernel.machine.modules + tuple(options.get("modules", ()))))
        ours, theirs = socket.socketpair()
        self.qemu = subprocess.Popen(
            self.command(size, theirs.fileno(), options),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, preexec_fn=die_with_parent,
            pass_fds=[theirs.fileno()] + [m.fd for m in self.memories()])
        theirs.close()
        ours.settimeout(self.limit)
        self.monitor_socket, self.monitor = ours, ours.makefile("rw")
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self):
        ready = self.until("@@READY").split()
        self.page, self.pid = int(ready[1]), int(ready[2])
        self.monitor.readline()
        self.qmp("qmp_capabilities")
        self.names = self.find_disks()

    def find_disks(self):
        """serial -> path: kernels do not find them in our order."""
        found = {}
        for letter in "abcdef"[:len(self.disks)]:
            serial = self.ask("show", f"/sys/block/vd{letter}/serial")[1][0]
            found[serial] = f"/dev/vd{letter}"
        return [found[f"disk{i}"] for i in range(len(self.disks))]

    def memories(self):
        return [self.ram, self.initrd, *self.disks]

    def command(self, size, monitor, options):
        machine = self.kernel.machine
        name = options.get("machine", machine.machine)
        words = [
            "qemu-system-" + machine.qemu, "-accel", "tcg", "-smp", "1",
            "-m", str(size >> 20), "-nodefaults", "-no-user-config",
            "-display", "none", "-serial", "stdio", "-no-reboot",
            "-chardev", f"socket,id=qmp,fd={monitor}",
            "-mon", "chardev=qmp,mode=control",
            "-object", f"memory-backend-file,id=ram,size={size},share=on,"
                       f"mem-path={self.ram.path}",
            "-machine", name + ",memory-backend=ram", *machine.options,
            "-kernel", self.kernel.image(), "-initrd", self.initrd.path,
            # khugepaged must not move what is looked at.
            "-append", f"console={machine.console} quiet loglevel=1 panic=-1 "
                       "transparent_hugepage=madvise rdinit=/bin/victim "
                       f"{machine.append} " + options.get("append", "")]
        for i, disk in enumerate(self.disks):
            words += ["-drive", f"if=none,id=d{i},format=raw,file={disk.path},"
                                "file.locking=off",
                      "-device", f"{machine.disk},drive=d{i},serial=disk{i}"]
        return words + list(options.get("devices", ()))

    # --- the console ---

    def line(self):
        end = time.monotonic() + self.limit
        while b"\n" not in self.rest:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.qemu.stdout], [], [], left)[0]:
                raise Lost(f"the guest is silent behind {self.log[-5:]}")
            got = os.read(self.qemu.stdout.fileno(), 1 << 16)
            if not got:
                raise Lost(f"QEMU ended behind {self.log[-25:]}")
            self.rest += got
        text, self.rest = self.rest.split(b"\n", 1)
        self.log.append(text.decode(errors="replace").rstrip("\r"))
        return self.log[-1]

    def until(self, *starts):
        while True:
            text = self.line()
            at = text.find("@@")
            if at >= 0 and text[at:].startswith(starts):
                return text[at:]

    def send(self, text):
        self.qemu.stdin.write(text.encode() + b"\n")
        self.qemu.stdin.flush()

    def ask(self, *words):
        """(the number of the answer, its lines of data)"""
        text = " ".join(str(word) for word in words)
        self.send(text)
        lines = []
        while True:
            got = self.until("@@= ", "@@OK", "@@ERR")
            if got.startswith("@@OK"):
                return int(got[5:]), lines
            if got.startswith("@@ERR"):
                raise Lost(f"{text}: {got[6:]}")
            lines.append(got[4:])

    def do(self, *words):
        return self.ask(*words)[0]

    # --- the monitor ---

    def qmp(self, name, **arguments):
        self.monitor.write(json.dumps({"execute": name, "arguments": arguments}))
        self.monitor.flush()
        while True:
            answer = json.loads(self.monitor.readline())
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise Lost(f"{name}: {answer['error']['desc']}")

    def monitor_text(self, text):
        return self.qmp("human-monitor-command", **{"command-line": text})

    def stop_in_victim(self):
        """Its page table is the one in use then."""
        self.send("spin")
        self.until("@@= spinning")
        self.qmp("stop")

    def go_on(self):
        self.qmp("cont")
        self.send("")
        self.until("@@OK")

    def cr3(self):
        found = re.search(r"CR3=([0-9a-f]+)", self.monitor_text("info registers"))
        return int(found[1], 16)

    # --- our tools, inside ---

    def tool(self, user, name, *words):
        """(exit status, what it printed)"""
        status, lines = self.ask("spool", self.names[0], user, f"/bin/{name}", *words)
        return status, self.disks[0].read(0, int(lines[0])).decode()

    def frame(self, pa):
        return self.ram.read(pa - self.kernel.machine.ram_base, self.page)

    def close(self):
        try:
            self.send("quit")
            self.until("@@BYE")
            self.qemu.wait(20)
        except (Lost, OSError, subprocess.TimeoutExpired):
            self.qemu.kill()
            self.qemu.wait()
        for stream in (self.qemu.stdin, self.qemu.stdout, self.monitor,
                       self.monitor_socket):
            try:
                stream.close()
            except BrokenPipeError:
                pass
        for memory in self.memories():
            memory.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def programs(build):
    found = {f"bin/{name}": f"{build}/bin/{name}" for name in TOOLS}
    found["bin/victim"] = f"{build}/tests/vm/victim"
    return found
