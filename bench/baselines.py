"""What one would do without our search: plain HiGHS, a sequence of such calls, CP-SAT, a greedy broker.

Each has the tender, the limit and the goal that we have, and a clock until it has a plan in whole units.
Nothing counts that `solver.check` has not passed, and every objective has everything in it, shortfall too.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from ortools.sat.python import cp_model

from bench.attempt import HUNDREDTH, PROOF, ROOM, Attempt, lowered
from bench.cp_sat import Straightforward
from bench.sequence import sequence
from bench.timing import Job, Measured, is_whole, mark_end
from solver.candidates import candidates
from solver.check import check
from solver.evaluate import figures
from solver.model import build
from solver.outcome import Outcome, Proposal
from solver.problem import Problem
from solver.program import HIGHS, solve
from solver.search.completion import Completer, members_of
from solver.search.greedy import greedy
from solver.search.proposals import as_proposal

COMPLETING_SECONDS = 30.0
NO_BOUND = -(2**53)

Way = Callable[[Problem, float, float], Attempt]


def plain(question: Problem, seconds: float, share: float) -> Attempt:
    """One call of HiGHS over the whole program, with its own heuristics; then whole units."""
    started = time.perf_counter()
    c = candidates(question)
    model = build(c)
    left = seconds - (time.perf_counter() - started)
    answer = solve(model.program, HIGHS, left, relative_gap=share - ROOM)
    if answer.values is None:
        return Attempt(none_left=answer.status == "infeasible", remark=answer.status)
    completer, members = Completer(c), members_of(model, answer.values)
    completed = completer.complete(members, COMPLETING_SECONDS)
    if completed is None:
        return Attempt(remark="members without a whole plan")
    # These members' own objective bounds nothing: others could cost as little as the program says.
    bound = lowered(answer.bound * model.columns.purse)
    return Attempt([(*completed, bound)], remark="" if answer.status == "optimal" else "out of time")


def one_cp_sat(question: Problem, seconds: float, share: float) -> Attempt:
    """The straightforward CP-SAT model, two workers.

    Its bound holds for the whole question: a shortfall only adds. Its plan is the better of its own and its
    members' best.
    """
    started = time.perf_counter()
    c = candidates(question)
    model = Straightforward(c)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.01, seconds - (time.perf_counter() - started))
    solver.parameters.num_workers = 2
    solver.parameters.relative_gap_limit = share - ROOM
    status = solver.solve(model.m)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Attempt(none_left=status == cp_model.INFEASIBLE, remark=solver.status_name(status).lower())
    own = model.plan(solver)
    plans = [(own, figures(c, own))]
    if question.weights.shortfall:
        completed = Completer(c).complete(own.members, COMPLETING_SECONDS)
        plans += [completed] if completed is not None else []
    best = min(plans, key=lambda plan: plan[1].objective)
    remark = "" if status == cp_model.OPTIMAL else "out of time"
    if question.weights.shortfall:
        remark = ", ".join(["shortfall left out of its model", *([remark] if remark else [])])
    return Attempt([(*best, lowered(solver.best_objective_bound))], remark=remark)


def broker(question: Problem, seconds: float, share: float) -> Attempt:
    """One provider after another; he claims no bound."""
    answer = greedy(question)
    if answer.plan is None:
        return Attempt(remark="a package left uncovered" if answer.failed is not None else "nobody to lead")
    return Attempt([(answer.plan, figures(candidates(question), answer.plan), None)])


WAYS: dict[str, tuple[str, Way]] = {
    "plain": ("plain HiGHS", plain),
    "sequence": ("the sequence", sequence),
    "cp_sat": ("CP-SAT", one_cp_sat),
    "broker": ("greedy broker", broker),
}


def measured(name: str, question: Problem, job: Job) -> Measured:
    """One of them asked, timed, and counted only as far as the checker passes it."""
    processor, started = time.process_time(), time.perf_counter()
    attempt = WAYS[name][1](question, job.seconds, HUNDREDTH if job.until else PROOF)
    got = Measured(seconds=time.perf_counter() - started, processor=time.process_time() - processor)
    got.remark = attempt.remark
    answer = outcome_of(question, attempt)
    findings = check(question, answer) if answer.proposals else []
    if findings:
        got.remark = f"refused by the checker: {', '.join(sorted({finding.rule for finding in findings}))}"
    elif answer.proposals:
        reach, count = question.weights.price, question.alternatives.count
        got.of(answer.proposals, reach)
        got.whole = is_whole(answer, count)
        mark_end(got, answer, reach, count)
        if any(bound is None for _, _, bound in attempt.plans):
            got.bound = got.gap_bp = None
    return got


def outcome_of(question: Problem, attempt: Attempt) -> Outcome:
    """What it came to, in the shape that the checker reads: best first.

    A bound holds for what may be proposed after the plans before it, so where the order of the plans is not
    the order in which they came, the last bound that both orders share stands for those between.
    """
    c, count = candidates(question), question.alternatives.count
    ordered = sorted(attempt.plans, key=lambda each: each[1].objective)
    proposals: list[Proposal] = []
    bound: float | None = None
    for place, (plan, reckoned, _) in enumerate(ordered):
        before = {each[0].members for each in ordered[:place]}
        if before == {each[0].members for each in attempt.plans[:place]}:
            bound = attempt.plans[place][2]
        floor = NO_BOUND
        if bound is not None and bound > -math.inf:
            floor = math.floor(min(bound, reckoned.objective))
        proposals.append(as_proposal(c, plan, reckoned, floor, proposals[0].objective if proposals else None))
    ended = "none_left" if attempt.none_left else "count" if len(proposals) == count else "out_of_time"
    return Outcome(question.sha256, "solved" if proposals else "out_of_time", ended, tuple(proposals))
