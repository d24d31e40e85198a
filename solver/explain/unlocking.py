"""Which single credential of which enterprise would help: counted first, so that few need solving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from solver.candidates import Candidates, candidates
from solver.explain.relaxing import Relaxing
from solver.model import Model, add_difference, build
from solver.problem import Alternatives, Problem
from solver.program import HIGHS, INFINITY, Program, solve
from solver.rules import BY_NAME
from solver.rules.columns import Columns
from solver.rules.soft import Soft
from solver.search.completion import Completer, members_of
from solver.search.proposals import tolerance
from solver.search.regions import keep_only
from solver.search.shortlist import worth_a_look
from solver.search.solution import Solution
from solver.settings import Settings

EACH_SECONDS = 10.0
LARGE = 500  # pairs
ROUGH = 0.02  # of the objective, where any consortium is news
MOST_FAILED = 5  # consortia whose whole units do not fit


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
    """(enterprise, credential) where the one credential alone opens a work package, the lead or a group
    demand.
    """
    packages = {w.id: frozenset(w.credentials) for w in problem.work_packages}
    lead = frozenset(problem.rules.lead.credentials)
    group = frozenset(problem.rules.group_credentials)
    excluded = set(problem.pins.exclude)
    pairs = []
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
        pairs += [(e.id, name) for name in sorted(wanted)]
    return pairs


class Unlocking:
    """One program in which every credential worth having is free, but at most one may be used."""

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        left: Callable[[], float],
        best: Solution | None,
        relaxing: Relaxing | None = None,
    ) -> None:
        self.problem = replace(problem, alternatives=Alternatives(1, 1, False))
        self.settings = settings
        self.left = left
        self.best = best
        self.cut_short = False  # whether time ended before every option was settled
        self.options = missing(problem)
        if relaxing is not None:
            self.options = _hopeful(self.options, relaxing)

    def run(self) -> Iterator[tuple[str, str, Solution]]:
        """(enterprise, credential, the consortium it lets through), the best first."""
        if not self.options:
            return
        if self.left() <= 0.1:
            self.cut_short = True
            return
        c = candidates(self._generous())
        model = build(c, lossless=self.best is None)
        program, v = model.program, model.columns
        switch = dict(
            zip(self.options, program.columns(len(self.options), 0, 1, 0, True).tolist(), strict=True)
        )
        program.row(list(switch.values()), 1.0, -INFINITY, 1)
        _bind(program, c, v, self.problem, switch)
        if self.best is not None:
            # Only what would pay: at least the tolerance of a proof better than the best known.
            worth = np.flatnonzero(program.cost)
            slack = tolerance(self.problem.weights.price, self.best.figures.price)
            limit = (self.best.objective - slack) / v.purse
            program.row(worth, program.cost[worth], -INFINITY, limit - program.offset)
        self._narrow(model, list(switch))
        failed = 0
        self.cut_short = True  # until the program says that there is nothing more
        while self.left() > 0.1 and failed < MOST_FAILED:
            answer = solve(
                program,
                HIGHS,
                min(self.left(), EACH_SECONDS),
                seed=self.settings.seed,
                relative_gap=ROUGH if self.best is None else 1e-4,
            )
            if answer.values is None:
                self.cut_short = answer.status != "infeasible"
                return
            chosen = next((option for option, column in switch.items() if answer.values[column] > 0.5), None)
            if chosen is None:
                self.cut_short = False
                return
            solution = self._verified(chosen, members_of(model, answer.values))
            if solution is None:
                failed += 1
                add_difference(program, c, v, members_of(model, answer.values), 1)
                continue
            program.upper[switch[chosen]] = 0.0
            yield (*chosen, solution)

    def _narrow(self, model: Model, options: list[tuple[str, str]]) -> None:
        """Leaves, on a large question where any consortium is news, those who might gain and those worth a
        look.
        """
        if self.best is not None or len(model.candidates.w) <= LARGE:
            return
        root = solve(model.program, HIGHS, min(self.left(), EACH_SECONDS), relaxed=True)
        look = worth_a_look(model, root, self.left())
        if look is not None:
            look[[model.candidates.place[enterprise] for enterprise, _ in options]] = True
            keep_only(model, look)

    def _generous(self) -> Problem:
        held: dict[str, set[str]] = {}
        for enterprise, name in self.options:
            held.setdefault(enterprise, set()).add(name)
        enterprises = tuple(
            replace(e, credentials=(*e.credentials, *sorted(held[e.id]))) if e.id in held else e
            for e in self.problem.enterprises
        )
        return replace(self.problem, enterprises=enterprises)

    def _verified(self, chosen: tuple[str, str], members: tuple[int, ...]) -> Solution | None:
        """What these members come to when the one enterprise holds the one credential, past the independent
        rules.
        """
        c = candidates(with_credential(self.problem, *chosen))
        completer = Completer(c, self.settings.seed)
        completed = completer.complete(members, self.left())
        return None if completed is None else Solution(*completed)


def _hopeful(options: list[tuple[str, str]], relaxing: Relaxing) -> list[tuple[str, str]]:
    """The options whose credential, waived for everybody, would let a consortium through."""
    by_name: dict[str, list[Soft]] = {}
    for soft in relaxing.every:
        if BY_NAME[soft.rule].of_credentials:
            by_name.setdefault(str(soft.start), []).append(soft)
    names = [
        name
        for name, softs in by_name.items()
        if any(works <= frozenset(softs) for works in relaxing.working)
        or (relaxing.clash.could(softs) and relaxing.trial.fits(tuple(softs), EACH_SECONDS) is not False)
    ]
    return [option for option in options if option[1] in names]


def _bind(
    program: Program, c: Candidates, v: Columns, problem: Problem, switch: dict[tuple[str, str], int]
) -> None:
    """Whatever needs a credential its enterprise lacks waits for its switch."""
    packages = problem.work_packages
    for pair, (e, w) in enumerate(zip(c.enterprise_of.tolist(), c.package_of.tolist(), strict=True)):
        enterprise = problem.enterprises[e]
        lacking = set(packages[w].credentials) - set(enterprise.credentials)
        for name in lacking:
            column = switch.get((enterprise.id, name))
            if column is None:
                program.upper[v.x[pair]] = 0
            else:
                program.row([v.x[pair], column], [1.0, -c.high[pair] / v.unit[pair]], -INFINITY, 0)
    for i in c.leads.tolist():
        enterprise = problem.enterprises[i]
        for name in set(problem.rules.lead.credentials) - set(enterprise.credentials):
            column = switch.get((enterprise.id, name))
            if column is None:
                program.upper[v.lead[i]] = 0
            else:
                program.row([v.lead[i], column], [1.0, -1.0], -INFINITY, 0)
    for name in problem.rules.group_credentials:
        holders, opened = [], []
        for i in c.members.tolist():
            enterprise = problem.enterprises[i]
            if name in enterprise.credentials:
                holders.append(int(v.y[i]))
            elif (enterprise.id, name) in switch:
                opened.append((int(v.y[i]), switch[enterprise.id, name]))
        both = program.columns(len(opened), 0, 1)
        for (y, column), joint in zip(opened, both.tolist(), strict=True):
            program.row([joint, y], [1.0, -1.0], -INFINITY, 0)
            program.row([joint, column], [1.0, -1.0], -INFINITY, 0)
        program.row([*holders, *both.tolist()], 1.0, 1, INFINITY)
