"""The proof: every region that may hold something better is mined, until none is left open."""

from __future__ import annotations

import math
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor

from solver.search.primal import Gathering
from solver.search.regions import Minimum, Region
from solver.search.solution import Found
from solver.search.state import Known, Lent


class Closing:
    """Closes the regions that together hold every consortium."""

    def __init__(self, known: Known, gathering: Gathering) -> None:
        self.known = known
        self.gathering = gathering

    def run(self, helper: ThreadPoolExecutor | None) -> None:
        """Closes every region and piece, starting again whenever the sequence changes."""
        known = self.known
        known.settle()
        if known.lent is not None and known.found:
            self._near_lent(known.lent)
        if self.gathering.large and known.found:
            self._first(helper)
        while known.left > 0:
            before = list(known.found)
            wanted = known.wanted(before)
            open_regions = [region for region, aim in wanted.items() if not self._closed(region, aim)]
            if not open_regions:
                self._finish(before)
                return
            state = self._state(open_regions)
            self._close(open_regions, wanted, helper)
            known.settle()
            if before and known.found and known.found[0].objective < before[0].objective:
                self.gathering.again()
            known.bound_proposals()
            known.tell("bound")
            if known.left > 0 and self._state(open_regions) == state:
                return  # what is open now is open for good: something only tolerances tell apart

    def _state(self, regions: list[Region]) -> tuple[object, ...]:
        """What a round must change to be worth another."""
        known = self.known
        bounds = [known.regions[one].bound if one in known.regions else None for one in regions]
        return len(known.pool), [one.objective for one in known.found], bounds

    def _near_lent(self, lent: Lent) -> None:
        """With a bound lent on all that is far from some consortia, only their neighbourhoods are open.

        Asked only where the bound is worth it, which is where one of the consortia lent has become the first.
        """
        known = self.known
        whole = Region((), known.least)
        aim = known.found[0].objective
        if lent.beyond < aim - known.enough(aim):
            return
        bound: float = lent.beyond
        for members in lent.apart:
            plan = known.found[0].plan if known.found[0].plan.members == members else None
            got = known.miner.mine(Region((), lent.least, near=members), known.enough, aim, plan)
            known.keep(got)
            bound = min(bound, math.inf if got.empty else got.bound)
            if known.left <= 0:
                return
        known.raise_floor(bound)
        known.regions[whole] = Minimum(bound=bound)
        known.settle()

    def _first(self, helper: ThreadPoolExecutor | None) -> None:
        """The first proposal's proof alone: on a large question all others are worth asking only round the true first.

        First a closer look, for the proof is quick where there is little left to find; then the one large program,
        with nothing as large beside it.
        """
        known = self.known
        self.gathering.closer()
        known.settle()
        self.gathering.bounded()
        aim = known.found[0].objective
        whole = Region((), known.least)
        if self._closed(whole, aim):
            return
        beside = helper.submit(self.gathering.again) if helper is not None and known.count > 1 else None
        self._mine(whole, aim, threading.Event())
        if beside is not None:
            beside.result()
        known.settle()
        if known.count > 1 and (beside is None or known.found[0].objective < aim):
            self.gathering.again()
        known.bound_proposals()
        known.tell("bound")

    def _closed(self, region: Region, aim: float) -> bool:
        """Whether a region's bound, or that of a larger one, is good enough."""
        if self.known.floor >= aim - self.known.enough(aim):
            self.known.regions[region] = Minimum(bound=self.known.floor)
            return True
        for other, got in list(self.known.regions.items()):
            same = (other.near, other.under) == (region.near, region.under) and other.banned <= region.banned
            larger = same and set(other.apart) <= set(region.apart)
            if larger and (got.empty or got.bound >= aim - self.known.enough(aim)):
                self.known.regions[region] = got
                return True
        return False

    def _close(
        self, open_regions: list[Region], wanted: dict[Region, float], helper: ThreadPoolExecutor | None
    ) -> None:
        """Mines regions, the large one first, on every core there is; what they find joins the pool."""
        waiting = deque(sorted(open_regions, key=lambda one: one.near is not None or one.under is not None))
        changed = threading.Event()

        def work() -> None:
            while not changed.is_set() and self.known.left > 0:
                try:
                    region = waiting.popleft()
                except IndexError:
                    return
                self._mine(region, wanted[region], changed)

        beside = helper.submit(work) if helper is not None and len(waiting) > 1 else None
        work()
        if beside is not None:
            beside.result()

    def _mine(self, region: Region, aim: float, changed: threading.Event) -> None:
        known = self.known
        plan = next((one.plan for one in known.found if one.objective == aim), None)
        got = known.miner.mine(region, known.enough, aim, plan, known.confirm and math.isinf(aim))
        known.keep(got)
        if not region.apart and region.near is None and region.under is None:
            known.raise_floor(got.bound)
        known.regions[region] = got
        if got.objective < aim - known.enough(aim):
            changed.set()  # the sequence changes: whatever else is open may no longer matter

    def _finish(self, found: list[Found]) -> None:
        self.known.bound_proposals()
        if self.known.left <= 0:
            return
        if len(found) == self.known.count:
            self.known.ended = "count"
            return
        closing = self.known.regions[self.known.region(found)]
        if closing.empty:
            self.known.ended = "none_left"
            self.known.infeasible = not found
