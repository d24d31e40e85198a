"""What a search knows so far: pool, sequence of proposals, bounds; and what follows from it without solving."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from solver.candidates import Candidates
from solver.problem import Problem
from solver.program import Answer
from solver.search.completion import Completer
from solver.search.proposals import tolerance
from solver.search.regions import Members, Miner, Minimum, Region
from solver.search.solution import NO_BOUND, Found
from solver.settings import Settings

Report = Callable[[str, float, int | None, int | None, int], None]


def quiet(stage: str, seconds: float, best: int | None, bound: int | None, proposals: int) -> None:
    """Reports to nobody."""


@dataclass(frozen=True)
class Lent:
    """A bound from an earlier question on every consortium at least `least` members from each of `apart`."""

    apart: tuple[Members, ...]
    least: int
    beyond: int


class Known:
    """Everything known about one problem; `found` grows while the search works and may be read from another thread."""

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        c: Candidates,
        started: float,
        report: Report,
        confirm: bool,
        good_enough: float | None,
        of_objective: bool,
    ) -> None:
        self.problem = problem
        self.good_enough = good_enough  # a relative gap at which to stop, instead of a proof
        self.of_objective = of_objective  # the gap is a share of the objective, not of the price
        self.settings = settings
        self.report = report
        self.confirm = confirm  # a second solver's word on infeasibility: needed before a person hears it
        self.started = started
        self.deadline = self.started + settings.seconds
        self.lock = threading.Lock()
        self.found: list[Found] = []
        self.floor: float = -math.inf  # a bound on every consortium
        self.regions: dict[Region, Minimum] = {}
        self.ended = "out_of_time"
        self.infeasible = False
        self.c = c
        self.completer = Completer(self.c, settings.seed)
        self.lent: Lent | None = None
        self.pool: set[Members] = set()
        self.certificate: dict[str, Any] | None = None
        self.miner: Miner  # from `run` on, when there is a model to mine

    @property
    def left(self) -> float:
        """Seconds until the search must stop."""
        return self.deadline - time.monotonic()

    @property
    def count(self) -> int:
        """How many proposals are asked for."""
        return self.problem.alternatives.count

    @property
    def distinct(self) -> bool:
        """Whether no two proposals may have one lead."""
        return self.problem.alternatives.distinct_leads

    @property
    def least(self) -> int:
        """By how many members two proposals differ at least."""
        return self.problem.alternatives.min_difference

    def tell(self, stage: str) -> None:
        """One line of progress."""
        best = self.found[0].objective if self.found else None
        bound = int(self.floor) if math.isfinite(self.floor) else None
        self.report(stage, time.monotonic() - self.started, best, bound, len(self.found))

    def enough(self, objective: float) -> float:
        """How far below an objective a bound proves it. With a price P unknown, from the smallest it could be."""
        prices = [one.figures.price for one in self.found if one.objective <= objective]
        weight = self.problem.weights.price
        return float(tolerance(weight, min(prices)) if prices else tolerance(1, int(self.c.least_payment)))

    def basis(self, one: Found) -> float:
        """What a gap is a share of, in objective units: the price, or the whole objective where price hardly counts."""
        if self.of_objective:
            return abs(float(one.objective))
        return float(self.problem.weights.price * one.figures.price)

    def region(self, before: list[Found]) -> Region:
        """Every consortium that may follow the proposals before it."""
        banned = frozenset(one.plan.lead for one in before) if self.distinct else frozenset()
        return Region(tuple(one.plan.members for one in before), self.least, banned)

    def keep(self, got: Minimum) -> None:
        """What mining a region has found joins the pool."""
        if got.plan is not None:
            self.pool.add(got.plan.members)

    def take_floor(self, root: Answer) -> None:
        """The bound a relaxation gives, in whole objective units, less what floating point may have cost."""
        if root.status == "optimal":
            exact = root.objective * self.miner.base.columns.purse
            self.raise_floor(float(math.floor(exact - 1e-6 * abs(exact) - 1e-6)))

    def raise_floor(self, bound: float) -> None:
        """A valid bound on every consortium, kept where it is better than the one known."""
        if math.isfinite(bound) and bound > self.floor:
            self.floor = bound

    def read_off(self) -> None:
        """The sequence of proposals the pool gives: the best, then the best that differs as required, and so on."""
        chosen: list[Found] = []
        while len(chosen) < self.count:
            banned = frozenset(one.plan.lead for one in chosen) if self.distinct else frozenset()
            best: Found | None = None
            for members in sorted(self.pool):
                if any(len(set(members) ^ set(one.plan.members)) < self.least for one in chosen):
                    continue
                known = self.miner.sketch(members, banned)
                if known is not None and (best is None or known[1].objective < best.objective):
                    best = Found(*known)
            if best is None:
                break
            chosen.append(best)
        with self.lock:
            self.found = chosen

    def settle(self) -> None:
        """Reckons the sequence exactly where that was left until now."""
        while self.left > 0:
            banned: frozenset[int] = frozenset()
            rough = False
            for one in list(self.found):
                members = one.plan.members
                rough |= not self.completer.certain(members, banned)
                self.miner.exact(members, banned)
                banned = banned | {one.plan.lead} if self.distinct else banned
            self.read_off()
            if not rough:
                return

    def wanted(self, found: list[Found]) -> dict[Region, float]:
        """Regions that together hold every consortium, each with the objective it must not beat."""
        last = len(found) if len(found) < self.count else len(found) - 1
        wanted = {self.region(found[:last]): found[last].objective if last < len(found) else math.inf}
        for j, one in enumerate(found[:last]):
            region = self.region(found[:j])
            wanted[Region(region.apart, self.least, region.banned, near=one.plan.members)] = one.objective
            if self.distinct:
                wanted[Region(region.apart, self.least, region.banned, under=one.plan.lead)] = one.objective
        return wanted

    def bound_proposals(self) -> None:
        """Bounds of the proposals as the regions mined so far give them."""
        found = list(self.found)
        wanted = self.wanted(found)
        for k, one in enumerate(found):
            best = self.floor
            # A region apart from fewer than the k before has nothing that the k-th question may still choose.
            needed = [region for region in wanted if len(region.apart) >= k]
            if all(region in self.regions for region in needed):
                best = max(best, min(self.regions[region].bound for region in needed))
            alone = self.region(found[:k])
            if alone in self.regions:
                best = max(best, self.regions[alone].bound)
            one.bound = int(max(min(best, one.objective), NO_BOUND))
