"""Rules on who is in the group that may give way: size, credentials, lead, trust, pins."""

from __future__ import annotations

import numpy as np

from solver.explain.elastic.draft import Draft
from solver.explain.elastic.soft import Soft
from solver.program import INFINITY


def add_soft_members(draft: Draft) -> None:
    """How many members, and what one of them at least must hold."""
    c, program, v = draft.c, draft.program, draft.v
    everybody = v.y[c.members]
    n = len(everybody)
    for soft in draft.chosen("members"):
        assert isinstance(soft.start, int)
        if soft.rises:
            more = draft.give(soft, float(max(0, n - soft.start)), whole=True)
            program.row([*everybody, more], [*[1.0] * n, -1.0], -INFINITY, soft.start)
        else:
            less = draft.give(soft, float(soft.start), whole=True)
            program.row([*everybody, less], 1.0, soft.start, INFINITY)
    for soft in draft.chosen("group_credentials") if draft.waivable else ():
        holders = [i for i in c.members.tolist() if soft.start in draft.problem.enterprises[i].credentials]
        program.row([*v.y[holders], draft.waive(soft)], 1.0, 1, INFINITY)


def add_soft_lead(draft: Draft) -> None:
    """Who may lead: able, with the credentials, turnover and share of the work that are asked for."""
    c, program, v = draft.c, draft.program, draft.v
    everybody = [draft.problem.enterprises[i] for i in c.leads.tolist()]
    if draft.waivable:
        for soft in (*draft.chosen("can_lead"), *draft.chosen("lead_credentials")):
            able = [e.can_lead if soft.rule == "can_lead" else soft.start in e.credentials for e in everybody]
            unable = [int(v.lead[i]) for i, fits in zip(c.leads.tolist(), able, strict=True) if not fits]
            if unable:
                program.row([*unable, draft.waive(soft)], [*[1.0] * len(unable), -1.0], -INFINITY, 0)
    for soft in draft.chosen("lead_turnover"):
        assert isinstance(soft.start, int)
        # Beyond what is asked more turnover earns nothing: the row stays tight in the relaxation.
        counted = np.minimum(c.turnover[c.leads], soft.start)
        less = draft.give(soft, soft.start / v.money, v.money)
        columns = np.concatenate([v.lead[c.leads], [less]])
        program.row(columns, np.concatenate([counted / v.money, [1.0]]), soft.start / v.money, INFINITY)
    for soft in draft.chosen("lead_value_share"):
        _add_lead_share(draft, soft)


def _add_lead_share(draft: Draft, soft: Soft) -> None:
    """The lead's share of the value: `worth` is a lead's value, and nothing for everybody else."""
    assert isinstance(soft.start, int)
    c, program, v = draft.c, draft.program, draft.v
    value = v.value(c, np.arange(len(c.w)))
    reach = np.bincount(c.e, weights=c.high * c.worth / v.money, minlength=len(c.alive))
    roof = np.minimum(reach, c.most / v.money)[c.leads]
    worth = program.columns(len(c.leads), 0, roof)
    rows = program.open_rows(len(c.leads), -INFINITY, 0)
    program.entries(rows, worth, 1.0)
    program.entries(rows, v.lead[c.leads], -roof)
    place = np.full(len(c.alive), -1, dtype=np.int64)
    place[c.leads] = program.open_rows(len(c.leads), -INFINITY, 0)
    program.entries(place[c.leads], worth, 1.0)
    mine = np.flatnonzero(place[c.e] >= 0)
    program.entries(place[c.e[mine]], v.x[mine], -value[mine])
    share, total = soft.start / 10_000, contract_value(draft)
    short = draft.give(soft, share * total, 10_000 / max(total, 1e-9))
    columns = np.concatenate([worth, v.x, [short]])
    program.row(columns, [*[1.0] * len(worth), *(-share * value), 1.0], 0, INFINITY)


def contract_value(draft: Draft) -> float:
    """The most the work packages can come to, in the program's money: what shares are shares of."""
    c = draft.c
    dearest = np.zeros(c.packages)
    np.maximum.at(dearest, c.w, c.worth.astype(float))
    return float(dearest @ c.quantity) / draft.v.money


def add_soft_ties(draft: Draft) -> None:
    """Who may be in one consortium, as waivers: trust with the lead, incompatible pairs, the user's pins."""
    if not draft.waivable:
        return
    c, program, v, problem = draft.c, draft.program, draft.v, draft.problem
    for soft in draft.chosen("trust_with_lead"):
        switch = draft.waive(soft)
        rows = np.full(len(c.alive), -1, dtype=np.int64)
        rows[c.members] = program.open_rows(len(c.members), 0, INFINITY)
        program.entries(rows[c.members], v.y[c.members], -1.0)
        program.entries(rows[c.members], switch, 1.0)
        program.entries(rows[c.leads], v.lead[c.leads], 1.0)
        ends = np.array([(c.place[a], c.place[b]) for a, b, _ in problem.trust], dtype=np.int64).reshape(-1, 2)
        both = np.concatenate([ends, ends[:, ::-1]])
        counted = both[(rows[both[:, 0]] >= 0) & (v.lead[both[:, 1]] >= 0)]
        program.entries(rows[counted[:, 0]], v.lead[counted[:, 1]], 1.0)
    for soft in draft.chosen("incompatible"):
        i, j = c.place[str(soft.enterprise)], c.place[str(soft.start)]
        if c.alive[i] and c.alive[j]:
            program.row([v.y[i], v.y[j], draft.waive(soft)], [1.0, 1.0, -1.0], -INFINITY, 1)
    for soft in draft.chosen("pins"):
        _add_pins(draft, draft.waive(soft))
    for soft in draft.chosen("resilience"):
        draft.waive(soft)


def _add_pins(draft: Draft, switch: int) -> None:
    """All pins share one switch: they are kept, or they give way together."""
    c, program, v, pins = draft.c, draft.program, draft.v, draft.problem.pins
    for one in (*pins.include, *((pins.lead,) if pins.lead else ())):
        i = c.place[one]
        program.row([*([v.y[i]] if c.alive[i] else []), switch], 1.0, 1, INFINITY)
    if pins.lead is not None:
        i = c.place[pins.lead]
        program.row([*([v.lead[i]] if v.lead[i] >= 0 else []), switch], 1.0, 1, INFINITY)
    for kept in pins.allocations:
        i, w = c.place[kept.enterprise], c.package_place[kept.work_package]
        pairs = np.flatnonzero((c.e == i) & (c.w == w))
        if not len(pairs):
            program.row([switch], 1.0, 1, INFINITY)
            continue
        p = int(pairs[0])
        agreed = kept.quantity / v.unit[p]
        most = max(agreed, float(c.high[p] / v.unit[p]))
        program.row([v.x[p], switch], [1.0, agreed], agreed, INFINITY)
        program.row([v.x[p], switch], [1.0, -most], -INFINITY, agreed)
