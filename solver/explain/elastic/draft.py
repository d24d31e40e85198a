"""The program of a problem in which chosen rules may give way, and the one way to let a rule do so."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.candidates import Candidates, candidates, only
from solver.explain.elastic.lifted import lifted
from solver.explain.elastic.soft import Soft
from solver.model.build import RULES, Model
from solver.model.columns import Columns, add_columns
from solver.model.coverage import add_quantity
from solver.model.resilience import add_resilience
from solver.problem import Problem
from solver.program import Numbers, Program

WHOLE_BP = 10_000.0  # what a waiver costs: as much as an amount as large as what it is measured against


class Draft:
    """All other rules stand as they are; those chosen come back with an amount each, counted in basis points.

    With `waivable`, waivers are columns too; without, what is waived is simply not asked. `members` fixes who takes
    part, every unit whole. `c` and `v` are the candidates and columns of the lifted problem.
    """

    def __init__(
        self,
        problem: Problem,
        softs: Iterable[Soft],
        waivable: bool = False,
        members: tuple[int, ...] | None = None,
    ) -> None:
        self.problem = problem
        self.softs = list(softs)
        self.waivable = waivable
        self.c: Candidates = candidates(lifted(problem, self.softs))
        self.everybody = self.c  # whose pairs `pairs` points to
        self.pairs = np.arange(len(self.c.w))
        if members is not None:
            self.c, self.pairs = only(self.c, members)
        self.program = Program()
        self.v: Columns = add_columns(self.program, self.c, whole=members is not None)
        self.quantity_rows = 0
        for rule in RULES:
            if rule is add_quantity:
                self.quantity_rows = self.program.row_count
            rule(self.program, self.c, self.v)
        self.resilience = None
        if self.c.problem.rules.resilience == "require":
            self.resilience = add_resilience(self.program, self.c, self.v)
        self.price = self.program.cost.copy()  # what the question itself minimises
        self.program.cost[:] = 0.0
        self.program.offset = 0.0
        self.amount: dict[Soft, int] = {}
        if members is not None:
            self.program.lower[self.v.y[[i for i in members if self.v.y[i] >= 0]]] = 1.0

    @property
    def model(self) -> Model:
        """The program with the meaning of its columns."""
        return Model(self.c, self.program, self.v, self.resilience)

    def chosen(self, rule: str) -> list[Soft]:
        """The softs of one rule."""
        return [soft for soft in self.softs if soft.rule == rule]

    def give(self, soft: Soft, most: float, scale: float = 1.0, whole: bool = False) -> int:
        """A column for how far a rule gives way, up to `most` (in `scale`)."""
        cost = WHOLE_BP * scale / soft.base
        self.amount[soft] = column = int(self.program.columns(1, 0, max(0.0, most), cost, whole)[0])
        return column

    def waive(self, soft: Soft) -> int:
        """A column that is 1 where a rule is waived."""
        self.amount[soft] = column = int(self.program.columns(1, 0, 1, WHOLE_BP, True)[0])
        return column

    def cost_of(self, values: Numbers) -> float:
        """Basis points that a solution gives way by."""
        return float(self.program.cost @ values)
