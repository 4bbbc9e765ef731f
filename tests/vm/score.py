#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Counts what was compared, and says it in the language of tests/run."""
import contextlib
import traceback

from apt import Missing

SHOWN = 5


class Report:
    """What one guest showed.  An answer is one thing that a tool said of one
    page, held against what is seen from outside."""

    def __init__(self, kernel):
        self.kernel, self.lines = kernel, []
        self.answers, self.wrong, self.empty = {}, {}, {}
        self.seen = self.bad = 0

    def compare(self, state, where, expected, seen):
        self.seen += 1
        self.answers[state] = self.answers.get(state, 0) + 1
        if expected == seen:
            return
        self.bad += 1
        self.wrong[state] = self.wrong.get(state, 0) + 1
        if self.bad <= SHOWN:
            self.lines.append(f"# {where}: expected {expected}, seen {seen}")

    def lacks(self, state, why):
        self.empty[state] = why

    @contextlib.contextmanager
    def test(self, sentence):
        name = f"{self.kernel}: {sentence}"
        self.seen = self.bad = 0
        try:
            yield
        except Missing as why:
            self.lines.append(f"skip - {name}: {why}")
            return
        except Exception as error:  # whatever it is, the other tests go on
            self.lines += [f"# {line}" for line in
                           traceback.format_exc().splitlines()[-6:]]
            self.lines.append(f"not ok - {name}: {error}")
            return
        if self.bad or not self.seen:
            self.lines.append(f"not ok - {name}: {self.bad} of {self.seen} wrong")
        else:
            self.lines.append(f"ok - {name} ({self.seen} answers)")


def table(reports):
    """Answers by state and kernel; behind it, why a cell is empty."""
    kernels = list(dict.fromkeys(r.kernel for r in reports))
    states = list(dict.fromkeys(
        s for r in reports for s in (*r.answers, *r.empty)))
    cells, notes, total = {}, [], [0, 0]
    for r in reports:
        for state, n in r.answers.items():
            at = (state, r.kernel)
            cells[at] = cells.get(at, 0) + n
            total[0] += 0 if state.startswith("(") else n
        total[1] += sum(r.wrong.values())
        notes += [f"# {r.kernel} {state}: {why}" for state, why in r.empty.items()]
    width = max([len(s) for s in states] + [5])
    yield "# " + "state".ljust(width) + "".join(k.rjust(14) for k in kernels)
    for state in states:
        yield "# " + state.ljust(width) + "".join(
            str(cells.get((state, k), "-")).rjust(14) for k in kernels)
    yield from notes
    yield (f"# {total[0]} answers compared from outside, {total[1]} wrong, "
           f"on {len(kernels)} kernels")
