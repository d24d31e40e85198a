"""Which single credential of which enterprise would help: counted first, so that few need solving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from solver.candidates import Candidates, candidates
from solver.model import build
from solver.model.columns import Columns
from solver.problem import Alternatives, Problem
from solver.program import HIGHS, INFINITY, Program, solve
from solver.search import Found
from solver.settings import Settings


def with_credential(problem: Problem, enterprise: str, credential: str) -> Problem:
    """The problem as if the enterprise held the credential."""
    enterprises = tuple(
        replace(e, credentials=(*e.credentials, credential))
        if e.id == enterprise and credential not in e.credentials
        else e
        for e in problem.enterprises
    )
    return replace(problem, enterprises=enterprises, sha256="")


def missing(problem: Problem) -> list[tuple[str, str]]:
    """(enterprise, credential) where the one credential alone opens a work package, the lead or a group demand."""
    packages = {w.id: frozenset(w.credentials) for w in problem.work_packages}
    lead = frozenset(problem.rules.lead.credentials)
    group = frozenset(problem.rules.group_credentials)
    excluded = set(problem.pins.exclude)
    found = []
    for e in problem.enterprises:
        if e.id in excluded:
            continue
        held = set(e.credentials)
        wanted = set(group - held)
        for offer in e.offers:
            for serve in offer.serves:
                lacking = packages[serve.work_package] - held
                if len(lacking) == 1:
                    wanted |= lacking
        if e.can_lead and len(lead - held) == 1:
            wanted |= lead - held
        found += [(e.id, name) for name in sorted(wanted)]
    return found


def single_credentials(
    problem: Problem, settings: Settings, best: Found | None, left: Callable[[], float]
) -> Iterator[tuple[str, str]]:
    """Promising (enterprise, credential), the best first, from one program in which one credential is free."""
    options = missing(problem)
    while options and left() > 0.1:
        choice = _best_choice(problem, settings, best, options, left())
        if choice is None:
            return
        options.remove(choice)
        yield choice


def _best_choice(
    problem: Problem, settings: Settings, best: Found | None, options: list[tuple[str, str]], seconds: float
) -> tuple[str, str] | None:
    held: dict[str, set[str]] = {}
    for enterprise, name in options:
        held.setdefault(enterprise, set()).add(name)
    generous = replace(
        problem,
        alternatives=Alternatives(1, 1, False),
        enterprises=tuple(
            replace(e, credentials=(*e.credentials, *sorted(held[e.id]))) if e.id in held else e
            for e in problem.enterprises
        ),
    )
    c = candidates(generous)
    model = build(c)
    program, v = model.program, model.columns
    switch = dict(zip(options, program.columns(len(options), 0, 1, 0, True).tolist(), strict=True))
    program.row(list(switch.values()), 1.0, -INFINITY, 1)
    _bind(program, c, v, problem, switch)
    if best is not None:
        # Only what would pay: at least the tolerance of a proof better than the best known.
        worth = np.flatnonzero(program.cost)
        limit = (best.objective - max(1, best.figures.price * problem.weights.price // 20_000)) / v.purse
        program.row(worth, program.cost[worth], -INFINITY, limit - program.offset)
    answer = solve(program, HIGHS, min(seconds, 10.0), seed=settings.seed, relative_gap=1e-4)
    if answer.values is None:
        return None
    chosen = [option for option, column in switch.items() if answer.values[column] > 0.5]
    return chosen[0] if chosen else None


def _bind(program: Program, c: Candidates, v: Columns, problem: Problem, switch: dict[tuple[str, str], int]) -> None:
    """Whatever needs a credential its enterprise lacks waits for its switch."""
    packages = problem.work_packages
    for pair, (e, w) in enumerate(zip(c.e.tolist(), c.w.tolist(), strict=True)):
        one = problem.enterprises[e]
        lacking = set(packages[w].credentials) - set(one.credentials)
        for name in lacking:
            column = switch.get((one.id, name))
            if column is None:
                program.upper[v.x[pair]] = 0
            else:
                program.row([v.x[pair], column], [1.0, -c.high[pair] / v.unit[pair]], -INFINITY, 0)
    for i in c.leads.tolist():
        one = problem.enterprises[i]
        for name in set(problem.rules.lead.credentials) - set(one.credentials):
            column = switch.get((one.id, name))
            if column is None:
                program.upper[v.lead[i]] = 0
            else:
                program.row([v.lead[i], column], [1.0, -1.0], -INFINITY, 0)
    for name in problem.rules.group_credentials:
        holders, opened = [], []
        for i in c.members.tolist():
            one = problem.enterprises[i]
            if name in one.credentials:
                holders.append(int(v.y[i]))
            elif (one.id, name) in switch:
                opened.append((int(v.y[i]), switch[one.id, name]))
        both = program.columns(len(opened), 0, 1)
        for (y, column), joint in zip(opened, both.tolist(), strict=True):
            program.row([joint, y], [1.0, -1.0], -INFINITY, 0)
            program.row([joint, column], [1.0, -1.0], -INFINITY, 0)
        program.row([*holders, *both.tolist()], 1.0, 1, INFINITY)
