"""The price may not pass the budget."""

from __future__ import annotations

import numpy as np

from solver.program import INFINITY
from solver.rules.amounts import Amounts, up
from solver.rules.building import Building
from solver.rules.figures import Figure
from solver.rules.phrases import about, pounds
from solver.rules.rule import Moved
from solver.rules.soft import Soft


class Budget(Figure):
    """Price <= budget: contract value and the joining costs of the members."""

    name = "budget"
    title = "the budget"
    field = "budget"
    rises = True

    def rows(self, b: Building) -> None:
        budget = self.figure(b.problem)
        if budget is None:
            return
        c, v = b.c, b.v
        columns = np.concatenate([v.x, v.y[c.members]])
        values = np.concatenate([b.value, c.joining[c.members] / v.money])
        slack = None
        for soft in b.softs(self.name):
            slack = b.give(soft, b.most_value + float(c.joining.sum()) / v.money, v.money)
        b.name(self.name, None, b.row(columns, values, -INFINITY, budget / v.money, slack), v.money)

    def amount(self, plan: Amounts, soft: Soft) -> int:
        return up(plan.price, soft.figure)

    def change_in_words(self, moved: Moved) -> str:
        more = f"({pounds(moved.by)} more)"
        return f"a budget of {pounds(moved.end)} instead of {pounds(moved.start)} {more}"

    def clash_in_words(self, moved: Moved) -> str:
        cost = f"A consortium would cost {pounds(moved.end)} {moved.rest}"
        return f"The budget of {pounds(moved.start)} is {pounds(moved.by)} too low. {cost}."

    def least_in_words(self, moved: Moved) -> str:
        return (
            f"The budget of {pounds(moved.start)} is at least {about(moved.by)} too low for any consortium."
        )
