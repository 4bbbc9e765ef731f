# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where the pages of a process are, through libvminfo.

    import os, vminfo

    with vminfo.Context() as context, context.open(os.getpid()) as process:
        for run in process.runs():
            print(hex(run.va), run.pages, run.state, run.value)

Addresses and lengths are bytes.  What is not known is None, never 0; words are
those of the tools.  Names of mappings are bytes as the kernel has them: whoever
owns the process chose them.  Numbers of frames are hidden from whoever lacks
CAP_SYS_ADMIN: then "frames" is not in context.rights.  vminfo.Error is an
OSError whose text is the sentence of the library.  The contract is that of
vminfo.h, libvminfo(3).
"""

import collections
import ctypes
import weakref
from ctypes import (POINTER, Structure, byref, c_char_p, c_int, c_int32,
                    c_int64, c_size_t, c_ssize_t, c_uint8, c_uint16, c_uint32,
                    c_uint64, c_void_p)

NONE = 2 ** 64 - 1
WANT_GAPS, WANT_EXACT, WANT_FRAMES, WANT_BACKING, WANT_SHMEM = (
    1 << bit for bit in range(5))
BATCH = 512
RULES_OF_REPORT = 8
MOST_NODES = 1024

Page = collections.namedtuple(
    "Page", "va state value swap_type attributes word frame")
Run = collections.namedtuple(
    "Run", "va pages state value swap_type all any frame")
Frame = collections.namedtuple(
    "Frame", "pfn flags flags_raw memcg mapcount order zone node hidden "
    "changed")
Mapping = collections.namedtuple(
    "Mapping", "va length offset inode device permissions kind page_size name")
Verdict = collections.namedtuple(
    "Verdict", "verdict findings segments_needed segments runs longest "
    "inferred")
Finding = collections.namedtuple(
    "Finding", "verdict va pa expected bytes state")
Segment = collections.namedtuple("Segment", "va pa bus length")


class Error(OSError):
    """What the library could not do."""


class PageRecord(Structure):
    _fields_ = [("va", c_uint64), ("word", c_uint64), ("value", c_uint64),
                ("state", c_uint8), ("swap_type", c_uint8),
                ("attributes", c_uint16), ("reserved", c_uint32)]


class RunRecord(Structure):
    _fields_ = [("va", c_uint64), ("pages", c_uint64), ("value", c_uint64),
                ("state", c_uint8), ("swap_type", c_uint8), ("all", c_uint16),
                ("any", c_uint16), ("reserved", c_uint16)]


class FrameRecord(Structure):
    _fields_ = [("pfn", c_uint64), ("flags", c_uint64), ("memcg", c_uint64),
                ("mapcount", c_uint32), ("order", c_uint8), ("zone", c_uint8),
                ("node", c_uint16), ("known", c_uint8), ("hidden", c_uint8),
                ("inferred", c_uint8), ("changed", c_uint8),
                ("varies", c_uint8), ("reserved", c_uint8 * 3)]


class MappingRecord(Structure):
    _fields_ = [("va", c_uint64), ("length", c_uint64), ("offset", c_uint64),
                ("inode", c_uint64), ("dev_major", c_uint32),
                ("dev_minor", c_uint32), ("permissions", c_uint32),
                ("kind", c_uint32), ("page_size", c_uint64),
                ("name", c_char_p)]


class ContextOptions(Structure):
    _fields_ = [("size", c_size_t), ("procfs", c_char_p),
                ("without", c_uint64), ("recording", c_char_p),
                ("descriptor", POINTER(c_int)), ("error", c_char_p),
                ("error_size", c_size_t), ("gain_rights", c_void_p),
                ("drop_rights", c_void_p), ("rights_data", c_void_p)]


class WalkOptions(Structure):
    _fields_ = [("size", c_size_t), ("start", c_uint64), ("length", c_uint64),
                ("want", c_uint64), ("split", c_uint64), ("members", c_uint64)]


class Base(Structure):
    _fields_ = [(name, c_uint64) for name in ("va", "length", "pa")]


class Constraints(Structure):
    _fields_ = [("size", c_size_t), ("single", c_uint32),
                ("reserved", c_uint32), ("min_run", c_uint64),
                ("align", c_uint64), ("mask", c_uint64),
                ("boundary", c_uint64), ("virt_boundary", c_uint64),
                ("seg_max", c_uint64), ("max_segs", c_uint64),
                ("nodes", POINTER(c_uint64)), ("node_words", c_size_t),
                ("bus_offset", c_int64), ("bases", POINTER(Base)),
                ("base_count", c_size_t), ("node_of", c_void_p),
                ("node_data", c_void_p)]


class Buffer(Structure):
    _fields_ = [("va", c_uint64), ("length", c_uint64)]


class SegmentRecord(Structure):
    _fields_ = [(name, c_uint64) for name in ("va", "pa", "bus", "length")]


class FindingRecord(Structure):
    _fields_ = [(name, c_uint64) for name in ("va", "pa", "expected", "bytes")
                ] + [("verdict", c_uint32), ("state", c_uint32)]


class Report(Structure):
    _fields_ = [("size", c_size_t), ("segments", POINTER(SegmentRecord)),
                ("room", c_size_t), ("segments_needed", c_uint64),
                ("segments_least", c_uint64), ("segments_most", c_uint64),
                ("runs", c_uint64), ("longest", c_uint64),
                ("runs_of_order", c_uint64 * 64),
                ("pages_of_state", c_uint64 * 32), ("verdict", c_uint32),
                ("inferred", c_uint32),
                ("findings", FindingRecord * RULES_OF_REPORT)]


HANDLE, HANDLES = c_void_p, POINTER(c_void_p)
_lib = ctypes.CDLL("libvminfo.so.0")


def _function(name, result, *arguments):
    function = getattr(_lib, "vminfo_" + name)
    function.restype, function.argtypes = result, arguments
    return function


_version = _function("version", c_char_p)
_status_name = _function("status_name", c_char_p, c_int)
_frame_flags_valid = _function("frame_flags_valid", c_uint64, c_uint64)
_context_new = _function("context_new", c_int, POINTER(ContextOptions),
                         HANDLES)
_context_free = _function("context_free", None, HANDLE)
_context_error = _function("context_error", c_char_p, HANDLE)
_context_page_size = _function("context_page_size", c_uint64, HANDLE)
_context_rights = _function("context_rights", c_uint64, HANDLE)
_context_features = _function("context_features", c_uint64, HANDLE)
_context_next = _function("context_next_process", c_int32, HANDLE, c_int32)
_context_frame = _function("context_frame", c_int, HANDLE, c_uint64,
                           POINTER(FrameRecord))
_process_open = _function("process_open", c_int, HANDLE, c_int32, HANDLES)
_process_close = _function("process_close", None, HANDLE)
_process_name = _function("process_name", c_char_p, HANDLE)
_process_page = _function("process_page", c_int, HANDLE, c_uint64,
                          POINTER(PageRecord))
_process_mapping = _function("process_mapping", c_int, HANDLE, c_uint64,
                             POINTER(MappingRecord))
_walk_new = _function("walk_new", c_int, HANDLE, POINTER(WalkOptions), HANDLES)
_walk_free = _function("walk_free", None, HANDLE)
_walk_mapping = _function("walk_mapping", POINTER(MappingRecord), HANDLE)
_walk_status = _function("walk_status", c_int, HANDLE)
_walk_mappings = _function("walk_mappings", c_ssize_t, HANDLE,
                           POINTER(MappingRecord), c_size_t)
_walk_pages = _function("walk_pages", c_ssize_t, HANDLE, POINTER(PageRecord),
                        POINTER(FrameRecord), c_size_t)
_walk_runs = _function("walk_runs", c_ssize_t, HANDLE, POINTER(RunRecord),
                       POINTER(FrameRecord), c_size_t)
_dma_check = _function("dma_check", c_int, HANDLE, POINTER(Buffer),
                       POINTER(Constraints), POINTER(Report))


def _names(name, numbers):
    """The words of the library; a newer one may have more than are here."""
    name = _function(name + "_name", c_char_p, c_int)
    return {number: name(number).decode() for number in numbers
            if name(number)}


def _bits(n):
    return [1 << bit for bit in range(n)]


STATES = _names("state", range(1, 256))
ATTRIBUTES = _names("attribute", _bits(16))
KINDS = _names("mapping_kind", range(1, 256))
RIGHTS = _names("right", _bits(31))
FEATURES = _names("feature", _bits(31))
FRAME_FLAGS = _names("frame_flag", range(64))
FRAME_MEMBERS = _names("frame_member", _bits(8))
ZONES = _names("zone", range(1, 256))
VERDICTS = _names("verdict", range(1, 4))
RULES = _names("dma_rule", range(RULES_OF_REPORT))


def version():
    return _version().decode()


def _known(value):
    return None if value == NONE else value


def _set(names, bits):
    return frozenset(name for bit, name in names.items() if bits & bit)


def _attributes(bits):
    return _set(ATTRIBUTES, bits)


def _frame(record):
    known = _set(FRAME_MEMBERS, record.known)
    value = {name: getattr(record, name) if name in known else None
             for name in FRAME_MEMBERS.values()}
    flags = value.pop("flags")
    value["zone"] = ZONES.get(value["zone"])
    return Frame(_known(record.pfn), flags_raw=flags,
                 flags=None if flags is None else frozenset(
                     name for bit, name in FRAME_FLAGS.items()
                     if _frame_flags_valid(flags) >> bit & 1),
                 hidden=_set(FRAME_MEMBERS, record.hidden),
                 changed=_set(FRAME_MEMBERS, record.changed), **value)


def _page(record, frame=None):
    state = STATES[record.state]
    return Page(record.va, state, _known(record.value),
                record.swap_type if state == "swapped" else None,
                _attributes(record.attributes), record.word, frame)


def _run(record, frame=None):
    state = STATES[record.state]
    return Run(record.va, record.pages, state, _known(record.value),
               record.swap_type if state == "swapped" else None,
               _attributes(record.all), _attributes(record.any), frame)


def _mapping(record):
    permissions = "".join(
        letter if record.permissions >> bit & 1 else "-"
        for bit, letter in enumerate("rwx"))
    return Mapping(record.va, record.length, record.offset, record.inode,
                   (record.dev_major, record.dev_minor),
                   permissions + "ps"[record.permissions >> 3 & 1],
                   KINDS.get(record.kind), _known(record.page_size),
                   record.name)


def _within(name, value, end=2 ** 64, start=0):
    """ctypes would cut it, so that it would be another question."""
    if not start <= value < end:
        raise ValueError(f"{name} is out of range: {value}")
    return value


def _node_bits(nodes):
    words = (c_uint64 * (MOST_NODES // 64))()
    for node in nodes:
        words[_within("node", node, MOST_NODES) // 64] |= 1 << node % 64
    return words


def _bases(bases):
    records = [Base(*(_within("base", number) for number in base))
               for base in bases]
    return (Base * len(records))(*records)


AMOUNTS = ("min_run", "align", "mask", "boundary", "virt_boundary", "seg_max",
           "max_segs")


def _constraints(single=False, nodes=None, bases=(), bus_offset=0, **amounts):
    """What is misspelt must not pass: it would be no constraint at all."""
    for name, value in amounts.items():
        if name not in AMOUNTS:
            raise TypeError(f"there is no constraint {name!r}")
        _within(name, value)
    # On none of no nodes is not the same as on any.
    words, bases = _node_bits(nodes or ()), _bases(bases)
    return Constraints(
        size=ctypes.sizeof(Constraints), single=bool(single), nodes=words,
        node_words=0 if nodes is None else len(words),
        bases=bases, base_count=len(bases),
        bus_offset=_within("bus_offset", bus_offset, 2 ** 63, -2 ** 63),
        **amounts)


def _finding(record):
    return Finding(VERDICTS[record.verdict], _known(record.va),
                   _known(record.pa), _known(record.expected), record.bytes,
                   STATES.get(record.state))


class _Handle:
    """Closed by with, by close(), or when nobody has it any more; what was
    opened from it is closed before."""

    _close = None

    def __init__(self, handle, parent=None):
        self._handle, self._children = handle, weakref.WeakSet()
        if parent:
            parent._children.add(self)

    def close(self):
        if self._handle:
            for child in list(self._children):
                child.close()
            type(self)._close(self._handle)
            self._handle = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        if getattr(self, "_handle", None):
            self.close()

    @property
    def handle(self):
        if not self._handle:
            raise ValueError("it is closed")
        return self._handle

    def _check(self, result):
        if result < 0:
            raise Error(-result, _context_error(self.context.handle).decode(
                "utf-8", "backslashreplace"))
        return result


class Context(_Handle):
    """Where to look: /proc, another procfs, or a recording."""

    _close = _context_free

    def __init__(self, procfs=None, recording=None):
        text = ctypes.create_string_buffer(512)
        options = ContextOptions(
            size=ctypes.sizeof(ContextOptions),
            procfs=procfs and procfs.encode("utf-8", "surrogateescape"),
            recording=recording and recording.encode(
                "utf-8", "surrogateescape"),
            error=ctypes.cast(text, c_char_p), error_size=len(text))
        handle = c_void_p()
        result = _context_new(byref(options), byref(handle))
        super().__init__(handle.value)
        if result < 0:
            raise Error(-result, text.value.decode(
                "utf-8", "backslashreplace"))

    @property
    def context(self):
        return self

    @property
    def page_size(self):
        return _context_page_size(self.handle)

    @property
    def rights(self):
        """What may be seen here: "frames" are their numbers."""
        return _set(RIGHTS, _context_rights(self.handle))

    @property
    def features(self):
        """What this kernel has; nothing is known of that of a recording."""
        return _set(FEATURES, _context_features(self.handle))

    def processes(self):
        """The numbers of all that there are."""
        pid = _context_next(self.handle, 0)
        while pid > 0:
            yield pid
            pid = _context_next(self.handle, pid)

    def open(self, pid):
        handle = c_void_p()
        self._check(_process_open(self.handle,
                                  _within("pid", pid, 2 ** 31),
                                  byref(handle)))
        return Process(self, handle.value)

    def frame(self, pfn):
        record = FrameRecord()
        self._check(_context_frame(self.handle, _within("pfn", pfn),
                                   byref(record)))
        return _frame(record)


class Process(_Handle):
    """One process, never a stranger that got its number."""

    _close = _process_close

    def __init__(self, context, handle):
        self.context = context
        super().__init__(handle, context)

    @property
    def name(self):
        return _process_name(self.handle)

    def page(self, va):
        record = PageRecord()
        self._check(_process_page(self.handle, _within("va", va),
                                  byref(record)))
        return _page(record)

    def mapping(self, va):
        """The mapping that has the address, or None."""
        record = MappingRecord()
        found = self._check(_process_mapping(
            self.handle, _within("va", va), byref(record)))
        return _mapping(record) if found else None

    def walk(self, start=0, length=0, want=0):
        return Walk(self, start, length, want)

    def mappings(self, start=0, length=0):
        return self.walk(start, length).mappings()

    def pages(self, start=0, length=0, want=0):
        return self.walk(start, length, want).pages()

    def runs(self, start=0, length=0, want=0):
        return self.walk(start, length, want).runs()

    def dma_check(self, va, length, segments=False, **constraints):
        """Whether a buffer is fit for a device: "yes", "no" or "unknown".

        The constraints are those of vminfo_dma(3): single=True, min_run=,
        align=, mask= (the highest address), boundary=, virt_boundary=,
        seg_max=, max_segs=, bus_offset=; nodes= are numbers of nodes, bases=
        tuples of va, length and pa.  With segments=True, the scatter list is
        there, too, if all addresses are known.
        """
        buffer = Buffer(_within("va", va), _within("length", length))
        asked = _constraints(**constraints)
        report = Report(size=ctypes.sizeof(Report))
        while True:
            self._check(_dma_check(self.handle, byref(buffer), byref(asked),
                                   byref(report)))
            needed = _known(report.segments_needed)
            if not segments or needed is None or needed <= report.room:
                break
            room = (SegmentRecord * needed)()
            report.segments, report.room = room, needed
        return Verdict(
            VERDICTS[report.verdict],
            {rule: _finding(report.findings[i]) for i, rule in RULES.items()},
            needed,
            [Segment(s.va, s.pa, s.bus, s.length) for s in room[:needed]]
            if segments and needed else None,
            _known(report.runs), _known(report.longest),
            bool(report.inferred))


class Walk(_Handle):
    """Through an address space, once.  A list that was cut short is an Error;
    what changed meanwhile has the attribute, and `status` is "changed"."""

    _close = _walk_free

    def __init__(self, process, start, length, want):
        options = WalkOptions(
            size=ctypes.sizeof(WalkOptions), start=_within("start", start),
            length=_within("length", length), want=_within("want", want))
        handle = c_void_p()
        self.process, self.context = process, process.context
        self.want = want
        self._check(_walk_new(process.handle, byref(options), byref(handle)))
        super().__init__(handle.value, process)

    @property
    def mapping(self):
        """That of the page or run that came last; None in a gap."""
        record = _walk_mapping(self.handle)
        return _mapping(record.contents) if record else None

    @property
    def status(self):
        return _status_name(_walk_status(self.handle)).decode()

    def _joined(self, step, record, made):
        records = (record * BATCH)()
        frames = (FrameRecord * BATCH)() if self.want & WANT_FRAMES else None
        while n := self._check(step(self.handle, records, frames, BATCH)):
            for i in range(n):
                yield made(records[i], frames and _frame(frames[i]))

    def pages(self):
        return self._joined(_walk_pages, PageRecord, _page)

    def runs(self):
        return self._joined(_walk_runs, RunRecord, _run)

    def mappings(self):
        record = MappingRecord()
        # One at a time: the name is borrowed until the next.
        while self._check(_walk_mappings(self.handle, byref(record), 1)):
            yield _mapping(record)
