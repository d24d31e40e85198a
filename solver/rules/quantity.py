"""Each work package gets its quantity."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.outcome import Change
from solver.problem import Problem
from solver.rules.amounts import Amounts
from solver.rules.building import Building
from solver.rules.figures import OfPackages, with_package
from solver.rules.phrases import units
from solver.rules.rule import Moved
from solver.rules.soft import Soft


class Quantity(OfPackages):
    """Σ units = quantity. To give way is to deliver less."""

    name = "quantity"
    title = "the quantities"
    field = "quantity"
    of_tender = False
    numerous = False
    always_helps = True

    def softs(self, problem: Problem) -> list[Soft]:
        return [self.soft(w.quantity, work_package=w.id) for w in problem.work_packages if w.quantity]

    def lifted(self, problem: Problem, softs: Iterable[Soft]) -> Problem:
        return problem  # its row gives way; everybody could deliver what is asked, and so some less

    def moved(self, problem: Problem, change: Change) -> Problem:
        quantity = int(change.to or 0)
        least = next(w.min_share for w in problem.work_packages if w.id == change.work_package)
        return with_package(problem, change, quantity=quantity, min_share=min(least, quantity))

    def rows(self, b: Building) -> None:
        c, v = b.c, b.v
        # A work package's rows share one power of two, so they stay exact when divided by it.
        scale = np.ones(c.packages)
        np.maximum.at(scale, c.w, v.unit)
        rows = b.program.open_rows(c.packages, c.quantity / scale, c.quantity / scale)
        b.program.entries(rows[c.w], v.x, v.unit / scale[c.w])
        for w, package in enumerate(b.problem.work_packages):
            b.name(self.name, package.id, int(rows[w]), float(scale[w]))
        for soft in b.softs(self.name):
            w = c.package_place[str(soft.work_package)]
            short = b.give(soft, c.quantity[w] / scale[w], float(scale[w]))
            b.program.entries(rows[w], short, 1.0)

    def amount(self, plan: Amounts, soft: Soft) -> int:
        return sum(plan.units_of(str(soft.work_package)))

    def change_in_words(self, moved: Moved) -> str:
        package = moved.change.work_package
        if not moved.end:
            return f"taking {package} ({units(moved.start, moved.unit)}) out of the tender"
        fewer = f"instead of {moved.start:,} ({moved.by:,} fewer)"
        return f"asking for {units(moved.end, moved.unit)} of {package} {fewer}"

    def clash_in_words(self, moved: Moved) -> str:
        of = units(moved.start, moved.unit)
        return f"{moved.change.work_package} is {moved.by:,} short of {of} {moved.rest}."
