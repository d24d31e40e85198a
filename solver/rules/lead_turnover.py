"""What the lead must turn over in a year."""

from __future__ import annotations

import numpy as np

from solver.program import INFINITY
from solver.rules.amounts import Amounts, down
from solver.rules.building import Building
from solver.rules.figures import LeadFigure
from solver.rules.phrases import pounds
from solver.rules.rule import Moved
from solver.rules.soft import Soft


class LeadTurnover(LeadFigure):
    """Turnover of the lead >= what is asked. Candidates already leave out whoever turns over less."""

    name = "lead_turnover"
    title = "the minimum turnover of the lead"
    field = "min_turnover"
    on_lead = True

    def rows(self, b: Building) -> None:
        c, v = b.c, b.v
        for soft in b.softs(self.name):
            # Beyond what is asked more turnover earns nothing: the row stays tight in the relaxation.
            counted = np.minimum(c.turnover[c.leads], soft.figure) / v.money
            less = b.give(soft, soft.figure / v.money, v.money)
            b.row(v.lead[c.leads], counted, soft.figure / v.money, INFINITY, less)

    def amount(self, plan: Amounts, soft: Soft) -> int:
        return down(int(plan.c.turnover[plan.plan.lead]), soft.figure)

    def change_in_words(self, moved: Moved) -> str:
        return f"a lead with a turnover of {pounds(moved.end)} instead of {pounds(moved.start)}"

    def clash_in_words(self, moved: Moved) -> str:
        largest = f"The largest possible lead has {pounds(moved.end)}, which is {pounds(moved.by)} less"
        return f"The lead must have a turnover of {pounds(moved.start)}. {largest}."
