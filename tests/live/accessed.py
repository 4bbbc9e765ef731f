#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Does what vmwalk --explain foretells of an access really happen?

    accessed.py VMWALK PROGRAM FILE [NAME...]

Starts PROGRAM, asks vmwalk of each of its pages (those of NAME alone) what a
read and then a write would do, lets the program do it, and looks again.
Prints a line for each; the status is 1 if any was foretold wrongly.  With
pageout as the first NAME, the pages are asked to leave before.
"""

import json
import subprocess
import sys


class Program:
    def __init__(self, command):
        # The stream is the program's for as long as this object lives.
        # pylint: disable-next=consider-using-with
        self.process = subprocess.Popen(command, text=True,
                                        stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)
        self.pages = {}
        for line in self.said():
            _, name, address = line.split()
            self.pages[name] = address

    def said(self):
        lines = []
        for line in self.process.stdout:
            if line == "ready\n":
                return lines
            lines.append(line)
        sys.exit("the program ended")

    def told(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.said()


def explain(vmwalk, address, pid):
    run = subprocess.run([vmwalk, "--explain", "-J", f"0x{address}", str(pid)],
                         check=False, capture_output=True, text=True)
    if run.returncode not in (0, 3):
        sys.exit(run.stderr)
    return json.loads(run.stdout)["addresses"][0]


def place(told):
    """What tells one frame or slot from another."""
    return told["entry"]["word"] and int(told["entry"]["word"], 16) & \
        (1 << 55) - 1


def happened(effect, did, before, after):
    """Whether that is what came of it."""
    if effect in ("SIGSEGV", "SIGBUS"):
        return did == effect
    if did != "ok":
        return False
    state = after["entry"]["state"]
    moved = place(before) != place(after)
    return {
        "memory": not moved,
        "zero-fill": state in ("present", "zero") and moved,
        "copy": state == "present" and moved,
        "copy-or-keep": state == "present",
        "object": state == "present",
        "swap-in": state == "present",
    }.get(effect, False)


def main(vmwalk, program, file, *names):
    target = Program([program, file])
    failed = False
    if names and names[0] == "pageout":
        target.told("pageout")
        names = names[1:]
    for name in names or target.pages:
        for how in ("read", "write"):
            before = explain(vmwalk, target.pages[name], target.process.pid)
            did = target.told(f"{how} {name}")[0].split()[1]
            after = explain(vmwalk, target.pages[name], target.process.pid)
            effect = before["access"][how]["effect"]
            good = happened(effect, did, before, after)
            failed = failed or not good
            print("right" if good else "WRONG", name, how,
                  before["entry"]["state"], effect, did,
                  after["entry"]["state"])
    target.process.stdin.close()
    target.process.wait()
    sys.exit(failed)


main(*sys.argv[1:])
