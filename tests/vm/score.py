#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Counts what was compared, and says it in the language of tests/run."""
import contextlib
import os
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


def is_counted(state):
    """In parentheses is what tells of the method, not of the tools."""
    return not state.startswith("(")


def numbers(reports, kernels):
    """What the run showed; kernels that differ in programs alone are one."""
    return {
        "answers": sum(n for report in reports
                       for state, n in report.answers.items()
                       if is_counted(state)),
        "wrong": sum(sum(report.wrong.values()) for report in reports),
        "kernels": len({kernel.kept_as for kernel in kernels}),
        "architectures": len({kernel.owner for kernel in kernels}),
    }


def totals(reports, kernels):
    for report in reports:
        for state, why in report.empty.items():
            yield f"# {report.kernel}: {state}: {why}"
    found = numbers(reports, kernels)
    yield (f"# {found['answers']} answers compared from outside, "
           f"{found['wrong']} wrong, on {found['kernels']} kernels and "
           f"{found['architectures']} architectures")


def write_truth(directory, reports, kernels):
    """One "name value" a line."""
    os.makedirs(directory, exist_ok=True)
    with open(f"{directory}/vm", "w", encoding="ascii") as file:
        for name, value in numbers(reports, kernels).items():
            file.write(f"{name} {value}\n")
