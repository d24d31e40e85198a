"""What is left undone when a member drops out: a maximum flow grown one work package at a time, dearest
first.
"""

from __future__ import annotations

from dataclasses import dataclass

from solver.check.proposal_view import Part, ProposalView


@dataclass(frozen=True, slots=True)
class Lost:
    """Pence left undone without member `of`, at its price, and in which work packages."""

    of: str
    short: int
    work_packages: tuple[str, ...]


def losses_of(view: ProposalView) -> list[Lost]:
    """Every member but the lead whose loss leaves something undone."""
    losses = []
    for member in view.members:
        if member != view.lead.id:
            short, packages = _loss(view, member)
            if packages:
                losses.append(Lost(member, short, tuple(packages)))
    return losses


def _loss(view: ProposalView, member: str) -> tuple[int, list[str]]:
    spare = _spare(view, member)
    carried: dict[str, dict[str, int]] = {
        offer: {} for offer in spare
    }  # offer -> work package -> units taken over
    lost = [part for part in view.parts if part.enterprise.id == member]
    lost.sort(key=lambda part: (-part.serve.unit_price * part.package.periods, part.package.id))
    short, packages = 0, []
    for part in lost:
        left = part.quantity
        while left:
            moved = _augment(part, left, spare, carried)
            if not moved:
                break
            left -= moved
        if left:
            short += left * part.package.periods * part.serve.unit_price
            packages.append(part.package.id)
    return short, packages


def _spare(view: ProposalView, member: str) -> dict[str, tuple[int, frozenset[str]]]:
    """Offer of the others -> its spare units and the work packages it may take over."""
    loads: dict[str, int] = {}
    for part in view.parts:
        loads[part.offer.id] = loads.get(part.offer.id, 0) + part.quantity
    spare = {}
    for other in view.members.values():
        if other.id == member:
            continue
        held = set(other.credentials)
        for offer in other.offers:
            able = [
                s.work_package
                for s in offer.serves
                if held.issuperset(view.packages[s.work_package].credentials)
            ]
            spare[offer.id] = (offer.capacity - loads.get(offer.id, 0), frozenset(able))
    return spare


def _augment(
    part: Part, wanted: int, spare: dict[str, tuple[int, frozenset[str]]], carried: dict[str, dict[str, int]]
) -> int:
    """Moves up to `wanted` units of a work package into the offers, shifting what they carry; units moved."""
    start = part.package.id
    came: dict[str, tuple[str, str]] = {}  # offer -> (work package it is reached by, offer that carried it)
    queue = [(start, "")]
    reached = {start}
    while queue:
        package, via = queue.pop(0)
        for offer, (units, able) in spare.items():
            if package not in able or offer in came:
                continue
            came[offer] = (package, via)
            free = units - sum(carried[offer].values())
            if free > 0:
                return _push(offer, min(free, wanted), came, carried)
            for other, load in carried[offer].items():
                if load and other not in reached:
                    reached.add(other)
                    queue.append((other, offer))
    return 0


def _push(
    offer: str, units: int, came: dict[str, tuple[str, str]], carried: dict[str, dict[str, int]]
) -> int:
    """Shifts as many units as the whole path allows, from its end back to its start."""
    path = []
    at = offer
    while at:
        package, via = came[at]
        path.append((at, package, via))
        if via:
            units = min(units, carried[via][package])
        at = via
    for at, package, via in path:
        carried[at][package] = carried[at].get(package, 0) + units
        if via:
            carried[via][package] -= units
    return units
