"""One bidder has work in only so many lots."""

from __future__ import annotations

from solver.problem import Problem
from solver.program import INFINITY
from solver.rules.amounts import Amounts
from solver.rules.building import Building
from solver.rules.figures import Figure
from solver.rules.lots import lot_switches, lots_of_bidders, same_bidder, who_bids
from solver.rules.phrases import lots
from solver.rules.rule import Moved
from solver.rules.soft import Soft


class LotsPerBidder(Figure):
    """Lots with work of a bidder <= most."""

    name = "lots_per_bidder"
    title = "the maximum number of lots for one bidder"
    field = "lots_per_bidder"
    rises = True
    certified = False

    def narrows(self, before: Problem, now: Problem) -> bool:
        return super().narrows(before, now) and (self.figure(before) is None or same_bidder(before, now))

    def rows(self, b: Building) -> None:
        most = self.figure(b.problem)
        if most is None:
            return
        more = None
        everywhere = len({package.lot for package in b.problem.work_packages})
        for soft in b.softs(self.name):
            more = b.give(soft, float(everywhere - most), whole=True)
        for switches in lot_switches(b).columns.values():
            if len(switches) > most:
                b.row(list(switches.values()), 1.0, -INFINITY, most, more)

    def amount(self, plan: Amounts, soft: Soft) -> int:
        return max(len(lots_there) for lots_there in lots_of_bidders(plan))

    def change_in_words(self, moved: Moved) -> str:
        return f"letting a {moved.problem.rules.lot_bidder} have {lots(moved.end)} instead of {moved.start:,}"

    def clash_in_words(self, moved: Moved) -> str:
        return f"{self._limit(moved)} {moved.end:,}."

    def least_in_words(self, moved: Moved) -> str:
        return f"{self._limit(moved)} more."

    @staticmethod
    def _limit(moved: Moved) -> str:
        by_member = moved.problem.rules.lot_bidder == "member"
        needs = "one member would need" if by_member else "this work is in"
        return f"{who_bids(moved.problem)} can have at most {lots(moved.start)}, but {needs}"
