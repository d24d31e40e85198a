"""The problem with every rule made soft: a switch says whether a rule gives way, an amount by how much.

Waivers and amounts stand in one program, because one missing quantity is sometimes best mended by one certificate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from solver.candidates import Candidates, candidates
from solver.model.build import Model
from solver.model.columns import add_columns
from solver.model.coverage import add_presence
from solver.model.lead import add_one_lead
from solver.model.members import add_pins
from solver.outcome import Change
from solver.problem import LeadRule, Members, Pins, Problem, Weights
from solver.program import INFINITY, Program

RULE_COST = 1000.0  # of one rule giving way, against at most about a hundred for the relative amount


@dataclass(frozen=True)
class Soft:
    """One rule that may give way: its switch, the column of its amount (-1: a waiver), units of that column."""

    rule: str
    switch: int
    amount: int = -1
    scale: float = 1.0
    start: int | str | None = None
    work_package: str | None = None
    enterprise: str | None = None
    rises: bool = False  # the figure goes up to give way


@dataclass
class Elastic:
    """The soft program. `model.candidates` has every pair, whatever credential or capacity it lacks."""

    problem: Problem
    model: Model
    softs: list[Soft]


def everything_allowed(problem: Problem) -> Problem:
    """The same people and packages with no rule of the tender left but who serves what at which price."""
    rules = replace(
        problem.rules,
        members=Members(0, max(1, len(problem.enterprises))),
        member_floor=None,
        budget=None,
        lot_budgets={},
        exposure_bp=None,
        combined_turnover_bp=None,
        liability="joint",
        lead=LeadRule(),
        group_credentials=(),
        social_enterprise_share_bp=None,
        local_share_bp=None,
        local_areas=(),
        supported_workforce_bp=None,
        trust="optional",
        resilience="report",
    )
    packages = tuple(
        replace(w, credentials=(), min_share=0, max_providers=max(1, len(problem.enterprises)))
        for w in problem.work_packages
    )
    quantity = {w.id: w.quantity for w in packages}
    enterprises = tuple(
        replace(
            e,
            can_lead=True,
            offers=tuple(
                replace(o, capacity=max([o.capacity, *(quantity[s.work_package] for s in o.serves)])) for o in e.offers
            ),
        )
        for e in problem.enterprises
    )
    return replace(
        problem,
        rules=rules,
        work_packages=packages,
        enterprises=enterprises,
        pins=Pins(exclude=problem.pins.exclude),
        baseline=(),
        incompatible=(),
        trust=(),
        weights=Weights(),
    )


class ElasticBuilder:
    """Builds the soft program rule by rule."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.c: Candidates = candidates(everything_allowed(problem))
        self.program = Program()
        self.v = add_columns(self.program, self.c)
        self.program.cost[:] = 0.0
        self.program.offset = 0.0
        self.softs: list[Soft] = []
        self.reach = float(sum(w.quantity * w.periods for w in problem.work_packages))

    def soft(
        self,
        rule: str,
        most: float = 0.0,
        scale: float = 1.0,
        start: int | str | None = None,
        package: str | None = None,
        enterprise: str | None = None,
        rises: bool = False,
        whole: bool = False,
    ) -> tuple[int, int]:
        """A new rule that may give way by at most `most` (in `scale`); its switch and amount columns."""
        switch = int(self.program.columns(1, 0, 1, RULE_COST, True)[0])
        amount = -1
        if most > 0:
            base = float(start) if isinstance(start, int) and start else 1.0
            cost = min(50.0 / most, scale / base * 10.0)
            amount = int(self.program.columns(1, 0, most, cost, whole)[0])
            self.program.row([amount, switch], [1.0, -most], -INFINITY, 0)
        self.softs.append(Soft(rule, switch, amount, scale, start, package, enterprise, rises))
        return switch, amount

    def build(self) -> Elastic:
        """Every rule in turn."""
        program, c, v = self.program, self.c, self.v
        add_presence(program, c, v)
        add_one_lead(program, c, v)
        add_pins(program, c, v)
        self._coverage()
        self._credentials()
        self._capacity()
        self._value_limits()
        self._members()
        self._money()
        self._lead()
        self._shares()
        self._together()
        return Elastic(self.problem, Model(c, program, v, None), self.softs)

    def _coverage(self) -> None:
        program, c, v = self.program, self.c, self.v
        rows = program.open_rows(len(c.w), -INFINITY, 0)
        # Switches of pairs: everybody's own, because limits on providers come back as soft rules.
        self.a = program.columns(len(c.w), 0, 1, 0, True)
        program.entries(rows, v.x, 1.0)
        program.entries(rows, self.a, -c.high / v.unit)
        rows = program.open_rows(len(c.w), -INFINITY, 0)
        program.entries(rows, self.a, 1.0)
        program.entries(rows, v.y[c.e], -1.0)
        for w, package in enumerate(self.problem.work_packages):
            pairs = np.flatnonzero(c.w == w)
            if package.quantity:
                scale = float(v.unit[pairs[0]]) if len(pairs) else 1.0
                most = package.quantity / scale
                _, short = self.soft("quantity", most, scale, package.quantity, package.id)
                columns = np.concatenate([v.x[pairs], [short]])
                program.row(columns, 1.0, most, most)
            if package.max_providers < len(pairs):
                most = float(len(pairs) - package.max_providers)
                _, more = self.soft(
                    "max_providers", most, 1.0, package.max_providers, package.id, rises=True, whole=True
                )
                program.row([*self.a[pairs], more], [*[1.0] * len(pairs), -1.0], -INFINITY, package.max_providers)
            if package.min_share > 1 and len(pairs):
                scale = float(v.unit[pairs[0]])
                _, less = self.soft("min_share", (package.min_share - 1) / scale, scale, package.min_share, package.id)
                rows = program.open_rows(len(pairs), 0, INFINITY)
                program.entries(rows, v.x[pairs], 1.0)
                program.entries(rows, self.a[pairs], -package.min_share / scale)
                program.entries(rows, less, 1.0)

    def _credentials(self) -> None:
        c, program = self.c, self.program
        for w, package in enumerate(self.problem.work_packages):
            pairs = np.flatnonzero(c.w == w)
            for name in package.credentials:
                lacking = [p for p in pairs.tolist() if name not in self.problem.enterprises[c.e[p]].credentials]
                if lacking:
                    switch, _ = self.soft("package_credentials", start=name, package=package.id)
                    rows = program.open_rows(len(lacking), -INFINITY, 0)
                    program.entries(rows, self.a[lacking], 1.0)
                    program.entries(rows, switch, -1.0)

    def _capacity(self) -> None:
        c, program, v = self.c, self.program, self.v
        true = [o.capacity for e in self.problem.enterprises for o in e.offers]
        by_offer: dict[int, list[int]] = {}
        for pair, o in enumerate(c.o.tolist()):
            by_offer.setdefault(o, []).append(pair)
        packages = self.problem.work_packages
        # Only the largest offers of each work package may grow: one that would have to grow tenfold helps nobody.
        rank: dict[int, int] = {}
        for w in range(len(packages)):
            pairs = np.flatnonzero(c.w == w).tolist()
            for place, p in enumerate(sorted(pairs, key=lambda p: -true[c.o[p]])):
                rank[int(c.o[p])] = min(rank.get(int(c.o[p]), 10**9), place)
        for o, pairs in by_offer.items():
            scale = float(v.unit[pairs].max())
            columns, values = [*v.x[pairs]], [*(v.unit[pairs] / scale)]
            wanted = sum(packages[c.w[p]].quantity for p in pairs)
            if true[o] >= wanted:
                continue
            if rank[o] < 8 and true[o] > 0:
                _, more = self.soft(
                    "capacity",
                    (wanted - true[o]) / scale,
                    scale,
                    true[o],
                    packages[c.w[pairs[0]]].id,
                    self.problem.enterprises[c.owner[o]].id,
                    rises=True,
                )
                columns.append(more)
                values.append(-1.0)
            columns.append(v.y[c.owner[o]])
            values.append(-true[o] / scale)
            program.row(columns, values, -INFINITY, 0)

    def _value_limits(self) -> None:
        c, program, v = self.c, self.program, self.v
        rules = self.problem.rules
        pairs = np.arange(len(c.w))
        value = v.value(c, pairs)
        capped = np.flatnonzero(c.alive & (c.most < 2**59))
        self._by_enterprise(capped, value, -c.most / v.money, -INFINITY, 0)
        wanted = np.array([e.min_value or 0 for e in self.problem.enterprises])
        floored = np.flatnonzero(c.alive & (wanted > 0))
        self._by_enterprise(floored, value, -wanted / v.money, 0, INFINITY)
        if rules.member_floor:
            _, less = self.soft("member_floor", rules.member_floor / v.money, v.money, rules.member_floor)
            rows = self._by_enterprise(
                c.members, value, np.full(len(c.alive), -rules.member_floor / v.money), 0, INFINITY
            )
            program.entries(rows, less, 1.0)
        if rules.exposure_bp is not None:
            # value <= bp·turnover·year/120000: one more hundredth of the turnover is worth turnover·year/1200 pence.
            step = c.turnover * rules.year / 1200 / v.money
            _, more = self.soft("exposure", 10_000.0, 100.0, rules.exposure_bp, rises=True)
            rows = self._by_enterprise(c.members, value, -step * rules.exposure_bp / 100, -INFINITY, 0)
            program.entries(rows, more, -step[c.members])

    def _by_enterprise(
        self, who: np.ndarray, value: np.ndarray, switch: np.ndarray, lower: float, upper: float
    ) -> np.ndarray:
        """Rows: value of an enterprise's pairs plus switch·y, one for each of `who`."""
        c, program, v = self.c, self.program, self.v
        rows = np.full(len(c.alive), -1, dtype=np.int64)
        rows[who] = program.open_rows(len(who), lower, upper)
        mine = np.flatnonzero(rows[c.e] >= 0)
        program.entries(rows[c.e[mine]], v.x[mine], value[mine])
        program.entries(rows[who], v.y[who], switch[who])
        return rows[who]

    def _members(self) -> None:
        c, program, v, limits = self.c, self.program, self.v, self.problem.rules.members
        n = len(c.members)
        if limits.max < n:
            _, more = self.soft("members", float(n - limits.max), 1.0, limits.max, rises=True, whole=True)
            program.row([*v.y[c.members], more], [*[1.0] * n, -1.0], -INFINITY, limits.max)
        if limits.min > 1:
            _, less = self.soft("members", float(limits.min), 1.0, limits.min, whole=True)
            program.row([*v.y[c.members], less], 1.0, limits.min, INFINITY)
        for name in self.problem.rules.group_credentials:
            holders = [i for i in c.members.tolist() if name in self.problem.enterprises[i].credentials]
            switch, _ = self.soft("group_credentials", start=name)
            program.row([*v.y[holders], switch], 1.0, 1, INFINITY)

    def _money(self) -> None:
        c, program, v, rules = self.c, self.program, self.v, self.problem.rules
        value = v.value(c, np.arange(len(c.w)))
        total = float(
            sum(w.quantity * c.worth[c.w == i].max(initial=0) for i, w in enumerate(self.problem.work_packages))
        )
        if rules.budget is not None:
            most = (total + float(c.joining.sum())) / v.money
            _, more = self.soft("budget", most, v.money, rules.budget, rises=True)
            columns = np.concatenate([v.x, v.y[c.members], [more]])
            values = np.concatenate([value, c.joining[c.members] / v.money, [-1.0]])
            program.row(columns, values, -INFINITY, rules.budget / v.money)
        for lot, limit in rules.lot_budgets.items():
            first = next((w.id for w in self.problem.work_packages if w.lot == lot), None)
            if first is None:
                continue
            inside = np.array([w.lot == lot for w in self.problem.work_packages])[c.w]
            _, more = self.soft("lot_budget", total / v.money + 1, v.money, limit, first, rises=True)
            columns = np.concatenate([v.x[inside], [more]])
            program.row(columns, [*value[inside], -1.0], -INFINITY, limit / v.money)
        if rules.combined_turnover_bp:
            _, short = self.soft("combined_turnover", total / v.money + 1, v.money, rules.combined_turnover_bp)
            who = c.leads if rules.liability == "lead" else c.members
            switch = v.lead[who] if rules.liability == "lead" else v.y[who]
            factor = 10_000 * rules.year / (12 * rules.combined_turnover_bp)
            columns = np.concatenate([switch, v.x, [short]])
            program.row(columns, [*(factor * c.turnover[who] / v.money), *-value, 1.0], 0, INFINITY)

    def _lead(self) -> None:
        c, program, v, rule = self.c, self.program, self.v, self.problem.rules.lead
        everybody = [self.problem.enterprises[i] for i in c.leads.tolist()]
        unable = [int(v.lead[i]) for i, e in zip(c.leads.tolist(), everybody, strict=True) if not e.can_lead]
        if unable:
            switch, _ = self.soft("can_lead", start="no")
            program.row([*unable, switch], [*[1.0] * len(unable), -1.0], -INFINITY, 0)
        for name in rule.credentials:
            lacking = [
                int(v.lead[i]) for i, e in zip(c.leads.tolist(), everybody, strict=True) if name not in e.credentials
            ]
            if lacking:
                switch, _ = self.soft("lead_credentials", start=name)
                program.row([*lacking, switch], [*[1.0] * len(lacking), -1.0], -INFINITY, 0)
        if rule.min_turnover:
            _, less = self.soft("lead_turnover", rule.min_turnover / v.money, v.money, rule.min_turnover)
            columns = np.concatenate([v.lead[c.leads], [less]])
            values = np.concatenate([c.turnover[c.leads] / v.money, [1.0]])
            program.row(columns, values, rule.min_turnover / v.money, INFINITY)
        if rule.min_value_share_bp:
            self._lead_share(rule.min_value_share_bp)

    def _lead_share(self, share: int) -> None:
        c, program, v = self.c, self.program, self.v
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
        _, short = self.soft("lead_value_share", float(value @ (c.high / v.unit)) + 1, v.money, share)
        columns = np.concatenate([worth, v.x, [short]])
        program.row(columns, [*[1.0] * len(worth), *(-share / 10_000 * value), 1.0], 0, INFINITY)

    def _shares(self) -> None:
        c, program, v, rules = self.c, self.program, self.v, self.problem.rules
        value = v.value(c, np.arange(len(c.w)))
        areas = set(rules.local_areas)
        for rule, share, inside in (
            ("social_enterprise_share", rules.social_enterprise_share_bp, lambda e: e.social_enterprise),
            ("local_share", rules.local_share_bp, lambda e: e.home_area in areas),
        ):
            if share:
                counted = np.array([inside(e) for e in self.problem.enterprises], dtype=float)[c.e]
                _, short = self.soft(rule, float(value @ (c.high / v.unit)) + 1, v.money, share)
                columns = np.concatenate([v.x, [short]])
                program.row(columns, [*((counted - share / 10_000) * value), 1.0], 0, INFINITY)
        if rules.supported_workforce_bp:
            share = rules.supported_workforce_bp
            staff = np.array([e.workforce for e in self.problem.enterprises], dtype=float)[c.members]
            helped = np.array([e.supported_workforce for e in self.problem.enterprises], dtype=float)[c.members]
            scale = max(1.0, float(staff.max(initial=0)) / 100)
            _, short = self.soft("supported_workforce", float(staff.sum()) / scale + 1, scale, share)
            columns = np.concatenate([v.y[c.members], [short]])
            program.row(columns, [*((helped - share / 10_000 * staff) / scale), 1.0], 0, INFINITY)

    def _together(self) -> None:
        c, program, v, problem = self.c, self.program, self.v, self.problem
        if problem.rules.trust == "lead":
            switch, _ = self.soft("trust_with_lead", start="lead")
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
                switch, _ = self.soft("incompatible", start=b, enterprise=a)
                program.row([v.y[i], v.y[j], switch], [1.0, 1.0, -1.0], -INFINITY, 1)
        if problem.pins != Pins(exclude=problem.pins.exclude):
            self._pins()

    def _pins(self) -> None:
        c, program, v, pins = self.c, self.program, self.v, self.problem.pins
        switch, _ = self.soft("pins", start="kept")
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


