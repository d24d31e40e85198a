"""The enterprises worth a first look, by what including each would cost at the relaxation's prices."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.model import Model
from solver.program import HIGHS, INFINITY, Answer, Numbers, Program, solve

EACH = 6  # cheapest enterprises of each work package
OVERALL = 30  # cheapest enterprises of all
LEADS = 8  # cheapest that could lead


class Shortlist:
    """Of one question: the relaxation's own members, or with `wide` the cheapest of the others too."""

    def __init__(self, model: Model, root: Answer) -> None:
        self.model = model
        self.root = root
        self._flags: dict[bool, np.ndarray | None] = {}

    def flags(self, wide: bool, seconds: float, pool: Iterable[tuple[int, ...]]) -> np.ndarray | None:
        """Flags of the shortlist and of all members in the pool, None where the relaxation has nothing to
        say.
        """
        if wide not in self._flags:
            root = self.root
            self._flags[wide] = (
                worth_a_look(self.model, root, seconds) if wide else in_relaxation(self.model, root)
            )
        listed = self._flags[wide]
        if listed is None:
            return None
        flags = listed.copy()
        for members in pool:
            flags[list(members)] = True
        return flags


def in_relaxation(model: Model, root: Answer) -> np.ndarray | None:
    """Flags of the enterprises that take any part in the relaxation, None where it has nothing to say."""
    if root.values is None or root.duals is None:
        return None
    c, v = model.candidates, model.columns
    allowed = np.zeros(len(c.alive), dtype=bool)
    allowed[c.enterprise_of[root.values[v.x] > 1e-7]] = True
    allowed[c.leads[root.values[v.lead[c.leads]] > 1e-6]] = True
    return allowed


def worth_a_look(model: Model, root: Answer, seconds: float) -> np.ndarray | None:
    """Those, and of the others the cheapest; None where the relaxation has nothing to say."""
    allowed = in_relaxation(model, root)
    if allowed is None:
        return None
    c = model.candidates
    price = inclusion_prices(model, root, seconds)
    if price is None:
        allowed[c.members] = True
        return allowed
    for w in range(c.packages):
        inside = np.unique(c.enterprise_of[c.package_of == w])
        allowed[inside[np.argsort(price[inside], kind="stable")[:EACH]]] = True
    allowed[c.members[np.argsort(price[c.members], kind="stable")[:OVERALL]]] = True
    allowed[c.leads[np.argsort(price[c.leads], kind="stable")[:LEADS]]] = True
    return allowed


def inclusion_prices(model: Model, root: Answer, seconds: float) -> Numbers | None:
    """By enterprise: the least its membership adds to the relaxation's cost at the prices of shared rows.

    Rows of one enterprise alone stay; all others are priced by their duals, so that everybody's least is one
    small linear program that falls apart by enterprise.
    """
    c, v, program = model.candidates, model.columns, model.program
    assert root.duals is not None
    owner = np.full(len(program.cost), -1, dtype=np.int64)
    owner[v.y[c.members]] = c.members
    owner[v.lead[c.leads]] = c.leads
    owner[v.a] = c.enterprise_of
    owner[v.x] = c.enterprise_of
    if model.resilience is not None:
        owner[model.resilience.lost] = c.enterprise_of
    row, column, value = program.matrix()
    low, high = program.row_bounds()
    most, least = np.full(program.row_count, -1), np.full(program.row_count, 2**60)
    np.maximum.at(most, row, owner[column])
    np.minimum.at(least, row, owner[column])
    own = (most == least) & (most >= 0)
    shared = np.where(own, 0.0, root.duals)
    cost = program.cost - np.bincount(column, weights=value * shared[row], minlength=len(program.cost))
    parts = Program(program.lower.copy(), program.upper.copy(), cost, np.zeros(len(cost), dtype=bool))
    loose = owner < 0
    parts.lower[loose], parts.upper[loose] = 0.0, 0.0
    parts.lower[v.y[c.members]] = 1.0
    inside = own[row]
    place = np.cumsum(own) - 1
    parts.open_rows(int(own.sum()), low[own], high[own])
    parts.entries(place[row[inside]], column[inside], value[inside])
    answer = solve(parts, HIGHS, seconds, relaxed=True)
    if answer.values is None:
        return None
    price = np.full(len(c.alive), INFINITY)
    price[c.members] = 0.0
    np.add.at(price, owner[~loose], (cost * answer.values)[~loose])
    return price
