#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds the programs of a guest for its machine."""
import os
import re
import shutil
import subprocess

from apt import RELEASE, Apt, Missing

# What a minimal build keeps, and what these keep themselves.
LIBRARIES = ("libbsd-dev", "libmd-dev", "libjson-c-dev")


# Their compiler, and the word in the paths of their libraries.  The kernel has
# the same headers for both widths of x86.
TOOL_CHAINS = {
    "arm64": ("aarch64-linux-gnu-gcc", "aarch64-linux-gnu"),
    "ppc64el": ("powerpc64le-linux-gnu-gcc", "powerpc64le-linux-gnu"),
    "s390x": ("s390x-linux-gnu-gcc", "s390x-linux-gnu"),
    "i386": ("gcc -m32 -idirafter /usr/include/x86_64-linux-gnu",
             "i386-linux-gnu"),
}


# The tools with all their libraries, as this machine has them.
FULL = "full"


class BuildFailed(Exception):
    """With what make said."""


def sysroot(arch, cache):
    directory = os.path.join(cache, f"libraries-{arch}")
    done = os.path.join(directory, "fetched")
    if not os.path.exists(done):
        apt = Apt(cache, RELEASE, arch)
        for package in LIBRARIES:
            apt.unpack(package, directory)
        with open(done, "w", encoding="ascii"):
            pass
    return os.path.abspath(directory)


def check_compiler(compiler):
    words = compiler.split()
    if not shutil.which(words[0]):
        raise Missing(f"{words[0]} is not installed")
    tried = subprocess.run([*words, "-static", "-x", "c", "-o", "/dev/null", "-"],
                           input=b"int main(void) { return 0; }", check=False,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if tried.returncode:
        raise Missing(f"{compiler} cannot link a static program")


def build_for(arch, build, cache):
    """Where the programs are; those of this machine are there already."""
    if arch == FULL:
        if not os.path.exists(f"{build}/bin/vmwalk"):
            raise Missing(f"there are no tools in {build}/bin")
        return build
    if arch not in TOOL_CHAINS:
        return f"{build}/check-minimal"
    compiler, triplet = TOOL_CHAINS[arch]
    check_compiler(compiler)
    root = sysroot(arch, cache)
    out = f"{build}/minimal-{triplet}"
    environment = {key: value for key, value in os.environ.items()
                   if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    environment["PKG_CONFIG_SYSROOT_DIR"] = root
    environment["PKG_CONFIG_LIBDIR"] = f"{root}/usr/lib/{triplet}/pkgconfig"
    cross = [] if " " in compiler else [f"CROSS={triplet}-"]
    done = subprocess.run(
        ["make", "-s", "-j2", "MINIMAL=1", "CFLAGS=-O1", *cross,
         f"CC={compiler}", "PKG_CONFIG=pkg-config", f"BUILD={out}", "vm-programs"],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise BuildFailed(done.stdout[-2000:])
    return out


def loaded_on_use(program):
    """What a program of this machine loads by itself, as its notes say."""
    with open(program, "rb") as file:
        names = re.findall(rb'"soname":\["([^"]+)"\]', file.read())
    listed = subprocess.run(["/sbin/ldconfig", "-p"], text=True,
                            capture_output=True, check=True).stdout
    known = dict(reversed(re.findall(r"(\S+) \(libc6,x86-64.*\) => (\S+)",
                                     listed)))
    return [known[name.decode()] for name in names]


def libraries_of(program, build):
    """path in the guest -> path here, of what the loader wants; that too."""
    loaded = loaded_on_use(program)
    done = subprocess.run(["ldd", program, *loaded], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          check=True)
    found = {path.lstrip("/"): path for path in loaded}
    for path in re.findall(r"(/\S+) \(0x", done.stdout):
        # Ours is beside the directory of the program, there as here.
        ours = os.path.realpath(path).startswith(os.path.realpath(build) + "/")
        found[f"lib/{os.path.basename(path)}" if ours else path.lstrip("/")] = path
    return found
