"""Shares of the contract value that some kind of member must deliver: social enterprises, local ones."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from solver.problem import Enterprise, Problem
from solver.program import INFINITY
from solver.rules.amounts import Amounts
from solver.rules.building import Building
from solver.rules.columns import in_lowest_terms, power_of_two
from solver.rules.figures import Figure, Share
from solver.rules.phrases import per_cent
from solver.rules.rule import Moved, with_rules
from solver.rules.soft import Soft


class ValueShare(Share, Figure):
    """10000·value of those who count >= share·value of all."""

    who: str

    @abstractmethod
    def counts(self, problem: Problem, enterprise: Enterprise) -> bool:
        """Whether an enterprise's work counts."""

    def rows(self, b: Building) -> None:
        share = self.figure(b.problem)
        if not share:
            return
        c, v = b.c, b.v
        counted = np.array([self.counts(b.problem, e) for e in b.problem.enterprises], dtype=bool)
        part, whole = in_lowest_terms(share, 10_000)
        size = power_of_two(whole)
        slack = None
        for soft in b.softs(self.name):
            slack = b.give(soft, share / 10_000 * b.most_value, 10_000 / max(b.most_value, 1e-9))
        row = b.row(v.x, (whole * counted[c.e] - part) / size * b.value, 0, INFINITY, slack, whole / size)
        b.name(self.name, None, row, v.money * size * (10_000 // whole))

    def amount(self, plan: Amounts, soft: Soft) -> int:
        everybody = plan.problem.enterprises
        return plan.share_bp({m for m in plan.value if self.counts(plan.problem, everybody[m])})

    def asking(self, moved: Moved) -> str:
        return f"requiring {self.who} to deliver {per_cent(moved.end)} of the work by value"

    def demand(self, moved: Moved) -> str:
        return f"{self.who.capitalize()} must deliver at least {per_cent(moved.start)} of the work by value"


class SocialEnterpriseShare(ValueShare):
    """Of social enterprises."""

    name = "social_enterprise_share"
    title = "the minimum share for social enterprises"
    field = "social_enterprise_share_bp"
    who = "social enterprises"

    def counts(self, problem: Problem, enterprise: Enterprise) -> bool:
        return enterprise.social_enterprise


class LocalShare(ValueShare):
    """Of members at home in the local areas."""

    name = "local_share"
    title = "the minimum share for local enterprises"
    field = "local_share_bp"
    who = "local enterprises"

    def counts(self, problem: Problem, enterprise: Enterprise) -> bool:
        return enterprise.home_area in problem.rules.local_areas

    def dropped(self, problem: Problem) -> Problem:
        return with_rules(problem, local_share_bp=None, local_areas=())

    def narrows(self, before: Problem, now: Problem) -> bool:
        same = set(before.rules.local_areas) == set(now.rules.local_areas)
        return not self.figure(before) or (same and super().narrows(before, now))
