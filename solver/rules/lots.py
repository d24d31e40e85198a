"""Which bidder has work in which lot: what the rules on lots are made of.

A bidder is the consortium as a whole or, where the rules say so, each of its members.
"""

from __future__ import annotations

import numpy as np

from solver.outcome import Change
from solver.problem import Problem
from solver.program import INFINITY
from solver.rules.amounts import Amounts
from solver.rules.building import Building, LotSwitches
from solver.rules.rule import Rule
from solver.rules.soft import Soft

CONSORTIUM = -1  # the number of the one bidder that a consortium is


def lot_switches(b: Building) -> LotSwitches:
    """The switches of a building, made when a rule first asks for them."""
    if b.lot_switches is None:
        b.lot_switches = _made(b)
    return b.lot_switches


def _made(b: Building) -> LotSwitches:
    c, v, program = b.c, b.v, b.program
    lots = [package.lot for package in b.problem.work_packages]
    number = {lot: i for i, lot in enumerate(dict.fromkeys(lots))}
    of_pair = np.array([number[lot] for lot in lots], dtype=np.int64)[c.w]
    by_member = b.problem.rules.lot_bidder == "member"
    bidder = c.e if by_member else np.full(len(c.w), CONSORTIUM, dtype=np.int64)
    both, place = np.unique(np.stack([bidder, of_pair]), axis=1, return_inverse=True)
    columns = program.columns(both.shape[1], 0, 1, 0, True)
    rows = program.open_rows(len(c.w), -INFINITY, 0)
    program.entries(rows, v.x, v.unit / c.high)
    program.entries(rows, columns[place.ravel()], -1.0)
    names = list(number)
    switches: dict[int, dict[str, int]] = {}
    for who, lot, column in zip(both[0].tolist(), both[1].tolist(), columns.tolist(), strict=True):
        switches.setdefault(who, {})[names[lot]] = column
    return LotSwitches(switches)


def lots_of_bidders(plan: Amounts) -> list[set[str]]:
    """The lots in which each bidder of a plan has work."""
    packages = plan.problem.work_packages
    by_member = plan.problem.rules.lot_bidder == "member"
    lots: dict[int, set[str]] = {}
    for pair in plan.plan.units:
        who = int(plan.c.e[pair]) if by_member else CONSORTIUM
        lots.setdefault(who, set()).add(packages[plan.c.w[pair]].lot)
    return list(lots.values())


def who_bids(problem: Problem) -> str:
    """'A member' or 'A consortium', for a sentence."""
    return f"A {problem.rules.lot_bidder}"


def same_bidder(before: Problem, now: Problem) -> bool:
    """Whether both count the same as one bidder."""
    return before.rules.lot_bidder == now.rules.lot_bidder


class LotRule(Rule):
    """A rule on lots that is kept or waived as a whole."""

    certified = False
    waiver = True
    waived_to = "dropped"

    def softs(self, problem: Problem) -> list[Soft]:
        return [self.soft("kept")] if self.asked(problem) else []

    def moved(self, problem: Problem, change: Change) -> Problem:
        return self.dropped(problem)
