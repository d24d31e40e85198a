"""A start where every loss must be taken over: each unit of work covered twice, by different members.

Let every work package w be given 2·q_w units of the members' room, at most q_w of one member's. Whatever part
x of it they deliver, the others keep q_w - x_f units for a member f that delivers x_f and has a_f of the
room: 2·q_w - a_f - (q_w - x_f) >= x_f, since a_f <= q_w. So a double cover can always be completed, but for
the other rules.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from solver.candidates import Candidates, only
from solver.model import build
from solver.program import HIGHS, Numbers, solve
from solver.search.completion import add_flows, members_of
from solver.search.regions import Members
from solver.search.state import SearchState

GAP = 0.05  # of the best among the cover's members: the looks that follow better it
LEADS = 4  # beside the cover's own
PATIENCE = 0.7  # of the time that is left
DEARER = 4  # by how much a seat is dearer at each attempt at a smaller cover
ATTEMPTS = 8


def double_cover(state: SearchState) -> Iterator[Members]:
    """Members whose spare capacity takes over every loss, chosen from a double cover; none where there is
    none.
    """
    c = state.c
    smaller, _ = only(c, tuple(sorted({*_smallest(c), *_wanted(c)})))
    model = build(smaller, lossless=True)
    add_flows(model, tuple(smaller.members.tolist()))
    seed = state.settings.seed
    seconds = state.left if state.settings.steady else PATIENCE * state.left
    answer = solve(model.program, HIGHS, seconds, seed=seed, relative_gap=GAP)
    if answer.values is not None:
        yield members_of(model, answer.values)


def _smallest(c: Candidates) -> list[int]:
    """The cheapest double cover, its seats made dearer until there are enough of them or that saves no
    more.
    """
    seat = c.least_payment / max(1, c.problem.rules.members.max) / DEARER**2
    cover = _covered(c, 0.0)
    for _ in range(ATTEMPTS):
        if len(cover) <= c.problem.rules.members.max:
            break
        cover = min(cover, _covered(c, seat), key=len)
        seat *= DEARER
    return cover


def _wanted(c: Candidates) -> set[int]:
    """Members that a consortium needs whatever they cover: those pinned, and some who could lead most."""
    pins = c.problem.pins
    pinned = {c.place[name] for name in (*pins.include, *(part.enterprise for part in pins.allocations))}
    return pinned | set(c.leads[np.argsort(-c.reach[c.leads], kind="stable")[:LEADS]].tolist())


def _covered(c: Candidates, seat: float) -> list[int]:
    """Members one after another, each what covers most for its cost with `seat` added; all there are where
    too few.
    """
    package, offer = c.spare_w, c.spare_o
    owner = c.owner[offer]
    quantity = c.quantity.astype(float)
    usual = _usual_worth(c)
    weights = c.problem.weights
    worth = weights.price * usual[package] * _own_worth(c, usual) / 2
    joining = weights.price * c.joining + weights.members + seat
    need = 2 * quantity
    free = c.alive.copy()
    cover: list[int] = []
    while (need > 0).any():
        taken = np.minimum(np.minimum(need, quantity)[package], c.capacity[offer])
        load = np.bincount(offer, weights=taken, minlength=len(c.capacity))
        taken = taken * np.minimum(1.0, c.capacity / np.maximum(load, 1e-9))[offer]
        gain = np.bincount(owner, weights=taken * usual[package], minlength=len(free))
        cost = joining + np.bincount(owner, weights=taken * worth, minlength=len(free))
        score = np.where(free, gain / np.maximum(cost, 1e-9), 0.0)
        best = int(score.argmax())
        if score[best] <= 0:
            break
        free[best] = False
        cover.append(best)
        _take(c, np.flatnonzero(owner == best), need)
    return cover


def _take(c: Candidates, places: np.ndarray, need: Numbers) -> None:
    """One member's room given to the work packages, those it can help most first."""
    room: dict[int, float] = {}
    own: dict[int, float] = {}
    for offer, package in sorted(
        zip(c.spare_o[places].tolist(), c.spare_w[places].tolist(), strict=True),
        key=lambda place: -need[place[1]] / c.quantity[place[1]],
    ):
        left = room.setdefault(offer, float(c.capacity[offer]))
        units = min(need[package], left, float(c.quantity[package]) - own.get(package, 0.0))
        room[offer] -= units
        own[package] = own.get(package, 0.0) + units
        need[package] -= units


def _usual_worth(c: Candidates) -> Numbers:
    """By work package: pence a unit on the average of its pairs."""
    pairs = np.bincount(c.package_of, minlength=c.packages)
    return np.maximum(
        1.0, np.bincount(c.package_of, weights=c.worth, minlength=c.packages) / np.maximum(1, pairs)
    )


def _own_worth(c: Candidates, usual: Numbers) -> Numbers:
    """By place where a loss may be taken over: its pence a unit as a share of the usual; 1 where it has no
    pair.
    """
    shares = np.ones(len(c.spare_o))
    pairs = dict(
        zip(zip(c.offer_of.tolist(), c.package_of.tolist(), strict=True), c.worth.tolist(), strict=True)
    )
    for i, place in enumerate(zip(c.spare_o.tolist(), c.spare_w.tolist(), strict=True)):
        if place in pairs:
            shares[i] = pairs[place] / usual[place[1]]
    return shares
