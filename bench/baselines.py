"""What one would do without this solver: one CP-SAT model, one HiGHS model, one SCIP model, a greedy broker."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from solver.candidates import Candidates, candidates
from solver.greedy import greedy
from solver.model import build
from solver.problem import Problem
from solver.program import HIGHS, SCIP, solve


@dataclass(frozen=True, slots=True)
class Line:
    """A baseline's result: objective and bound in the problem's units (None: nothing), seconds, and a remark."""

    name: str
    objective: float | None
    bound: float | None
    seconds: float
    remark: str = ""


def one_mip(problem: Problem, solver: int, seconds: float) -> Line:
    """The whole program given to a MILP solver at once, units continuous."""
    started = time.perf_counter()
    model = build(candidates(problem))
    answer = solve(model.program, solver, seconds, relative_gap=5e-5)
    name = "HiGHS, one model" if solver == HIGHS else "SCIP, one model"
    purse = model.columns.purse
    found = answer.objective * purse if answer.values is not None else None
    bound = answer.bound * purse if np.isfinite(answer.bound) else None
    return Line(name, found, bound, time.perf_counter() - started, answer.status)


def one_cp_sat(problem: Problem, seconds: float) -> Line:
    """The straightforward CP-SAT model in whole units. Shortfall is left out: it is the easier problem for it."""
    started = time.perf_counter()
    c = candidates(problem)
    model, objective = _cp_sat(c)
    model.minimize(objective)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    found = solver.objective_value if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None
    remark = solver.status_name(status).lower()
    if problem.weights.shortfall:
        remark += ", without shortfall"
    return Line("CP-SAT, one model", found, solver.best_objective_bound, time.perf_counter() - started, remark)


def broker(problem: Problem) -> Line:
    """The cheapest capable provider of each work package, one after another."""
    started = time.perf_counter()
    found = greedy(problem)
    seconds = time.perf_counter() - started
    if found.failed is not None:
        return Line("greedy broker", None, None, seconds, f"cannot cover {found.failed}")
    if found.broken:
        return Line("greedy broker", None, None, seconds, f"breaks {', '.join(found.broken)}")
    assert found.proposal is not None
    return Line("greedy broker", float(found.proposal.objective), None, seconds)


def _cp_sat(c: Candidates) -> tuple[cp_model.CpModel, cp_model.LinearExpr]:
    problem, rules = c.problem, c.problem.rules
    m = cp_model.CpModel()
    y = {i: m.new_bool_var("") for i in c.members.tolist()}
    lead = {i: m.new_bool_var("") for i in c.leads.tolist()}
    a = [m.new_bool_var("") for _ in range(len(c.w))]
    x = [m.new_int_var(0, int(high), "") for high in c.high]
    m.add_exactly_one(lead.values())
    for i, one in lead.items():
        m.add_implication(one, y[i])
    for p in range(len(c.w)):
        m.add(x[p] <= int(c.high[p]) * a[p])
        m.add(x[p] >= int(c.low[p]) * a[p])
        m.add_implication(a[p], y[int(c.e[p])])
    for w, package in enumerate(problem.work_packages):
        pairs = np.flatnonzero(c.w == w).tolist()
        m.add(sum(x[p] for p in pairs) == package.quantity)
        m.add(sum(a[p] for p in pairs) <= package.max_providers)
    for o in np.unique(c.o).tolist():
        m.add(sum(x[p] for p in np.flatnonzero(c.o == o).tolist()) <= int(c.capacity[o]))
    value = {i: sum(int(c.worth[p]) * x[p] for p in np.flatnonzero(c.e == i).tolist()) for i in y}
    total = sum(int(c.worth[p]) * x[p] for p in range(len(c.w)))
    for i in y:
        m.add(sum(a[p] for p in np.flatnonzero(c.e == i).tolist()) >= y[i])
        m.add(value[i] <= int(c.most[i]) * y[i])
        m.add(value[i] >= int(c.least[i]) * y[i])
    for i, one in lead.items():
        m.add(10_000 * value[i] >= rules.lead.min_value_share_bp * total).only_enforce_if(one)
    m.add(sum(y.values()) <= rules.members.max)
    m.add(sum(y.values()) >= rules.members.min)
    everybody = problem.enterprises
    joining = sum(everybody[i].joining_cost * one for i, one in y.items())
    if rules.budget is not None:
        m.add(total + joining <= rules.budget)
    for lot, most in rules.lot_budgets.items():
        inside = [p for p in range(len(c.w)) if problem.work_packages[c.w[p]].lot == lot]
        m.add(sum(int(c.worth[p]) * x[p] for p in inside) <= most)
    for name in rules.group_credentials:
        m.add(sum(one for i, one in y.items() if name in everybody[i].credentials) >= 1)
    _shares(m, c, y, lead, value, total)
    for first, second in problem.incompatible:
        i, j = c.place[first], c.place[second]
        if i in y and j in y:
            m.add_bool_or(y[i].negated(), y[j].negated())
    weights = problem.weights
    cost = sum(int(c.cost[p]) * x[p] for p in range(len(c.w))) + weights.price * joining
    cost += weights.members * sum(y.values())
    if weights.trust:
        cost += weights.trust * _gap(m, c, y, lead)
    return m, cost


def _shares(m, c: Candidates, y, lead, value, total) -> None:  # type: ignore[no-untyped-def]
    rules, everybody = c.problem.rules, c.problem.enterprises
    for share, inside in (
        (rules.social_enterprise_share_bp, lambda e: e.social_enterprise),
        (rules.local_share_bp, lambda e: e.home_area in rules.local_areas),
    ):
        if share:
            m.add(10_000 * sum(value[i] for i in y if inside(everybody[i])) >= share * total)
    if rules.supported_workforce_bp:
        share = rules.supported_workforce_bp
        m.add(sum((10_000 * everybody[i].supported_workforce - share * everybody[i].workforce) * y[i] for i in y) >= 0)
    if rules.combined_turnover_bp:
        counted = lead if rules.liability == "lead" else y
        behind = sum(everybody[i].turnover * one for i, one in counted.items())
        m.add(10_000 * rules.year * behind >= 12 * rules.combined_turnover_bp * total)


def _gap(m, c: Candidates, y, lead):  # type: ignore[no-untyped-def]
    found = []
    for i, one in y.items():
        gap = m.new_int_var(0, 1000, "")
        near = sum(strength * lead[j] for j, strength in c.trust.get(i, {}).items() if j in lead)
        m.add(gap >= 1000 * one - 1000 * lead.get(i, 0) - near)
        found.append(gap)
    return sum(found)


__all__ = ["HIGHS", "SCIP", "Line", "broker", "one_cp_sat", "one_mip"]
