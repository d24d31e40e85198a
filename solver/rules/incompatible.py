"""Pairs who never work together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from solver.outcome import Change
from solver.problem import Problem
from solver.program import INFINITY
from solver.rules.building import Building
from solver.rules.rule import Moved, Rule
from solver.rules.soft import Soft

MOST_PAIRS = 500  # above which none is thought of alone


class Incompatible(Rule):
    """y_a + y_b <= 1 for each pair."""

    name = "incompatible"
    title = "the list of enterprises that cannot work together"
    certified = False
    waiver = True

    def asked(self, problem: Problem) -> bool:
        return bool(problem.incompatible)

    def dropped(self, problem: Problem) -> Problem:
        return replace(problem, incompatible=())

    def narrows(self, before: Problem, now: Problem) -> bool:
        return {frozenset(pair) for pair in before.incompatible} <= {
            frozenset(pair) for pair in now.incompatible
        }

    def softs(self, problem: Problem) -> list[Soft]:
        pairs = problem.incompatible
        return [self.soft(b, enterprise=a) for a, b in pairs] if len(pairs) <= MOST_PAIRS else []

    def lifted(self, problem: Problem, softs: Iterable[Soft]) -> Problem:
        waived = {(soft.enterprise, soft.start) for soft in softs}
        return replace(
            problem, incompatible=tuple(pair for pair in problem.incompatible if pair not in waived)
        )

    def moved(self, problem: Problem, change: Change) -> Problem:
        mended = {change.enterprise, change.from_}
        return replace(
            problem, incompatible=tuple(pair for pair in problem.incompatible if set(pair) != mended)
        )

    def rows(self, b: Building) -> None:
        c, v = b.c, b.v
        pairs = b.problem.incompatible
        ends = np.array([(c.place[a], c.place[b]) for a, b in pairs], dtype=np.int64).reshape(-1, 2)
        there = np.flatnonzero(c.alive[ends].all(axis=1))
        rows = b.program.open_rows(len(there), -INFINITY, 1)
        b.program.entries(rows[:, None], v.y[ends[there]], 1.0)
        waived = {(soft.enterprise, soft.start): soft for soft in b.softs(self.name)}
        for row, pair in zip(rows.tolist(), there.tolist(), strict=True):
            if pairs[pair] in waived:
                b.program.entries(row, b.waive(waived[pairs[pair]]), -1.0)

    def change_in_words(self, moved: Moved) -> str:
        return f"letting {moved.change.enterprise} and {moved.change.from_} work together"

    def clash_in_words(self, moved: Moved) -> str:
        return (
            f"{moved.change.enterprise} and {moved.change.from_} cannot work together, but the work needs"
            " both."
        )
