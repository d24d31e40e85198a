"""The certificate: the multipliers of the linear relaxation, rounded to whole numbers of a small unit.

It is a program of its own in rows that carry the certificate's names. Nothing rests on its being right: the checker
takes the multipliers as it finds them and recomputes what they prove.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from solver.candidates import UNLIMITED, Candidates
from solver.check.certificate import certified_bound
from solver.model.columns import Columns, add_columns
from solver.model.coverage import add_linking
from solver.model.lead import add_one_lead
from solver.program import HIGHS, INFINITY, Indexes, Numbers, Program, solve

UNIT = 2**40


class Certifier:
    """Builds the relaxation without resilience and trust, each shared row once, named."""

    def __init__(self, c: Candidates) -> None:
        self.c = c
        self.program = Program()
        self.v: Columns = add_columns(self.program, c)
        self.rows: list[tuple[str, str | None, int, float]] = []  # name, key, row, what one unit of the row is

    def certificate(self, seconds: float) -> dict[str, Any] | None:
        """The certificate, None where there was no time or nothing to prove."""
        program, c, v = self.program, self.c, self.v
        add_linking(program, c, v)
        add_one_lead(program, c, v)
        self._coverage()
        self._members()
        self._money()
        self._own()
        answer = solve(program, HIGHS, seconds, relaxed=True)
        if answer.duals is None:
            return None
        found: dict[str, Any] = {}
        for name, key, row, scale in self.rows:
            # A dual is objective (in purses) for one row unit; a row unit is `scale` of what the checker counts.
            price = float(answer.duals[row]) * v.purse / scale
            whole = round((price if name == "quantity" else abs(price)) * UNIT)
            if whole and key is None:
                found[name] = whole
            elif whole and key is not None:
                found.setdefault(name, {})[key] = whole
        certificate: dict[str, Any] = {"unit": UNIT, "rows": found}
        bound = certified_bound(c.problem, certificate)
        return None if bound is None else {**certificate, "bound": bound}

    def _row(
        self, name: str, key: str | None, columns: Indexes, values: Numbers, lower: float, upper: float, scale: float
    ) -> None:
        row = self.program.row(columns, values / scale, lower / scale, upper / scale)
        self.rows.append((name, key, row, scale))

    def _coverage(self) -> None:
        c, v = self.c, self.v
        for w, package in enumerate(c.problem.work_packages):
            pairs = np.flatnonzero(c.w == w)
            scale = float(v.unit[pairs[0]]) if len(pairs) else 1.0
            quantity = float(package.quantity)
            self._row("quantity", package.id, v.x[pairs], v.unit[pairs], quantity, quantity, scale)
            most = package.max_providers
            if most < min(len(pairs), c.problem.rules.members.max):
                self._row("max_providers", package.id, v.a[pairs], np.ones(len(pairs)), -INFINITY, most, 1.0)

    def _members(self) -> None:
        c, v, rules = self.c, self.v, self.c.problem.rules
        everybody, ones = v.y[c.members], np.ones(len(c.members))
        self._row("members_max", None, everybody, ones, -INFINITY, rules.members.max, 1.0)
        self._row("members_min", None, everybody, ones, rules.members.min, INFINITY, 1.0)
        for name in rules.group_credentials:
            holders = [i for i in c.members.tolist() if name in c.problem.enterprises[i].credentials]
            self._row("group_credentials", name, v.y[holders], np.ones(len(holders)), 1, INFINITY, 1.0)
        if rules.supported_workforce_bp:
            staff = np.array([e.workforce for e in c.problem.enterprises], dtype=float)[c.members]
            helped = np.array([e.supported_workforce for e in c.problem.enterprises], dtype=float)[c.members]
            values = 10_000 * helped - rules.supported_workforce_bp * staff
            scale = max(1.0, float(np.abs(values).max(initial=1)) / 100)
            self._row("supported_workforce", None, everybody, values, 0, INFINITY, scale)

    def _money(self) -> None:
        c, v, rules = self.c, self.v, self.c.problem.rules
        worth = c.worth * v.unit
        if rules.budget is not None:
            columns = np.concatenate([v.x, v.y[c.members]])
            values = np.concatenate([worth, c.joining[c.members]])
            self._row("budget", None, columns, values, -INFINITY, float(rules.budget), v.money)
        lots = np.array([package.lot for package in c.problem.work_packages])[c.w]
        for lot, most in rules.lot_budgets.items():
            inside = lots == lot
            if inside.any():
                self._row("lot_budget", lot, v.x[inside], worth[inside], -INFINITY, float(most), v.money)
        if rules.combined_turnover_bp:
            who, switch = (c.leads, v.lead) if rules.liability == "lead" else (c.members, v.y)
            columns = np.concatenate([switch[who], v.x])
            counted = 10_000.0 * rules.year * c.turnover[who]
            values = np.concatenate([counted, -12.0 * rules.combined_turnover_bp * worth])
            self._row("combined_turnover", None, columns, values, 0, INFINITY, 1e5 * v.money)
        areas = set(rules.local_areas)
        social = np.array([e.social_enterprise for e in c.problem.enterprises], dtype=float)[c.e]
        local = np.array([e.home_area in areas for e in c.problem.enterprises], dtype=float)[c.e]
        for name, share, inside in (
            ("social_enterprise_share", rules.social_enterprise_share_bp, social),
            ("local_share", rules.local_share_bp, local),
        ):
            if share:
                self._row(name, None, v.x, (10_000 * inside - share) * worth, 0, INFINITY, 1e4 * v.money)

    def _own(self) -> None:
        """Rows of one offer or one enterprise, which the checker's closed form needs prices for too."""
        c, v = self.c, self.v
        for o, pairs in _grouped(c.o):
            if len(pairs) < 2:
                continue
            columns = np.concatenate([v.x[pairs], [v.y[c.owner[o]]]])
            values = np.concatenate([v.unit[pairs], [-float(c.capacity[o])]])
            self._row("capacity", c.offer_ids[o], columns, values, -INFINITY, 0, float(v.unit[pairs].max()))
        for i, pairs in _grouped(c.e):
            columns = np.concatenate([v.x[pairs], [v.y[i]]])
            worth = c.worth[pairs] * v.unit[pairs]
            one = c.problem.enterprises[i].id
            if len(pairs) > 1 and c.most[i] < UNLIMITED:
                values = np.concatenate([worth, [-float(c.most[i])]])
                self._row("max_value", one, columns, values, -INFINITY, 0, v.money)
            if c.least[i]:
                values = np.concatenate([worth, [-float(c.least[i])]])
                self._row("min_value", one, columns, values, 0, INFINITY, v.money)


def _grouped(owners: Indexes) -> list[tuple[int, Indexes]]:
    """Each owner with the indexes of what it owns."""
    order = np.argsort(owners, kind="stable")
    found, starts = np.unique(owners[order], return_index=True)
    return list(zip(found.tolist(), np.split(order, starts[1:]), strict=True))
