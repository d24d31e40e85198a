"""No member does work in a year for more than a share of its turnover."""

from __future__ import annotations

import numpy as np

from solver.candidates import Candidates, exposure_limit
from solver.problem import Problem, WorkPackage
from solver.program import INFINITY
from solver.rules.amounts import Amounts
from solver.rules.building import Building
from solver.rules.figures import Figure
from solver.rules.max_value import most_value_rows
from solver.rules.phrases import per_cent
from solver.rules.rule import Moved
from solver.rules.soft import Soft

MOST_GROWTH = 1e7  # hundredths of a turnover: more is a way of saying that there is no such limit


class Exposure(Figure):
    """10000·value·12 <= bp·turnover·max(12, term) for each member."""

    name = "exposure"
    title = "the maximum share of a member's turnover"
    field = "exposure_bp"
    rises = True
    on_members = True
    of_whole_tender = True

    def rows(self, b: Building) -> None:
        limit = self.figure(b.problem)
        if limit is None:
            return
        c, money = b.c, b.v.money
        for soft in b.softs(self.name):
            # One more hundredth of the turnover is worth turnover·year/1200 pence.
            step = c.turnover * b.problem.rules.year / 1200 / money
            ratio = (b.reach / money / np.maximum(step, 1e-9))[c.members]
            more = b.give(soft, float(min(MOST_GROWTH, ratio.max(initial=0.0))), 100.0)
            rows = b.value_rows(c.members, -step * limit / 100, -INFINITY, 0)
            b.program.entries(rows, more, -step[c.members])
            return
        exposed = np.array(
            [exposure_limit(b.problem, e.turnover) for e in b.problem.enterprises], dtype=np.int64
        )
        most_value_rows(b, np.flatnonzero(c.alive & (exposed <= c.most)))

    def could_cover(self, c: Candidates, soft: Soft, package: str) -> bool:
        return True

    def amount(self, plan: Amounts, soft: Soft) -> int:
        year = plan.problem.rules.year
        turnovers = {member: max(1, int(plan.c.turnover[member])) for member in plan.value}
        return max(-(-120_000 * value // (turnovers[m] * year)) for m, value in plan.value.items())

    def change_in_words(self, moved: Moved) -> str:
        if not moved.end:
            return f"dropping {self.title} ({per_cent(moved.start)})"
        reach = f"letting a member's yearly work reach {per_cent(moved.end)} of its turnover"
        return f"{reach} instead of {per_cent(moved.start)}"

    def clash_in_words(self, moved: Moved) -> str:
        limit = f"A member's work in a year must not exceed {per_cent(moved.start)} of its turnover"
        return f"{limit}, but one member would need to reach {per_cent(moved.end)}."

    def limit_in_words(self, problem: Problem, package: WorkPackage | None) -> str:
        share = per_cent(self.figure(problem) or 0)
        return f"A member's work in a year must not exceed {share} of its turnover. Within that limit,"
