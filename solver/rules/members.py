"""How many members a consortium has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from solver.outcome import Change
from solver.problem import Problem
from solver.program import INFINITY
from solver.rules.amounts import Amounts
from solver.rules.building import Building
from solver.rules.phrases import members
from solver.rules.rule import Moved, Rule, with_rules
from solver.rules.soft import Soft


class Members(Rule):
    """min <= members <= max. Its two figures give way one by one: the upper one rises, the lower one
    falls.
    """

    name = "members"
    title = "the limits on the number of members"

    def asked(self, problem: Problem) -> bool:
        return True

    def dropped(self, problem: Problem) -> Problem:
        return with_rules(problem, members=replace(problem.rules.members, min=0, max=_everybody(problem)))

    def narrows(self, before: Problem, now: Problem) -> bool:
        wide, tight = before.rules.members, now.rules.members
        return tight.min >= wide.min and tight.max <= wide.max

    def softs(self, problem: Problem) -> list[Soft]:
        limits = problem.rules.members
        upper = [self.soft(limits.max, rises=True)] if limits.max < len(problem.enterprises) else []
        return upper + ([self.soft(limits.min)] if limits.min > 1 else [])

    def lifted(self, problem: Problem, softs: Iterable[Soft]) -> Problem:
        figures: dict[str, Any] = {}
        for soft in softs:
            figures |= {"max": _everybody(problem)} if soft.rises else {"min": 0}
        return with_rules(problem, members=replace(problem.rules.members, **figures))

    def moved(self, problem: Problem, change: Change) -> Problem:
        limits = problem.rules.members
        raised = change.from_ == limits.max and isinstance(change.to, int) and change.to > limits.max
        figure: dict[str, Any] = {"max" if raised else "min": change.to}
        return with_rules(problem, members=replace(limits, **figure))

    def rows(self, b: Building) -> None:
        limits, everybody = b.problem.rules.members, b.v.y[b.c.members]
        softs = {soft.rises: soft for soft in b.softs(self.name)}
        most, least = limits.max, max(1, limits.min)
        if softs:
            if True in softs:
                more = b.give(softs[True], float(len(everybody) - most), whole=True)
                b.row(everybody, 1.0, -INFINITY, most, more)
                most = b.c.problem.rules.members.max
            if False in softs:
                b.row(everybody, 1.0, least, INFINITY, b.give(softs[False], float(least), whole=True))
                least = 1
        b.name(self.name, None, b.row(everybody, 1.0, least, most), 1.0)

    def amount(self, plan: Amounts, soft: Soft) -> int:
        return len(plan.plan.members)

    def change_in_words(self, moved: Moved) -> str:
        limit = "up to" if moved.end > moved.start else "as few as"
        return f"{limit} {members(moved.end)} instead of {moved.start:,}"

    def clash_in_words(self, moved: Moved) -> str:
        if moved.end > moved.start == 0:
            return f"No members are allowed, but the work needs {moved.end:,}."
        if moved.end > moved.start:
            few = (
                "no enterprise can do all the work alone"
                if moved.start == 1
                else "they cannot do all the work"
            )
            return f"At most {_are(moved.start)} allowed, but {few}. It needs {moved.end:,}."
        return (
            f"At least {_are(moved.start)} required, but the rules leave enough work for only {moved.end:,}."
        )

    def least_in_words(self, moved: Moved) -> str:
        rises = moved.end > moved.start
        limit = f"At most {_are(moved.start)} allowed" if rises else f"At least {_are(moved.start)} required"
        return f"{limit}, but no group of that size meets the other rules."


def _are(count: int) -> str:
    """'1 member is', '2 members are'"""
    return f"{members(count)} {'is' if count == 1 else 'are'}"


def _everybody(problem: Problem) -> int:
    """An upper limit that bars nothing."""
    return max(1, len(problem.enterprises), problem.rules.members.max)
