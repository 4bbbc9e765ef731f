# SPDX-License-Identifier: LGPL-2.1-or-later
"""What can be wrong in a source: each place that a rule fits is a mutant."""

import re
from collections import Counter, namedtuple

# start, end: the place in the text; key: what tells it from all others.
Mutant = namedtuple("Mutant", "path line start end new key")
# What does not change when lines are added elsewhere.
Key = namedtuple("Key", "path function text change")
Token = namedtuple("Token", "kind text start end")

TOKENS = re.compile(r"""
    (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<directive>^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*)
  | (?P<string>"(?:\\.|[^"\\])*")
  | (?P<char>'(?:\\.|[^'\\])+')
  | (?P<number>\d[0-9a-zA-Z_]*)
  | (?P<name>[A-Za-z_]\w*)
  | (?P<mark><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\|
        |[-+*/%&|^]=|[^\s\w])
""", re.X | re.M | re.S)

SWAPS = {
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
    "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
    "+=": ["="], "-=": ["="], "|=": ["="], "&=": ["="], "^=": ["="],
}
# Also signs, pointers and addresses, so that it has to stand between two.
BINARY = {"+": ["-"], "-": ["+"], "&": ["|"], "|": ["&"], "*": ["/"],
          "/": ["*"], "%": ["/"]}
# A condition of one such is negated when that is.
NEGATED = {"<", "<=", ">", ">=", "==", "!=", "!"}
# Words behind which there is no second operand.
BEFORE_UNARY = {"return", "case", "sizeof", "else", "do"}


def tokens_of(text):
    found = []
    for match in TOKENS.finditer(text):
        kind = match.lastgroup
        if kind != "comment":
            found.append(Token(kind, match.group(), *match.span()))
    return found


def numbers_beside(text):
    """A number one more and one less; None for what is no plain number."""
    match = re.fullmatch(r"(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)", text)
    if not match:
        return None
    digits, suffix = match.groups()
    hexadecimal = digits[:2] in ("0x", "0X")
    octal = digits[0] == "0" and digits.isdigit()
    value = int(digits, 16 if hexadecimal else 8 if octal else 10)
    beside = [value + 1] + ([value - 1] if value else [])
    return [(hex(n) if hexadecimal else str(n)) + suffix for n in beside]


def enums_of(texts):
    """Each word of an enum, and the one that comes next there."""
    follows = {}
    for text in texts:
        plain = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        for body in re.findall(r"\benum\b\s*\w*\s*\{(.*?)\}", plain, re.S):
            words = re.findall(r"(?:^|,)\s*([A-Z_][A-Z0-9_]*)", body)
            if len(words) > 1:
                follows.update(zip(words, words[1:] + words[:1]))
    return follows


