"""What is left undone when a member other than the lead drops out, as cuts on units lost.

For pair p = (f, w), s_p units of f's part are left undone. For any set S of f's work packages, the others'
offers that can take something of S over have at most Σ (capacity·y - load) to spare, so
    Σ_{p in S} s_p >= Σ_{p in S} x_p - Σ_{o of others} (capacity_o·y_o - load_o), unless f leads.
All sets together describe the shortfall exactly (a contra-polymatroid); single packages and each offer's own
set stand there from the start, the rest are added as the search meets them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from solver.candidates import Candidates
from solver.program import INFINITY, Indexes, Numbers, Program
from solver.rules.columns import Columns


@dataclass
class Losses:
    """The columns of lost units by pair, and the sums of spare units by set of work packages."""

    lost: Indexes
    spare: dict[frozenset[int], Spare] = field(default_factory=dict)
    done: set[tuple[int, frozenset[int]]] = field(default_factory=set)


@dataclass(frozen=True)
class Spare:
    """A column that is the spare units (divided by `scale`) of all members' `offers` able to take a set
    over.
    """

    column: int
    scale: float
    offers: Indexes


def add_losses(program: Program, c: Candidates, v: Columns, roof: Numbers) -> Losses:
    """Columns of lost units, up to `roof` (by pair), at what a shortfall costs; and the first cuts."""
    losses = Losses(
        program.columns(len(c.w), 0, roof, c.problem.weights.shortfall * c.worth * v.unit / v.purse)
    )
    wanted = [(member, frozenset([w])) for member, w in zip(c.e.tolist(), c.w.tolist(), strict=True)]
    offered: dict[int, list[int]] = {}
    for pair, offer in enumerate(c.o.tolist()):
        offered.setdefault(offer, []).append(pair)
    wanted += [(int(c.e[p[0]]), frozenset(c.w[p].tolist())) for p in offered.values() if len(p) > 1]
    add_cuts(program, c, v, losses, wanted)
    return losses


def add_cuts(
    program: Program, c: Candidates, v: Columns, r: Losses, wanted: list[tuple[int, frozenset[int]]]
) -> int:
    """The cuts of (member, set of work packages) that do not stand there yet; how many. All at once, as
    arrays: a question has thousands from the start."""
    new = [
        one
        for one in dict.fromkeys((m, s & _packages_of(c, m)) for m, s in wanted)
        if one[1] and one not in r.done
    ]
    if not new:
        return 0
    r.done.update(new)
    _add_spares(
        program, c, v, r, list(dict.fromkeys(packages for _, packages in new if packages not in r.spare))
    )
    spares = [r.spare[packages] for _, packages in new]
    member = np.array([m for m, _ in new], dtype=np.int64)
    total = np.array([one.column for one in spares], dtype=np.int64)
    scale = np.array([one.scale for one in spares])
    # s(S) - x(S) + spare of all - spare of its own + high·lead >= 0
    rows = program.open_rows(len(new), 0, INFINITY)
    program.entries(rows, total, 1.0)
    cut, package = _flat([sorted(packages) for _, packages in new])
    at, pair = _joined(member[cut] * c.packages + package, c.e * c.packages + c.w)
    mine = cut[at]
    program.entries(rows[mine], r.lost[pair], v.unit[pair] / scale[mine])
    program.entries(rows[mine], v.x[pair], -v.unit[pair] / scale[mine])
    reach = np.bincount(mine, weights=c.high[pair], minlength=len(new))
    cut, offer = _flat([one.offers for one in spares])
    own = c.owner[offer] == member[cut]
    cut, offer = cut[own], offer[own]
    program.entries(rows[cut], v.y[member[cut]], -c.capacity[offer] / scale[cut])
    at, load = _joined(offer, c.o)
    program.entries(rows[cut[at]], v.x[load], v.unit[load] / scale[cut[at]])
    reach += np.bincount(cut, weights=c.capacity[offer], minlength=len(new))
    able = np.flatnonzero(v.lead[member] >= 0)
    program.entries(rows[able], v.lead[member[able]], reach[able] / scale[able])
    return len(new)


def _add_spares(program: Program, c: Candidates, v: Columns, r: Losses, sets: list[frozenset[int]]) -> None:
    """The columns of spare units of sets of work packages, each with the row that says what it is."""
    if not sets:
        return
    group, package = _flat([sorted(packages) for packages in sets])
    at, place = _joined(package, c.spare_w)
    wide = max(1, len(c.capacity))
    both = np.unique(group[at] * wide + c.spare_o[place])
    group, offer = both // wide, both % wide
    at, load = _joined(offer, c.o)
    scale = np.ones(len(sets))
    np.maximum.at(scale, group[at], v.unit[load])
    total = program.columns(len(sets), 0, INFINITY)
    rows = program.open_rows(len(sets), 0, 0)
    program.entries(rows, total, -1.0)
    program.entries(rows[group], v.y[c.owner[offer]], c.capacity[offer] / scale[group])
    program.entries(rows[group[at]], v.x[load], -v.unit[load] / scale[group[at]])
    starts = np.searchsorted(group, np.arange(1, len(sets)))
    for packages, column, size, offers in zip(
        sets, total.tolist(), scale.tolist(), np.split(offer, starts), strict=True
    ):
        r.spare[packages] = Spare(column, size, offers)


def _packages_of(c: Candidates, member: int) -> frozenset[int]:
    packages_of: dict[int, frozenset[int]] | None = c.__dict__.get("_packages_of")
    if packages_of is None:
        gathered: dict[int, set[int]] = {}
        for e, w in zip(c.e.tolist(), c.w.tolist(), strict=True):
            gathered.setdefault(e, set()).add(w)
        packages_of = c.__dict__["_packages_of"] = {
            e: frozenset(packages) for e, packages in gathered.items()
        }
    return packages_of.get(member, frozenset())


def _flat(lists: Sequence[Sequence[int] | Indexes]) -> tuple[Indexes, Indexes]:
    """All items one after another, each with the place of its list."""
    sizes = np.array([len(one) for one in lists], dtype=np.int64)
    items = (
        np.concatenate([np.asarray(one, dtype=np.int64) for one in lists]) if lists else np.zeros(0, np.int64)
    )
    return np.repeat(np.arange(len(lists)), sizes), items


def _joined(left: Indexes, right: Indexes) -> tuple[Indexes, Indexes]:
    """Places (i, j) of every left[i] == right[j]."""
    order = np.argsort(right, kind="stable")
    kept = right[order]
    first, last = np.searchsorted(kept, left, side="left"), np.searchsorted(kept, left, side="right")
    count = last - first
    i = np.repeat(np.arange(len(left)), count)
    within = np.arange(len(i)) - np.repeat(np.cumsum(count) - count, count)
    return i, order[np.repeat(first, count) + within]
