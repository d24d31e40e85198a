"""Pairs of lots that exclude each other: a bidder has work in one of the two at most."""

from __future__ import annotations

from solver.problem import Problem
from solver.program import INFINITY
from solver.rules.building import Building
from solver.rules.lots import LotRule, lot_switches, same_bidder, who_bids
from solver.rules.rule import Moved, with_rules

MOST_TOLD = 3  # pairs in a sentence


class ExclusiveLots(LotRule):
    """z_a + z_b <= 1 for each bidder and pair of lots."""

    name = "exclusive_lots"
    title = "the rule on lots that exclude each other"

    def asked(self, problem: Problem) -> bool:
        return bool(problem.rules.exclusive_lots)

    def dropped(self, problem: Problem) -> Problem:
        return with_rules(problem, exclusive_lots=())

    def narrows(self, before: Problem, now: Problem) -> bool:
        pairs = {frozenset(pair) for pair in before.rules.exclusive_lots}
        kept = pairs <= {frozenset(pair) for pair in now.rules.exclusive_lots}
        return not pairs or (kept and same_bidder(before, now))

    def rows(self, b: Building) -> None:
        if not self.asked(b.problem):
            return
        switch = next((b.waive(soft) for soft in b.softs(self.name)), None)
        for columns in lot_switches(b).columns.values():
            for first, second in b.problem.rules.exclusive_lots:
                if first in columns and second in columns:
                    b.row([columns[first], columns[second]], 1.0, -INFINITY, 1, switch)

    def change_in_words(self, moved: Moved) -> str:
        return f"dropping {self.title} ({self._pairs(moved.problem)})"

    def clash_in_words(self, moved: Moved) -> str:
        never = "cannot have both lots of a pair"
        return f"{who_bids(moved.problem)} {never} ({self._pairs(moved.problem)}), but the work needs both."

    @staticmethod
    def _pairs(problem: Problem) -> str:
        """The pairs of which both lots are asked for, not more than can be read."""
        lots = {package.lot for package in problem.work_packages}
        pairs = [f"{a} and {b}" for a, b in problem.rules.exclusive_lots if a in lots and b in lots]
        more = [f"{len(pairs) - MOST_TOLD:,} more"] if len(pairs) > MOST_TOLD else []
        return "lots " + "; ".join([*pairs[:MOST_TOLD], *more])
