"""The solution a program has to beat: HiGHS proves several times faster when it starts from one.

Where no plan is known, a cutoff column takes its place: alone at 1 it keeps every row, for the objective to
beat.
"""

from __future__ import annotations

import math

import numpy as np

from solver.evaluate import Plan
from solver.model import Model
from solver.program import Numbers


class Incumbent:
    """A known plan's switches as a hint, or a cutoff column where there is a cutoff and no plan."""

    def __init__(self, model: Model, plan: Plan | None) -> None:
        self.model = model
        self.hint = None if plan is None else hint_of(model, plan)
        self.column: int | None = None
        self.cutoff = math.inf

    def at(self, cutoff: float, slack: float) -> None:
        """Sets the cutoff column a little below `cutoff`; makes it where there is a cutoff and no plan."""
        purse = self.model.columns.purse
        if self.column is not None:
            self.model.program.cost[self.column] -= (self.cutoff - cutoff) / purse
        elif self.hint is None and slack:
            self.column, self.hint = self.model.program.add_cutoff_column((cutoff - 0.4 * slack) / purse)
        self.cutoff = cutoff

    def unbeaten(self, values: Numbers) -> bool:
        """Whether the solver's point is the cutoff column: there is nothing better."""
        return self.column is not None and bool(values[self.column] > 0.5)

    def remove(self) -> None:
        """Takes the cutoff column out: a point at all lower bounds may cost less than nothing."""
        assert self.column is not None
        self.model.program.upper[self.column], self.hint = 0.0, None

    def cut_off(self) -> None:
        """The plan of the hint has been excluded by a row."""
        if self.column is None:
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
