"""Something to beat: HiGHS proves several times faster when it starts from a solution and looks for no others."""

from __future__ import annotations

import math

import numpy as np

from solver.evaluate import Plan
from solver.model import Model
from solver.program import Numbers


class Rival:
    """What a program has to beat: a known plan's switches as a hint, or a column that stands in for one."""

    def __init__(self, model: Model, known: Plan | None) -> None:
        self.model = model
        self.hint = None if known is None else hint_of(model, known)
        self.place: int | None = None
        self.beaten = math.inf

    def at(self, target: float, slack: float) -> None:
        """Sets the stand-in a little below `target`; makes it where there is a target and no plan."""
        purse = self.model.columns.purse
        if self.place is not None:
            self.model.program.cost[self.place] -= (self.beaten - target) / purse
        elif self.hint is None and slack:
            self.place, self.hint = self.model.program.stand_in((target - 0.4 * slack) / purse)
        self.beaten = target

    def stands(self, values: Numbers) -> bool:
        """Whether nothing was found but the stand-in."""
        return self.place is not None and bool(values[self.place] > 0.5)

    def retire(self) -> None:
        """What stands at its lower bound may cost less than nothing: then the search goes on without it."""
        assert self.place is not None
        self.model.program.upper[self.place], self.hint = 0.0, None

    def forget(self) -> None:
        """The plan has been set aside."""
        if self.place is None:
            self.hint = None


def hint_of(model: Model, plan: Plan) -> Numbers:
    """Values of the switches of a known plan; everything else is for the solver to fill in."""
    c, v = model.candidates, model.columns
    values = np.full(len(model.program.cost), np.nan)
    values[v.lead[c.leads]] = 0.0
    values[v.a] = 0.0
    values[v.y[c.members]] = 0.0
    values[v.lead[plan.lead]] = 1.0
    values[v.a[list(plan.units)]] = 1.0
    values[v.y[list(plan.members)]] = 1.0
    return values
