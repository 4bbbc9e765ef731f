#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The kernels of the guests: where they come from, and how QEMU starts them."""
import glob
import lzma
import os
import shutil
import struct
import subprocess

from apt import RELEASE, Apt, Missing

BACKPORTS = RELEASE + "-backports"


class Arch:
    def __init__(self, qemu, machine, console, **others):
        self.qemu, self.machine, self.console = qemu, machine, console
        self.disk = others.get("disk", "virtio-blk-pci")
        self.serial = others.get("serial", "virtio-serial-pci")
        self.modules = ("virtio_blk", "virtio_console",
                        *others.get("modules", ("virtio_pci",)))
        self.ram_base = others.get("ram_base", 0)
        self.options = others.get("options", ())
        self.append = others.get("append", "")


ARCHES = {
    # On a busy host its timer may seem broken.
    "amd64": Arch("x86_64", "pc", "ttyS0", append="no_timer_check"),
    "arm64": Arch("aarch64", "virt", "ttyAMA0", ram_base=0x40000000,
                  # Smaller ones know no pages of 16 KiB.
                  options=("-cpu", "cortex-a76")),
    "ppc64el": Arch("ppc64", "pseries,x-vof=on,cap-cfpc=broken,cap-sbbc=broken,"
                    "cap-ibs=broken,cap-ccf-assist=off", "hvc0"),
    "s390x": Arch("s390x", "s390-ccw-virtio", "ttysclp0",
                  disk="virtio-blk-ccw", serial="virtio-serial-ccw",
                  modules=()),
}


class Kernel:
    """name: how reports call it, with a word behind it that tells it from
    others of its release; package: without its version.

    owner, tools: the architectures of the victim and of our tools, where they
    are not those of the kernel ("full" tools have all their libraries); same_as:
    the kernel that it is, then.
    """

    def __init__(self, name, suite, package, **others):
        self.name, self.suite, self.package = name, suite, package
        self.arch, release = name.split("/")
        self.release = tuple(int(n) for n in
                             release.split("-")[0].split("."))
        self.machine = ARCHES[self.arch]
        self.owner = others.get("owner", self.arch)
        self.tools = others.get("tools", self.arch)
        self.page = others.get("page", 4096)
        self.kept_as = others.get("same_as", name).replace("/", "-")
        self.directory = None

    def check_emulator(self):
        program = "qemu-system-" + self.machine.qemu
        if not shutil.which(program):
            raise Missing(f"{program} is not installed")

    def fetch(self, cache):
        """Once; what is there already is not asked for again."""
        self.check_emulator()
        self.directory = os.path.join(cache, self.kept_as)
        done = os.path.join(self.directory, "fetched")
        if os.path.exists(done):
            return
        shutil.rmtree(self.directory, ignore_errors=True)
        apt = Apt(cache, self.suite, self.arch)
        apt.unpack(apt.image_behind(self.package), self.directory)
        image = glob.glob(f"{self.directory}/boot/vmlinu[xz]-*")[0]
        if self.arch == "amd64":
            write_elf_inside(image, f"{self.directory}/image")
        else:
            os.link(image, f"{self.directory}/image")
        with open(done, "w", encoding="ascii"):
            pass

    def image(self):
        return f"{self.directory}/image"

    def has(self, option):
        """Was it built with CONFIG_option, and not as a module?"""
        path = glob.glob(f"{self.directory}/boot/config-*")[0]
        with open(path, encoding="ascii") as file:
            return f"CONFIG_{option}=y\n" in file


KERNELS = (
    Kernel("amd64/6.1", RELEASE, "linux-image-amd64"),
    Kernel("amd64/6.12", BACKPORTS, "linux-image-amd64"),
    Kernel("amd64/6.1-32bit", RELEASE, "linux-image-amd64",
           same_as="amd64/6.1", owner="i386", tools="i386"),
    Kernel("amd64/6.12-mixed", BACKPORTS, "linux-image-amd64",
           same_as="amd64/6.12", owner="i386"),
    Kernel("amd64/6.12-full", BACKPORTS, "linux-image-amd64",
           same_as="amd64/6.12", tools="full"),
    Kernel("arm64/6.1", RELEASE, "linux-image-arm64"),
    Kernel("arm64/6.12-16k", BACKPORTS, "linux-image-arm64-16k",
           page=1 << 14),
    Kernel("s390x/6.1", RELEASE, "linux-image-s390x"),
    Kernel("s390x/6.12", BACKPORTS, "linux-image-s390x"),
    # Of one release it is 64 KiB a page by default, of the other 4 KiB.
    Kernel("ppc64el/6.1", RELEASE, "linux-image-powerpc64le",
           page=1 << 16),
    Kernel("ppc64el/6.12-4k", BACKPORTS, "linux-image-powerpc64le"),
    Kernel("ppc64el/6.12-64k", BACKPORTS, "linux-image-powerpc64le-64k",
           page=1 << 16),
)


def unpack(packed, program):
    if not shutil.which(program):
        raise Missing(f"{program} is not installed")
    # Behind the data lies something else, which all of them complain about.
    return subprocess.run([program, "-dc"], input=packed, check=False,
                          stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def write_elf_inside(image, out):
    """QEMU starts the ELF at once; an image would unpack itself, under
    emulation.  The offsets are those of the boot protocol of x86."""
    with open(image, "rb") as file:
        raw = file.read()
    start = ((raw[0x1f1] or 4) + 1) * 512 + struct.unpack_from("<I", raw, 0x248)[0]
    packed = raw[start:start + struct.unpack_from("<I", raw, 0x24c)[0]]
    if packed.startswith(b"\xfd7zXZ\0"):
        elf = lzma.LZMADecompressor().decompress(packed)
    else:
        elf = unpack(packed, {b"\x28\xb5": "zstd", b"\x02\x21": "lz4",
                              b"\x1f\x8b": "gzip"}[packed[:2]])
    if not elf.startswith(b"\x7fELF"):
        raise Missing(f"no ELF file inside {image}")
    with open(out, "wb") as file:
        file.write(elf)
