"""The search restricted to enterprises worth a look: good consortia quickly, and the quick certificate."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor, wait

import numpy as np

from solver.model import Model
from solver.program import Answer
from solver.search.certificate import Certifier
from solver.search.neighbourhood import Suggesting
from solver.search.regions import Members, Region
from solver.search.shortlist import in_relaxation, worth_a_look
from solver.search.state import Known

_log = logging.getLogger(__name__)

LARGE = 1000  # pairs from which a first consortium need not be nearly the best
LARGE_GAP = 5e-3
NEAR_FLOOR = 0.003  # a consortium known beforehand that is this near the floor makes a first look needless
CLOSER_PATIENCE = 0.15  # of the time that is left
EXCHANGE_PATIENCE = 2.0  # seconds for each
CERTIFIED = 0.008  # the relative gap of the quick certificate


class Gathering:
    """Fills the pool of what is known, without proving more than a first bound."""

    def __init__(self, known: Known, model: Model, root: Answer) -> None:
        self.known = known
        self.root = root
        self.suggesting = Suggesting(known.miner)
        self.large = len(known.c.w) > LARGE
        self.bounding: Future[None] | None = None
        self.model = model.copy()  # as the relaxation saw it: the base goes on learning

    def run(self, helper: ThreadPoolExecutor | None) -> None:
        """Fills the pool from the enterprises worth a look, one question after another."""
        known = self.known
        allowed = self._allowed(wide=not self.large)
        if allowed is None:
            return
        known.read_off()
        if known.found:
            known.tell("first")
        if not self._near_floor():
            self._look(0, allowed)
        if not known.found and self.large:
            allowed = self._allowed(wide=True)
            if allowed is not None:
                self._look(0, allowed)
        if not known.found or allowed is None:
            return
        # What bounds the first proposal needs nobody's help where a second core is idle.
        if helper is not None:
            self.bounding = helper.submit(self.bound)
            self.bounding.add_done_callback(_failure)
        else:
            self.bound()
        if self.large:
            self._exchange_on(self._allowed(wide=True))
        if len(known.found) < known.count or not self.large:
            self._look_on(allowed)

    def closer(self) -> None:
        """Looks again, among more enterprises and more closely: for a question too large to have been exact at once."""
        allowed = self._allowed(wide=True)
        if allowed is not None:
            self._look(0, allowed, gap=3e-4, patience=CLOSER_PATIENCE * self.known.left)

    def bounded(self) -> None:
        """Waits for what `bound` does beside: two large programs at once would need twice the memory."""
        if self.bounding is not None:
            wait([self.bounding])

    def again(self) -> None:
        """Looks round a first proposal that has only just been found."""
        allowed = self._allowed(wide=True)
        if allowed is not None:
            self._look_on(allowed)

    def _exchange_on(self, allowed: np.ndarray | None) -> None:
        """One proposal after another by exchanging as few members of the first as must be, the smallest parts first."""
        known = self.known
        if allowed is None:
            return
        first = known.found[0].plan
        parts = np.zeros(len(known.c.alive))
        for pair, units in first.units.items():
            parts[known.c.e[pair]] += units * float(known.c.worth[pair])
        small = sorted((one for one in first.members if one != first.lead), key=lambda one: parts[one])
        step = max(1, -(-known.least // 2))
        patience = known.left if known.settings.steady else EXCHANGE_PATIENCE
        for start in range(0, min(len(small), 3 * step * known.count), step):
            if len(known.found) == known.count:
                break
            away = small[start : start + step]
            members = self.suggesting.exchange(known.region(known.found), allowed, first, away, patience)
            if members is not None:
                self._heard(members)

    def _look_on(self, allowed: np.ndarray) -> None:
        for number in range(1, self.known.count):
            if len(self.known.found) < number:
                break
            self._look(number, allowed)

    def _allowed(self, wide: bool) -> np.ndarray | None:
        look = worth_a_look(self.model, self.root, self.known.left) if wide else in_relaxation(self.model, self.root)
        if look is not None:
            for members in list(self.known.pool):
                look[list(members)] = True
        return look

    def _look(self, number: int, allowed: np.ndarray, gap: float | None = None, patience: float | None = None) -> None:
        """One question asked of those worth a look; what is heard is told at once."""
        known = self.known
        region = known.region(known.found[:number])
        around = known.found[0].plan.members if number and self.large else None
        if gap is None:
            gap = 1e-4 if number or not self.large else LARGE_GAP
        if known.good_enough is not None:
            gap = max(gap, 0.2 * known.good_enough)
        if patience is None:
            patience = max(1.0, (0.2 if number else 0.6) * known.left)
        plan = known.found[number].plan if len(known.found) > number else None
        self.suggesting.among(region, allowed, patience, around, gap, self._heard, plan)

    def _heard(self, members: Members) -> None:
        known = self.known
        known.pool.add(members)
        before = [one.objective for one in known.found]
        known.read_off()
        if [one.objective for one in known.found] != before:
            known.tell("proposal" if before else "first")

    def _near_floor(self) -> bool:
        """Whether what was known beforehand is so good that looking for better ones is not worth the time."""
        known = self.known
        if not known.found:
            return False
        first = known.found[0]
        if known.lent is not None and known.lent.beyond >= first.objective - known.enough(first.objective):
            return True
        return self._within(NEAR_FLOOR)

    def bound(self) -> None:
        """Raises the floor: covers first, then a bound within about one per cent of the first proposal.

        For everybody who cannot wait for the proof. The certificate is made here too, so that an answer cut short
        carries it.
        """
        known = self.known
        if known.good_enough is not None and self._within(known.good_enough):
            return
        known.take_floor(known.miner.tighten(self.root))
        if known.good_enough is not None:
            return
        if not self._within(CERTIFIED):
            self._raise(CERTIFIED)
        known.tell("certified")
        if known.confirm:
            known.certificate = Certifier(known.c).certificate(known.left)

    def near_enough(self) -> bool:
        """Whether what has been found is close enough to the floor for who asked; proves nothing more then."""
        known, gap = self.known, self.known.good_enough or 0.0
        known.bound_proposals()
        if known.found and not self._within(gap):
            self._raise(0.8 * gap)
            known.read_off()
            known.bound_proposals()
        if not known.found or not self._within(gap):
            return False
        known.ended = "count" if len(known.found) == known.count else "out_of_time"
        return True

    def _within(self, gap: float) -> bool:
        """Whether the first proposal is within a share (of `Known.basis`) of the floor."""
        first = self.known.found[0]
        return first.objective - self.known.floor <= gap * self.known.basis(first)

    def _raise(self, gap: float) -> None:
        """Raises the floor to within a share of the first proposal's basis, by the program over everybody."""
        known = self.known
        first = known.found[0]
        # A solver's gap is a share of the objective, of which the price may be only a part.
        scale = abs(first.objective) / max(1.0, known.basis(first))
        whole = Region((), known.least)
        got = known.miner.mine(whole, known.enough, known=first.plan, relative_gap=gap / max(scale, 0.1))
        known.keep(got)
        known.raise_floor(got.bound)


def _failure(done: Future[None]) -> None:
    """A failure beside is not lost: without its bound the search goes on, but somebody must hear of it."""
    error = done.exception()
    if error is not None:
        _log.error("the quick bound failed: %s", error, exc_info=error)
