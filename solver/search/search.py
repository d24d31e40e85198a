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
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from solver.candidates import candidates, without_distant_leads
from solver.model import build
from solver.outcome import Outcome
from solver.problem import Problem
from solver.program import HIGHS, solve
from solver.search.primal import Gathering
from solver.search.proof import Closing
from solver.search.regions import Members, Miner
from solver.search.solution import NO_BOUND, Found, proposals_of
from solver.search.state import Known, Lent, Report, quiet
from solver.search.warm_start import LENT, Memory
from solver.settings import Settings

__all__ = ["NO_BOUND", "Found", "Report", "Search", "proposals_of", "quiet"]


class Search(Known):
    """One problem being searched: `run` works, `outcome` may be asked meanwhile from another thread."""

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        report: Report = quiet,
        confirm: bool = True,
        social_floor: int | None = None,
        good_enough: float | None = None,
        of_objective: bool = False,
    ) -> None:
        started = time.monotonic()  # reading the candidates counts too
        c = replace(without_distant_leads(candidates(problem)), social_floor=social_floor)
        super().__init__(problem, settings, c, started, report, confirm, good_enough, of_objective)

    def run(self) -> None:
        """Works until there are enough proven proposals, there are no more, or time is out."""
        self.tell("read")
        base = build(self.c)
        self.miner = Miner(self.c, base, self.completer, self.settings.seed, lambda: self.deadline)
        root = solve(base.program, HIGHS, self.left, relaxed=True)
        self.take_floor(root)
        gathering = Gathering(self, base, root)
        with ThreadPoolExecutor(max(1, min(2, self.settings.workers) - 1)) as pool:
            helper = pool if self.settings.workers > 1 else None
            gathering.run(helper)
            if self.good_enough is None or not gathering.near_enough():
                Closing(self, gathering).run(helper)

    def seed_with(self, consortia: Iterable[tuple[str, ...]]) -> None:
        """Consortia known from an earlier question, by the ids of their members: tried first, trusted for nothing."""
        for ids in consortia:
            members = self._places(ids)
            if members is not None and self.c.alive[list(members)].all():
                self.pool.add(members)

    def borrow(self, memory: Memory) -> None:
        """What an earlier question left that still holds of this one (`Memory.lent_to` has judged that)."""
        self.seed_with(memory.consortia)
        if memory.floor is not None:
            self.raise_floor(memory.floor)
        apart = [self._places(ids) for ids in memory.apart]
        if memory.beyond is not None:
            known = tuple(members for members in apart if members is not None)
            if len(known) == len(apart):
                self.lent = Lent(known, memory.least, memory.beyond)

    def lend(self, problem: Problem) -> Memory:
        """What is known now, for the next question."""
        ids = [one.id for one in problem.enterprises]
        with self.lock:
            found = list(self.found)
        best = sorted(self.completer.reckoned(), key=lambda one: one[1])[:LENT]
        floor = int(self.floor) if math.isfinite(self.floor) else None
        last = self.region(found[:-1]) if found else None
        far = self.regions.get(last) if last is not None and not last.banned else None
        told = far is not None and math.isfinite(far.bound) and last is not None
        return Memory(
            question=problem,
            consortia=tuple(tuple(ids[i] for i in members) for members, _ in best),
            floor=floor,
            apart=tuple(tuple(ids[i] for i in members) for members in last.apart) if told and last else (),
            least=self.least,
            beyond=int(far.bound) if told and far else None,
        )

    def _places(self, ids: tuple[str, ...]) -> Members | None:
        place = self.c.place
        return tuple(sorted(place[one] for one in ids)) if all(one in place for one in ids) else None

    def outcome(self) -> Outcome:
        """What is known now, as an outcome."""
        with self.lock:
            found = [Found(one.plan, one.figures, max(one.bound, self._floor_of(one))) for one in self.found]
        proposals = proposals_of(self.c, found)
        status = "solved" if proposals else "infeasible" if self.infeasible else "out_of_time"
        return Outcome(self.problem.sha256, status, self.ended, proposals, certificate=self.certificate)

    def _floor_of(self, one: Found) -> int:
        return int(min(self.floor, one.objective)) if math.isfinite(self.floor) else NO_BOUND
