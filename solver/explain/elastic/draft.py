"""The soft program while it is being built, and the one way to add to it a rule that may give way."""

from __future__ import annotations

from dataclasses import dataclass

from solver.candidates import Candidates, candidates
from solver.explain.elastic.lifted import everything_allowed
from solver.model.build import Model
from solver.model.columns import add_columns
from solver.problem import Problem
from solver.program import INFINITY, Program

RULE_COST = 1000.0  # of one rule giving way, against at most about a hundred for the relative amount


@dataclass(frozen=True)
class Soft:
    """One rule that may give way: its switch, the column of its amount (-1: a waiver), units of that column."""

    rule: str
    switch: int
    amount: int = -1
    scale: float = 1.0
    start: int | str | None = None
    work_package: str | None = None
    enterprise: str | None = None
    rises: bool = False  # the figure goes up to give way


@dataclass
class Elastic:
    """The soft program. `model.candidates` has every pair, whatever credential or capacity it lacks."""

    problem: Problem
    model: Model
    softs: list[Soft]


class Draft:
    """The columns everybody needs, with no rule yet and nothing to pay but for rules that give way.

    `c` and `v` are the candidates and columns of the lifted problem, `a` the switches of pairs.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.c: Candidates = candidates(everything_allowed(problem))
        self.program = Program()
        self.v = add_columns(self.program, self.c)
        self.program.cost[:] = 0.0
        self.program.offset = 0.0
        # Switches of pairs: everybody's own, because limits on providers come back as soft rules.
        self.a = self.program.columns(len(self.c.w), 0, 1, 0, True)
        self.softs: list[Soft] = []

    def soft(
        self,
        rule: str,
        most: float = 0.0,
        scale: float = 1.0,
        start: int | str | None = None,
        package: str | None = None,
        enterprise: str | None = None,
        rises: bool = False,
        whole: bool = False,
    ) -> tuple[int, int]:
        """A new rule that may give way by at most `most` (in `scale`); its switch and amount columns."""
        switch = int(self.program.columns(1, 0, 1, RULE_COST, True)[0])
        amount = -1
        if most > 0:
            base = float(start) if isinstance(start, int) and start else 1.0
            cost = min(50.0 / most, scale / base * 10.0)
            amount = int(self.program.columns(1, 0, most, cost, whole)[0])
            self.program.row([amount, switch], [1.0, -most], -INFINITY, 0)
        self.softs.append(Soft(rule, switch, amount, scale, start, package, enterprise, rises))
        return switch, amount
