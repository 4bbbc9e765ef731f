#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The story of a driver: a device moves bytes as vmcontig said that it would.

QEMU's edu is given one bus address and a length, as a driver without a scatter
list would do.  A transfer that begins in the middle of a page goes on in the
physically next one, whichever that is.
"""
import json

from pages import Buffer, number

SOURCE, TARGET, COUNT, COMMAND = 0x80, 0x88, 0x90, 0x98
START, TO_MEMORY = 1, 2
# The device's own memory.  QEMU ends if its last byte is touched.
INSIDE, LENGTH, HALF = 0x40000, 4088, 2048
DEVICE = "0000:00:05.0"
ALL_BITS, FEW_BITS = 40, 28
TRIES = 32
YES, NO, UNKNOWN = 0, 1, 3


def edu(bits):
    return ("-device", f"edu,addr=05.0,dma_mask={(1 << bits) - 1:#x}")


def behind_iommu(append):
    return {"machine": "q35", "append": append,
            "devices": ("-device", "intel-iommu", *edu(ALL_BITS))}


NEEDS = {"devices": edu(ALL_BITS)}
MASK_NEEDS = {"devices": edu(FEW_BITS)}
BLOCKED_NEEDS = behind_iommu("intel_iommu=on iommu=strict")
PASSED_NEEDS = behind_iommu("intel_iommu=on iommu=pt")


class Edu:
    def __init__(self, guest):
        self.guest = guest
        guest.do("pci", DEVICE)

    def move(self, source, target, count, command):
        for register, value in ((SOURCE, source), (TARGET, target),
                                (COUNT, count), (COMMAND, command | START)):
            self.guest.do("poke", hex(register), hex(value))
        while int(self.guest.ask("peek", hex(COMMAND))[1][0], 16) & START:
            pass

    def fetch(self, pa, count=LENGTH):
        self.move(pa, INSIDE, count, 0)

    def store(self, pa, count=LENGTH):
        self.move(INSIDE, pa, count, TO_MEMORY)


class Place:
    """One page where transfers end."""

    def __init__(self, guest, ident):
        self.buffer = Buffer(guest, ident, 1).fill(4000 + ident)
        self.pa = number(self.buffer.rows()[0]["pa"])

    def bytes(self, count=LENGTH):
        return self.buffer.guest.frame(self.pa)[:count]


def contig(buffer, at, count, *options):
    """(exit status, rows) about a part of the buffer."""
    status, text = buffer.guest.tool(
        0, "vmcontig", "-J", *options, "-A", f"{buffer.va + at:x}+{count}",
        buffer.guest.pid)
    return status, json.loads(text)["rows"]


def bytes_of(buffer, at, count):
    """As the program sees them."""
    lines = buffer.guest.ask("dump", buffer.ident, at, count)[1]
    return bytes.fromhex("".join(lines))


def frames_of(buffer):
    return [number(row["pa"]) for row in buffer.rows()]


def compare_transfers(report, device, buffer, place, tries):
    """From the middle of each page on: right if, and only if, vmcontig said
    that it is one run."""
    guest, frames = buffer.guest, frames_of(buffer)
    for i in range(tries):
        at = i * guest.page + HALF
        status, _ = contig(buffer, at, LENGTH)
        device.fetch(frames[i] + HALF)
        device.store(place.pa)
        want = bytes_of(buffer, at, LENGTH)
        name = "one run" if status == YES else "broken"
        report.compare(name, f"page {i}", YES if place.bytes() == want else NO,
                       status)


def test_verdicts(report, device, buffer, place):
    guest = device.guest
    with report.test("of 4K pages, a transfer arrives if it was called one run"):
        small = Buffer(guest, 3, TRIES + 1).fill(4003)
        # Two of three borders are broken whatever the kernel gave.
        for i in range(0, TRIES - 2, 3):
            small.do("exchange", i, i + 2)
        compare_transfers(report, device, small, place, TRIES)
    with report.test("of a huge page, too"):
        compare_transfers(report, device, buffer, place, TRIES)


def test_next_frame(report, device, buffer, place):
    guest, frames = device.guest, frames_of(buffer)
    with report.test("the second half is the physically next page"):
        status, _ = contig(buffer, HALF, LENGTH)
        device.fetch(frames[0] + HALF)
        device.store(place.pa)
        report.compare("broken", "verdict", NO, status)
        report.compare("broken", "first half", True, place.bytes()[:HALF] ==
                       bytes_of(buffer, HALF, HALF))
        report.compare("broken", "second half", True, place.bytes()[HALF:] ==
                       bytes_of(buffer, 2 * guest.page, LENGTH - HALF))
    with report.test("with the segments of vmcontig it is right"):
        status, rows = contig(buffer, HALF, LENGTH, "--sg", "-o", "PA,LENGTH")
        moved = b""
        for row in rows:
            device.fetch(number(row["pa"]), row["length"])
            device.store(place.pa, row["length"])
            moved += place.bytes(row["length"])
        report.compare("segments", "number", 2, len(rows))
        report.compare("segments", "bytes", True,
                       moved == bytes_of(buffer, HALF, LENGTH))
    with report.test("the other way a page is overwritten that nobody named"):
        before = [bytes_of(buffer, i * guest.page, guest.page) for i in range(3)]
        device.fetch(frames[8])
        device.store(frames[0] + HALF)
        after = [bytes_of(buffer, i * guest.page, guest.page) for i in range(3)]
        data = bytes_of(buffer, 8 * guest.page, LENGTH)
        report.compare("broken", "page 0", True, after[0][HALF:] == data[:HALF])
        report.compare("broken", "page 1", True, after[1] == before[1])
        report.compare("broken", "page 2", True,
                       after[2][:LENGTH - HALF] == data[HALF:])


def run(report, guest):
    device = Edu(guest)
    buffer = Buffer(guest, 1, 512, "thp").fill(4001)
    place = Place(guest, 2)
    test_verdicts(report, device, buffer, place)
    # A break where all neighbours are our own.
    buffer.do("exchange", 1, 2)
    test_next_frame(report, device, buffer, place)


def run_mask(report, guest):
    """Above what the device can reach it reads something else."""
    device, place = Edu(guest), Place(guest, 1)
    reach = 1 << FEW_BITS
    seen = {YES: 0, NO: 0}
    with report.test("a transfer arrives if all its bits were called enough"):
        # Memory comes from the end of the RAM, if there is much of it.
        for ident in range(3, 60):
            buffer = Buffer(guest, ident, 4096, "thp").fill(4000 + ident)
            pa = frames_of(buffer)[8]
            status, _ = contig(buffer, 8 * guest.page, LENGTH, "--dma-bits",
                               FEW_BITS)
            report.compare("mask", f"{pa:#x}", NO if pa >= reach else YES, status)
            if place.pa < reach:
                device.fetch(pa)
                device.store(place.pa)
                here = guest.ram.read(pa & (reach - 1), LENGTH)
                report.compare("mask", f"alias of {pa:#x}", True,
                               place.bytes() == here)
                report.compare("mask", f"{pa:#x} arrives", status == YES,
                               place.bytes() == buffer.want(8)[:LENGTH])
            seen[status] = seen.get(status, 0) + 1
            if seen[YES] and seen[NO]:
                break
        report.compare("mask", "both were seen", True, min(seen.values()) > 0)


def run_iommu(report, guest, status, arrives):
    device, place = Edu(guest), Place(guest, 1)
    buffer = Buffer(guest, 2, 512, "thp").fill(4002)
    kind = guest.ask("show", f"/sys/bus/pci/devices/{DEVICE}/iommu_group/type")
    with report.test(f"with an IOMMU that is {kind[1][0]}, a PA is what vmcontig "
                     "said"):
        for i in range(TRIES):
            ended, _ = contig(buffer, i * guest.page, LENGTH, "--device",
                               DEVICE, "--dma-bits", ALL_BITS)
            report.compare("behind an IOMMU", f"page {i}: verdict", status, ended)
        device.fetch(frames_of(buffer)[8])
        device.store(place.pa)
        want = (buffer.want(8) if arrives else place.buffer.want(0))[:LENGTH]
        report.compare("behind an IOMMU", "bytes", True, place.bytes() == want)


def run_blocked(report, guest):
    # It translates for drivers, and this device has none.
    run_iommu(report, guest, UNKNOWN, False)


def run_passed(report, guest):
    run_iommu(report, guest, YES, True)
