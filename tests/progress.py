# SPDX-License-Identifier: LGPL-2.1-or-later
"""For tests/progress.bats: runs lines of Python with a process to look at and
the means to hold vmwalk in the middle of its work.

    tests/progress.py VMWALK LINES
"""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from subprocess import PIPE

PAGES = 40000
VMWALK = sys.argv[1]
started = []
pair = None


def status(process, key):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as text:
        return re.search(rf"^{key}:\s*(\S+)", text.read(), re.M).group(1)


def start(*arguments, stdin=subprocess.DEVNULL, stderr=PIPE):
    process = subprocess.Popen([VMWALK, *arguments], stdin=stdin, stdout=PIPE,
                               stderr=stderr, text=True)
    started.append(process)
    if stderr != PIPE:
        os.close(stderr)
    return process


def until(condition):
    """Waits as long as it takes; whoever called has a time limit."""
    while not condition():
        time.sleep(0.01)


def handles(process, signal_number):
    return int(status(process, "SigCgt"), 16) >> signal_number - 1 & 1


def unread(pipe):
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0]


def running(process):
    """It reads the list of processes."""
    process.stdin.write(" ")
    process.stdin.flush()
    until(lambda: unread(process.stdin) == 0)


def ask(process):
    until(lambda: handles(process, signal.SIGUSR1))
    process.send_signal(signal.SIGUSR1)


def blocked(process):
    """Its standard output is full, and nobody reads."""
    capacity = fcntl.fcntl(process.stdout, fcntl.F_GETPIPE_SZ)
    until(lambda: unread(process.stdout) > capacity - 4096 and
          status(process, "State") == "S")


def terminal(columns=80):
    global pair
    pair = pty.openpty()
    fcntl.ioctl(pair[1], termios.TIOCSWINSZ,
                struct.pack("HHHH", 24, columns, 0, 0))
    return pair[1]


def heard():
    """All that the terminal was told, when nobody can say more."""
    said = b""
    while True:
        try:
            more = os.read(pair[0], 4096)
        except OSError:
            break
        if not more:
            break
        said += more
    os.close(pair[0])
    return said.decode()


def awaited(process, pattern):
    said = ""
    while not re.search(pattern, said):
        said += os.read(pair[0], 4096).decode()


def expect(text, pattern):
    if not re.fullmatch(pattern, text):
        sys.exit(f"not like {pattern!r}:\n{text!r}")


def buffer():
    """A range of the target that is so large that its pages fill a pipe."""
    for line in open(f"/proc/{target.pid}/maps", encoding="utf-8"):
        low, high = (int(word, 16) for word in line.split()[0].split("-"))
        if high - low >= PAGES * 4096:
            return f"{low:x}-{high:x}"
    sys.exit("the target has no buffer")


# Its pages are there, and nothing changes any more.
target = subprocess.Popen(
    [sys.executable, "-c", f"import os; held = b'x' * {PAGES * 4096}; "
     "os.kill(os.getpid(), 19)"])
started.append(target)
until(lambda: status(target, "State") == "T")
try:
    exec(sys.argv[2])
finally:
    for one in started:
        one.kill()
        one.wait()
