"""Rules on who is in the group that may give way: size, credentials, lead, trust, pins."""

from __future__ import annotations

import numpy as np

from solver.explain.elastic.draft import Draft
from solver.problem import Pins
from solver.program import INFINITY


def add_soft_members(draft: Draft) -> None:
    """How many members, and what one of them at least must hold."""
    c, program, v, limits = draft.c, draft.program, draft.v, draft.problem.rules.members
    n = len(c.members)
    if limits.max < n:
        _, more = draft.soft("members", float(n - limits.max), 1.0, limits.max, rises=True, whole=True)
        program.row([*v.y[c.members], more], [*[1.0] * n, -1.0], -INFINITY, limits.max)
    if limits.min > 1:
        _, less = draft.soft("members", float(limits.min), 1.0, limits.min, whole=True)
        program.row([*v.y[c.members], less], 1.0, limits.min, INFINITY)
    for name in draft.problem.rules.group_credentials:
        holders = [i for i in c.members.tolist() if name in draft.problem.enterprises[i].credentials]
        switch, _ = draft.soft("group_credentials", start=name)
        program.row([*v.y[holders], switch], 1.0, 1, INFINITY)


def add_soft_lead(draft: Draft) -> None:
    """Who may lead: able, with the credentials, turnover and share of the work that are asked for."""
    c, program, v, rule = draft.c, draft.program, draft.v, draft.problem.rules.lead
    everybody = [draft.problem.enterprises[i] for i in c.leads.tolist()]
    unable = [int(v.lead[i]) for i, e in zip(c.leads.tolist(), everybody, strict=True) if not e.can_lead]
    if unable:
        switch, _ = draft.soft("can_lead", start="no")
        program.row([*unable, switch], [*[1.0] * len(unable), -1.0], -INFINITY, 0)
    for name in rule.credentials:
        lacking = [
            int(v.lead[i]) for i, e in zip(c.leads.tolist(), everybody, strict=True) if name not in e.credentials
        ]
        if lacking:
            switch, _ = draft.soft("lead_credentials", start=name)
            program.row([*lacking, switch], [*[1.0] * len(lacking), -1.0], -INFINITY, 0)
    if rule.min_turnover:
        _, less = draft.soft("lead_turnover", rule.min_turnover / v.money, v.money, rule.min_turnover)
        columns = np.concatenate([v.lead[c.leads], [less]])
        values = np.concatenate([c.turnover[c.leads] / v.money, [1.0]])
        program.row(columns, values, rule.min_turnover / v.money, INFINITY)
    if rule.min_value_share_bp:
        _add_lead_share(draft, rule.min_value_share_bp)


def _add_lead_share(draft: Draft, share: int) -> None:
    """The lead's share of the value: `worth` is a lead's value, and nothing for everybody else."""
    c, program, v = draft.c, draft.program, draft.v
    value = v.value(c, np.arange(len(c.w)))
    roof = np.bincount(c.e, weights=c.high * c.worth / v.money, minlength=len(c.alive))[c.leads]
    worth = program.columns(len(c.leads), 0, roof)
    rows = program.open_rows(len(c.leads), -INFINITY, 0)
    program.entries(rows, worth, 1.0)
    program.entries(rows, v.lead[c.leads], -roof)
    place = np.full(len(c.alive), -1, dtype=np.int64)
    place[c.leads] = program.open_rows(len(c.leads), -INFINITY, 0)
    program.entries(place[c.leads], worth, 1.0)
    mine = np.flatnonzero(place[c.e] >= 0)
    program.entries(place[c.e[mine]], v.x[mine], -value[mine])
    _, short = draft.soft("lead_value_share", float(value @ (c.high / v.unit)) + 1, v.money, share)
    columns = np.concatenate([worth, v.x, [short]])
    program.row(columns, [*[1.0] * len(worth), *(-share / 10_000 * value), 1.0], 0, INFINITY)


def add_soft_ties(draft: Draft) -> None:
    """Who may be in one consortium: trust with the lead, incompatible pairs, the user's pins."""
    c, program, v, problem = draft.c, draft.program, draft.v, draft.problem
    if problem.rules.trust == "lead":
        switch, _ = draft.soft("trust_with_lead", start="lead")
        near: dict[int, list[int]] = {}
        for a, b, _strength in problem.trust:
            i, j = c.place[a], c.place[b]
            near.setdefault(i, []).append(j)
            near.setdefault(j, []).append(i)
        for i in c.members.tolist():
            leads = [int(v.lead[j]) for j in (i, *near.get(i, [])) if v.lead[j] >= 0]
            program.row([*leads, switch, v.y[i]], [*[1.0] * (len(leads) + 1), -1.0], 0, INFINITY)
    for a, b in problem.incompatible:
        i, j = c.place[a], c.place[b]
        if c.alive[i] and c.alive[j]:
            switch, _ = draft.soft("incompatible", start=b, enterprise=a)
            program.row([v.y[i], v.y[j], switch], [1.0, 1.0, -1.0], -INFINITY, 1)
    if problem.pins != Pins(exclude=problem.pins.exclude):
        _add_pins(draft)


def _add_pins(draft: Draft) -> None:
    """All pins share one switch: they are kept, or they give way together."""
    c, program, v, pins = draft.c, draft.program, draft.v, draft.problem.pins
    switch, _ = draft.soft("pins", start="kept")
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
