#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What becomes of a member between the list and the look at it.

    late.py VMWALK HOW WANTED OPTION...

In a PID namespace of its own: two processes, the first of which is large.
vmwalk stops in the middle of it because nobody reads its output, which is
after it made its list.  Then the second one is changed:

    exit     it ends
    exec     it starts another program
    reuse    it ends, and its number passes to a process of another name that
             is in no control group
    stay     nothing

In an OPTION, NAME is the name of both and GROUP the directory in $GROUP, which
both are in.  WANTED says whether the second is to be listed: yes or no.
"""

import array
import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import termios
import time

NAME = "vminfo-late"
LAST_PID = "/proc/sys/kernel/ns_last_pid"
LARGE = 32 << 20


def set_name(name):
    ctypes.CDLL(None).prctl(15, name.encode(), 0, 0, 0)


def spawn(name, size=0):
    """A child of that name, when it is ready; a byte makes it exec."""
    ready, says_ready = os.pipe()
    stdin, order = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(order)
        set_name(name)
        memory = bytearray(size)
        memory[::4096] = b"x" * len(memory[::4096])
        os.write(says_ready, b"x")
        os.read(stdin, 1)
        os.execv(shutil.which("sleep"), ["other", "infinity"])
    os.close(stdin)
    os.read(ready, 1)
    return pid, order


def end(pid):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def join_group(pid):
    group = os.environ.get("GROUP")
    if group:
        with open(group + "/cgroup.procs", "w", encoding="ascii") as file:
            file.write(str(pid))


def change(how, pid, order):
    """Returns who is to be ended."""
    if how in ("exit", "reuse"):
        end(pid)
    if how == "exit":
        return None
    if how == "reuse":
        # Times of start are in hundredths of a second: in that of the list
        # nobody could tell which of the two was in it.
        time.sleep(0.05)
        with open(LAST_PID, "w", encoding="ascii") as file:
            file.write(str(pid - 1))
        other, _ = spawn("stranger")
        if other != pid:
            sys.exit(f"number {pid} was not used again")
    if how == "exec":
        os.write(order, b"x")
        while os.readlink(f"/proc/{pid}/exe") == os.readlink("/proc/self/exe"):
            time.sleep(0.01)
    return pid


def is_stuck(process):
    """Whether it waits because its pipe is full."""
    waiting = array.array("i", [0])
    fcntl.ioctl(process.stdout, termios.FIONREAD, waiting)
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
        state = file.read().rsplit(")", 1)[1].split()[0]
    if state == "Z":
        sys.exit("vmwalk ended before it could be stopped")
    return state == "S" and waiting[0] >= 32 << 10


def main():
    vmwalk, how, wanted, *options = sys.argv[1:]
    options = [option.replace("NAME", NAME).replace(
        "GROUP", os.environ.get("GROUP", "")) for option in options]
    first, _ = spawn(NAME, LARGE)
    second, order = spawn(NAME)
    for pid in (first, second):
        join_group(pid)
    # No other process may start meanwhile: its number could be wanted.
    process = subprocess.Popen(
        [vmwalk, "-g", "page", "-n", "-r", "-o", "PID,VA", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not is_stuck(process):
        time.sleep(0.01)
    last = change(how, second, order)
    listed, said = process.communicate()
    seen = {int(line.split()[0]) for line in listed.splitlines()}
    for pid in (first, last):
        if pid:
            end(pid)
    if process.returncode or said:
        sys.exit(f"status {process.returncode}: {said.decode()}")
    if first not in seen:
        sys.exit(f"{first} was not listed")
    if (second in seen) != (wanted == "yes"):
        sys.exit(f"wanted {second}: {wanted}; listed: {seen}")


main()
