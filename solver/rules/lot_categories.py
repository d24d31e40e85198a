"""Categories of lots: a bidder has lots of one category only, and no more of it than the category allows."""

from __future__ import annotations

from solver.problem import LotCategory, Problem
from solver.program import INFINITY
from solver.rules.building import Building
from solver.rules.lots import LotRule, lot_switches, same_bidder, who_bids
from solver.rules.phrases import listed
from solver.rules.rule import Moved, with_rules

MOST_TOLD = 3  # categories, and lots of one, in a sentence


class LotCategories(LotRule):
    """Σ of a category's z <= most·u and Σ u <= 1 for each bidder: one lot in A, or two in B."""

    name = "lot_categories"
    title = "the rule on lot categories"

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
            chosen: list[int] = []
            for category in categories:
                inside = [columns[lot] for lot in category.lots if lot in columns]
                if inside:
                    chosen += b.program.columns(1, 0, 1, 0, True).tolist()
                    values = [*[1.0] * len(inside), -float(min(category.most, len(inside)))]
                    b.row([*inside, chosen[-1]], values, -INFINITY, 0, switch, float(len(inside)))
            if len(chosen) > 1:
                b.row(chosen, 1.0, -INFINITY, 1)

    def change_in_words(self, moved: Moved) -> str:
        return f"dropping {self.title} ({self._categories(moved.problem)})"

    def clash_in_words(self, moved: Moved) -> str:
        can_have = f"{who_bids(moved.problem)} can have {self._categories(moved.problem)}"
        return f"{can_have}. The work needs more lots than that, or a different mix."

    @staticmethod
    def _categories(problem: Problem) -> str:
        """The categories that have a lot of the question, not more than can be read."""
        lots = {package.lot for package in problem.work_packages}
        kinds = [_in_words(kind) for kind in problem.rules.lot_categories if lots.intersection(kind.lots)]
        more = [f"{len(kinds) - MOST_TOLD:,} other categories"] if len(kinds) > MOST_TOLD else []
        return ", or ".join([*kinds[:MOST_TOLD], *more])


def _in_words(category: LotCategory) -> str:
    """'lot 3', 'lots 3 and 4', '1 of lots 3 and 4'"""
    if len(category.lots) == 1:
        return f"lot {category.lots[0]}"
    few = f"{category.most:,} of " if category.most < len(category.lots) else ""
    more = [f"{len(category.lots) - MOST_TOLD:,} more"] if len(category.lots) > MOST_TOLD + 1 else []
    shown = [*category.lots[:MOST_TOLD], *more] if more else category.lots
    return f"{few}lots {listed(shown)}"
