#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds the programs of a guest for its machine."""
import os
import shutil
import subprocess

from apt import RELEASE, Apt, Missing

# What a minimal build keeps, and what these keep themselves.
LIBRARIES = ("libbsd-dev", "libmd-dev", "libjson-c-dev")


class BuildFailed(Exception):
    """With what make said."""


def sysroot(kernel, cache):
    directory = os.path.join(cache, f"libraries-{kernel.arch}")
    done = os.path.join(directory, "fetched")
    if not os.path.exists(done):
        apt = Apt(cache, RELEASE, kernel.arch)
        for package in LIBRARIES:
            apt.unpack(package, directory)
        with open(done, "w", encoding="ascii"):
            pass
    return os.path.abspath(directory)


def build_for(kernel, build, cache):
    """Where the programs are; those of this machine are there already."""
    prefix = kernel.machine.cross
    if not prefix:
        return f"{build}/minimal"
    if not shutil.which(prefix + "gcc"):
        raise Missing(f"{prefix}gcc is not installed")
    root = sysroot(kernel, cache)
    out = f"{build}/minimal-{prefix.rstrip('-')}"
    triplet = prefix.rstrip("-")
    environment = {key: value for key, value in os.environ.items()
                   if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    environment["PKG_CONFIG_SYSROOT_DIR"] = root
    environment["PKG_CONFIG_LIBDIR"] = f"{root}/usr/lib/{triplet}/pkgconfig"
    done = subprocess.run(
        ["make", "-s", "-j2", "MINIMAL=1", "CFLAGS=-O1", f"CROSS={prefix}",
         f"CC={prefix}gcc", "PKG_CONFIG=pkg-config", f"BUILD={out}", "vm-programs"],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise BuildFailed(done.stdout[-2000:])
    return out
