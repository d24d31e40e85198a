"""Supported workers among all that the members employ."""

from __future__ import annotations

import numpy as np

from solver.program import INFINITY
from solver.rules.amounts import Amounts
from solver.rules.building import Building
from solver.rules.columns import in_lowest_terms, power_of_two
from solver.rules.figures import Figure, Share
from solver.rules.phrases import per_cent
from solver.rules.rule import Moved
from solver.rules.soft import Soft


class SupportedWorkforce(Share, Figure):
    """10000·Σ supported >= share·Σ workforce over members."""

    name = "supported_workforce"
    title = "the minimum share of supported workers"
    field = "supported_workforce_bp"

    def rows(self, b: Building) -> None:
        share = self.figure(b.problem)
        if not share:
            return
        who = b.c.members
        staff = np.array([e.workforce for e in b.problem.enterprises], dtype=float)[who]
        supported = np.array([e.supported_workforce for e in b.problem.enterprises], dtype=float)[who]
        part, whole = in_lowest_terms(share, 10_000)
        factor = whole * supported - part * staff
        size = power_of_two(max(1.0, float(np.abs(factor).max(initial=0.0))) / 64)
        slack, by = None, 1.0
        for soft in b.softs(self.name):
            heads = max(1.0, float(staff.max(initial=0)) / 100)  # workers in one unit of the slack
            short = share / 10_000 * float(staff.sum()) / heads + 1
            slack = b.give(soft, short, 10_000 * heads / max(1.0, float(staff.sum())))
            by = whole * heads / size
        row = b.row(b.v.y[who], factor / size, 0, INFINITY, slack, by)
        b.name(self.name, None, row, size * (10_000 // whole))

    def amount(self, plan: Amounts, soft: Soft) -> int:
        staff = max(1, sum(e.workforce for e in plan.members))
        return 10_000 * sum(e.supported_workforce for e in plan.members) // staff

    def asking(self, moved: Moved) -> str:
        return f"requiring {per_cent(moved.end)} of the members' workforce to be supported workers"

    def demand(self, moved: Moved) -> str:
        return f"Supported workers must be at least {per_cent(moved.start)} of the members' workforce"
