"""What a lot's work comes to may not pass the budget of the lot."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.candidates import Candidates
from solver.outcome import Change
from solver.problem import Problem
from solver.program import INFINITY
from solver.rules.amounts import Amounts, up
from solver.rules.building import Building
from solver.rules.phrases import about, pounds
from solver.rules.rule import Moved, Rule, at_most, with_rules
from solver.rules.soft import Soft


class LotBudget(Rule):
    """Σ value of the lot's work packages <= its budget. A change names the lot by its first work package."""

    name = "lot_budget"
    title = "the budgets of the lots"

    def asked(self, problem: Problem) -> bool:
        return bool(problem.rules.lot_budgets)

    def dropped(self, problem: Problem) -> Problem:
        return with_rules(problem, lot_budgets={})

    def narrows(self, before: Problem, now: Problem) -> bool:
        limits = now.rules.lot_budgets
        return all(at_most(most, limits.get(lot)) for lot, most in before.rules.lot_budgets.items())

    def softs(self, problem: Problem) -> list[Soft]:
        first: dict[str, str] = {}
        for package in problem.work_packages:
            first.setdefault(package.lot, package.id)
        limits = problem.rules.lot_budgets.items()
        return [self.soft(most, work_package=first[lot], rises=True) for lot, most in limits if lot in first]

    def lifted(self, problem: Problem, softs: Iterable[Soft]) -> Problem:
        free = {lot_of(problem, soft.work_package) for soft in softs}
        return with_rules(
            problem, lot_budgets={k: v for k, v in problem.rules.lot_budgets.items() if k not in free}
        )

    def moved(self, problem: Problem, change: Change) -> Problem:
        lot = lot_of(problem, change.work_package)
        return with_rules(problem, lot_budgets={**problem.rules.lot_budgets, lot: change.to})

    def could_cover(self, c: Candidates, soft: Soft, package: str) -> bool:
        return False

    def rows(self, b: Building) -> None:
        c, v = b.c, b.v
        lots = np.array([package.lot for package in b.problem.work_packages])
        softs = {lot_of(b.problem, soft.work_package): soft for soft in b.softs(self.name)}
        for lot, most in b.problem.rules.lot_budgets.items():
            pairs = np.flatnonzero((lots == lot)[c.w])
            if not (lots == lot).any():
                continue
            slack = b.give(softs[lot], b.most_value, v.money) if lot in softs else None
            row = b.row(v.x[pairs], b.value[pairs], -INFINITY, most / v.money, slack)
            b.name(self.name, lot, row, v.money)

    def amount(self, plan: Amounts, soft: Soft) -> int:
        lot = lot_of(plan.problem, soft.work_package)
        inside = [w.id for w in plan.problem.work_packages if w.lot == lot]
        return up(sum(plan.value_of_package[package] for package in inside), soft.figure)

    def change_in_words(self, moved: Moved) -> str:
        of = f"a budget of {pounds(moved.end)} for {moved.lot}"
        return f"{of} instead of {pounds(moved.start)} ({pounds(moved.by)} more)"

    def clash_in_words(self, moved: Moved) -> str:
        cost = f"It would cost {pounds(moved.end)} {moved.rest}"
        return f"The budget of {pounds(moved.start)} for {moved.lot} is {pounds(moved.by)} too low. {cost}."

    def least_in_words(self, moved: Moved) -> str:
        return f"The budget of {pounds(moved.start)} for {moved.lot} is at least {about(moved.by)} too low."


def lot_of(problem: Problem, package: str | None) -> str:
    """The lot of a work package. Raises StopIteration where there is no such work package."""
    return next(w.lot for w in problem.work_packages if w.id == package)
