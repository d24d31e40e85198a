"""The pairs (offer, work package) that could take part, as arrays, and what holds for every question.

Only prunings that hold whatever the weights, alternatives and pins of the question are done here: a pair is
dropped when its provider lacks a credential, is excluded, or could not deliver the least share without
breaking a limit of its own. Dropping a pair for its price is never valid here: its spare capacity may carry
somebody else's loss, and it may be wanted by an alternative.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from solver.problem import Enterprise, Problem

Whole = NDArray[np.int64]
UNLIMITED = 2**60


@dataclass(frozen=True)
class Candidates:
    """Pairs by index, each of an offer, so of an enterprise, and a work package; `e`, `o`, `w` for short in
    rows.

    `low`/`high` bound the units of a pair if it is used; `worth` is pence a unit over all periods; `cost` is
    what a unit adds to the objective (price weight x worth - social value). Limits of an enterprise are pence
    of value.
    """

    problem: Problem
    enterprise_of: Whole
    offer_of: Whole
    package_of: Whole
    low: Whole
    high: Whole
    worth: Whole
    points: Whole
    cost: Whole
    kept: NDArray[np.bool_]  # pairs whose quantity a pin fixes
    alive: NDArray[np.bool_]  # by enterprise: could be a member
    most: Whole  # by enterprise: pence it may deliver
    least: Whole  # by enterprise: pence it must deliver as a member
    capacity: Whole  # by offer
    owner: Whole  # by offer
    spare_o: Whole  # (offer, work package) places where a loss may be taken over
    spare_w: Whole
    can_lead: NDArray[np.bool_]  # by enterprise
    social_floor: int | None = None  # least social value of the whole, asked by a frontier
    far_from_leading: NDArray[np.bool_] | None = None  # by enterprise: could never deliver a lead's share

    e = property(lambda self: self.enterprise_of)
    o = property(lambda self: self.offer_of)
    w = property(lambda self: self.package_of)

    @property
    def packages(self) -> int:
        """How many work packages."""
        return len(self.problem.work_packages)

    @cached_property
    def members(self) -> Whole:
        """Indexes of the enterprises that could be members."""
        return np.flatnonzero(self.alive)

    @cached_property
    def leads(self) -> Whole:
        """Indexes of the enterprises that could lead."""
        able = self.alive & self.can_lead
        return np.flatnonzero(able if self.far_from_leading is None else able & ~self.far_from_leading)

    @cached_property
    def quantity(self) -> Whole:
        """Units a period, by work package."""
        return np.array([w.quantity for w in self.problem.work_packages], dtype=np.int64)

    @cached_property
    def least_payment(self) -> float:
        """What every unit at the lowest price there is adds to the objective: below every consortium's
        price.
        """
        lowest = np.full(self.packages, np.inf)
        np.minimum.at(lowest, self.w, self.worth.astype(float))
        lowest[np.isinf(lowest)] = 0.0
        return float(self.problem.weights.price * (lowest @ self.quantity))

    @cached_property
    def least_value(self) -> int:
        """Pence below every consortium's contract value: each quantity from the cheapest who could deliver
        it.
        """
        if not len(self.w):
            return 0
        order = np.lexsort((self.worth, self.w))
        w, high = self.w[order], self.high[order]
        before = np.cumsum(high) - high
        first = np.searchsorted(w, np.arange(self.packages))
        taken = np.clip(self.quantity[w] - (before - before[np.minimum(first, len(w) - 1)][w]), 0, high)
        return int((taken * self.worth[order]).sum())

    @cached_property
    def reach(self) -> NDArray[np.float64]:
        """By enterprise: pence it could deliver at most."""
        reach = np.bincount(self.e, weights=(self.high * self.worth).astype(float), minlength=len(self.alive))
        capped: NDArray[np.float64] = np.minimum(reach, self.most.astype(float))
        return capped

    @cached_property
    def turnover(self) -> Whole:
        """Pence, by enterprise."""
        return np.array([e.turnover for e in self.problem.enterprises], dtype=np.int64)

    @cached_property
    def joining(self) -> Whole:
        """Pence, by enterprise."""
        return np.array([e.joining_cost for e in self.problem.enterprises], dtype=np.int64)

    @cached_property
    def place(self) -> dict[str, int]:
        """Enterprise id -> index."""
        return {e.id: i for i, e in enumerate(self.problem.enterprises)}

    @cached_property
    def package_place(self) -> dict[str, int]:
        """Work package id -> index."""
        return {w.id: i for i, w in enumerate(self.problem.work_packages)}

    @cached_property
    def offer_ids(self) -> list[str]:
        """Offer ids by index."""
        return [offer.id for enterprise in self.problem.enterprises for offer in enterprise.offers]

    @cached_property
    def trust(self) -> dict[int, dict[int, int]]:
        """Enterprise -> partner -> per-mille, both ways round."""
        strengths: dict[int, dict[int, int]] = {}
        for a, b, strength in self.problem.trust:
            i, j = self.place[a], self.place[b]
            strengths.setdefault(i, {})[j] = strength
            strengths.setdefault(j, {})[i] = strength
        return strengths


def exposure_limit(problem: Problem, turnover: int) -> int:
    """Pence of value over the whole term an enterprise may deliver: 10000·value·12 <= bp·turnover·max(12,
    term).
    """
    limit = problem.rules.exposure_bp
    if limit is None:
        return UNLIMITED
    return min(UNLIMITED, limit * turnover * problem.rules.year // 120_000)


def candidates(problem: Problem) -> Candidates:
    """Every pair that could take part."""
    rules, weights = problem.rules, problem.weights
    most = np.array([exposure_limit(problem, e.turnover) for e in problem.enterprises], dtype=np.int64)
    own = [UNLIMITED if e.max_value is None else e.max_value for e in problem.enterprises]
    most = np.minimum(most, np.array(own, dtype=np.int64))
    least = np.array(
        [max(rules.member_floor or 0, e.min_value or 0) for e in problem.enterprises], dtype=np.int64
    )
    rows, spare = _pairs(problem, most.tolist())
    table = np.array(rows, dtype=np.int64).reshape(-1, 8)
    alive = _alive(table, most, least)
    table = table[alive[table[:, 0]]]
    e, o, w_, low_, high_, worth_, points, fixed = (np.ascontiguousarray(table[:, k]) for k in range(8))
    spares = np.array(spare, dtype=np.int64).reshape(-1, 2)
    owners = np.array([i for i, e in enumerate(problem.enterprises) for _ in e.offers], dtype=np.int64)
    spares = spares[alive[owners[spares[:, 0]]]]
    return Candidates(
        problem=problem,
        enterprise_of=e,
        offer_of=o,
        package_of=w_,
        low=low_,
        high=high_,
        worth=worth_,
        points=points,
        cost=weights.price * worth_ - weights.social_value * points,
        kept=fixed.astype(bool),
        alive=alive,
        most=most,
        least=least,
        capacity=np.array([o.capacity for e in problem.enterprises for o in e.offers], dtype=np.int64),
        owner=owners,
        spare_o=spares[:, 0],
        spare_w=spares[:, 1],
        can_lead=np.array([_able_to_lead(problem, e) for e in problem.enterprises], dtype=bool),
    )


def _able_to_lead(problem: Problem, enterprise: Enterprise) -> bool:
    """By what it holds and turns over, and what is pinned."""
    lead = problem.rules.lead
    return (
        enterprise.can_lead
        and set(enterprise.credentials).issuperset(lead.credentials)
        and enterprise.turnover >= lead.min_turnover
        and problem.pins.lead in (None, enterprise.id)
    )


def _pairs(problem: Problem, most: list[int]) -> tuple[list[tuple[int, ...]], list[tuple[int, int]]]:
    """Rows (e, o, w, low, high, worth, points, kept) of pairs, and (o, w) of all who hold what a loss would
    ask.
    """
    places = {w.id: i for i, w in enumerate(problem.work_packages)}
    needs = [frozenset(w.credentials) for w in problem.work_packages]
    kept = {(a.enterprise, a.work_package): a for a in problem.pins.allocations}
    excluded = set(problem.pins.exclude)
    rows: list[tuple[int, ...]] = []
    spare: list[tuple[int, int]] = []
    number = -1
    for i, enterprise in enumerate(problem.enterprises):
        held = set(enterprise.credentials)
        for offer in enterprise.offers:
            number += 1
            if enterprise.id in excluded:
                continue
            for serve in offer.serves:
                w = places[serve.work_package]
                if not held >= needs[w]:
                    continue
                spare.append((number, w))
                package = problem.work_packages[w]
                worth = serve.unit_price * package.periods
                low, high = package.least, min(package.quantity, offer.capacity)
                if worth:
                    high = min(high, most[i] // worth)
                agreed = kept.get((enterprise.id, package.id))
                if agreed is not None and agreed.offer == offer.id:
                    low, high = (
                        (agreed.quantity, agreed.quantity) if low <= agreed.quantity <= high else (1, 0)
                    )
                if low <= high:
                    points = serve.social_value * package.periods
                    rows.append((i, number, w, low, high, worth, points, agreed is not None))
    return rows, spare


def without_distant_leads(c: Candidates) -> Candidates:
    """The same, where only those lead who could deliver a lead's share of the least value there can be.

    Where that leaves nobody all stay: counting has said its word then, and the search is to say its own. Not
    for a question whose quantities or shares are to give way: there the least value is another.
    """
    far = far_from_leading(c)
    return c if far[c.leads].all() else replace(c, far_from_leading=far)


def far_from_leading(c: Candidates) -> NDArray[np.bool_]:
    """By enterprise: could never deliver a lead's share."""
    share = c.problem.rules.lead.min_value_share_bp
    return np.asarray(10_000 * c.reach * (1 + 1e-9) < share * c.least_value)


def _alive(table: Whole, most: Whole, least: Whole) -> NDArray[np.bool_]:
    """Enterprises with a pair left that could reach the value a member must deliver."""
    reach = np.zeros(len(most), dtype=np.float64)
    np.add.at(reach, table[:, 0], (table[:, 4] * table[:, 5]).astype(np.float64))
    has = np.zeros(len(most), dtype=bool)
    has[table[:, 0]] = True
    return has & (reach >= least) & (most >= least)


def only(c: Candidates, members: tuple[int, ...]) -> tuple[Candidates, Whole]:
    """The same question asked of these enterprises alone, and where each of its pairs stood before."""
    inside = np.zeros(len(c.alive), dtype=bool)
    inside[list(members)] = True
    pairs = np.flatnonzero(inside[c.e])
    places = inside[c.owner[c.spare_o]]
    smaller = replace(
        c,
        **{name: getattr(c, name)[pairs] for name in _BY_PAIR},
        alive=c.alive & inside,
        spare_o=c.spare_o[places],
        spare_w=c.spare_w[places],
    )
    return smaller, pairs


_BY_PAIR = ("enterprise_of", "offer_of", "package_of", "low", "high", "worth", "points", "cost", "kept")
