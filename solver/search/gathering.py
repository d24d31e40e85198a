"""The search restricted to enterprises worth a look: good consortia quickly, and the quick certificate."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from solver.regions import Region
from solver.search.known import Known

LARGE = 1000  # pairs from which a first consortium need not be nearly the best
FIRST_GAP = 3e-3
CERTIFIED = 0.008  # the relative gap of the quick certificate


class Gathering:
    """Fills the pool of what is known, without proving more than a first bound."""

    def __init__(self, known: Known) -> None:
        self.known = known

    def run(self, allowed: np.ndarray, helper: ThreadPoolExecutor | None) -> None:
        """Fills the pool from the enterprises worth a look, one question after another."""
        certificate: Future[None] | None = None
        for number in range(self.known.count):
            region = self.known.region(self.known.found[:number])
            if number and len(self.known.found) < number:
                break
            around = self.known.found[0].plan.members if number else None
            gap = FIRST_GAP if not number and len(self.known.c.w) > LARGE else 1e-4
            if self.known.good_enough is not None:
                gap = max(gap, 0.2 * self.known.good_enough)
            patience = max(1.0, (0.2 if number else 0.6) * self.known.left)
            for members in self.known.miner.suggest(region, allowed, patience, around, gap):
                self.known.pool.add(members)
            before = len(self.known.found)
            self.known.read_off()
            if not number and self.known.found:
                self.known.tell("first")
                # The quick certificate needs nobody's help where a second core is idle.
                if helper is not None:
                    certificate = helper.submit(self.certify)
                else:
                    self.certify()
            elif len(self.known.found) > before:
                self.known.tell("proposal")
        if certificate is not None:
            certificate.result()

    def certify(self) -> None:
        """A bound within about one per cent of the first proposal, for everybody who cannot wait for the proof."""
        if self.known.good_enough is not None:
            return
        first = self.known.found[0]
        reach = self.known.problem.weights.price * first.figures.price
        if first.objective - self.known.floor <= CERTIFIED * reach:
            return
        scale = abs(first.objective) / max(1.0, float(reach))
        gap = CERTIFIED / max(scale, 0.1)
        whole = Region((), self.known.least)
        got = self.known.miner.mine(whole, self.known.enough, known=first.plan, relative_gap=gap)
        self.known.keep(got)
        self.known.raise_floor(got.bound)
        self.known.tell("certified")

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
