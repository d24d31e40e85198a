"""Categories of lots: a bidder has lots of one category only, and no more of it than the category allows."""

from __future__ import annotations

from solver.problem import LotCategory, Problem
from solver.program import INFINITY
from solver.rules.building import Building
from solver.rules.lots import LotRule, lot_switches, same_bidder, who_bids
from solver.rules.phrases import listed
from solver.rules.rule import Moved, with_rules


class LotCategories(LotRule):
    """Σ of a category's z <= most·u and Σ u <= 1 for each bidder: one lot in A, or two in B."""

    name = "lot_categories"
    title = "the categories of lots"

    def asked(self, problem: Problem) -> bool:
        return bool(problem.rules.lot_categories)

    def dropped(self, problem: Problem) -> Problem:
        return with_rules(problem, lot_categories=())

    def narrows(self, before: Problem, now: Problem) -> bool:
        same = before.rules.lot_categories == now.rules.lot_categories and same_bidder(before, now)
        return not self.asked(before) or same

    def rows(self, b: Building) -> None:
        categories = b.problem.rules.lot_categories
        if not categories:
            return
        switch = next((b.waive(soft) for soft in b.softs(self.name)), None)
        for columns in lot_switches(b).columns.values():
            chosen = b.program.columns(len(categories), 0, 1, 0, True)
            for category, column in zip(categories, chosen.tolist(), strict=True):
                inside = [columns[lot] for lot in category.lots if lot in columns]
                if inside:
                    values = [*[1.0] * len(inside), -float(category.most)]
                    b.row([*inside, column], values, -INFINITY, 0, switch, float(len(inside)))
            b.row(chosen, 1.0, -INFINITY, 1)

    def change_in_words(self, moved: Moved) -> str:
        return f"dropping {self.title} ({self._categories(moved.problem)})"

    def clash_in_words(self, moved: Moved) -> str:
        may_have = f"{who_bids(moved.problem)} may have {self._categories(moved.problem)}"
        return f"{may_have}, and the work does not fit into that."

    @staticmethod
    def _categories(problem: Problem) -> str:
        return ", or ".join(_in_words(category) for category in problem.rules.lot_categories)


def _in_words(category: LotCategory) -> str:
    """'lot 3', 'lots 3 and 4', '1 of lots 3 and 4'"""
    if len(category.lots) == 1:
        return f"lot {category.lots[0]}"
    few = f"{category.most:,} of " if category.most < len(category.lots) else ""
    return f"{few}lots {listed(category.lots)}"
