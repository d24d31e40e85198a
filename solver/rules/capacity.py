"""An offer's capacity is shared by all the work packages it serves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace

import numpy as np

from solver.candidates import Candidates
from solver.outcome import Change
from solver.problem import Enterprise, Offer, Problem
from solver.program import INFINITY
from solver.rules.amounts import Amounts
from solver.rules.building import Building
from solver.rules.phrases import listed, units
from solver.rules.rule import Moved, Rule
from solver.rules.soft import Soft

# Only the largest offers of each work package may grow, and only so far: one that would have to grow tenfold
# helps nobody.
MOST_GROWING = 4
MOST_GROWTH = 3


class Capacity(Rule):
    """Σ units <= capacity·y for each offer. A change names the offer by its enterprise and first work
    package.
    """

    name = "capacity"
    title = "the capacities of the offers"
    of_tender = False
    numerous = True
    always_helps = True

    def asked(self, problem: Problem) -> bool:
        return any(e.offers for e in problem.enterprises)

    def dropped(self, problem: Problem) -> Problem:
        wanted = sum(w.quantity for w in problem.work_packages)
        return _with_offers(problem, lambda e, o: replace(o, capacity=max(o.capacity, wanted)))

    def narrows(self, before: Problem, now: Problem) -> bool:
        return before.enterprises == now.enterprises

    def softs(self, problem: Problem) -> list[Soft]:
        quantity = {w.id: w.quantity for w in problem.work_packages}
        excluded = set(problem.pins.exclude)
        offers: dict[str, list[tuple[int, str, str]]] = {}
        for e in problem.enterprises:
            for o in e.offers if e.id not in excluded else ():
                if o.serves and 0 < o.capacity < sum(quantity[s.work_package] for s in o.serves):
                    for serve in o.serves:
                        offers.setdefault(serve.work_package, []).append(
                            (o.capacity, e.id, o.serves[0].work_package)
                        )
        growing: dict[tuple[str, str], Soft] = {}
        for w in problem.work_packages:
            largest = sorted(offers.get(w.id, ()), key=lambda offer: (-offer[0], offer[1]))
            for capacity, enterprise, first in largest[:MOST_GROWING]:
                growing[enterprise, first] = self.soft(
                    capacity, work_package=first, enterprise=enterprise, rises=True
                )
        return list(growing.values())

    def lifted(self, problem: Problem, softs: Iterable[Soft]) -> Problem:
        growing = {(soft.enterprise, soft.work_package) for soft in softs}
        quantity = {w.id: w.quantity for w in problem.work_packages}

        def roomier(e: Enterprise, o: Offer) -> Offer:
            grows = any((e.id, s.work_package) in growing for s in o.serves)
            return replace(o, capacity=most_growth(o, quantity)) if grows else o

        return _with_offers(problem, roomier, {enterprise for enterprise, _ in growing})

    def moved(self, problem: Problem, change: Change) -> Problem:
        def grown(e: Enterprise, o: Offer) -> Offer:
            serves = any(serve.work_package == change.work_package for serve in o.serves)
            return replace(o, capacity=int(change.to or 0)) if serves else o

        return _with_offers(problem, grown, {change.enterprise})

    def could_cover(self, c: Candidates, soft: Soft, package: str) -> bool:
        offer = _offer_of(c.problem, soft.enterprise, soft.work_package)
        revived = self.could_revive(c, str(soft.work_package), package)
        return revived or any(serve.work_package == package for serve in offer.serves)

    def rows(self, b: Building) -> None:
        c, v = b.c, b.v
        number = {offer: place for place, offer in enumerate(c.offer_ids)}
        grows: dict[int, tuple[Soft, Offer]] = {}
        for soft in b.softs(self.name):
            offer = _offer_of(b.problem, soft.enterprise, soft.work_package)
            grows[number[offer.id]] = soft, offer
        capacity = c.capacity.copy()
        capacity[list(grows)] = [soft.figure for soft, _ in grows.values()]
        pairs = np.bincount(c.o, minlength=len(capacity))
        reach = np.bincount(c.o, weights=c.high, minlength=len(capacity))
        bound = np.flatnonzero(
            (pairs > 1) & (reach > capacity) | np.isin(np.arange(len(capacity)), list(grows))
        )
        bound = bound[pairs[bound] > 0]
        rows = np.full(len(capacity), -1, dtype=np.int64)
        rows[bound] = b.program.open_rows(len(bound), -INFINITY, 0)
        mine = np.flatnonzero(rows[c.o] >= 0)
        scale = np.ones(len(capacity))
        np.maximum.at(scale, c.o, v.unit)
        b.program.entries(rows[c.o[mine]], v.x[mine], v.unit[mine] / scale[c.o[mine]])
        b.program.entries(rows[bound], v.y[c.owner[bound]], -capacity[bound] / scale[bound])
        quantity = {w.id: w.quantity for w in b.problem.work_packages}
        for place in bound.tolist():
            b.name(self.name, c.offer_ids[place], int(rows[place]), float(scale[place]))
            if place in grows:
                soft, offer = grows[place]
                most = (most_growth(offer, quantity) - offer.capacity) / scale[place]
                b.program.entries(rows[place], b.give(soft, most, float(scale[place])), -1.0)

    def amount(self, plan: Amounts, soft: Soft) -> int:
        return plan.load_of(_offer_of(plan.problem, soft.enterprise, soft.work_package).id)

    def change_in_words(self, moved: Moved) -> str:
        growth = f"{units(moved.by, moved.unit)} (from {moved.start:,} to {moved.end:,})"
        return f"raising the capacity of {moved.change.enterprise} for {_served(moved)} by {growth}"

    def clash_in_words(self, moved: Moved) -> str:
        short = f"{moved.change.enterprise} is {units(moved.by, moved.unit)} short"
        return f"{short} of the capacity needed for {_served(moved)}."


def most_growth(offer: Offer, quantity: dict[str, int]) -> int:
    """The most an offer's capacity may grow to; `quantity` by work package."""
    wanted = sum(quantity[s.work_package] for s in offer.serves)
    return max(offer.capacity, min(wanted, MOST_GROWTH * offer.capacity))


def _offer_of(problem: Problem, enterprise: str | None, package: str | None) -> Offer:
    owner = next(e for e in problem.enterprises if e.id == enterprise)
    return next(o for o in owner.offers if any(s.work_package == package for s in o.serves))


def _with_offers(
    problem: Problem, altered: Callable[[Enterprise, Offer], Offer], of: AbstractSet[str | None] | None = None
) -> Problem:
    """The problem with offers altered: of the enterprises named, or of all."""
    return replace(
        problem,
        enterprises=tuple(
            replace(e, offers=tuple(altered(e, o) for o in e.offers)) if of is None or e.id in of else e
            for e in problem.enterprises
        ),
    )


def _served(moved: Moved) -> str:
    """The work packages that share the capacity of the offer which a change is about: any of them may be
    short.
    """
    offer = _offer_of(moved.problem, moved.change.enterprise, moved.change.work_package)
    served = [serve.work_package for serve in offer.serves]
    shown = served if len(served) <= 3 else [*served[:2], f"{len(served) - 2} more"]
    return listed(shown) + (" together" if len(served) > 1 else "")
