# SPDX-License-Identifier: LGPL-2.1-or-later
"""The words of a recording (.vm), both ways: names of bytes, and the words of
pagemap and kpageflags.  tests/unpack has the whole format."""

import re
import struct

WORD = struct.Struct("=Q")

PRESENT = 1 << 63
NOT_PRESENT = 1 << 62
GUARD = 1 << 58
FRAME = (1 << 55) - 1
MARKER_TYPE = 31

# In the order in which they are printed.
ATTRIBUTES = {
    "file": 1 << 61,
    "exclusive": 1 << 56,
    "uffd-wp": 1 << 57,
    "soft-dirty": 1 << 55,
}
KNOWN = PRESENT | NOT_PRESENT | GUARD | FRAME | sum(ATTRIBUTES.values())

# Entries of the marker type, and a guard whose entry is hidden.
MARKERS = {
    "marker": NOT_PRESENT | ATTRIBUTES["uffd-wp"] | 1 << 5 | MARKER_TYPE,
    "poison": NOT_PRESENT | 2 << 5 | MARKER_TYPE,
    "guard": NOT_PRESENT | GUARD | 4 << 5 | MARKER_TYPE,
    "guard hidden": NOT_PRESENT | GUARD,
}
ENTRY = PRESENT | NOT_PRESENT | GUARD | FRAME

FRAME_FLAGS = (
    "locked error referenced uptodate dirty lru active slab writeback reclaim "
    "buddy mmap anon swapcache swapbacked compound-head compound-tail huge "
    "unevictable hwpoison nopage ksm thp offline zero-page idle pgtable"
).split()


class Mistake(Exception):
    """Something in a recording that has no meaning."""


def number(word):
    """Hexadecimal with 0x, else decimal; 64 bits."""
    if not re.fullmatch(r"0x[0-9a-f]+|[0-9]+", word):
        raise Mistake(f"not a number: {word}")
    value = int(word, 0 if word.startswith("0x") else 10)
    if value >> 64:
        raise Mistake(f"more than 64 bits: {word}")
    return value


# --- bytes -------------------------------------------------------------------

def escape(raw):
    """Bytes as printable text in which a blank is never at an end, and a #
    never begins a comment."""
    def one(match):
        byte = match.group()
        return b"\\\\" if byte == b"\\" else b"\\x%02x" % byte[0]
    text = re.sub(rb"[^ -~]|\\|(?<= )#|^[ #]| $", one, raw)
    return text.decode("ascii")


def unescape(text):
    def one(match):
        byte = match.group(1)
        if byte == "\\":
            return "\\"
        if not re.fullmatch(r"x[0-9a-f]{2}", byte):
            raise Mistake(f"no such escape: \\{byte}")
        return chr(int(byte[1:], 16))
    try:
        return re.sub(r"\\(x..|.?)", one, text).encode("latin-1")
    except UnicodeEncodeError as error:
        raise Mistake("not ASCII; write bytes as \\xHH") from error


# --- words of pagemap --------------------------------------------------------

def pair(word):
    """TYPE:OFFSET of a slot or a special entry."""
    kind, colon, offset = word.partition(":")
    kind, offset = number(kind), number(offset)
    if not colon or kind > 31 or offset >> 50:
        raise Mistake(f"not TYPE:OFFSET: {word}")
    return offset << 5 | kind


def frame(word):
    value = number(word)
    if not word.startswith("0x") or not 0 < value <= FRAME:
        raise Mistake(f"not a frame: {word}")
    return value


def encode_hidden(state):
    if state == "present":
        return PRESENT, 0
    if state == "guard":
        return MARKERS["guard hidden"], 0
    raise Mistake(f"{state} cannot be hidden")


def encode_state(words, zero_frame):
    """The word of the first page, and how much more each further page has;
    takes what it needs from the list of words."""
    state = words.pop(0)
    if words[:1] == ["hidden"]:
        words.pop(0)
        return encode_hidden(state)
    if state in MARKERS:
        return MARKERS[state], 0
    if state == "present":
        return PRESENT | frame(words.pop(0)), 1
    if state == "zero":
        if zero_frame is None:
            raise Mistake("no line says zero-frame")
        return PRESENT | zero_frame, 0
    if state in ("swapped", "special"):
        return NOT_PRESENT | pair(words.pop(0)), 1 << 5
    if state == "word":
        return number(words.pop(0)), 0
    if state not in ("nonpresent", "empty"):
        raise Mistake(f"no such state: {state}")
    return (NOT_PRESENT if state == "nonpresent" else 0), 0


def encode(words, zero_frame):
    """(word, step) of "present 0x1000 file exclusive"."""
    words = list(words)
    try:
        word, step = encode_state(words, zero_frame)
    except IndexError as error:
        raise Mistake("something is missing") from error
    for name in words:
        if name not in ATTRIBUTES:
            raise Mistake(f"no such attribute: {name}")
        word |= ATTRIBUTES[name]
    return word, step


def attributes_of(word):
    return [name for name, bit in ATTRIBUTES.items() if word & bit]


def decode_present(word, zero_frame):
    value = word & FRAME
    if not value:
        return ["present", "hidden"], 0
    if value == zero_frame:
        return ["zero"], 0
    return ["present", f"{value:#x}"], 1


def decode_entry(word):
    if word & GUARD:
        return None
    if not word & FRAME:
        return ["nonpresent"], 0
    # The lowest of the types that are special on some kernel.
    kind = "special" if word & 31 >= 22 else "swapped"
    return [kind, f"{word & 31}:{(word & FRAME) >> 5:#x}"], 1 << 5


def decode(word, zero_frame):
    """(words, step) for a word of pagemap; encode() gives the word again."""
    if word & ~KNOWN:
        return ["word", f"{word:#018x}"], 0
    for name, whole in MARKERS.items():
        if word & ENTRY == whole & ENTRY and word & whole == whole:
            return name.split() + attributes_of(word & ~whole), 0
    found = None
    if word & (PRESENT | NOT_PRESENT | GUARD) == PRESENT:
        found = decode_present(word, zero_frame)
    elif word & (PRESENT | NOT_PRESENT) == NOT_PRESENT:
        found = decode_entry(word)
    elif not word & ENTRY:
        found = ["empty"], 0
    if not found:
        return ["word", f"{word:#018x}"], 0
    return found[0] + attributes_of(word), found[1]


# --- words of kpageflags -----------------------------------------------------

def encode_flags(words):
    flags = 0
    for word in words:
        if word in FRAME_FLAGS:
            flags |= 1 << FRAME_FLAGS.index(word)
        else:
            flags |= number(word)
    return flags
