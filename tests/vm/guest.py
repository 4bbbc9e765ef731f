#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest: QEMU without KVM, whose memory and disks are files of this process.

Nothing that our tools say inside is used to look at it from here.
"""
import ctypes
import json
import os
import re
import signal
import socket
import subprocess

import initramfs
from cross import FULL, libraries_of
from ram import Memory, Nodes, Ram

TOOLS = ("vmwalk", "vmcontig", "vmswapped", "vmframes")
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)
# The first disk takes what programs print; any line would be slow.
SPOOL_SIZE = 256 << 20
# A guest that goes on is not given up on a busy machine.
PATIENCE = 300


class Lost(Exception):
    """The guest fell silent, or refused."""


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Guest:
    """builds: where the victim is, and our tools; disks: sizes in MiB;
    modules: besides those of disks; drive: MiB and device of one more disk,
    which is no virtio; trace: events that QEMU shall write down."""

    def __init__(self, kernel, builds, **options):
        self.kernel, self.rest, self.log = kernel, b"", []
        self.ram = self.make_ram(options)
        self.console = Memory("console", 1)
        self.disks = [Memory("spool", SPOOL_SIZE)]
        self.disks += [Memory("disk", mib << 20) for mib in options.get("disks", ())]
        self.drive = Memory("drive", options.get("drive", (1,))[0] << 20)
        self.trace, self.words = Memory("trace", 1), Memory("words", 1)
        self.initrd = Memory("initrd", 0, initramfs.make(
            kernel, programs(kernel, builds),
            kernel.machine.modules + tuple(options.get("modules", ()))))
        self.monitor_socket, monitor = socket.socketpair()
        self.talk, talk = socket.socketpair()
        ends = (monitor.fileno(), talk.fileno())
        self.qemu = subprocess.Popen(
            self.command(ends, options),
            stdin=subprocess.DEVNULL, stdout=self.words.fd,
            stderr=subprocess.STDOUT, preexec_fn=die_with_parent,
            pass_fds=[*ends] + [m.fd for m in self.memories()])
        monitor.close()
        talk.close()
        self.monitor_socket.settimeout(PATIENCE)
        self.talk.settimeout(PATIENCE)
        self.monitor = self.monitor_socket.makefile("rw")
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
        self.ram.find_pieces(self.qmp)
        self.names = self.find_disks()

    def find_disks(self):
        """serial -> path: kernels do not find them in our order."""
        found = {}
        for letter in "abcdef"[:len(self.disks)]:
            serial = self.ask("show", f"/sys/block/vd{letter}/serial")[1][0]
            found[serial] = f"/dev/vd{letter}"
        return [found[f"disk{i}"] for i in range(len(self.disks))]

    def memories(self):
        return [*self.ram.memories(), self.initrd, self.console, self.trace,
                self.words, self.drive, *self.disks]

    def make_ram(self, options):
        base = self.kernel.machine.ram_base
        if "nodes" in options:
            return Nodes(base, options["nodes"], options.get("dimms", ()))
        return Ram(base, options.get("mib", 1024))

    def command(self, ends, options):
        machine = self.kernel.machine
        name = options.get("machine", machine.machine)
        words = [
            "qemu-system-" + machine.qemu, "-accel", "tcg", "-smp", "1",
            *self.ram.options(), "-nodefaults", "-no-user-config",
            "-display", "none", "-no-reboot",
            "-chardev", f"file,id=console,path={self.console.path}",
            "-serial", "chardev:console",
            "-chardev", f"socket,id=qmp,fd={ends[0]}",
            "-mon", "chardev=qmp,mode=control",
            # Kernels write on the console in the middle of our lines.
            "-chardev", f"socket,id=talk,fd={ends[1]}",
            "-device", machine.serial, "-device", "virtserialport,chardev=talk",
            "-machine", name + self.ram.machine(), *machine.options,
            "-kernel", self.kernel.image(), "-initrd", self.initrd.path,
            # khugepaged must not move what is looked at.
            "-append", f"console={machine.console} quiet loglevel=1 panic=-1 "
                       "transparent_hugepage=madvise rdinit=/bin/victim "
                       f"{machine.append} " + options.get("append", "")]
        for i, disk in enumerate(self.disks):
            words += ["-drive", f"if=none,id=d{i},format=raw,file={disk.path},"
                                "file.locking=off",
                      "-device", f"{machine.disk},drive=d{i},serial=disk{i}"]
        if "drive" in options:
            words += ["-drive", f"if=none,id=drive,format=raw,file={self.drive.path},"
                                "file.locking=off",
                      "-device", f"{options['drive'][1]},drive=drive"]
        if "trace" in options:
            words += ["-trace", options["trace"], "-D", self.trace.path]
        return words + list(options.get("devices", ()))

    def traced(self):
        """All lines of the trace; QEMU has made the file anew."""
        size = os.fstat(self.trace.fd).st_size
        return os.pread(self.trace.fd, size, 0).decode(errors="replace").splitlines()

    # --- the line to the victim ---

    def console_text(self):
        """QEMU has made the file anew; a map of it would end with SIGBUS."""
        return os.pread(self.console.fd, 1 << 20, 0).decode(errors="replace")

    def lost(self, how):
        """What is known of its end."""
        words = os.pread(self.words.fd, 1 << 16, 0).decode(errors="replace")
        return Lost(f"the guest {how} behind {self.log[-3:]}, console: "
                    f"{self.console_text().splitlines()[-16:]}, QEMU "
                    f"({self.qemu.poll()}): {words.strip(chr(0)).splitlines()[-4:]}")

    def line(self):
        while b"\n" not in self.rest:
            try:
                got = self.talk.recv(1 << 16)
            except TimeoutError:
                raise self.lost("is silent") from None
            except ConnectionError:
                got = b""
            if not got:
                raise self.lost("ended")
            self.rest += got
        text, self.rest = self.rest.split(b"\n", 1)
        self.log.append(text.decode(errors="replace"))
        return self.log[-1]

    def until(self, *starts):
        while True:
            text = self.line()
            if text.startswith(starts):
                return text

    def send(self, text):
        try:
            self.talk.sendall(text.encode() + b"\n")
        except ConnectionError:
            raise self.lost(f"ended in front of {text}") from None

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

    def answer_of_monitor(self, name):
        try:
            line = self.monitor.readline()
        except TimeoutError:
            raise self.lost(f"has a silent monitor at {name}") from None
        except ConnectionError:
            line = ""
        if not line:
            raise self.lost(f"ended at {name}")
        return json.loads(line)

    def qmp(self, name, **arguments):
        try:
            self.monitor.write(json.dumps({"execute": name,
                                           "arguments": arguments}))
            self.monitor.flush()
        except ConnectionError:
            raise self.lost(f"ended at {name}") from None
        while True:
            answer = self.answer_of_monitor(name)
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
        """(exit status, what it printed); name: in /bin, or a path"""
        path = name if name.startswith("/") else f"/bin/{name}"
        status, lines = self.ask("spool", self.names[0], user, path, *words)
        return status, self.disks[0].read(0, int(lines[0])).decode()

    def frame(self, pa):
        return self.ram.read(pa, self.page)

    def close(self):
        try:
            self.send("quit")
            self.until("@@BYE")
            self.qemu.wait(20)
        except (Lost, OSError, subprocess.TimeoutExpired):
            self.qemu.kill()
            self.qemu.wait()
        for stream in (self.talk, self.monitor, self.monitor_socket):
            stream.close()
        for memory in self.memories():
            memory.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def programs(kernel, builds):
    """Beside full tools there are minimal ones in /minimal."""
    owner, tools = builds
    found = {f"bin/{name}": f"{tools}/bin/{name}" for name in TOOLS}
    found["bin/victim"] = f"{owner}/tests/vm/victim"
    if kernel.tools == FULL:
        for name in TOOLS:
            found.update(libraries_of(f"{tools}/bin/{name}", tools))
            found[f"minimal/{name}"] = f"{owner}/bin/{name}"
    return found
