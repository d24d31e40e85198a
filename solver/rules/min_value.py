"""An enterprise joins only for so much work."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from solver.outcome import Change
from solver.problem import Enterprise, Problem, WorkPackage
from solver.program import INFINITY, Indexes
from solver.rules.building import Building
from solver.rules.phrases import pounds
from solver.rules.rule import Moved, Rule


class OwnValue(Rule):
    """A limit on its value that an enterprise sets itself. It never gives way: nobody is asked to do
    otherwise.
    """

    of_tender = False
    on_members = True

    def asked(self, problem: Problem) -> bool:
        return any(getattr(e, self.name) is not None for e in problem.enterprises)

    def dropped(self, problem: Problem) -> Problem:
        return replace(problem, enterprises=tuple(self._with(e, None) for e in problem.enterprises))

    def narrows(self, before: Problem, now: Problem) -> bool:
        return before.enterprises == now.enterprises

    def restored(self, problem: Problem, asked: Problem) -> Problem:
        pairs = zip(problem.enterprises, asked.enterprises, strict=True)
        return replace(problem, enterprises=tuple(self._with(e, getattr(own, self.name)) for e, own in pairs))

    def moved(self, problem: Problem, change: Change) -> Problem:
        figure = change.to if isinstance(change.to, int) else None
        return replace(
            problem,
            enterprises=tuple(
                self._with(e, figure) if e.id == change.enterprise else e for e in problem.enterprises
            ),
        )

    def _with(self, enterprise: Enterprise, pence: int | None) -> Enterprise:
        figure: dict[str, Any] = {self.name: pence}
        return replace(enterprise, **figure)


class MinValue(OwnValue):
    """Value of the enterprise as a member >= its own least value."""

    name = "min_value"
    title = "the minimum values that enterprises have set"

    def rows(self, b: Building) -> None:
        own = np.array([e.min_value or 0 for e in b.problem.enterprises], dtype=np.int64)
        floor = 0 if b.softs("member_floor") else b.problem.rules.member_floor or 0
        least_value_rows(b, np.flatnonzero(b.c.alive & (own > floor)))

    def change_in_words(self, moved: Moved) -> str:
        return f"work for {moved.change.enterprise} from {pounds(moved.end)} instead of {pounds(moved.start)}"

    def clash_in_words(self, moved: Moved) -> str:
        wants = f"{moved.change.enterprise} wants at least {pounds(moved.start)} of work"
        return f"{wants}. It would need to accept {pounds(moved.end)}."

    def limit_in_words(self, problem: Problem, package: WorkPackage | None) -> str:
        of = f" that could deliver {package.id}" if package else ""
        return f"Some enterprises{of} want more work than they can have here. Without them,"


def least_value_rows(b: Building, who: Indexes) -> None:
    """Value >= least·y for those of `who` who must have something."""
    asked = who[b.c.least[who] > 0]
    rows = b.value_rows(asked, -b.c.least / b.v.money, 0, INFINITY)
    for enterprise, row in zip(asked.tolist(), rows.tolist(), strict=True):
        b.name("min_value", b.problem.enterprises[enterprise].id, row, b.v.money)