class Source:
    """One file, and the places in it that rules fit."""

    def __init__(self, path, text, follows):
        self.path, self.text, self.follows = path, text, follows
        self.tokens = tokens_of(text)
        self.found = []
        self.header = path.endswith(".h")

    def token(self, i):
        if 0 <= i < len(self.tokens):
            return self.tokens[i]
        return Token("mark", "", 0, 0)

    def add(self, first, last, new, change):
        self.found.append((first.start, last.end, new, change))

    def swap(self, token, new):
        self.add(token, token, new, f"{token.text} becomes {new or 'nothing'}")

    def is_operand(self, i):
        token = self.token(i)
        if token.kind in ("number", "char", "string"):
            return True
        if token.kind == "name":
            return token.text not in BEFORE_UNARY
        return token.text in (")", "]")

    def is_binary(self, i):
        token = self.token(i)
        blanks = self.text[token.start - 1] + self.text[token.end]
        return self.is_operand(i - 1) and not blanks.strip()

    def is_size_of_array(self, i):
        """Memory that is larger, or too small, is no wrong answer."""
        return (self.token(i - 1).text == "[" and
                self.token(i - 2).kind == "name" and
                self.token(i - 3).kind == "name" and
                self.token(i - 3).text not in BEFORE_UNARY)

    def is_all_zero(self, i):
        return (self.token(i - 1).text + self.token(i).text +
                self.token(i + 1).text) == "{0}"

    def closing(self, i):
        depth = 0
        while i < len(self.tokens):
            depth += {"(": 1, ")": -1}.get(self.token(i).text, 0)
            if depth == 0:
                return i
            i += 1
        return None

    # --- rules; i: where a token stands --------------------------------------

    def other_mark(self, i):
        token = self.token(i)
        for new in SWAPS.get(token.text, ()):
            self.swap(token, new)
        if token.text in BINARY and self.is_binary(i):
            for new in BINARY[token.text]:
                self.swap(token, new)
        if token.text == "!":
            self.swap(token, "")

    def number_beside(self, i):
        token = self.token(i)
        if self.is_size_of_array(i) or self.is_all_zero(i):
            return
        for new in numbers_beside(token.text) or ():
            self.swap(token, new)

    def next_character(self, i):
        token = self.token(i)
        if len(token.text) == 3 and 32 < ord(token.text[1]) < 125 and \
                token.text[1] not in "&[":
            self.swap(token, f"'{chr(ord(token.text[1]) + 1)}'")

    def next_word(self, i):
        token = self.token(i)
        if token.text in self.follows:
            self.swap(token, self.follows[token.text])

    def negated_condition(self, i):
        close = self.closing(i + 1)
        if self.token(i).text != "if" or close is None:
            return
        marks = {token.text for token in self.tokens[i + 2:close]}
        if not marks & {"&&", "||"} and marks & NEGATED:
            return
        first, last = self.token(i + 1), self.token(close)
        inner = self.text[first.start:last.end]
        self.add(first, last, f"(!{inner})", "condition negated")

    def other_answer(self, i):
        token, answer = self.token(i), self.token(i + 1)
        if token.text != "return":
            return
        if answer.text in ("true", "false") and self.token(i + 2).text == ";":
            self.swap(answer, {"true": "false", "false": "true"}[answer.text])
        if answer.text == "-" and self.token(i + 3).text == ";" and \
                re.fullmatch(r"E[A-Z0-9]+", self.token(i + 2).text):
            self.add(answer, self.token(i + 2), "0", "error dropped")

    def cut_type(self, i):
        cut = {"uint64_t": "uint32_t", "uint32_t": "uint16_t"}
        token = self.token(i)
        if token.text in cut and self.token(i + 1).text != "*":
            self.swap(token, cut[token.text])

    RULES = {
        "mark": [other_mark], "number": [number_beside],
        "char": [next_character],
        "name": [next_word, negated_condition, other_answer, cut_type],
    }

    def apply(self):
        for i, token in enumerate(self.tokens):
            for rule in self.RULES.get(token.kind, ()):
                rule(self, i)
            if token.kind == "directive" and self.header:
                self.bits_of(token)
        return self.mutants()

    def bits_of(self, directive):
        """In a header of bits the numbers of #define are bits."""
        if not re.match(r"\s*#define\s+\w+\s", directive.text):
            return
        at = re.match(r"\s*#define\s+\w+", directive.text).end()
        for match in re.finditer(r"\b\d\w*\b", directive.text[at:]):
            start = directive.start + at + match.start()
            token = Token("number", match.group(), start,
                          start + len(match.group()))
            for new in numbers_beside(token.text) or ():
                self.swap(token, new)

    # --- what was found, with its names ---------------------------------------

    def functions(self):
        """Where each function begins: its name stands before a { in front."""
        found = [(0, "-")]
        for match in re.finditer(r"^\{$", self.text, re.M):
            before = self.text[:match.start()]
            head = re.search(r"(\w+)\((?:[^(){};]|\([^()]*\))*\)\s*\Z", before)
            if head:
                line = self.text.rfind("\n", 0, head.start()) + 1
                found.append((line, head.group(1)))
        return found

    def mutants(self):
        functions, seen, made = self.functions(), Counter(), []
        for start, end, new, change in sorted(self.found):
            line = self.text.count("\n", 0, start) + 1
            text = self.text.split("\n")[line - 1].strip()
            function = [name for at, name in functions if at <= start][-1]
            key = Key(self.path, function, text, change)
            seen[key] += 1
            if seen[key] > 1:
                key = key._replace(change=f"{change} ({seen[key]})")
            made.append(Mutant(self.path, line, start, end, new, key))
        return made
