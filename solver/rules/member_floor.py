"""Each member has at least so much of the work."""

from __future__ import annotations

import numpy as np

from solver.candidates import Candidates
from solver.problem import Problem, WorkPackage
from solver.program import INFINITY
from solver.rules.amounts import Amounts, down
from solver.rules.building import Building
from solver.rules.figures import Figure
from solver.rules.min_value import least_value_rows
from solver.rules.phrases import pounds
from solver.rules.rule import Moved
from solver.rules.soft import Soft


class MemberFloor(Figure):
    """Value of a member >= floor. Whoever wants more by its own least value has its row there."""

    name = "member_floor"
    title = "the minimum value for each member"
    field = "member_floor"
    on_members = True
    of_whole_tender = True

    def rows(self, b: Building) -> None:
        floor = self.figure(b.problem)
        if not floor:
            return
        c, money = b.c, b.v.money
        for soft in b.softs(self.name):
            less = b.give(soft, floor / money, money)
            rows = b.value_rows(c.members, np.full(len(c.alive), -floor / money), 0, INFINITY)
            b.program.entries(rows, less, 1.0)
            return
        own = np.array([e.min_value or 0 for e in b.problem.enterprises], dtype=np.int64)
        least_value_rows(b, np.flatnonzero(c.alive & (own <= floor)))

    def could_cover(self, c: Candidates, soft: Soft, package: str) -> bool:
        return True

    def amount(self, plan: Amounts, soft: Soft) -> int:
        return down(min(plan.value.values()), soft.figure)

    def change_in_words(self, moved: Moved) -> str:
        return f"requiring each member to have {pounds(moved.end)} of work instead of {pounds(moved.start)}"

    def clash_in_words(self, moved: Moved) -> str:
        smallest = f"the smallest part would be {pounds(moved.end)}"
        return f"Each member must have at least {pounds(moved.start)} of the work, but {smallest}."

    def limit_in_words(self, problem: Problem, package: WorkPackage | None) -> str:
        floor = pounds(self.figure(problem) or 0)
        return (
            f"Each member must have at least {floor} of the work. Without enterprises that would have less,"
        )
