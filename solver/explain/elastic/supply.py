"""Rules of a work package that may give way: quantity, providers, credentials, capacity."""

from __future__ import annotations

import numpy as np

from solver.explain.elastic.draft import Draft
from solver.program import INFINITY

# Only the largest offers of each work package may grow: one that would have to grow tenfold helps nobody.
MOST_GROWING = 8


def add_soft_coverage(draft: Draft) -> None:
    """How much is delivered of each work package, by how many, and how little each may take."""
    program, c, v = draft.program, draft.c, draft.v
    rows = program.open_rows(len(c.w), -INFINITY, 0)
    program.entries(rows, v.x, 1.0)
    program.entries(rows, draft.a, -c.high / v.unit)
    rows = program.open_rows(len(c.w), -INFINITY, 0)
    program.entries(rows, draft.a, 1.0)
    program.entries(rows, v.y[c.e], -1.0)
    for w, package in enumerate(draft.problem.work_packages):
        pairs = np.flatnonzero(c.w == w)
        if package.quantity:
            scale = float(v.unit[pairs[0]]) if len(pairs) else 1.0
            most = package.quantity / scale
            _, short = draft.soft("quantity", most, scale, package.quantity, package.id)
            columns = np.concatenate([v.x[pairs], [short]])
            program.row(columns, 1.0, most, most)
        if package.max_providers < len(pairs):
            most = float(len(pairs) - package.max_providers)
            _, more = draft.soft("max_providers", most, 1.0, package.max_providers, package.id, rises=True, whole=True)
            program.row([*draft.a[pairs], more], [*[1.0] * len(pairs), -1.0], -INFINITY, package.max_providers)
        if package.min_share > 1 and len(pairs):
            scale = float(v.unit[pairs[0]])
            _, less = draft.soft("min_share", (package.min_share - 1) / scale, scale, package.min_share, package.id)
            rows = program.open_rows(len(pairs), 0, INFINITY)
            program.entries(rows, v.x[pairs], 1.0)
            program.entries(rows, draft.a[pairs], -package.min_share / scale)
            program.entries(rows, less, 1.0)


def add_soft_package_credentials(draft: Draft) -> None:
    """What a work package asks of whoever serves it."""
    c, program = draft.c, draft.program
    for w, package in enumerate(draft.problem.work_packages):
        pairs = np.flatnonzero(c.w == w)
        for name in package.credentials:
            lacking = [p for p in pairs.tolist() if name not in draft.problem.enterprises[c.e[p]].credentials]
            if lacking:
                switch, _ = draft.soft("package_credentials", start=name, package=package.id)
                rows = program.open_rows(len(lacking), -INFINITY, 0)
                program.entries(rows, draft.a[lacking], 1.0)
                program.entries(rows, switch, -1.0)


def add_soft_capacity(draft: Draft) -> None:
    """What each offer can deliver."""
    c, program, v = draft.c, draft.program, draft.v
    true = [o.capacity for e in draft.problem.enterprises for o in e.offers]
    by_offer: dict[int, list[int]] = {}
    for pair, o in enumerate(c.o.tolist()):
        by_offer.setdefault(o, []).append(pair)
    packages = draft.problem.work_packages
    rank = _ranks(draft, true)
    for o, pairs in by_offer.items():
        scale = float(v.unit[pairs].max())
        columns, values = [*v.x[pairs]], [*(v.unit[pairs] / scale)]
        wanted = sum(packages[c.w[p]].quantity for p in pairs)
        if true[o] >= wanted:
            continue
        if rank[o] < MOST_GROWING and true[o] > 0:
            _, more = draft.soft(
                "capacity",
                (wanted - true[o]) / scale,
                scale,
                true[o],
                packages[c.w[pairs[0]]].id,
                draft.problem.enterprises[c.owner[o]].id,
                rises=True,
            )
            columns.append(more)
            values.append(-1.0)
        columns.append(v.y[c.owner[o]])
        values.append(-true[o] / scale)
        program.row(columns, values, -INFINITY, 0)


def _ranks(draft: Draft, true: list[int]) -> dict[int, int]:
    """The place of each offer by its capacity, the largest 0, in the work package where it stands highest."""
    c = draft.c
    rank: dict[int, int] = {}
    for w in range(len(draft.problem.work_packages)):
        pairs = np.flatnonzero(c.w == w).tolist()
        for place, p in enumerate(sorted(pairs, key=lambda p: -true[c.o[p]])):
            rank[int(c.o[p])] = min(rank.get(int(c.o[p]), 10**9), place)
    return rank
