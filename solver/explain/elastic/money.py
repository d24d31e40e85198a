"""Rules in pence or in shares that may give way: budgets, limits on value, turnover, least shares."""

from __future__ import annotations

import numpy as np

from solver.explain.elastic.draft import Draft
from solver.explain.elastic.group import contract_value
from solver.program import INFINITY, Numbers


def add_soft_budgets(draft: Draft) -> None:
    """The budget of the whole and of each lot."""
    c, program, v = draft.c, draft.program, draft.v
    value = v.value(c, np.arange(len(c.w)))
    total = contract_value(draft)
    for soft in draft.chosen("budget"):
        assert isinstance(soft.start, int)
        more = draft.give(soft, total + float(c.joining.sum()) / v.money, v.money)
        columns = np.concatenate([v.x, v.y[c.members], [more]])
        values = np.concatenate([value, c.joining[c.members] / v.money, [-1.0]])
        program.row(columns, values, -INFINITY, soft.start / v.money)
    lots = {w.id: w.lot for w in draft.problem.work_packages}
    for soft in draft.chosen("lot_budget"):
        assert isinstance(soft.start, int)
        inside = np.array([w.lot == lots[str(soft.work_package)] for w in draft.problem.work_packages])[c.w]
        columns = np.concatenate([v.x[inside], [draft.give(soft, total, v.money)]])
        program.row(columns, [*value[inside], -1.0], -INFINITY, soft.start / v.money)


def add_soft_value_limits(draft: Draft) -> None:
    """How much one member may do, and how much it must: its own limits stand firm, those of the tender give way."""
    c, program, v, rules = draft.c, draft.program, draft.v, draft.problem.rules
    for soft in draft.chosen("member_floor"):
        assert isinstance(soft.start, int)
        less = draft.give(soft, soft.start / v.money, v.money)
        rows = _by_member(draft, np.full(len(c.alive), -soft.start / v.money), 0, INFINITY)
        program.entries(rows, less, 1.0)
    for soft in draft.chosen("exposure"):
        assert isinstance(soft.start, int)
        # value <= bp·turnover·year/120000: one more hundredth of the turnover is worth turnover·year/1200 pence.
        step = c.turnover * rules.year / 1200 / v.money
        reach = np.bincount(c.e, weights=c.high * c.worth / v.money, minlength=len(c.alive))
        ratio = (reach / np.maximum(step, 1e-9))[c.members]
        more = draft.give(soft, float(min(1e7, ratio.max(initial=0.0))), 100.0)
        rows = _by_member(draft, -step * soft.start / 100, -INFINITY, 0)
        program.entries(rows, more, -step[c.members])


def _by_member(draft: Draft, switch: Numbers, lower: float, upper: float) -> np.ndarray:
    """Rows: value of a member's pairs plus switch·y, one for each enterprise that could be a member."""
    c, program, v = draft.c, draft.program, draft.v
    rows = np.full(len(c.alive), -1, dtype=np.int64)
    rows[c.members] = program.open_rows(len(c.members), lower, upper)
    program.entries(rows[c.e], v.x, v.value(c, np.arange(len(c.w))))
    program.entries(rows[c.members], v.y[c.members], switch[c.members])
    return rows[c.members]


def add_soft_shares(draft: Draft) -> None:
    """Turnover that stands behind the price, and the least shares; each amount is what the share lacks, in money."""
    c, program, v, problem = draft.c, draft.program, draft.v, draft.problem
    rules = problem.rules
    value = v.value(c, np.arange(len(c.w)))
    total = contract_value(draft)
    areas = set(rules.local_areas)
    for soft in draft.chosen("combined_turnover"):
        assert isinstance(soft.start, int)
        # turnover·10000·year/12 + short >= bp·value
        short = draft.give(soft, soft.start / 10_000 * total, 10_000 / max(total, 1e-9))
        who = c.leads if rules.liability == "lead" else c.members
        switch = v.lead[who] if rules.liability == "lead" else v.y[who]
        columns = np.concatenate([switch, v.x, [short]])
        turnover = c.turnover[who] * rules.year / 12 / v.money
        program.row(columns, [*turnover, *(-soft.start / 10_000 * value), 1.0], 0, INFINITY)
    for rule, inside in (
        ("social_enterprise_share", lambda e: e.social_enterprise),
        ("local_share", lambda e: e.home_area in areas),
    ):
        for soft in draft.chosen(rule):
            assert isinstance(soft.start, int)
            share = soft.start / 10_000
            counted = np.array([inside(e) for e in problem.enterprises], dtype=float)[c.e]
            short = draft.give(soft, share * total, 10_000 / max(total, 1e-9))
            program.row(np.concatenate([v.x, [short]]), [*((counted - share) * value), 1.0], 0, INFINITY)
    for soft in draft.chosen("supported_workforce"):
        _add_soft_workforce(draft, soft.start if isinstance(soft.start, int) else 0)


def _add_soft_workforce(draft: Draft, share: int) -> None:
    c, program, v = draft.c, draft.program, draft.v
    soft = draft.chosen("supported_workforce")[0]
    staff = np.array([e.workforce for e in draft.problem.enterprises], dtype=float)[c.members]
    helped = np.array([e.supported_workforce for e in draft.problem.enterprises], dtype=float)[c.members]
    scale = max(1.0, float(staff.max(initial=0)) / 100)
    short = draft.give(soft, share / 10_000 * float(staff.sum()) / scale + 1, 10_000 * scale / max(1.0, staff.sum()))
    columns = np.concatenate([v.y[c.members], [short]])
    program.row(columns, [*((helped - share / 10_000 * staff) / scale), 1.0], 0, INFINITY)
