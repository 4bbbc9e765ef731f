#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which answers each kernel must give, and why some can give none.

A cell is a state on a kernel.  It has enough answers, or a reason for being
empty that stands here: all else is a failure.
"""
AT_LEAST = 500


def older(what, *release):
    words = ".".join(str(number) for number in release)
    return lambda k: (k.release < release and f"{what} came with Linux {words}")


def newer(*release):
    words = ".".join(str(number) for number in release)
    return lambda k: (k.release >= release and
                      f"since Linux {words} cachestat(2) tells more")


def without(option):
    return lambda k: (not k.has(option) and
                      f"the configuration of the kernel lacks {option}")


def having(option):
    return lambda k: (k.has(option) and
                      f"the configuration of the kernel has {option}")


def other_than_amd64(kernel):
    return (kernel.arch != "amd64" and
            "page tables are walked from outside on x86-64 alone")


def finer_than(kib):
    return lambda k: (kib * 1024 < 4 * k.page and
                      f"a folio has four pages or more, here of "
                      f"{k.page // 1024} KiB")


def no_large_frames(kernel):
    return (kernel.arch == "s390x" and
            "the processor that QEMU emulates has no large frames")


# Scene, state, and what answers why a kernel cannot have it.
CELLS = (
    ("frames", "present"),
    ("frames", "present, huge"),
    ("frames", "present, by its entry", other_than_amd64),
    ("frames", "present, by info tlb", other_than_amd64),
    ("frames", "present, by gva2gpa", other_than_amd64),
    ("frames", "soft-dirty", without("MEM_SOFT_DIRTY")),
    ("frames", "soft-dirty, unknown", having("MEM_SOFT_DIRTY")),
    ("swap", "swapped, partition"),
    ("swap", "swapped, by its entry", other_than_amd64),
    ("swap", "swapped, listed"),
    ("swap", "swapped, two areas"),
    ("swap", "swapped, removed area"),
    ("swap", "swapped, file"),
    ("swap", "shmem-swapped, listed"),
    ("swap", "shmem-swapped", older("cachestat(2)", 6, 5)),
    ("swap", "cached", older("cachestat(2)", 6, 5)),
    ("swap", "unresolved", newer(6, 5)),
    ("states", "absent"),
    ("states", "zero"),
    ("states", "zero, huge"),
    ("states", "present, without rights"),
    ("states", "guard", older("guard regions", 6, 13)),
    ("states", "uffd-wp", without("HAVE_ARCH_USERFAULTFD_WP")),
    ("states", "marker", without("HAVE_ARCH_USERFAULTFD_WP")),
    ("states", "poisoned, by userfaultfd",
     older("UFFDIO_POISON", 6, 6)),
    ("states", "poisoned, 0 swap areas", without("MEMORY_FAILURE")),
    ("states", "poisoned, 1 swap areas", without("MEMORY_FAILURE")),
    ("states", "moved", without("MEMORY_FAILURE")),
    ("states", "merged"),
    ("states", "zone"),
    ("states", "hidden"),
    ("folios", "present, half a huge page", no_large_frames),
    ("folios", "absent, half", no_large_frames),
    ("folios", "present, hugetlb", no_large_frames),
    *(("folios", f"folio, {kib}K", older("folios of such sizes", 6, 8),
       no_large_frames, finer_than(kib)) for kib in (16, 32, 64, 128, 256, 512, 1024)),
    ("gigantic", "present, 1 GiB page"),
    ("cma", "present, CMA"),
    ("reverse", "reverse"),
    ("reverse", "reverse, huge"),
    ("reverse", "reverse, mapped twice"),
    ("reverse", "reverse, given back"),
    ("builds", "both builds"),
    ("bound", "bus address, translated"),
    ("bound-off", "bus address, passed"),
    ("nodes", "node"),
    ("nodes", "node, interleaved"),
    ("nodes", "node, other place"),
)
# Scenes that make cells of another one, on more kernels.
LIKE = {"gigantic-arm": "gigantic", "nodes-plain": "nodes"}


class Cells:
    """played: names of (scene, kernel); reports: what came of it."""

    def __init__(self, scenes, played, reports):
        self.scenes = {scene.name: scene for scene in scenes}
        self.played = {(LIKE.get(scene, scene), kernel)
                       for scene, kernel in played}
        self.answers = {}
        for report in reports:
            for state, n in report.answers.items():
                at = (state, report.kernel)
                self.answers[at] = self.answers.get(at, 0) + n

    def why_empty(self, cell, kernel):
        """None: it can be made."""
        scene, state, *reasons = cell
        if state == "node, other place" and kernel.arch != "amd64":
            return self.scenes["nodes"].why
        for reason in reasons:
            words = reason(kernel)
            if words:
                return words
        if (scene, kernel.name) in self.played:
            return None
        if kernel.name in self.scenes[scene].kernels:
            return "not asked for in this run"
        return self.scenes[scene].why or "not asked for in this run"

    def judge(self, cell, kernel):
        """(what stands in the table, why it is empty, what is wrong)"""
        n = self.answers.get((cell[1], kernel.name), 0)
        why = self.why_empty(cell, kernel)
        where = f"{cell[1]} on {kernel.name}"
        if why and n:
            return str(n), None, f"{where} has {n} answers, but {why}"
        if why:
            return "-", why, None
        bad = f"{where} has {n} answers of {AT_LEAST}"
        return str(n), None, bad if n < AT_LEAST else None

    def lines(self, kernels):
        width = max(len(cell[1]) for cell in CELLS)
        empty, wrong, full = {}, [], 0
        scenes = {scene for scene, _ in self.played}
        yield "# " + "state".ljust(width) + "".join(
            kernel.name.rjust(17) for kernel in kernels)
        for cell in CELLS:
            if cell[0] not in scenes:
                continue
            row = [self.judge(cell, kernel) for kernel in kernels]
            yield "# " + cell[1].ljust(width) + "".join(
                text.rjust(17) for text, _, _ in row)
            for kernel, (_, why, bad) in zip(kernels, row):
                full += not why
                wrong += [bad] if bad else []
                if why:
                    empty.setdefault((why, cell[1]), []).append(kernel.name)
        yield "# -: no answers, because"
        for (why, state), names in empty.items():
            yield f"#   {state} on {', '.join(names)}: {why}"
        yield from (f"# {text}" for text in wrong)
        yield (f"{'not ok' if wrong else 'ok'} - cells: each has {AT_LEAST} "
               f"answers, or a reason ({full} cells)")
