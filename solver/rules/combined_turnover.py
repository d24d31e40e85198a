"""Turnover that stands behind the yearly value of the contract."""

from __future__ import annotations

import numpy as np

from solver.problem import Problem
from solver.program import INFINITY
from solver.rules.amounts import Amounts
from solver.rules.building import Building
from solver.rules.columns import in_lowest_terms, power_of_two
from solver.rules.figures import Figure, Share
from solver.rules.phrases import per_cent
from solver.rules.rule import Moved
from solver.rules.soft import Soft

WHOSE = {"joint": "the members' combined turnover", "lead": "the lead's turnover"}


class CombinedTurnover(Share, Figure):
    """10000·turnover that counts·max(12, term) >= bp·12·value."""

    name = "combined_turnover"
    title = "the minimum turnover"
    field = "combined_turnover_bp"

    def rows(self, b: Building) -> None:
        share = self.figure(b.problem)
        if not share:
            return
        c, v, rules = b.c, b.v, b.problem.rules
        who = c.leads if rules.liability == "lead" else c.members
        switch = v.lead[who] if rules.liability == "lead" else v.y[who]
        counted, asked = in_lowest_terms(10_000 * rules.year, 12 * share)
        size = power_of_two(asked)
        slack = None
        for soft in b.softs(self.name):
            slack = b.give(soft, share / 10_000 * b.most_value, 10_000 / max(b.most_value, 1e-9))
        columns = np.concatenate([switch, v.x])
        values = np.concatenate([counted * (c.turnover[who] / v.money), -asked * b.value]) / size
        # The slack is yearly value that turnover stands behind, in money.
        row = b.row(columns, values, 0, INFINITY, slack, 12 * counted / rules.year / size)
        b.name(self.name, None, row, v.money * size * (10_000 * rules.year // counted))

    def amount(self, plan: Amounts, soft: Soft) -> int:
        rules = plan.problem.rules
        who = [plan.plan.lead] if rules.liability == "lead" else list(plan.plan.members)
        counted = sum(int(plan.c.turnover[member]) for member in who)
        return 10_000 * counted * rules.year // (12 * plan.total)

    def asking(self, moved: Moved) -> str:
        return (
            f"requiring {self._whose(moved.problem)} to be {per_cent(moved.end)} of the yearly contract value"
        )

    def demand(self, moved: Moved) -> str:
        whose = self._whose(moved.problem)
        return (
            f"{whose[0].upper()}{whose[1:]} must be at least {per_cent(moved.start)} of the yearly contract"
            " value"
        )

    @staticmethod
    def _whose(problem: Problem) -> str:
        return WHOSE[problem.rules.liability]
