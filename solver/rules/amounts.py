"""What a plan takes of each rule, in exact integers."""

from __future__ import annotations

from functools import cached_property

from solver.candidates import Candidates
from solver.evaluate import Plan
from solver.problem import Enterprise, Problem
from solver.rules.phrases import WHOLE_POUNDS_FROM


class Amounts:
    """The sums of one plan that rules measure. `c` holds the pairs of the plan, `problem` what is asked."""

    def __init__(self, problem: Problem, c: Candidates, plan: Plan) -> None:
        self.problem = problem
        self.c = c
        self.plan = plan
        self.value = dict.fromkeys(plan.members, 0)  # pence, by member
        self.value_of_package: dict[str, int] = {w.id: 0 for w in problem.work_packages}
        for pair, units in plan.units.items():
            worth = units * int(c.worth[pair])
            self.value[int(c.enterprise_of[pair])] += worth
            self.value_of_package[problem.work_packages[c.package_of[pair]].id] += worth

    @cached_property
    def total(self) -> int:
        """Contract value in pence, 1 at least, so that shares of it can be told."""
        return max(1, sum(self.value.values()))

    @cached_property
    def price(self) -> int:
        """Contract value and joining costs, in pence."""
        return sum(self.value.values()) + sum(int(self.c.joining[member]) for member in self.plan.members)

    @property
    def members(self) -> list[Enterprise]:
        """The members, in the plan's order."""
        return [self.problem.enterprises[member] for member in self.plan.members]

    def share_bp(self, counted: set[int]) -> int:
        """Basis points of the value that some members deliver, rounded down."""
        return 10_000 * sum(worth for member, worth in self.value.items() if member in counted) // self.total

    def units_of(self, package: str) -> list[int]:
        """Units of each provider of a work package."""
        w = self.c.package_place[package]
        return [units for pair, units in self.plan.units.items() if self.c.package_of[pair] == w]

    def load_of(self, offer: str) -> int:
        """Units that an offer delivers."""
        number = self.c.offer_ids.index(offer)
        return sum(units for pair, units in self.plan.units.items() if self.c.offer_of[pair] == number)


def up(pence: int, start: int) -> int:
    """To whole pounds, never too little, where the figure is told in whole pounds."""
    return -(-pence // 100) * 100 if start >= WHOLE_POUNDS_FROM else pence


def down(pence: int, start: int) -> int:
    """To whole pounds, never too much, where the figure is told in whole pounds."""
    return pence // 100 * 100 if start >= WHOLE_POUNDS_FROM else pence
