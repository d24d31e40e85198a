"""The proof: every region that may hold something better is mined, until none is left open."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

from solver.evaluate import Plan
from solver.regions import Region
from solver.search.found import Found
from solver.search.known import Known


class Closing:
    """Closes the regions that together hold every consortium."""

    def __init__(self, known: Known) -> None:
        self.known = known

    def run(self, helper: ThreadPoolExecutor | None) -> None:
        """Closes every region and piece, starting again whenever the sequence changes."""
        while self.known.left > 0:
            before = list(self.known.found)
            wanted = self.known.wanted(before)
            open_regions = [region for region, aim in wanted.items() if not self._closed(region, aim)]
            if not open_regions:
                self._finish(before)
                return
            self._close(open_regions, wanted, helper)
            self.known.read_off()
            self.known.bound_proposals()
            self.known.tell("bound")

    def _closed(self, region: Region, aim: float) -> bool:
        """Whether a region is mined, or a larger one whose bound is good enough for it."""
        if region in self.known.regions:
            return True
        for other, got in list(self.known.regions.items()):
            same = (other.near, other.under) == (region.near, region.under) and other.banned <= region.banned
            if same and set(other.apart) <= set(region.apart) and got.bound >= aim - self.known.enough(aim):
                self.known.regions[region] = got
                return True
        return False

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
            got = self.known.miner.mine(region, self.known.enough, aim, known, self.known.confirm and math.isinf(aim))
            self.known.keep(got)
            beaten = got.objective < aim - self.known.enough(aim)
            if not region.apart and region.near is None and region.under is None:
                self.known.raise_floor(got.bound)
            if beaten and not got.empty and math.isfinite(aim):
                return  # the sequence changes: whatever else is open may no longer matter
            if self.known.left > 0 or got.empty:
                self.known.regions[region] = got
            else:
                self.known.regions.setdefault(region, got)

    def _known_in(self, region: Region, aim: float) -> Plan | None:
        """The proposal a region is there to prove, where it lies in it."""
        return next((one.plan for one in self.known.found if one.objective == aim), None)

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
