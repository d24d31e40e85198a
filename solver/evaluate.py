"""The search's own reckoning of a consortium in exact integers. `solver.check` has another, on purpose."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from solver.candidates import Candidates


@dataclass(frozen=True)
class Plan:
    """A consortium by index: `units` maps a pair of the candidates to what it delivers a period."""

    lead: int
    members: tuple[int, ...]
    units: dict[int, int]


@dataclass(frozen=True)
class Figures:
    """What a plan comes to. `losses`: member -> (pence short, work packages not fully taken over)."""

    objective: int
    price: int
    value: int
    social_value: int
    trust_gap: int
    shortfall: int
    losses: dict[int, tuple[int, tuple[int, ...]]]


def figures(c: Candidates, plan: Plan) -> Figures:
    """Every figure of a plan."""
    weights = c.problem.weights
    value = sum(units * int(c.worth[pair]) for pair, units in plan.units.items())
    social = sum(units * int(c.points[pair]) for pair, units in plan.units.items())
    price = value + sum(int(c.joining[member]) for member in plan.members)
    near = c.trust.get(plan.lead, {})
    gap = sum(1000 - near.get(member, 0) for member in plan.members if member != plan.lead)
    losses = {}
    for member in plan.members:
        if member != plan.lead:
            left = left_undone(c, plan, member)
            if left:
                short = sum(units * int(c.worth[pair]) for pair, units in left.items())
                losses[member] = (short, tuple(sorted(int(c.package_of[pair]) for pair in left)))
    shortfall = sum(short for short, _ in losses.values())
    baseline = {c.place[one] for one in c.problem.baseline}
    objective = (
        weights.price * price
        - weights.social_value * social
        + weights.trust * gap
        + weights.members * len(plan.members)
        + weights.shortfall * shortfall
        + weights.changes * len(baseline ^ set(plan.members))
    )
    return Figures(objective, price, value, social, gap, shortfall, losses)


def spare_places(c: Candidates, plan: Plan) -> tuple[dict[int, int], dict[int, list[int]]]:
    """Spare units of each offer of the members, and for each work package the offers that may take it
    over.
    """
    load: dict[int, int] = {}
    for pair, units in plan.units.items():
        load[int(c.offer_of[pair])] = load.get(int(c.offer_of[pair]), 0) + units
    inside = np.zeros(len(c.alive), dtype=bool)
    inside[list(plan.members)] = True
    chosen = inside[c.owner[c.spare_o]]
    room: dict[int, int] = {}
    able: dict[int, list[int]] = {}
    for o, w in zip(c.spare_o[chosen].tolist(), c.spare_w[chosen].tolist(), strict=True):
        room[o] = int(c.capacity[o]) - load.get(o, 0)
        able.setdefault(w, []).append(o)
    return room, able


def left_undone(c: Candidates, plan: Plan, member: int) -> dict[int, int]:
    """Units of each pair of `member` that nobody takes over when it drops out, dearest work package served
    first.
    """
    room, able = spare_places(c, plan)
    network = Recovery(c, room, able, member)
    ids = [package.id for package in c.problem.work_packages]
    lost = [pair for pair in plan.units if c.enterprise_of[pair] == member]
    lost.sort(key=lambda pair: (-int(c.worth[pair]), ids[c.package_of[pair]]))
    left = {}
    for pair in lost:
        missing = plan.units[pair] - network.take(int(c.package_of[pair]), plan.units[pair])
        if missing:
            left[pair] = missing
    return left


class Recovery:
    """A flow network from work packages to the spare units of offers, filled one work package after
    another.
    """

    def __init__(self, c: Candidates, room: dict[int, int], able: dict[int, list[int]], without: int) -> None:
        self.room = {o: units for o, units in room.items() if c.owner[o] != without}
        self.able = {w: [o for o in offers if o in self.room] for w, offers in able.items()}
        self.flow: dict[tuple[int, int], int] = {}
        self.reached_w: set[int] = set()
        self.reached_o: set[int] = set()

    def take(self, package: int, units: int) -> int:
        """Pushes up to `units` more of a work package through; units that went."""
        sent = 0
        while sent < units:
            path = self._path(package)
            if path is None:
                break
            step = units - sent
            for w, o, back in path:
                if back:
                    step = min(step, self.flow[w, o])
            step = min(step, self.room[path[-1][1]])
            for w, o, back in path:
                self.flow[w, o] = self.flow.get((w, o), 0) + (-step if back else step)
            self.room[path[-1][1]] -= step
            sent += step
        return sent

    def _path(self, package: int) -> list[tuple[int, int, bool]] | None:
        """Arcs (work package, offer, taken back) to an offer with room; None leaves the cut in
        `reached_*`.
        """
        came: dict[int, tuple[int, int] | None] = {
            package: None
        }  # work package -> (offer left, package it was for)
        via: dict[int, int] = {}  # offer -> work package it is reached from
        queue = deque([package])
        while queue:
            w = queue.popleft()
            for o in self.able.get(w, ()):
                if o in via:
                    continue
                via[o] = w
                if self.room[o] > 0:
                    return self._traced(o, via, came)
                for other in [x for (x, y), units in self.flow.items() if y == o and units > 0]:
                    if other not in came:
                        came[other] = (o, w)
                        queue.append(other)
        self.reached_w, self.reached_o = set(came), set(via)
        return None

    @staticmethod
    def _traced(
        end: int, via: dict[int, int], came: dict[int, tuple[int, int] | None]
    ) -> list[tuple[int, int, bool]]:
        path = []
        o: int | None = end
        while o is not None:
            w = via[o]
            path.append((w, o, False))
            before = came[w]
            if before is None:
                break
            o = before[0]
            path.append((w, o, True))
        path.reverse()
        return path
