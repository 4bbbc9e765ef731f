# SPDX-License-Identifier: LGPL-2.1-or-later
"""The command `vminfo EXPRESSION` of gdb: where that memory is.

    (gdb) source /usr/share/vminfo/gdb/vminfo-gdb.py
    (gdb) vminfo ring
    0x55f14d4a0040: present, frame 0x4cc4f5, physical 0x4cc4f5040 (exclusive)
      0x55f14d4a0000: 2 pages present, frame 0x4cc4f5 (exclusive)
      0x55f14d4a2000: 1 page absent
    mapping 55f14d499000-55f14d4ba000 rw-p [heap]
"""

import os
import sys

import gdb

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                "../python"))
import vminfo  # noqa: E402 # the path is known now


MOST_RUNS = 20


def memory_of(text):
    """The address of a variable and its bytes, or of what a pointer points to;
    a number that is no variable is an address."""
    value = gdb.parse_and_eval(text)
    kind = value.type.strip_typedefs().code
    if kind in (gdb.TYPE_CODE_REF, gdb.TYPE_CODE_RVALUE_REF):
        value = value.referenced_value()
        kind = value.type.strip_typedefs().code
    if kind == gdb.TYPE_CODE_PTR:
        target = value.type.strip_typedefs().target()
        return int(value) & 2 ** 64 - 1, max(target.sizeof, 1)
    if value.address is not None:
        return int(value.address), max(value.type.sizeof, 1)
    if kind != gdb.TYPE_CODE_INT or gdb.lookup_symbol(text)[0]:
        raise gdb.GdbError("It has no address.")
    return int(value) & 2 ** 64 - 1, 1


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


def describe(page, attributes, physical=None):
    text = page.state
    if page.state == "swapped" and page.value is not None:
        text += f", slot {page.value} of swap area {page.swap_type}"
    elif page.value is not None:
        text += f", frame {page.value:#x}"
        if page.state == "present" and physical is not None:
            text += f", physical {physical:#x}"
    elif "hidden" in attributes:
        text += ", frame or slot hidden (CAP_SYS_ADMIN shows it)"
    attributes = sorted(attributes - {"hidden"})
    return text + (f" ({', '.join(attributes)})" if attributes else "")


def list_runs(process, va, length):
    """Of what is on several pages, where each of them is."""
    for i, run in enumerate(process.runs(va, length, vminfo.WANT_GAPS)):
        if i == MOST_RUNS:
            gdb.write("  and more\n")
            return
        pages = f"{run.pages} page{'s' if run.pages > 1 else ''}"
        gdb.write(f"  {run.va:#x}: {pages} {describe(run, run.any)}\n")


def tell_run(process, mapping, va):
    """The run that has the address, unless it is a page alone."""
    found = None
    for run in process.runs(mapping.va, mapping.length):
        if run.va > va:
            break
        found = run
    if found and found.pages > 1:
        gdb.write(f"in a run of {found.pages} pages from {found.va:#x} on\n")


class VminfoCommand(gdb.Command):
    """Say where memory of this process is: in which frame of RAM, in swap, or
in which other state.
Usage: vminfo EXPRESSION
Of a pointer it is what it points to; of any other variable, where that is; a
number that is no variable is an address.  What is larger than a page has a
line for each run of pages whose frames, or slots, follow each other.
Who lacks CAP_SYS_ADMIN does not see frames; vminfo(7) explains the states."""

    def __init__(self):
        super().__init__("vminfo", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        if not argument:
            raise gdb.GdbError("An address or a variable is wanted.")
        (va, length), pid = memory_of(argument), process_here()
        try:
            with vminfo.Context() as context, context.open(pid) as process:
                self.show(process, va, length)
        except vminfo.Error as error:
            raise gdb.GdbError(f"vminfo: {error.strerror}") from error

    @staticmethod
    def show(process, va, length):
        page, mapping = process.page(va), process.mapping(va)
        size = process.context.page_size
        physical = None if page.value is None else \
            page.value * size + va % size
        gdb.write(f"{va:#x}: {describe(page, page.attributes, physical)}\n")
        # Its last byte is the last one there can be at most.
        length = min(length, 2 ** 64 - va)
        if va // size != (va + length - 1) // size:
            list_runs(process, va, length)
        elif mapping:
            tell_run(process, mapping, va)
        if not mapping:
            return
        end = mapping.va + mapping.length
        gdb.write(f"mapping {mapping.va:x}-{end:x} {mapping.permissions} "
                  f"{printable(mapping.name)}\n")


VminfoCommand()
