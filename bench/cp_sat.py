"""The straightforward CP-SAT model in whole units: what one would write first.

Shortfall is left out, which makes it the easier problem; pins, a baseline and required trust or resilience
are not spoken of by the tenders it is asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from solver.candidates import Candidates
from solver.evaluate import Plan
from solver.problem import Enterprise, Pins

Expression = cp_model.LinearExpr


class Straightforward:
    """The model of a tender: `y` members, `lead`, `a` providers and `x` units by pair."""

    def __init__(self, c: Candidates) -> None:
        problem = c.problem
        if problem.pins != Pins() or problem.baseline or problem.rules.trust == "lead":
            raise ValueError("this model knows no pins, no baseline and no trust that is a rule")
        self.c = c
        self.m = cp_model.CpModel()
        self.y = {i: self.m.new_bool_var("") for i in c.members.tolist()}
        self.lead = {i: self.m.new_bool_var("") for i in c.leads.tolist()}
        self.a = [self.m.new_bool_var("") for _ in range(len(c.w))]
        self.x = [self.m.new_int_var(0, int(high), "") for high in c.high]
        self.by_enterprise, self.by_package, self.by_offer = _grouped(c.e), _grouped(c.w), _grouped(c.o)
        self.value = {
            i: _sum([int(c.worth[p]) * self.x[p] for p in self.by_enterprise.get(i, [])]) for i in self.y
        }  # fmt: skip
        self.total = _sum([int(c.worth[p]) * self.x[p] for p in range(len(c.w))])
        self.joining = _sum([problem.enterprises[i].joining_cost * one for i, one in self.y.items()])
        self._quantities()
        self._members()
        self._money()
        self._shares()
        self.m.minimize(self._objective())

    def plan(self, solver: cp_model.CpSolver) -> Plan:
        """Who leads, who is in and what each delivers, in a solution."""
        units = {p: int(solver.value(x)) for p, x in enumerate(self.x)}
        return Plan(
            next(i for i, one in self.lead.items() if solver.value(one)),
            tuple(i for i, one in self.y.items() if solver.value(one)),
            {p: taken for p, taken in units.items() if taken},
        )

    def _quantities(self) -> None:
        c, m = self.c, self.m
        for p, (x, a) in enumerate(zip(self.x, self.a, strict=True)):
            m.add(x <= int(c.high[p]) * a)
            m.add(x >= int(c.low[p]) * a)
            m.add_implication(a, self.y[int(c.e[p])])
        for w, package in enumerate(c.problem.work_packages):
            pairs = self.by_package.get(w, [])
            m.add(_sum([self.x[p] for p in pairs]) == package.quantity)
            m.add(_sum([self.a[p] for p in pairs]) <= package.max_providers)
        for o, pairs in self.by_offer.items():
            m.add(_sum([self.x[p] for p in pairs]) <= int(c.capacity[o]))

    def _members(self) -> None:
        c, m, rules = self.c, self.m, self.c.problem.rules
        m.add_exactly_one(list(self.lead.values()))
        for i, one in self.lead.items():
            m.add_implication(one, self.y[i])
            if rules.lead.min_value_share_bp:
                share = 10_000 * self.value[i] >= rules.lead.min_value_share_bp * self.total
                m.add(share).only_enforce_if(one)
        for i, one in self.y.items():
            m.add(_sum([self.a[p] for p in self.by_enterprise.get(i, [])]) >= one)
            reach = sum(int(c.worth[p]) * int(c.high[p]) for p in self.by_enterprise.get(i, []))
            m.add(self.value[i] <= min(reach, int(c.most[i])) * one)
            m.add(self.value[i] >= int(c.least[i]) * one)
        m.add(_sum(list(self.y.values())) <= rules.members.max)
        m.add(_sum(list(self.y.values())) >= rules.members.min)
        for name in rules.group_credentials:
            m.add(_sum([y for i, y in self.y.items() if name in c.problem.enterprises[i].credentials]) >= 1)
        for first, second in c.problem.incompatible:
            i, j = c.place[first], c.place[second]
            if i in self.y and j in self.y:
                m.add_bool_or([self.y[i].negated(), self.y[j].negated()])

    def _money(self) -> None:
        c, m, rules = self.c, self.m, self.c.problem.rules
        if rules.budget is not None:
            m.add(self.total + self.joining <= rules.budget)
        for lot, most in rules.lot_budgets.items():
            inside = [p for p in range(len(c.w)) if c.problem.work_packages[c.w[p]].lot == lot]
            m.add(_sum([int(c.worth[p]) * self.x[p] for p in inside]) <= most)
        if rules.combined_turnover_bp:
            counted = self.lead if rules.liability == "lead" else self.y
            behind = _sum([c.problem.enterprises[i].turnover * one for i, one in counted.items()])
            left, right = 10_000 * rules.year, 12 * rules.combined_turnover_bp
            common = math.gcd(left, right)  # or the numbers of a country outgrow 64 bits
            m.add(left // common * behind >= right // common * self.total)

    def _shares(self) -> None:
        rules, everybody = self.c.problem.rules, self.c.problem.enterprises
        local = set(rules.local_areas)
        wanted: list[tuple[int | None, Callable[[Enterprise], bool]]] = [
            (rules.social_enterprise_share_bp, lambda e: e.social_enterprise),
            (rules.local_share_bp, lambda e: e.home_area in local),
        ]
        for share, inside in wanted:
            if share:
                part = _sum([self.value[i] for i in self.y if inside(everybody[i])])
                self.m.add(10_000 * part >= share * self.total)
        if rules.supported_workforce_bp:
            share = rules.supported_workforce_bp
            over = [
                (10_000 * everybody[i].supported_workforce - share * everybody[i].workforce) * y
                for i, y in self.y.items()
            ]
            self.m.add(_sum(over) >= 0)

    def _objective(self) -> Expression:
        c, weights = self.c, self.c.problem.weights
        cost = _sum([int(c.cost[p]) * x for p, x in enumerate(self.x)]) + weights.price * self.joining
        cost += weights.members * _sum(list(self.y.values()))
        return cost + weights.trust * self._gap() if weights.trust else cost

    def _gap(self) -> Expression:
        found = []
        for i, one in self.y.items():
            gap = self.m.new_int_var(0, 1000, "")
            near = _sum([s * self.lead[j] for j, s in self.c.trust.get(i, {}).items() if j in self.lead])
            self.m.add(gap >= 1000 * one - 1000 * self.lead.get(i, 0) - near)
            found.append(gap)
        return _sum(found)


def _sum(parts: Sequence[Any]) -> Expression:
    return cp_model.LinearExpr.sum(list(parts))


def _grouped(keys: np.ndarray) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place, key in enumerate(keys.tolist()):
        found.setdefault(key, []).append(place)
    return found
