# SPDX-License-Identifier: LGPL-2.1-or-later
"""The command `vminfo ADDR` of gdb: where that memory is.

    (gdb) source /usr/share/vminfo/gdb/vminfo-gdb.py
    (gdb) vminfo ring
    0x55f14d4a0000: present, frame 0x4cc4f5 (exclusive)
    in a run of 3 pages from 0x55f14d49f000 on
    mapping 55f14d499000-55f14d4ba000 rw-p [heap]
"""

import os
import sys

import gdb

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                "../python"))
import vminfo  # noqa: E402 # the path is known now


def address_of(text):
    """That of a variable that is no pointer and no number; else its value."""
    value = gdb.parse_and_eval(text)
    kind = value.type.strip_typedefs().code
    if kind in (gdb.TYPE_CODE_PTR, gdb.TYPE_CODE_INT):
        return int(value) & 2 ** 64 - 1
    if value.address is None:
        raise gdb.GdbError("It has no address.")
    return int(value.address)


def process_here():
    """The number of the process, if it runs on this machine: that of a core
    or of another machine would be a stranger here."""
    inferior = gdb.selected_inferior()
    connection = getattr(inferior, "connection", None)
    if not inferior.pid:
        raise gdb.GdbError("The program is not being run.")
    if connection is None or connection.type != "native":
        raise gdb.GdbError("It cannot be told: the process is not one of this "
                           "machine, or this gdb does not say.")
    return inferior.pid


def printable(name):
    """The process has chosen it."""
    return "".join(chr(byte) if 32 < byte < 127 and byte != 92 else
                   f"\\{byte:03o}" for byte in name) or "-"


def describe(page):
    text = page.state
    if page.state == "swapped" and page.value is not None:
        text += f", slot {page.value} of swap area {page.swap_type}"
    elif page.value is not None:
        text += f", frame {page.value:#x}"
    elif "hidden" in page.attributes:
        text += ", frame or slot hidden (CAP_SYS_ADMIN shows it)"
    attributes = sorted(page.attributes - {"hidden"})
    return text + (f" ({', '.join(attributes)})" if attributes else "")


class VminfoCommand(gdb.Command):
    """Says where memory of this process is: in which frame of RAM, in swap, or
in which other state.  vminfo EXPRESSION: of a pointer or a number, what it
points to; of any other variable, where it is."""

    def __init__(self):
        super().__init__("vminfo", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        if not argument:
            raise gdb.GdbError("An address or a variable is wanted.")
        va, pid = address_of(argument), process_here()
        try:
            with vminfo.Context() as context, context.open(pid) as process:
                self.show(process, va)
        except vminfo.Error as error:
            raise gdb.GdbError(f"vminfo: {error.strerror}") from error

    @staticmethod
    def show(process, va):
        page, mapping = process.page(va), process.mapping(va)
        gdb.write(f"{va:#x}: {describe(page)}\n")
        if not mapping:
            return
        end = mapping.va + mapping.length
        for run in process.runs(mapping.va, mapping.length):
            if run.va > va:
                break
            last = run
        if last.pages > 1:
            gdb.write(f"in a run of {last.pages} pages from {last.va:#x} on\n")
        gdb.write(f"mapping {mapping.va:x}-{end:x} {mapping.permissions} "
                  f"{printable(mapping.name)}\n")


VminfoCommand()
