"""Rules in pence or in shares that may give way: limits on value, budgets, turnover, least shares."""

from __future__ import annotations

import numpy as np

from solver.explain.elastic.draft import Draft
from solver.program import INFINITY


def add_soft_value_limits(draft: Draft) -> None:
    """How much work one enterprise takes on: its own limits stand firm, those of the tender give way."""
    c, program, v = draft.c, draft.program, draft.v
    rules = draft.problem.rules
    pairs = np.arange(len(c.w))
    value = v.value(c, pairs)
    capped = np.flatnonzero(c.alive & (c.most < 2**59))
    _by_enterprise(draft, capped, value, -c.most / v.money, -INFINITY, 0)
    wanted = np.array([e.min_value or 0 for e in draft.problem.enterprises])
    floored = np.flatnonzero(c.alive & (wanted > 0))
    _by_enterprise(draft, floored, value, -wanted / v.money, 0, INFINITY)
    if rules.member_floor:
        _, less = draft.soft("member_floor", rules.member_floor / v.money, v.money, rules.member_floor)
        rows = _by_enterprise(
            draft, c.members, value, np.full(len(c.alive), -rules.member_floor / v.money), 0, INFINITY
        )
        program.entries(rows, less, 1.0)
    if rules.exposure_bp is not None:
        # value <= bp·turnover·year/120000: one more hundredth of the turnover is worth turnover·year/1200 pence.
        step = c.turnover * rules.year / 1200 / v.money
        _, more = draft.soft("exposure", 10_000.0, 100.0, rules.exposure_bp, rises=True)
        rows = _by_enterprise(draft, c.members, value, -step * rules.exposure_bp / 100, -INFINITY, 0)
        program.entries(rows, more, -step[c.members])


def _by_enterprise(
    draft: Draft, who: np.ndarray, value: np.ndarray, switch: np.ndarray, lower: float, upper: float
) -> np.ndarray:
    """Rows: value of an enterprise's pairs plus switch·y, one for each of `who`."""
    c, program, v = draft.c, draft.program, draft.v
    rows = np.full(len(c.alive), -1, dtype=np.int64)
    rows[who] = program.open_rows(len(who), lower, upper)
    mine = np.flatnonzero(rows[c.e] >= 0)
    program.entries(rows[c.e[mine]], v.x[mine], value[mine])
    program.entries(rows[who], v.y[who], switch[who])
    return rows[who]


def add_soft_money(draft: Draft) -> None:
    """The budgets, and the turnover that stands behind the price."""
    c, program, v, rules = draft.c, draft.program, draft.v, draft.problem.rules
    value = v.value(c, np.arange(len(c.w)))
    total = float(sum(w.quantity * c.worth[c.w == i].max(initial=0) for i, w in enumerate(draft.problem.work_packages)))
    if rules.budget is not None:
        most = (total + float(c.joining.sum())) / v.money
        _, more = draft.soft("budget", most, v.money, rules.budget, rises=True)
        columns = np.concatenate([v.x, v.y[c.members], [more]])
        values = np.concatenate([value, c.joining[c.members] / v.money, [-1.0]])
        program.row(columns, values, -INFINITY, rules.budget / v.money)
    for lot, limit in rules.lot_budgets.items():
        first = next((w.id for w in draft.problem.work_packages if w.lot == lot), None)
        if first is None:
            continue
        inside = np.array([w.lot == lot for w in draft.problem.work_packages])[c.w]
        _, more = draft.soft("lot_budget", total / v.money + 1, v.money, limit, first, rises=True)
        columns = np.concatenate([v.x[inside], [more]])
        program.row(columns, [*value[inside], -1.0], -INFINITY, limit / v.money)
    if rules.combined_turnover_bp:
        _, short = draft.soft("combined_turnover", total / v.money + 1, v.money, rules.combined_turnover_bp)
        who = c.leads if rules.liability == "lead" else c.members
        switch = v.lead[who] if rules.liability == "lead" else v.y[who]
        factor = 10_000 * rules.year / (12 * rules.combined_turnover_bp)
        columns = np.concatenate([switch, v.x, [short]])
        program.row(columns, [*(factor * c.turnover[who] / v.money), *-value, 1.0], 0, INFINITY)


def add_soft_shares(draft: Draft) -> None:
    """The least shares of social enterprises, local enterprises and supported workforce."""
    c, program, v, rules = draft.c, draft.program, draft.v, draft.problem.rules
    value = v.value(c, np.arange(len(c.w)))
    areas = set(rules.local_areas)
    for rule, share, inside in (
        ("social_enterprise_share", rules.social_enterprise_share_bp, lambda e: e.social_enterprise),
        ("local_share", rules.local_share_bp, lambda e: e.home_area in areas),
    ):
        if share:
            counted = np.array([inside(e) for e in draft.problem.enterprises], dtype=float)[c.e]
            _, short = draft.soft(rule, float(value @ (c.high / v.unit)) + 1, v.money, share)
            columns = np.concatenate([v.x, [short]])
            program.row(columns, [*((counted - share / 10_000) * value), 1.0], 0, INFINITY)
    if rules.supported_workforce_bp:
        share = rules.supported_workforce_bp
        staff = np.array([e.workforce for e in draft.problem.enterprises], dtype=float)[c.members]
        helped = np.array([e.supported_workforce for e in draft.problem.enterprises], dtype=float)[c.members]
        scale = max(1.0, float(staff.max(initial=0)) / 100)
        _, short = draft.soft("supported_workforce", float(staff.sum()) / scale + 1, scale, share)
        columns = np.concatenate([v.y[c.members], [short]])
        program.row(columns, [*((helped - share / 10_000 * staff) / scale), 1.0], 0, INFINITY)
