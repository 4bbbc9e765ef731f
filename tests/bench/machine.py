# SPDX-License-Identifier: LGPL-2.1-or-later
"""Workloads, what they need of this machine, and the peers that it has.
All that is changed of the machine is put back."""

import contextlib
import glob
import os
import re
import shutil
import subprocess
import tarfile

NR_HUGEPAGES = "/proc/sys/vm/nr_hugepages"
SOURCES = re.compile(r"[^/]+/(tools/(mm|include|lib)/.*|include/uapi/linux/"
                     r"(kernel-page-flags|magic)\.h)")


class Skip(Exception):
    """Why a row cannot be measured here."""


def memory_available():
    with open("/proc/meminfo", encoding="ascii") as lines:
        for line in lines:
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) // 1024
    return 0


@contextlib.contextmanager
def swap(mib, work):
    if os.geteuid() != 0:
        raise Skip("a swap file needs root")
    if shutil.disk_usage(work).free >> 20 < mib + 1024:
        raise Skip("there is no room for a swap file")
    path = os.path.join(work, "swap")
    try:
        with open(path, "wb") as file:
            os.chmod(path, 0o600)
            os.posix_fallocate(file.fileno(), 0, mib << 20)
        subprocess.run(["mkswap", path], check=True, capture_output=True)
        if subprocess.run(["swapon", path], check=False,
                          capture_output=True).returncode != 0:
            raise Skip("swapon refuses a file here")
        yield
        subprocess.run(["swapoff", path], check=True)
    finally:
        os.unlink(path)


@contextlib.contextmanager
def hugetlb(mib, _):
    if os.geteuid() != 0:
        raise Skip("hugetlb needs root")
    with open(NR_HUGEPAGES, encoding="ascii") as file:
        before = int(file.read())

    def want(pages):
        with open(NR_HUGEPAGES, "w", encoding="ascii") as file:
            file.write(str(pages))
        with open(NR_HUGEPAGES, encoding="ascii") as file:
            return int(file.read())
    try:
        if want(before + mib // 2) < before + mib // 2:
            raise Skip("there are not enough huge pages")
        yield
    finally:
        want(before)


@contextlib.contextmanager
def nothing(*_):
    yield


SETUPS = {"swap": swap, "hugetlb": hugetlb}


def setup(name, mib, work):
    return SETUPS.get(name, nothing)(mib, work)


@contextlib.contextmanager
def workload(build, shape, namespace=False):
    """The prefix of commands that look at it, and its PID."""
    command = [f"{build}/bench/workload", *map(str, shape)]
    if namespace:
        if os.geteuid() != 0:
            raise Skip("a PID namespace needs root")
        command = ["unshare", "--pid", "--fork", "--kill-child",
                   "--mount-proc", *command]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True,
                          stdout=subprocess.PIPE) as process:
        try:
            pid = process.stdout.readline().strip()
            if not pid:
                raise Skip("the workload did not start")
            prefix = []
            if namespace:
                with open(f"/proc/{process.pid}/task/{process.pid}/children",
                          encoding="ascii") as file:
                    child = file.read().split()[0]
                prefix = ["nsenter", "-t", child, "-p", "-m"]
            yield prefix, pid
        finally:
            process.stdin.close()
            process.wait()


def unpack(build):
    """The newest source of a kernel that the distribution has put there."""
    archives = glob.glob("/usr/src/linux-source-*.tar.*")
    if not archives:
        return None
    newest = max(archives, key=lambda path: [
        int(n) for n in re.findall(r"\d+", os.path.basename(path))])
    where = f"{build}/bench/linux"
    if not os.path.isdir(where):
        print(f"# unpacks {newest}")
        with tarfile.open(newest) as tar:
            members = [m for m in tar if SOURCES.fullmatch(m.name)]
            for member in members:
                member.name = member.name.split("/", 1)[1]
            tar.extractall(where, members)
    return where


def peers(build):
    """How each is called, of those that are here or can be built."""
    found = {name: [path] for name in ("pmap", "smem")
             if (path := shutil.which(name))}
    source = unpack(build)
    if source and os.path.exists(f"{source}/tools/mm/thpmaps"):
        found["thpmaps"] = ["/usr/bin/python3",
                            f"{source}/tools/mm/thpmaps"]
    program = f"{build}/bench/page-types"
    if source and not os.path.exists(program):
        subprocess.run(
            ["cc", "-O2", "-w", f"-I{source}/tools/lib",
             f"-I{source}/tools/lib/api", f"-I{source}/tools/include",
             "-o", program, f"{source}/tools/mm/page-types.c",
             f"{source}/tools/lib/api/fs/fs.c",
             f"{source}/tools/lib/api/debug.c",
             f"{source}/tools/lib/str_error_r.c"], check=False,
            capture_output=True)
    if os.path.exists(program):
        found["page-types"] = [program]
    return found
