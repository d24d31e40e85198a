"""The forty-line sequence: solve the whole program, add a difference row, solve again.

It is the yardstick of a search that has to earn its keep: our rows and our completion to whole units, plain
HiGHS with its own heuristics, and nothing else. Members that cost more than the program promised wait, and it
is asked again without them, until the rest holds nothing better.
"""

from __future__ import annotations

import math
import time

from bench.attempt import ROOM, Attempt, allowed, lowered
from solver.candidates import candidates
from solver.evaluate import Figures, Plan
from solver.model import add_difference, build
from solver.problem import Problem
from solver.program import HIGHS, solve
from solver.search.completion import Completer, members_of


def sequence(question: Problem, seconds: float, share: float) -> Attempt:
    """As many proposals as are asked for, each bounded to `share` of its price before the next."""
    if question.alternatives.distinct_leads:
        raise ValueError("the sequence knows no proposals that must differ in their lead")
    deadline = time.perf_counter() + seconds
    c = candidates(question)
    model = build(c)
    program, columns = model.program, model.columns
    completer, apart = Completer(c), question.alternatives.min_difference
    attempt = Attempt()
    waiting: list[tuple[Plan, Figures, float]] = []  # in whole units, with their own bounds, not proposed yet
    rest = -math.inf  # below everything that neither waits nor lies too near a proposal
    while len(attempt.plans) < question.alternatives.count:
        answer = solve(program, HIGHS, deadline - time.perf_counter(), relative_gap=share - ROOM)
        empty = answer.status == "infeasible"
        rest = math.inf if empty else max(rest, lowered(answer.bound * columns.purse))
        if answer.values is not None:
            members = members_of(model, answer.values)
            completed = completer.complete(members, seconds)
            if completed is None or not completer.certain(members):
                return attempt.ending("members whose best plan is not known")
            waiting.append((*completed, completer.lower(members)))
            add_difference(program, c, columns, members, 1)
        if not waiting:
            attempt.none_left = empty
            return attempt.ending("" if empty else "out of time")
        plan, figures, _ = min(waiting, key=lambda each: each[1].objective)
        late = answer.values is None and not empty
        if late or figures.objective - rest <= allowed(question, figures, share):
            attempt.plans.append((plan, figures, min(rest, *(lower for _, _, lower in waiting))))
            add_difference(program, c, columns, plan.members, apart)
            waiting = [each for each in waiting if len({*each[0].members} ^ {*plan.members}) >= apart]
        if late:
            return attempt.ending("out of time")
    return attempt
