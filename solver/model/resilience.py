"""What is left undone when a member other than the lead drops out, as cuts on units lost.

For pair p = (f, w), s_p units of f's part are left undone. For any set S of f's work packages, the others' offers
that can take something of S over have at most Σ (capacity·y - load) to spare, so
    Σ_{p in S} s_p >= Σ_{p in S} x_p - Σ_{o of others} (capacity_o·y_o - load_o), unless f leads.
All sets together describe the shortfall exactly (a contra-polymatroid); single packages and each offer's own set
stand there from the start, the rest are added as the search meets them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from solver.candidates import Candidates
from solver.model.columns import Columns
from solver.program import INFINITY, Indexes, Program


@dataclass
class Resilience:
    """The columns of lost units by pair, and the sums of spare units by set of work packages."""

    lost: Indexes
    spare: dict[frozenset[int], tuple[int, float, frozenset[int]]] = field(default_factory=dict)
    done: set[tuple[int, frozenset[int]]] = field(default_factory=set)


def add_resilience(program: Program, c: Candidates, v: Columns) -> Resilience | None:
    """Columns and the first cuts, where shortfall costs something or is forbidden."""
    rules, weights = c.problem.rules, c.problem.weights
    required = rules.resilience == "require"
    if not required and not weights.shortfall:
        return None
    roof = np.zeros(len(c.w)) if required else c.high / v.unit
    lost = program.columns(len(c.w), 0, roof, weights.shortfall * c.worth * v.unit / v.purse)
    found = Resilience(lost)
    offers: dict[int, list[int]] = {}
    for pair, offer in enumerate(c.o.tolist()):
        offers.setdefault(offer, []).append(pair)
        add_cut(program, c, v, found, int(c.e[pair]), frozenset([int(c.w[pair])]))
    for pairs in offers.values():
        if len(pairs) > 1:
            add_cut(program, c, v, found, int(c.e[pairs[0]]), frozenset(int(c.w[p]) for p in pairs))
    return found


def add_cut(program: Program, c: Candidates, v: Columns, r: Resilience, member: int, packages: frozenset[int]) -> bool:
    """The cut of one member and set of work packages; False where it stands there already."""
    mine = _pairs_of(c)[member]
    pairs = np.array([p for p in mine if int(c.w[p]) in packages], dtype=np.int64)
    inside = frozenset(c.w[pairs].tolist())
    if not len(pairs) or (member, inside) in r.done:
        return False
    r.done.add((member, inside))
    total, scale, offers = _spare_of(program, c, v, r, inside)
    own = [o for o in offers if c.owner[o] == member]
    # s(S) - x(S) + spare of all - spare of its own + high·lead >= 0
    row = int(program.open_rows(1, 0, INFINITY)[0])
    program.entries(row, r.lost[pairs], v.unit[pairs] / scale)
    program.entries(row, v.x[pairs], -v.unit[pairs] / scale)
    program.entries(row, total, 1.0)
    reach = float(c.high[pairs].sum())
    for o in own:
        load = np.array([p for p in mine if c.o[p] == o], dtype=np.int64)
        program.entries(row, v.y[member], -c.capacity[o] / scale)
        program.entries(row, v.x[load], v.unit[load] / scale)
        reach += float(c.capacity[o])
    if v.lead[member] >= 0:
        program.entries(row, v.lead[member], reach / scale)
    return True


def _pairs_of(c: Candidates) -> dict[int, list[int]]:
    known = c.__dict__.get("_pairs_of")
    if known is None:
        known = {}
        for pair, e in enumerate(c.e.tolist()):
            known.setdefault(e, []).append(pair)
        c.__dict__["_pairs_of"] = known
    return known


def _spare_of(
    program: Program, c: Candidates, v: Columns, r: Resilience, packages: frozenset[int]
) -> tuple[int, float, frozenset[int]]:
    """A column that is the spare units of all members' offers able to take over some of `packages`."""
    if packages in r.spare:
        return r.spare[packages]
    offers = np.unique(c.spare_o[np.isin(c.spare_w, list(packages))])
    loads = np.flatnonzero(np.isin(c.o, offers))
    scale = float(max(1.0, v.unit[loads].max(initial=1.0)))
    total = int(program.columns(1, 0, INFINITY)[0])
    row = int(program.open_rows(1, 0, 0)[0])
    program.entries(row, total, -1.0)
    program.entries(row, v.y[c.owner[offers]], c.capacity[offers] / scale)
    program.entries(row, v.x[loads], -v.unit[loads] / scale)
    r.spare[packages] = (total, scale, frozenset(offers.tolist()))
    return r.spare[packages]
