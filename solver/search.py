"""The search: good consortia quickly, then the proof that nothing better was missed.

1. The linear relaxation gives a first bound and says which enterprises are worth a first look.
2. Among those, a small program finds good consortia, question after question: the pool.
3. The sequence of proposals is read off the pool: the best, the best that differs from it, and so on.
4. One program over everybody asks whether what differs from all but the last is worse than the last; a small one for
   each proposal asks whether anything too near it is better. Together they bound every proposal at once.
5. Whatever better consortium they find joins the pool, and the sequence is read off again.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from solver.accept import as_proposal, tolerance
from solver.candidates import Candidates, candidates
from solver.certify import Certifier
from solver.complete import Completer
from solver.core import worth_a_look
from solver.evaluate import Figures, Plan
from solver.model import Model, build
from solver.outcome import Outcome, Proposal
from solver.problem import Problem
from solver.program import HIGHS, Answer, solve
from solver.regions import Members, Miner, Minimum, Region
from solver.settings import Settings

NO_BOUND = -(2**53)  # below every objective a problem may have
LARGE = 1000  # pairs from which a first consortium need not be nearly the best
FIRST_GAP = 3e-3
CERTIFIED = 0.008  # the relative gap of the quick certificate

Report = Callable[[str, float, int | None, int | None, int], None]


def quiet(stage: str, seconds: float, best: int | None, bound: int | None, proposals: int) -> None:
    """Reports to nobody."""


@dataclass
class Found:
    """A consortium with its figures and a valid lower bound on its question."""

    plan: Plan
    figures: Figures
    bound: int = NO_BOUND

    @property
    def objective(self) -> int:
        """Exact, in the problem's objective units."""
        return self.figures.objective


