# SPDX-License-Identifier: LGPL-2.1-or-later
"""A copy of the tree in which a source is changed, built and tested."""

import glob
import gzip
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess

LEFT_OUT = {".git", "build", "__pycache__"}
# Of a test that takes longer only what no other test runs is asked.
SLOW = 4.0
# So much is spent on what survives, once in each variant.
BUDGET = 2.0
# One that takes this many times five seconds is not asked at all.
LONGEST = 2.0
GIB = 1 << 30


def copy_tree(source, tree):
    """What differs is copied, so that make sees what is new."""
    wanted = set()
    for folder, folders, files in os.walk(source):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        inside = os.path.relpath(folder, source)
        os.makedirs(os.path.join(tree, inside), exist_ok=True)
        for name in files:
            path = os.path.normpath(os.path.join(inside, name))
            wanted.add(path)
            copy_file(os.path.join(source, path), os.path.join(tree, path))
    for folder, folders, files in os.walk(tree):
        folders[:] = [name for name in folders if name not in LEFT_OUT]
        for name in files:
            path = os.path.join(folder, name)
            if os.path.relpath(path, tree) not in wanted:
                os.unlink(path)


def copy_file(source, target):
    if os.path.islink(source) or not os.path.isfile(source):
        return
    with open(source, "rb") as file:
        new = file.read()
    if os.path.exists(target):
        with open(target, "rb") as file:
            if file.read() == new:
                return
    with open(target, "wb") as file:
        file.write(new)
    shutil.copymode(source, target)


