"""The search restricted to enterprises worth a look: good consortia quickly, and the quick certificate."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from solver.certify import Certifier
from solver.core import in_relaxation, worth_a_look
from solver.model import Model
from solver.program import Answer
from solver.regions import Members, Region
from solver.search.known import Known

_log = logging.getLogger(__name__)

LARGE = 1000  # pairs from which a first consortium need not be nearly the best
FIRST_GAP = 3e-3
LARGE_GAP = 5e-3
NEAR_FLOOR = 0.02  # a consortium known beforehand that is this near the floor makes a first look needless
CERTIFIED = 0.008  # the relative gap of the quick certificate


class Gathering:
    """Fills the pool of what is known, without proving more than a first bound."""

    def __init__(self, known: Known, model: Model, root: Answer) -> None:
        self.known = known
        self.root = root
        self.large = len(known.c.w) > LARGE
        self.model = model

    def run(self, helper: ThreadPoolExecutor | None) -> None:
        """Fills the pool from the enterprises worth a look, one question after another."""
        known = self.known
        allowed = self._allowed()
        if allowed is None:
            return
        known.read_off()
        if known.found:
            known.tell("first")
        for number in range(known.count):
            if number and len(known.found) < number:
                break
            if number or not self._near_floor():
                self._look(number, allowed)
            if not number and known.found:
                # What bounds the first proposal needs nobody's help where a second core is idle.
                if helper is not None:
                    helper.submit(self.bound).add_done_callback(_heard)
                else:
                    self.bound()

    def _allowed(self) -> np.ndarray | None:
        if self.large:
            allowed = in_relaxation(self.model, self.root)
        else:
            allowed = worth_a_look(self.model, self.root, self.known.left)
        if allowed is not None:
            for members in self.known.pool:
                allowed[list(members)] = True
        return allowed

    def _look(self, number: int, allowed: np.ndarray) -> None:
        """One question asked of those worth a look; what is heard is told at once."""
        known = self.known
        region = known.region(known.found[:number])
        around = known.found[0].plan.members if number and self.large else None
        gap = 1e-4 if number or not self.large else LARGE_GAP
        if known.good_enough is not None:
            gap = max(gap, 0.2 * known.good_enough)
        patience = max(1.0, (0.2 if number else 0.6) * known.left)

        def heard(members: Members) -> None:
            known.pool.add(members)
            before = [one.objective for one in known.found]
            known.read_off()
            if [one.objective for one in known.found] != before:
                known.tell("proposal" if before else "first")

        known.miner.suggest(region, allowed, patience, around, gap, heard)

    def _near_floor(self) -> bool:
        known = self.known
        if not known.found:
            return False
        first = known.found[0]
        return first.objective - known.floor <= NEAR_FLOOR * known.problem.weights.price * first.figures.price

    def bound(self) -> None:
        """Raises the floor: covers first, then a bound within about one per cent of the first proposal.

        For everybody who cannot wait for the proof. The certificate is made here too, so that an answer cut short
        carries it.
        """
        known = self.known
        known.take_floor(known.miner.tighten(self.root))
        if known.good_enough is not None:
            return
        first = known.found[0]
        reach = known.problem.weights.price * first.figures.price
        if first.objective - known.floor > CERTIFIED * reach:
            scale = abs(first.objective) / max(1.0, float(reach))
            gap = CERTIFIED / max(scale, 0.1)
            whole = Region((), known.least)
            got = known.miner.mine(whole, known.enough, known=first.plan, relative_gap=gap)
            known.keep(got)
            known.raise_floor(got.bound)
        known.tell("certified")
        if known.confirm:
            known.certificate = Certifier(known.c).certificate(known.left)

    def near_enough(self) -> bool:
        """Whether what has been found is close enough to the floor for who asked; proves nothing more then."""
        known, gap = self.known, self.known.good_enough or 0.0
        known.bound_proposals()
        if not known.found:
            return False
        first = known.found[0]
        if first.objective - known.floor > gap * known.problem.weights.price * first.figures.price:
            whole = Region((), known.least)
            got = known.miner.mine(whole, known.enough, known=first.plan, relative_gap=0.8 * gap)
            known.keep(got)
            known.raise_floor(got.bound)
            known.read_off()
            known.bound_proposals()
        known.ended = "count" if len(known.found) == known.count else "out_of_time"
        return True


def _heard(done: Future[None]) -> None:
    """A failure beside is not lost: without its bound the search goes on, but somebody must hear of it."""
    error = done.exception()
    if error is not None:
        _log.error("the quick bound failed: %s", error, exc_info=error)
