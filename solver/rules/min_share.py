"""Each provider of a work package delivers at least so much of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.candidates import Candidates
from solver.problem import Problem, WorkPackage
from solver.program import INFINITY
from solver.rules.amounts import Amounts
from solver.rules.building import Building
from solver.rules.figures import OfPackages
from solver.rules.phrases import units
from solver.rules.rule import Moved
from solver.rules.soft import Soft


class MinShare(OfPackages):
    """x >= low·a. With one unit as the least share, a switch without units is harmless: nothing counts it but
    its own limit."""

    name = "min_share"
    title = "the minimum share of each provider"
    field = "min_share"
    on_members = True

    def restored(self, problem: Problem, asked: Problem) -> Problem:
        pairs = zip(problem.work_packages, asked.work_packages, strict=True)
        return replace(problem, work_packages=tuple(replace(w, min_share=own.min_share) for w, own in pairs))

    def could_cover(self, c: Candidates, soft: Soft, package: str) -> bool:
        return soft.work_package == package or self.could_revive(c, str(soft.work_package), package)

    def softs(self, problem: Problem) -> list[Soft]:
        return [self.soft(w.min_share, work_package=w.id) for w in problem.work_packages if w.min_share > 1]

    def rows(self, b: Building) -> None:
        c, v = b.c, b.v
        least = np.maximum(c.low, np.array([w.least for w in b.problem.work_packages])[c.w])
        asked = np.flatnonzero(least > 1)
        rows = b.program.open_rows(len(asked), 0, INFINITY)
        b.program.entries(rows, v.x[asked], 1.0)
        b.program.entries(rows, v.a[asked], -least[asked] / v.unit[asked])
        for soft in b.softs(self.name):
            mine = c.w[asked] == c.package_place[str(soft.work_package)]
            if mine.any():
                scale = float(v.unit[asked[mine][0]])
                b.program.entries(rows[mine], b.give(soft, (soft.figure - 1) / scale, scale), 1.0)

    def amount(self, plan: Amounts, soft: Soft) -> int:
        return min(plan.units_of(str(soft.work_package)), default=soft.figure)

    def change_in_words(self, moved: Moved) -> str:
        least = f"as little as {units(moved.end, moved.unit)} each"
        return f"providers of {moved.change.work_package} with {least} instead of {moved.start:,}"

    def clash_in_words(self, moved: Moved) -> str:
        parts = f"parts of at least {units(moved.start, moved.unit)}"
        return (
            f"{moved.change.work_package} cannot be shared out in {parts}. A minimum of {moved.end:,} would"
            " work."
        )

    def limit_in_words(self, problem: Problem, package: WorkPackage | None) -> str:
        least = (
            f"at least {units(package.least, package.unit)} of {package.id}"
            if package
            else "its minimum share"
        )
        return f"Every provider must deliver {least}. Without enterprises that would deliver less,"