class Variant:
    """One way to build it: plain, with sanitizers, or counting its lines."""

    def __init__(self, tree, name, *settings):
        self.tree, self.build = tree, f"build/{name}"
        self.settings = [f"BUILD={self.build}", "WERROR=", "WARN=-w",
                         "FLAGS=-fPIC -Itests/fault -Iinclude "
                         "$(TOOL_CFLAGS) $(SANITIZE)", *settings]
        self.environment = {
            **os.environ, "CMOCKA_TEST_ABORT": "1",
            "ASAN_OPTIONS": "hard_rss_limit_mb=2048:abort_on_error=1",
        }
        for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "BUILD"):
            self.environment.pop(name, None)
        # With sanitizers a test takes some ten times as long.
        self.times = 10 if "SAN=1" in settings else 1
        self.longest = SLOW / self.times
        self.marker = os.path.join(tree, self.build, "planted")
        self.forget_planted()

    def forget_planted(self):
        """Objects that a run left behind which was ended in the middle."""
        if not os.path.exists(self.marker):
            return
        with open(self.marker, encoding="ascii") as file:
            names = file.read().split()
        # What is linked of them goes, too: make would not look behind it.
        for name in [*names, f"{self.build}/mutants/tested.so"]:
            path = os.path.join(self.tree, name)
            if os.path.exists(path):
                os.unlink(path)
        os.unlink(self.marker)

    def make(self, *words):
        return subprocess.run(["make", "-s", *self.settings, *words],
                              cwd=self.tree, env=self.environment, text=True,
                              stdout=subprocess.PIPE, check=True).stdout

    def build_programs(self):
        self.make(f"-j{os.cpu_count()}", "mutant-programs")

    def commands(self, path):
        """What makes the tested object new after a change of this file."""
        return self.make("-n", "-o", "needs", "-W", path,
                         f"{self.build}/mutants/tested.so")

    def run_commands(self, commands):
        return subprocess.run(["sh", "-e"], input=commands, text=True,
                              cwd=self.tree, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL).returncode == 0

    def limits(self, seconds):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (GIB, GIB))

    def run(self, test, usual=1.0):
        """The status, and the seconds of CPU.  A loop without end is ended."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = int(2 + usual * self.times * 5)
        child = subprocess.Popen(
            [f"{self.build}/mutants/{test}"], cwd=self.tree,
            env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=lambda: self.limits(seconds))
        try:
            status = child.wait(60 + seconds * 10)
        except subprocess.TimeoutExpired:
            status = -1
        try:
            os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return status, (after.ru_utime + after.ru_stime -
                        before.ru_utime - before.ru_stime)


class Coverage:
    """Which test runs which line, and how long each test takes."""

    def __init__(self, tree, tests, paths):
        self.variant = Variant(tree, "covered", "CFLAGS=-O1 --coverage")
        self.tree, self.paths = tree, paths
        self.cache = os.path.join(tree, "build", "covered.json")
        self.lines = {}
        try:
            with open(self.cache, encoding="ascii") as file:
                kept = json.load(file)
        except (OSError, ValueError):
            kept = {}
        self.library = self.hash(glob.glob(f"{tree}/libvminfo/*.[ch]") +
                                 glob.glob(f"{tree}/tools/*.[ch]") +
                                 glob.glob(f"{tree}/tests/fault/*.[ch]") +
                                 glob.glob(f"{tree}/tests/unit/*.h"),
                                 " ".join(paths))
        self.known = {}
        new = {test: self.hash([f"{tree}/tests/unit/{test}.c"], self.library)
               for test in tests}
        for test, name in new.items():
            if kept.get(test, {}).get("hash") == name:
                self.known[test] = kept[test]
        missing = [test for test in tests if test not in self.known]
        if missing:
            self.variant.build_programs()
        for test in missing:
            self.known[test] = {"hash": new[test], **self.measure(test)}
        with open(self.cache, "w", encoding="ascii") as file:
            json.dump(self.known, file)

    @staticmethod
    def hash(paths, text):
        made = hashlib.sha256(text.encode())
        for path in sorted(paths):
            with open(path, "rb") as file:
                made.update(file.read())
        return made.hexdigest()

    def measure(self, test):
        objects = f"{self.tree}/{self.variant.build}/obj"
        counts = glob.glob(f"{objects}/*/*.gcda")
        for path in counts:
            os.unlink(path)
        status, seconds = self.variant.run(test, LONGEST)
        files = [f"{objects}/{path[:-2]}.gcda" for path in self.paths
                 if path.endswith(".c")]
        files = [path for path in files if os.path.exists(path)]
        if not files:
            return {"status": status, "seconds": seconds, "lines": {}}
        text = subprocess.run(["gcov", "--json-format", "--stdout", *files],
                              cwd=self.tree, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL).stdout
        if text[:2] == b"\x1f\x8b":
            text = gzip.decompress(text)
        lines = {}
        for document in text.decode().splitlines():
            for file in json.loads(document)["files"]:
                numbers = [line["line_number"] for line in file["lines"]
                           if line["count"]]
                if numbers:
                    lines.setdefault(file["file"], []).extend(numbers)
        return {"status": status, "seconds": seconds, "lines": lines}

    def asked(self, mutant):
        """The tests that may see it, those that are most likely first."""
        stem = re.sub(r"\W", "_", os.path.basename(mutant.path)[:-2])
        of_file = [test for test, known in self.known.items()
                   if mutant.path in known["lines"]]
        of_line = [test for test in of_file if mutant.line in
                   self.known[test]["lines"][mutant.path]]
        # Data, headers, and what runs in a child that ends without counting.
        tests = of_line or of_file or list(self.known)
        quick = [test for test in tests
                 if self.known[test]["seconds"] < SLOW]
        likely = sorted(quick or tests,
                        key=lambda test: (test != f"test_{stem}",
                                          self.known[test]["seconds"]))
        chosen, spent = [], 0.0
        for test in likely:
            if spent < BUDGET:
                chosen.append(test)
            spent += self.known[test]["seconds"]
        return chosen


class Planted:
    """One source of a variant, which is changed and put back."""

    def __init__(self, variant, path):
        self.variant, self.path = variant, path
        self.full = os.path.join(variant.tree, path)
        with open(self.full, encoding="utf-8") as file:
            self.text = file.read()
        self.times = os.stat(self.full)
        self.commands = variant.commands(path)
        self.objects = {}
        for name in re.findall(r" -c -o (\S+)", self.commands):
            with open(os.path.join(variant.tree, name), "rb") as file:
                self.objects[name] = file.read()
        with open(variant.marker, "w", encoding="ascii") as file:
            file.write("\n".join(self.objects))

    def plant(self, mutant):
        """False if it does not compile."""
        text = self.text[:mutant.start] + mutant.new + self.text[mutant.end:]
        with open(self.full, "w", encoding="utf-8") as file:
            file.write(text)
        try:
            return self.variant.run_commands(self.commands)
        finally:
            with open(self.full, "w", encoding="utf-8") as file:
                file.write(self.text)
            os.utime(self.full, (self.times.st_atime, self.times.st_mtime))

    def put_back(self):
        for name, content in self.objects.items():
            path = os.path.join(self.variant.tree, name)
            with open(path, "wb") as file:
                file.write(content)
        os.unlink(self.variant.marker)
