"""An enterprise takes only so much work."""

from __future__ import annotations

import numpy as np

from solver.candidates import exposure_limit
from solver.problem import Problem, WorkPackage
from solver.program import INFINITY, Indexes
from solver.rules.building import Building
from solver.rules.min_value import OwnValue
from solver.rules.phrases import pounds
from solver.rules.rule import Moved


class MaxValue(OwnValue):
    """Value of the enterprise <= its own greatest value. Whom the exposure binds sooner has its row there."""

    name = "max_value"
    title = "the maximum values that enterprises have set"

    def rows(self, b: Building) -> None:
        exposed = np.array(
            [exposure_limit(b.problem, e.turnover) for e in b.problem.enterprises], dtype=np.int64
        )
        sooner = b.c.most < exposed
        most_value_rows(b, np.flatnonzero(b.c.alive & (sooner | bool(b.softs("exposure")))))

    def change_in_words(self, moved: Moved) -> str:
        return (
            f"work for {moved.change.enterprise} up to {pounds(moved.end)} instead of {pounds(moved.start)}"
        )

    def clash_in_words(self, moved: Moved) -> str:
        takes = f"{moved.change.enterprise} takes at most {pounds(moved.start)} of work"
        return f"{takes}. It would need to take {pounds(moved.end)}."

    def limit_in_words(self, problem: Problem, package: WorkPackage | None) -> str:
        of = f" that could deliver {package.id}" if package else ""
        return f"Some enterprises{of} limit how much work they take. Within those limits,"


def most_value_rows(b: Building, who: Indexes) -> None:
    """Value <= most·y for those of `who` whose pairs together could pass it; a single pair is clipped
    already.
    """
    c = b.c
    pairs = np.bincount(c.e, minlength=len(c.alive))
    bound = who[(pairs[who] > 1) & (b.reach[who] > c.most[who])]
    rows = b.value_rows(bound, -c.most / b.v.money, -INFINITY, 0)
    for enterprise, row in zip(bound.tolist(), rows.tolist(), strict=True):
        b.name("max_value", b.problem.enterprises[enterprise].id, row, b.v.money)