class Search:
    """Everything known about one problem; `found` grows while `run` works and may be read from another thread."""

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        report: Report = quiet,
        confirm: bool = True,
        social_floor: int | None = None,
        good_enough: float | None = None,
    ) -> None:
        self.problem = problem
        self.good_enough = good_enough  # a relative gap at which to stop, instead of a proof
        self.settings = settings
        self.report = report
        self.confirm = confirm  # a second solver's word on infeasibility: needed before a person hears it
        self.started = time.monotonic()
        self.deadline = self.started + settings.seconds
        self.lock = threading.Lock()
        self.found: list[Found] = []
        self.floor: float = -math.inf  # a bound on every consortium
        self.regions: dict[Region, Minimum] = {}
        self.ended = "out_of_time"
        self.infeasible = False
        self.c: Candidates = replace(candidates(problem), social_floor=social_floor)
        self.completer = Completer(self.c, settings.seed)
        self.pool: set[Members] = set()
        self.certificate: dict[str, Any] | None = None

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

    def tell(self, stage: str) -> None:
        """One line of progress."""
        best = self.found[0].objective if self.found else None
        bound = int(self.floor) if math.isfinite(self.floor) else None
        self.report(stage, time.monotonic() - self.started, best, bound, len(self.found))

    def enough(self, objective: float) -> float:
        """How far below an objective a bound proves it. With a price P unknown, from the smallest it could be."""
        price = min((one.figures.price for one in self.found if one.objective <= objective), default=0)
        return float(tolerance(self.problem.weights.price, price))

    def run(self) -> None:
        """Works until there are enough proven proposals, there are no more, or time is out."""
        self.tell("read")
        base = build(self.c)
        self.miner = Miner(self.c, base, self.completer, self.settings.seed, lambda: self.deadline)
        root = solve(base.program, HIGHS, self.left, relaxed=True)
        self._take_floor(root, base)
        allowed = worth_a_look(base, root, self.left)
        with ThreadPoolExecutor(max(1, min(2, self.settings.workers) - 1)) as pool:
            helper = pool if self.settings.workers > 1 else None
            if allowed is not None:
                self._add_seeds(allowed)
                self._gather(allowed, helper)
            if self.found and self.confirm and self.good_enough is None and self.left > 0:
                # Before the proof, so that an answer cut short carries it too.
                self.certificate = Certifier(self.c).certificate(self.left)
            if self.good_enough is None or not self._near_enough():
                self._prove(helper)

    def seed_with(self, consortia: list[tuple[str, ...]]) -> None:
        """Consortia known from an earlier question, by the ids of their members: tried first, trusted for nothing."""
        place = self.c.place
        for ids in consortia:
            members = tuple(sorted(place[one] for one in ids if one in place))
            if len(members) == len(ids) and self.c.alive[list(members)].all():
                self.pool.add(members)

    def _add_seeds(self, allowed: np.ndarray) -> None:
        for members in self.pool:
            allowed[list(members)] = True

    def _near_enough(self) -> bool:
        """Whether what has been found is close enough to the floor for who asked; proves nothing more then."""
        self._bounds()
        if not self.found:
            return False
        first = self.found[0]
        if first.objective - self.floor > (self.good_enough or 0.0) * self.problem.weights.price * first.figures.price:
            got = self.miner.mine(Region((), self._least), self.enough, relative_gap=0.8 * (self.good_enough or 0.0))
            self._keep(got)
            self._raise_floor(got.bound)
            self._read_off()
            self._bounds()
        self.ended = "count" if len(self.found) == self.count else "out_of_time"
        return True

    def _take_floor(self, root: Answer, base: Model) -> None:
        if root.status == "optimal":
            exact = root.objective * base.columns.purse
            self.floor = float(math.floor(exact - 1e-6 * abs(exact) - 1e-6))

    def _gather(self, allowed: np.ndarray, helper: ThreadPoolExecutor | None) -> None:
        """Fills the pool from the enterprises worth a look, one question after another."""
        certificate: Future[None] | None = None
        for number in range(self.count):
            region = self._region(self.found[:number])
            if number and len(self.found) < number:
                break
            around = self.found[0].plan.members if number else None
            gap = FIRST_GAP if not number and len(self.c.w) > LARGE else 1e-4
            if self.good_enough is not None:
                gap = max(gap, 0.2 * self.good_enough)
            patience = max(1.0, (0.2 if number else 0.6) * self.left)
            for members in self.miner.suggest(region, allowed, patience, around, gap):
                self.pool.add(members)
            before = len(self.found)
            self._read_off()
            if not number and self.found:
                self.tell("first")
                # The quick certificate needs nobody's help where a second core is idle.
                if helper is not None:
                    certificate = helper.submit(self._certify)
                else:
                    self._certify()
            elif len(self.found) > before:
                self.tell("proposal")
        if certificate is not None:
            certificate.result()

    def _certify(self) -> None:
        """A bound within about one per cent of the first proposal, for everybody who cannot wait for the proof."""
        if self.good_enough is not None:
            return
        first = self.found[0]
        reach = self.problem.weights.price * first.figures.price
        if first.objective - self.floor <= CERTIFIED * reach:
            return
        scale = abs(first.objective) / max(1.0, float(reach))
        gap = CERTIFIED / max(scale, 0.1)
        got = self.miner.mine(Region((), self._least), self.enough, relative_gap=gap)
        self._keep(got)
        self._raise_floor(got.bound)
        self.tell("certified")

    @property
    def _least(self) -> int:
        return self.problem.alternatives.min_difference

    def _region(self, before: list[Found]) -> Region:
        banned = frozenset(one.plan.lead for one in before) if self.distinct else frozenset()
        return Region(tuple(one.plan.members for one in before), self._least, banned)

    def _keep(self, got: Minimum) -> None:
        if got.plan is not None:
            self.pool.add(got.plan.members)

    def _raise_floor(self, bound: float) -> None:
        if math.isfinite(bound) and bound > self.floor:
            self.floor = bound

    def _read_off(self) -> None:
        """The sequence of proposals the pool gives: the best, then the best that differs as required, and so on."""
        chosen: list[Found] = []
        while len(chosen) < self.count:
            banned = frozenset(one.plan.lead for one in chosen) if self.distinct else frozenset()
            best: Found | None = None
            for members in sorted(self.pool):
                if any(len(set(members) ^ set(one.plan.members)) < self._least for one in chosen):
                    continue
                known = self.miner.exact(members, banned)
                if known is not None and (best is None or known[1].objective < best.objective):
                    best = Found(*known)
            if best is None:
                break
            chosen.append(best)
        with self.lock:
            self.found = chosen

    def _prove(self, helper: ThreadPoolExecutor | None) -> None:
        """Closes every region and piece, starting again whenever the sequence changes."""
        while self.left > 0:
            before = list(self.found)
            wanted = self._wanted(before)
            open_regions = [region for region, aim in wanted.items() if not self._closed(region, aim)]
            if not open_regions:
                self._finish(before)
                return
            self._close(open_regions, wanted, helper)
            self._read_off()
            self._bounds()
            self.tell("bound")

    def _closed(self, region: Region, aim: float) -> bool:
        """Whether a region is mined, or a larger one whose bound is good enough for it."""
        if region in self.regions:
            return True
        for other, got in list(self.regions.items()):
            same = (other.near, other.under) == (region.near, region.under) and other.banned <= region.banned
            if same and set(other.apart) <= set(region.apart) and got.bound >= aim - self.enough(aim):
                self.regions[region] = got
                return True
        return False

    def _wanted(self, found: list[Found]) -> dict[Region, float]:
        """Regions that together hold every consortium, each with the objective it must not beat."""
        last = len(found) if len(found) < self.count else len(found) - 1
        wanted = {self._region(found[:last]): found[last].objective if last < len(found) else math.inf}
        for j, one in enumerate(found[:last]):
            region = self._region(found[:j])
            wanted[Region(region.apart, self._least, region.banned, near=one.plan.members)] = one.objective
            if self.distinct:
                wanted[Region(region.apart, self._least, region.banned, under=one.plan.lead)] = one.objective
        return wanted

    def _close(
        self, open_regions: list[Region], wanted: dict[Region, float], helper: ThreadPoolExecutor | None
    ) -> None:
        """Mines regions, the large one here and the pieces beside it; what they find joins the pool."""
        large = [region for region in open_regions if region.near is None and region.under is None]
        pieces = [region for region in open_regions if region not in large]
        beside = helper.submit(self._mine_all, pieces, wanted) if helper is not None and large and pieces else None
        self._mine_all(large, wanted)
        if beside is not None:
            beside.result()
        elif helper is None or not large:
            self._mine_all(pieces, wanted)

    def _mine_all(self, regions: list[Region], wanted: dict[Region, float]) -> None:
        for region in regions:
            aim = wanted[region]
            known = self._known_in(region, aim)
            got = self.miner.mine(region, self.enough, aim, known, self.confirm and math.isinf(aim))
            self._keep(got)
            beaten = got.objective < aim - self.enough(aim)
            if not region.apart and region.near is None and region.under is None:
                self._raise_floor(got.bound)
            if beaten and not got.empty and math.isfinite(aim):
                return  # the sequence changes: whatever else is open may no longer matter
            if self.left > 0 or got.empty:
                self.regions[region] = got
            else:
                self.regions.setdefault(region, got)

    def _known_in(self, region: Region, aim: float) -> Plan | None:
        """The proposal a region is there to prove, where it lies in it."""
        return next((one.plan for one in self.found if one.objective == aim), None)

    def _bounds(self) -> None:
        """Bounds of the proposals as the regions mined so far give them."""
        found = list(self.found)
        wanted = self._wanted(found)
        order = list(wanted)
        for k, one in enumerate(found):
            best = self.floor
            needed = [region for region in order if self._holds(region, found, k)]
            if all(region in self.regions for region in needed):
                best = max(best, min(self.regions[region].bound for region in needed))
            alone = self._region(found[:k])
            if alone in self.regions:
                best = max(best, self.regions[alone].bound)
            one.bound = int(max(min(best, one.objective), NO_BOUND))

    def _holds(self, region: Region, found: list[Found], k: int) -> bool:
        """Whether a region has consortia that the k-th question may still choose."""
        return len(region.apart) >= k

    def _finish(self, found: list[Found]) -> None:
        self._bounds()
        if self.left <= 0:
            return
        if len(found) == self.count:
            self.ended = "count"
            return
        closing = self.regions[self._region(found)]
        if closing.empty:
            self.ended = "none_left"
            self.infeasible = not found

    def outcome(self) -> Outcome:
        """What is known now, as an outcome."""
        with self.lock:
            found = [Found(one.plan, one.figures, max(one.bound, self._floor_of(one))) for one in self.found]
        proposals = proposals_of(self.c, found)
        status = "solved" if proposals else "infeasible" if self.infeasible else "out_of_time"
        return Outcome(self.problem.sha256, status, self.ended, proposals, certificate=self.certificate)

    def _floor_of(self, one: Found) -> int:
        return int(min(self.floor, one.objective)) if math.isfinite(self.floor) else NO_BOUND


def proposals_of(c: Candidates, found: list[Found]) -> tuple[Proposal, ...]:
    """Best first. A bound stays valid for a question with more exclusions."""
    if not found:
        return ()
    ordered = sorted(found, key=lambda one: one.objective)
    if [id(one) for one in ordered] != [id(one) for one in found]:
        floor = min(found[0].bound, ordered[0].objective)
        ordered = [Found(one.plan, one.figures, floor) for one in ordered]
    first = ordered[0].objective
    return tuple(as_proposal(c, one.plan, one.figures, one.bound, first) for one in ordered)
