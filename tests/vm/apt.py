#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fetches Debian packages of any architecture, and leaves this machine alone.

apt has a state of its own below the cache directory; it asks the hosts that
the package sources of this machine name.
"""
import glob
import os
import shutil
import subprocess

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
RELEASE = "bookworm"


class Missing(Exception):
    """What this machine lacks: a reason to skip."""


def run(*words, **options):
    done = subprocess.run(words, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False, **options)
    if done.returncode:
        last = done.stdout.strip().splitlines()[-1:] or ["no word"]
        raise Missing(f"{words[0]} failed: {last[0]}")
    return done.stdout


def archive_of_machine():
    """Where this machine gets the packages of our release from."""
    if not shutil.which("apt-get"):
        raise Missing("no apt here to fetch kernels with")
    found = run("apt-get", "indextargets", "--format",
                "$(REPO_URI) $(RELEASE) $(CODENAME) $(COMPONENT)",
                "Created-By: Packages")
    for line in found.splitlines():
        word = line.split()
        if RELEASE in word[1:3] and word[-1] == "main":
            return word[0]
    raise Missing(f"apt of this machine knows no Debian {RELEASE}")


class Apt:
    """Packages of one suite and architecture."""

    def __init__(self, cache, suite, arch):
        self.root = os.path.abspath(os.path.join(cache, f"apt-{suite}-{arch}"))
        self.suite, self.arch = suite, arch
        self.config = os.path.join(self.root, "apt.conf")

    def prepare(self):
        done = os.path.join(self.root, "updated")
        if os.path.exists(done):
            return
        for name in ("state/lists/partial", "cache/archives/partial", "parts"):
            os.makedirs(os.path.join(self.root, name), exist_ok=True)
        signed = f"Signed-By: {KEYRING}\n" if os.path.exists(KEYRING) else ""
        self.write("suite.sources", "Types: deb\n"
                   f"URIs: {archive_of_machine()}\nSuites: {self.suite}\n"
                   f"Components: main\nArchitectures: {self.arch}\n{signed}")
        self.write("state/status", "")
        self.write("apt.conf", "".join(f'{key} "{value}";\n' for key, value in (
            ("APT::Architecture", self.arch),
            ("Dir::State", f"{self.root}/state"),
            ("Dir::State::status", f"{self.root}/state/status"),
            ("Dir::Cache", f"{self.root}/cache"),
            ("Dir::Etc::sourcelist", "/dev/null"),
            ("Dir::Etc::sourceparts", self.root),
            ("Dir::Etc::preferencesparts", f"{self.root}/parts"),
            ("APT::Sandbox::User", "root"),
            ("Acquire::Languages", "none"))) +
            f'#clear APT::Architectures;\nAPT::Architectures {{"{self.arch}";}};\n')
        self.call("apt-get", "update", "-q", "-o", "APT::Update::Error-Mode=any")
        self.write("updated", "")

    def write(self, name, text):
        with open(os.path.join(self.root, name), "w", encoding="ascii") as file:
            file.write(text)

    def call(self, *words):
        return run(*words, cwd=self.root,
                   env={**os.environ, "APT_CONFIG": self.config})

    def image_behind(self, meta):
        """The kernel that a package without a version depends on."""
        self.prepare()
        for line in self.call("apt-cache", "depends", meta).splitlines():
            if "Depends: linux-image-" in line:
                return line.split()[-1]
        raise Missing(f"{self.suite} has no {meta}")

    def unpack(self, package, to):
        self.prepare()
        for old in glob.glob(os.path.join(self.root, "*.deb")):
            os.unlink(old)
        self.call("apt-get", "download", "-q", package)
        deb = glob.glob(os.path.join(self.root, "*.deb"))
        if len(deb) != 1:
            raise Missing(f"{package}: apt gave {len(deb)} files")
        os.makedirs(to, exist_ok=True)
        run("dpkg-deb", "-x", deb[0], to)
        os.unlink(deb[0])
