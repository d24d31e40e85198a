"""What one would do without this solver: one CP-SAT model, one HiGHS model, one SCIP model, a greedy broker.

To be comparable, what any of them finds is completed to a plan (members, lead, whole units) outside its clock, must
pass the independent rules, and its objective is reckoned with everything in it, shortfall too.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from bench.cp_sat import Straightforward
from bench.timing import Measured
from solver.candidates import Candidates, candidates
from solver.evaluate import Figures, Plan, figures
from solver.model import build
from solver.problem import Problem
from solver.program import HIGHS, SCIP, solve
from solver.search.completion import Completer, members_of
from solver.search.greedy import greedy
from solver.search.proposals import as_proposal, breaches

COMPLETING_SECONDS = 30.0
PROOF = 2e-5  # relative gap at which they may stop: what counts as proven, and room for whole units


@dataclass
class Finding:
    """What one of them said: members or a whole plan (neither: nothing), a lower bound, seconds, and a remark."""

    seconds: float
    members: tuple[int, ...] | None = None
    plan: Plan | None = None
    bound: float | None = None
    remark: str = ""


def one_mip(problem: Problem, solver: int, seconds: float) -> Finding:
    """The whole program given to a MILP solver at once, units continuous."""
    started = time.perf_counter()
    model = build(candidates(problem))
    left = max(0.01, seconds - (time.perf_counter() - started))
    answer = solve(model.program, solver, left, relative_gap=PROOF)
    members = None if answer.values is None else members_of(model, answer.values)
    took = time.perf_counter() - started
    bound = answer.bound * model.columns.purse if np.isfinite(answer.bound) else None
    return Finding(took, members, None, bound, "" if answer.status == "optimal" else answer.status)


def one_cp_sat(problem: Problem, seconds: float) -> Finding:
    """The straightforward CP-SAT model, two workers. Its bound holds for the whole question: a shortfall only adds."""
    started = time.perf_counter()
    model = Straightforward(candidates(problem))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.01, seconds - (time.perf_counter() - started))
    solver.parameters.num_workers = 2
    solver.parameters.relative_gap_limit = PROOF
    status = solver.solve(model.m)
    found = Finding(time.perf_counter() - started, remark=solver.status_name(status).lower())
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        found.plan = model.plan(solver)
        found.members = found.plan.members
    if status != cp_model.MODEL_INVALID and np.isfinite(solver.best_objective_bound):
        found.bound = solver.best_objective_bound
    if status == cp_model.OPTIMAL:
        found.remark = "its own model optimal" if problem.weights.shortfall else ""
    return found


def broker(problem: Problem, seconds: float) -> Finding:
    """One provider after another; what breaks a rule in the end is no proposal."""
    started = time.perf_counter()
    reached = greedy(problem)
    took = time.perf_counter() - started
    if reached.failed is not None:
        return Finding(took, remark="a package left uncovered")
    if reached.plan is None:
        return Finding(took, remark="nobody to lead")
    if reached.broken:
        return Finding(took, remark=f"breaks {', '.join(reached.broken)}")
    return Finding(took, plan=reached.plan)


OTHERS: dict[str, tuple[str, Callable[[Problem, float], Finding]]] = {
    "highs": ("HiGHS, one model", lambda problem, seconds: one_mip(problem, HIGHS, seconds)),
    "scip": ("SCIP, one model", lambda problem, seconds: one_mip(problem, SCIP, seconds)),
    "cp_sat": ("CP-SAT, one model", one_cp_sat),
    "broker": ("greedy broker", broker),
}


def measured(name: str, problem: Problem, seconds: float) -> Measured:
    """One of the others asked, and what it found reckoned in full."""
    processor = time.process_time()
    found = OTHERS[name][1](problem, seconds)
    got = Measured(seconds=found.seconds, processor=time.process_time() - processor, remark=found.remark)
    c = candidates(problem)
    best = _completed(c, found, may_complete=name != "broker")
    if best is None:
        if not got.remark:
            got.remark = "no whole plan"
        got.bound = found.bound
        return got
    plan, reckoned = best
    # A solver's floats are given the same millionth of doubt as ours.
    bound = None if found.bound is None else found.bound - 1e-6 * abs(found.bound)
    least = -(2**53) if bound is None else int(np.floor(min(bound, reckoned.objective)))
    got.of((as_proposal(c, plan, reckoned, least),), problem.weights.price)
    got.bound = bound
    got.gap_bp = None if bound is None else got.gap_bp
    got.marks["found"] = found.seconds
    if got.proven:
        got.marks["proven"] = found.seconds
    return got


def _completed(c: Candidates, found: Finding, may_complete: bool) -> tuple[Plan, Figures] | None:
    """The best of the plan itself and the best plan of its members; None where neither keeps the rules."""
    ways: list[tuple[Plan, Figures]] = []
    if found.plan is not None:
        own = (found.plan, figures(c, found.plan))
        if not breaches(c, *own):
            ways.append(own)
    if may_complete and found.members is not None:
        completed = Completer(c).complete(tuple(sorted(found.members)), COMPLETING_SECONDS)
        if completed is not None:
            ways.append(completed)
    return min(ways, key=lambda one: one[1].objective, default=None)