SHARES = ("combined_turnover", "lead_value_share", "social_enterprise_share", "local_share", "supported_workforce")


def change_of(soft: Soft, amount: float, lead: str, reached: int | None = None) -> Change:
    """The change a soft rule stands for, its amount rounded outwards to whole units; shares go to what is reached."""
    to: int | str | None = None
    enterprise = soft.enterprise
    if soft.rule in SHARES and isinstance(soft.start, int):
        to = max(0, min(soft.start - 1, reached or 0))
    elif soft.amount >= 0 and isinstance(soft.start, int):
        step = max(1, int(np.ceil(amount * soft.scale - 1e-6)))
        to = soft.start + step if soft.rises else max(0, soft.start - step)
    if soft.rule == "can_lead":
        enterprise, to = lead, "yes"
    elif soft.rule == "trust_with_lead":
        to = "optional"
    return Change(soft.rule, soft.start, to, soft.work_package, enterprise)


def reached_share(problem: Problem, rule: str, lead: int, value: dict[int, float]) -> int:
    """bp that a rough consortium (pence by member) reaches under a share rule."""
    everybody = problem.enterprises
    total = max(1.0, sum(value.values()))
    if rule == "combined_turnover":
        joint = sum(everybody[i].turnover for i in value)
        counted = everybody[lead].turnover if problem.rules.liability == "lead" else joint
        return int(10_000 * counted * problem.rules.year / (12 * total))
    if rule == "supported_workforce":
        staff = max(1, sum(everybody[i].workforce for i in value))
        return 10_000 * sum(everybody[i].supported_workforce for i in value) // staff
    inside = {
        "lead_value_share": lambda i: i == lead,
        "social_enterprise_share": lambda i: everybody[i].social_enterprise,
        "local_share": lambda i: everybody[i].home_area in problem.rules.local_areas,
    }[rule]
    return int(10_000 * sum(worth for i, worth in value.items() if inside(i)) / total)
