# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is measured: rows of the table, each a question on a workload."""

from dataclasses import dataclass, field

VMWALK, VMFRAMES, FLOOR = "vmwalk", "vmframes", "floor"


@dataclass
class Row:
    name: str
    what: str
    shape: tuple            # of the workload: name, size in MiB or number, ...
    ours: list              # "PID" stands for the workload's
    floor: list = None      # names of floors, "PID" likewise
    most: float = None      # times the floor that ours may take
    peers: dict = field(default_factory=dict)   # times ours that they take
    jobs: list = None       # the same, with several threads
    start: list = None      # what it costs to ask nothing ("LITTLE" stands
                            # for a process of 1 MiB); of floors, too
    net: bool = False       # only without that
    needs: int = 0          # MiB of memory
    setup: str = ""         # "swap", "hugetlb", "namespace"


PAGE_TYPES = ["page-types", "-p", "PID"]
THPMAPS = ["thpmaps", "--pid", "PID", "--rollup"]
ONE = ["-j", "1"]       # thread: what is held against floors has no more
SUMMARY = [VMWALK, *ONE, "--summary=only", "PID"]
PRESENCE = [VMWALK, *ONE, "-g", "process", "-r", "-o",
            "PRESENT,SWAPPED,HUGE-PAGES", "PID"]
FLAGS = [VMWALK, *ONE, "-g", "process", "-r", "-o",
         "RSS,RSS-ANON,RSS-FILE,RSS-SHMEM", "PID"]
LIST = [VMWALK, "-g", "page", "-r", "-o", "VA,PFN,WORD", "PID"]
LIST_FLAGS = [VMWALK, *ONE, "-g", "page", "-r", "-o", "VA,PFN,FLAGS-RAW", "PID"]
MAPPINGS = [VMWALK, "-g", "mapping", "-v", "-r", "-o",
            "VA,SIZE,PERMS,MAPPING", "PID"]
SMAPS = [VMWALK, "-g", "mapping", "-v", "-r", "-o",
         "VA,SMAPS-RSS,SMAPS-PSS,SMAPS-SWAP,SMAPS-HUGE", "PID"]
RUNS = [VMWALK, *ONE, "-g", "process", "-r", "-o", "RUNS,LONGEST", "PID"]
HUGE = [VMWALK, *ONE, "-g", "mapping", "-v", "-r", "-o",
        "VA,HUGE-PAGES,RUNS", "PID"]
ROLLUP = "PID,SMAPS-RSS,SMAPS-PSS,SMAPS-USS,SMAPS-SWAP,SMAPS-HUGE"


def by_two(command):
    return [command[0], "-j", "2", *command[3:]]


def of_little(command):
    return [*command[:-1], "LITTLE"]


def everybody(jobs, *whom):
    return [VMWALK, "-j", jobs, "-g", "process", "-r", "-o", ROLLUP, *whom]


def dense(size):
    return ("dense", size)


