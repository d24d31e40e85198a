"""Rules of a work package that may give way: quantity, providers, least shares, credentials, capacity."""

from __future__ import annotations

import numpy as np

from solver.explain.elastic.draft import Draft
from solver.explain.elastic.lifted import roof
from solver.program import INFINITY, Indexes


def add_soft_quantity(draft: Draft) -> None:
    """Less may be delivered than is asked."""
    c, v = draft.c, draft.v
    for soft in draft.chosen("quantity"):
        w = c.package_place[str(soft.work_package)]
        pairs = np.flatnonzero(c.w == w)
        scale = float(v.unit[pairs[0]]) if len(pairs) else 1.0
        short = draft.give(soft, c.quantity[w] / scale, scale)
        draft.program.entries(draft.quantity_rows + w, short, 1.0)


def add_soft_providers(draft: Draft) -> None:
    """More may deliver, and in smaller parts."""
    c, v, program = draft.c, draft.v, draft.program
    for soft in draft.chosen("max_providers"):
        assert isinstance(soft.start, int)
        pairs = np.flatnonzero(c.w == c.package_place[str(soft.work_package)])
        if len(pairs) <= soft.start:
            continue
        more = draft.give(soft, float(len(pairs) - soft.start), whole=True)
        program.row([*_switches(draft, pairs), more], [*[1.0] * len(pairs), -1.0], -INFINITY, soft.start)
    for soft in draft.chosen("min_share"):
        assert isinstance(soft.start, int)
        pairs = np.flatnonzero(c.w == c.package_place[str(soft.work_package)])
        if not len(pairs):
            continue
        scale = float(v.unit[pairs[0]])
        less = draft.give(soft, (soft.start - 1) / scale, scale)
        rows = program.open_rows(len(pairs), 0, INFINITY)
        program.entries(rows, v.x[pairs], 1.0)
        program.entries(rows, _switches(draft, pairs), -soft.start / scale)
        program.entries(rows, less, 1.0)


def _switches(draft: Draft, pairs: Indexes) -> Indexes:
    """A switch of its own for every pair: the lifted program may do with its member's."""
    c, v, program = draft.c, draft.v, draft.program
    own = program.columns(len(pairs), 0, 1, 0, True)
    rows = program.open_rows(len(pairs), -INFINITY, 0)
    program.entries(rows, v.x[pairs], 1.0)
    program.entries(rows, own, -c.high[pairs] / v.unit[pairs])
    rows = program.open_rows(len(pairs), -INFINITY, 0)
    program.entries(rows, own, 1.0)
    program.entries(rows, v.y[c.e[pairs]], -1.0)
    return own


def add_soft_package_credentials(draft: Draft) -> None:
    """What a work package asks of whoever serves it, as a waiver."""
    if not draft.waivable:
        return
    c, v, program = draft.c, draft.v, draft.program
    for soft in draft.chosen("package_credentials"):
        pairs = np.flatnonzero(c.w == c.package_place[str(soft.work_package)])
        lacking = [p for p in pairs.tolist() if soft.start not in draft.problem.enterprises[c.e[p]].credentials]
        if lacking:
            switch = draft.waive(soft)
            rows = program.open_rows(len(lacking), -INFINITY, 0)
            program.entries(rows, v.x[lacking], 1.0)
            program.entries(rows, switch, -c.high[lacking] / v.unit[lacking])


def add_soft_capacity(draft: Draft) -> None:
    """What one offer can deliver."""
    c, v, program = draft.c, draft.v, draft.program
    quantity = {w.id: w.quantity for w in draft.problem.work_packages}
    number = {o: i for i, o in enumerate(c.offer_ids)}
    for soft in draft.chosen("capacity"):
        enterprise = draft.problem.enterprises[c.place[str(soft.enterprise)]]
        offer = next(o for o in enterprise.offers if any(s.work_package == soft.work_package for s in o.serves))
        pairs = np.flatnonzero(c.o == number[offer.id])
        if not len(pairs):
            continue
        scale = float(v.unit[pairs].max())
        more = draft.give(soft, (roof(offer, quantity) - offer.capacity) / scale, scale)
        columns = [*v.x[pairs], v.y[c.owner[number[offer.id]]], more]
        program.row(columns, [*(v.unit[pairs] / scale), -offer.capacity / scale, -1.0], -INFINITY, 0)
