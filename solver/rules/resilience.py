"""The loss of any member but the lead is made good by the others."""

from __future__ import annotations

from dataclasses import replace

from solver.outcome import Change
from solver.problem import Problem
from solver.rules.building import Building
from solver.rules.losses import add_losses
from solver.rules.rule import Moved, Rule, with_rules
from solver.rules.soft import Soft


class ResilienceRequired(Rule):
    """Units that nobody takes over are none where resilience is required, and cost something where it is preferred."""

    name = "resilience"
    title = "the rule that the loss of any member must be made good"
    certified = False
    waiver = True
    waived_to = "report"

    def asked(self, problem: Problem) -> bool:
        return problem.rules.resilience == "require"

    def dropped(self, problem: Problem) -> Problem:
        return replace(with_rules(problem, resilience="report"), weights=replace(problem.weights, shortfall=0))

    def narrows(self, before: Problem, now: Problem) -> bool:
        return self.asked(now) or not self.asked(before)

    def softs(self, problem: Problem) -> list[Soft]:
        return [self.soft("require")] if self.asked(problem) else []

    def moved(self, problem: Problem, change: Change) -> Problem:
        return self.dropped(problem)

    def rows(self, b: Building) -> None:
        for soft in b.softs(self.name):
            b.waive(soft)  # the soft program asks nothing of resilience, waived or not
            return
        if not b.lossless:
            b.losses = add_losses(b.program, b.c, b.v)

    def change_in_words(self, moved: Moved) -> str:
        return f"dropping {self.title}"

    def clash_in_words(self, moved: Moved) -> str:
        return "The loss of any member must be made good by the others, and somebody's never could be."