def rows(size):
    """`size` is that of the large ones in MiB, 8 GiB for the targets."""
    sparse, many = size * 128, size * 7500 // 1024
    idle = max(size // 16, 64)
    yield Row("T1", "summary, dense", dense(size), SUMMARY,
              [FLOOR, "pread", "PID"], 1.15, {"page-types": (PAGE_TYPES, 12)},
              by_two(SUMMARY), of_little(SUMMARY), needs=size)
    yield Row("T2", "presence, dense", dense(size), PRESENCE,
              [FLOOR, "scan", "PID"], 1.15, {"page-types": (PAGE_TYPES, 30)},
              by_two(PRESENCE), of_little(PRESENCE), needs=size)
    yield Row("T3", "summary, huge pages", ("thp", size), SUMMARY,
              [FLOOR, "scan-huge", "PID"], 1.3,
              {"page-types": (PAGE_TYPES, 60), "thpmaps": (THPMAPS, 50)},
              by_two(SUMMARY), of_little(SUMMARY), needs=size)
    yield Row("T4", "summary, sparse", ("sparse", sparse), SUMMARY,
              [FLOOR, "scan-pread", "PID"], 1.2,
              {"page-types": (PAGE_TYPES, 9)}, by_two(SUMMARY),
              needs=size // 8)
    yield Row("T4r", "summary, sparse, random",
              ("random", sparse, sparse // 16), SUMMARY,
              [FLOOR, "scan-pread", "PID"], 1.2,
              {"page-types": (PAGE_TYPES, 9)}, by_two(SUMMARY),
              needs=size // 4)
    yield Row("T5", "totals by flags, dense", dense(size), FLAGS,
              [FLOOR, "flags", "PID"], 1.15, {"page-types": (PAGE_TYPES, 3)},
              by_two(FLAGS), needs=size)
    yield Row("T6", "totals by flags, huge pages", ("thp", size), FLAGS,
              [FLOOR, "flags-huge", "PID"], 1.5,
              {"page-types": (PAGE_TYPES, 60)}, by_two(FLAGS),
              of_little(FLAGS), needs=size)
    yield Row("T6h", "totals by flags, half of them split",
              ("halfthp", size // 2), FLAGS, [FLOOR, "flags-huge", "PID"],
              None, {"page-types": (PAGE_TYPES, None)}, by_two(FLAGS),
              needs=size // 2)
    yield Row("T7", "totals by flags, every other frame",
              ("scattered", size // 4), FLAGS, [FLOOR, "flags", "PID"], 1.2,
              {"page-types": (PAGE_TYPES, 2)}, by_two(FLAGS),
              needs=size // 2)
    yield Row("T8", "list of pages", dense(size), LIST,
              [FLOOR, "list", "PID"], 1.4,
              {"page-types -L": (["page-types", "-p", "PID", "-N", "-L"], 8)},
              needs=size)
    yield Row("T8f", "list of pages, with flags", dense(size), LIST_FLAGS,
              None, None,
              {"page-types -L": (["page-types", "-p", "PID", "-N", "-L"], 4)},
              needs=size)
    yield Row("T9", "all frames", dense(1), [VMFRAMES],
              [FLOOR, "all-flags"], 1.08,
              {"page-types": (["page-types"], 1.1)})
    yield Row("T10", "list of mappings", ("vmas", many), MAPPINGS,
              [FLOOR, "maps", "PID"], 1.6, {"pmap": (["pmap", "PID"], 3)})
    yield Row("T11", "smaps of each mapping", ("vmas", many), SMAPS,
              [FLOOR, "smaps", "PID"], 1.5,
              {"pmap -XX": (["pmap", "-XX", "PID"], 7)})
    yield Row("T11t", "huge pages of each mapping", ("vmas", many), HUGE,
              None, None,
              {"thpmaps": (["thpmaps", "--pid", "PID"], 40)})
    yield Row("T12", "all processes", ("processes", idle),
              everybody("1", "-a"), [FLOOR, "rollups", "ALL"], 1.5,
              {"smem": (["smem", "-t"], 18),
               "thpmaps": (["thpmaps", "--rollup"], 80)},
              everybody("2", "-a"), everybody("1", "1"), net=True,
              setup="namespace")
    yield Row("T13", "runs, many mappings", ("vmas", many), RUNS,
              [FLOOR, "pread", "PID"], 1.3)
    yield Row("shared", "summary, shared by five",
              ("shared", size // 8, 4), SUMMARY, [FLOOR, "pread", "PID"],
              None, {"page-types": (PAGE_TYPES, None)}, needs=size // 8)
    yield Row("forked", "summary, five after fork",
              ("forked", size // 8, 4), SUMMARY, [FLOOR, "pread", "PID"],
              None, {"page-types": (PAGE_TYPES, None)}, needs=size // 8)
    yield Row("hugetlb", "summary, hugetlb", ("hugetlb", size // 8), SUMMARY,
              [FLOOR, "scan-huge", "PID"], None,
              {"page-types": (PAGE_TYPES, None)}, needs=size // 8,
              setup="hugetlb")
    yield Row("swapped", "summary, half swapped", ("swapped", size // 4),
              SUMMARY, [FLOOR, "pread", "PID"], None,
              {"page-types": (PAGE_TYPES, None)}, needs=size // 4,
              setup="swap")


# What a target that maps and unmaps has beside, while others look at it.
def moving(size):
    yield "dense", ("moving", size // 4)
    yield "huge pages", ("moving-thp", size // 4)
    yield "sparse", ("moving-sparse", size * 32)
    yield "empty page tables", ("moving-emptied", size * 8)


# T15: name, command, and the shapes of which the second is four times the
# first.  Many processes have a namespace of their own.
def scaling(size):
    idle = max(size // 32, 16)
    yield "dense", SUMMARY, dense(size // 4), dense(size)
    yield ("sparse", SUMMARY, ("sparse", size * 32),
           ("sparse", size * 128))
    yield ("mappings", MAPPINGS, ("vmas", size * 1875 // 1024),
           ("vmas", size * 7500 // 1024))
    yield ("processes", everybody("1", "-a"), ("processes", idle),
           ("processes", idle * 4))
