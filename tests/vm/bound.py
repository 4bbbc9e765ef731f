#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A device with a driver of the kernel: which address does it get for a page?

QEMU writes down each address that its NVMe disk is given.  The bytes of the disk
arrive in the frame of the page; but behind an IOMMU that translates, the address
is another one, and vmcontig says that a physical address is none of the bus.
"""
import os
import re

from dma import NO, YES, contig
from pages import Buffer, number, pattern

DEVICE, DISK = "0000:00:06.0", "/dev/nvme0n1"
MIB, PAGES, SEED = 4, 512, 8001


def needs(append):
    return {"machine": "q35", "append": append, "modules": ("nvme",),
            "drive": (MIB, "nvme,serial=nvme,addr=06.0"),
            "trace": "pci_nvme_map_prp", "devices": ("-device", "intel-iommu")}


NEEDS = needs("intel_iommu=on iommu=strict")
PASSED_NEEDS = needs("intel_iommu=on iommu=pt")


def addresses(guest, since):
    """What the device was given behind that line of the trace."""
    found = []
    for line in guest.traced()[since:]:
        prp = re.search(r"pci_nvme_map_prp .*prp1 (0x[0-9a-f]+)", line)
        if prp:
            found.append(int(prp[1], 16))
    return found


def fetch(guest, buffer, first):
    """Reads one page of the disk; the addresses that the disk was given."""
    since = len(guest.traced())
    guest.do("fetch", DISK, buffer.ident, first, 1)
    return addresses(guest, since)


def verdict(buffer, first):
    """(exit status, the answers about the bus)"""
    page = buffer.guest.page
    status, rows = contig(buffer, first * page, page, "--device", DEVICE, "-o",
                          "CONSTRAINT,VERDICT")
    return status, [row["verdict"] for row in rows if row["constraint"] == "device"]


def compare(report, guest, passed):
    for i in range(PAGES):
        os.pwrite(guest.drive.fd, pattern(SEED, i, guest.page), i * guest.page)
    buffer = Buffer(guest, 1, PAGES).fill(8000)
    rows = buffer.rows(columns="VA,PA")
    name = "bus address, passed" if passed else "bus address, translated"
    for i, row in enumerate(rows):
        pa = number(row["pa"])
        given = fetch(guest, buffer, i)
        where = f"page {i} at {pa:#x}, as {[hex(bus) for bus in given]}"
        report.compare(name, where, 1, len(given))
        report.compare(name, where, True,
                       guest.frame(pa) == pattern(SEED, i, guest.page))
        report.compare(name, where, passed, pa in given)
    for i in range(0, PAGES, 16):
        status, verdicts = verdict(buffer, i)
        report.compare(name, f"page {i}: verdict", YES if passed else NO, status)
        report.compare(name, f"page {i}: verdict", ["yes" if passed else "no"],
                       verdicts)


def run(report, guest):
    with report.test("an address that the IOMMU translates is no PA, and "
                     "vmcontig says so"):
        compare(report, guest, False)


def run_passed(report, guest):
    with report.test("an address that the IOMMU passes is the PA, and vmcontig "
                     "says so"):
        compare(report, guest, True)
