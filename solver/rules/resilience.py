"""The loss of any member but the lead is made good by the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.outcome import Change
from solver.problem import Problem
from solver.program import INFINITY
from solver.rules.building import Building
from solver.rules.losses import add_losses
from solver.rules.rule import Moved, Rule, with_rules
from solver.rules.soft import Soft


class ResilienceRequired(Rule):
    """Units that nobody takes over are none where resilience is required, and cost something where it is
    preferred.
    """

    name = "resilience"
    title = "the rule that the others must be able to cover for any member"
    certified = False
    waiver = True
    waived_to = "report"

    def asked(self, problem: Problem) -> bool:
        return problem.rules.resilience == "require"

    def dropped(self, problem: Problem) -> Problem:
        return replace(
            with_rules(problem, resilience="report"), weights=replace(problem.weights, shortfall=0)
        )

    def narrows(self, before: Problem, now: Problem) -> bool:
        return self.asked(now) or not self.asked(before)

    def softs(self, problem: Problem) -> list[Soft]:
        return [self.soft("require")] if self.asked(problem) else []

    def moved(self, problem: Problem, change: Change) -> Problem:
        return self.dropped(problem)

    def rows(self, b: Building) -> None:
        waivers = b.softs(self.name)
        if waivers:
            switch = b.waive(waivers[0])
            if not b.lossless:
                roof = b.c.high / b.v.unit
                b.losses = losses = add_losses(b.program, b.c, b.v, roof)
                rows = b.program.open_rows(len(roof), -INFINITY, 0)
                b.program.entries(rows, losses.lost, 1.0)
                b.program.entries(rows, switch, -roof)
        elif not b.lossless and (self.asked(b.problem) or b.c.problem.weights.shortfall):
            roof = np.zeros(len(b.c.w)) if self.asked(b.problem) else b.c.high / b.v.unit
            b.losses = add_losses(b.program, b.c, b.v, roof)

    def change_in_words(self, moved: Moved) -> str:
        return f"dropping {self.title}"

    def clash_in_words(self, moved: Moved) -> str:
        return (
            "The others must be able to cover for any member, but at least one member could never be"
            " replaced."
        )
