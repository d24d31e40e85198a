"""The search: a bound from the whole program, an exact consortium from its members, again until they meet.

One question after another is asked of the same program: the best consortium, then the best that differs as required
from all before it. The program's units are continuous and its shortfall a relaxation, so its bound is valid and its
members are a suggestion; `Completer` gives the exact best for those members. Where the two do not meet, the members
are set aside with their exact objective known, missing cuts are added, and the program is asked again.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.accept import as_proposal, breaches, tolerance
from solver.candidates import Candidates, candidates
from solver.complete import Completer, members_of
from solver.evaluate import Figures, Plan, Recovery, spare_places
from solver.model import Model, build
from solver.model.members import add_difference
from solver.model.resilience import add_cut
from solver.outcome import Outcome, Proposal
from solver.problem import Problem
from solver.program import HIGHS, SCIP, Answer, Numbers, solve
from solver.settings import Settings

NO_BOUND = -(2**53)  # below every objective a problem may have

Report = Callable[[str, float, int | None, int | None, int], None]


def quiet(stage: str, seconds: float, best: int | None, bound: int | None, proposals: int) -> None:
    """Reports to nobody."""


@dataclass
class Found:
    """A consortium with its figures and a valid lower bound on its question."""

    plan: Plan
    figures: Figures
    bound: int

    @property
    def objective(self) -> int:
        """Exact, in the problem's objective units."""
        return self.figures.objective


class Search:
    """Everything known about one problem; `found` grows while `run` works and may be read from another thread."""

    def __init__(self, problem: Problem, settings: Settings, report: Report = quiet, confirm: bool = True) -> None:
        self.problem = problem
        self.settings = settings
        self.report = report
        self.confirm = confirm  # a second solver's word on infeasibility: needed before a person hears it
        self.started = time.monotonic()
        self.deadline = self.started + settings.seconds
        self.lock = threading.Lock()
        self.found: list[Found] = []
        self.current: Found | None = None
        self.ended = "out_of_time"
        self.infeasible = False
        self.c: Candidates = candidates(problem)
        self.completer = Completer(self.c, settings.seed)
        self.model: Model | None = None

    @property
    def left(self) -> float:
        """Seconds until the search must stop."""
        return self.deadline - time.monotonic()

    def tell(self, stage: str, best: int | None = None, bound: int | None = None) -> None:
        """One line of progress."""
        self.report(stage, time.monotonic() - self.started, best, bound, len(self.found))

    def run(self) -> None:
        """Finds proposals until there are enough, there are no more, or time is out."""
        self.tell("read")
        self.model = build(self.c)
        count = self.problem.alternatives.count
        while len(self.found) < count and self.left > 0:
            answer = self.next_best()
            if answer is None:
                break
            with self.lock:
                self.found.append(answer)
                self.current = None
            self.tell("proposal", answer.objective, answer.bound)
        if len(self.found) == count:
            self.ended = "count"

    def next_best(self) -> Found | None:
        """The best consortium that differs as required from all found so far, or None; `ended` says why."""
        assert self.model is not None
        model = self.model.copy()
        c, least = self.c, self.problem.alternatives.min_difference
        banned = frozenset(f.plan.lead for f in self.found) if self.problem.alternatives.distinct_leads else frozenset()
        for earlier in self.found:
            add_difference(model.program, c, model.columns, earlier.plan.members, least)
        for i in banned:
            model.program.upper[model.columns.lead[i]] = 0
        best = self._known_best(banned, least)
        for known in self.completer.known:
            if known[1] == banned:
                add_difference(model.program, c, model.columns, known[0], 1)
        bound = -math.inf
        while True:
            limit = tolerance(self.problem.weights.price, best.figures.price) if best else 1
            answer = solve(
                model.program,
                HIGHS,
                self.left,
                seed=self.settings.seed,
                absolute_gap=0.3 * limit / model.columns.purse if best else 0.0,
                relative_gap=0.0 if best else 1e-5,
            )
            if answer.status == "infeasible" and self.confirm and best is None:
                answer = self._confirmed(model, answer)
            rest = math.inf if answer.status == "infeasible" else self._whole_bound(model, answer)
            bound = max(bound, min(rest, best.objective if best else math.inf))
            if answer.values is not None:
                best = self._better(model, answer.values, best, banned)
            if best is not None:
                best = Found(
                    best.plan, best.figures, int(min(bound, best.objective)) if math.isfinite(bound) else NO_BOUND
                )
                with self.lock:
                    self.current = best
                self.tell("bound", best.objective, best.bound)
                limit = tolerance(self.problem.weights.price, best.figures.price)
                if best.objective - min(rest, best.objective) <= limit:
                    return best
            elif answer.status == "infeasible":
                self.ended = "none_left"
                self.infeasible = not self.found
                return None
            if self.left <= 0 or answer.values is None:
                return best

    def _known_best(self, banned: frozenset[int], least: int) -> Found | None:
        """The best consortium met before that would answer this question too."""
        fitting = [
            Found(plan, figures, NO_BOUND)
            for (members, leads), known in self.completer.known.items()
            if known is not None and leads == banned
            for plan, figures in [known]
            if all(len(set(members) ^ set(f.plan.members)) >= least for f in self.found)
        ]
        return min(fitting, key=lambda one: (one.objective, one.plan.members), default=None)

    def _confirmed(self, model: Model, answer: Answer) -> Answer:
        """A second solver's word before anybody hears that nothing fits."""
        self.tell("confirm")
        second = solve(model.program, SCIP, self.left, seed=self.settings.seed)
        return answer if second.status == "infeasible" else second

    def _whole_bound(self, model: Model, answer: Answer) -> float:
        """The solver's bound in objective units, whole, less what floating point may have cost."""
        if not math.isfinite(answer.bound):
            return -math.inf
        exact = answer.bound * model.columns.purse
        return float(math.floor(exact - 1e-6 * abs(exact) - 1e-6))

    def _better(self, model: Model, values: Numbers, best: Found | None, banned: frozenset[int]) -> Found | None:
        """Completes the members of a solution exactly, sets them aside, and adds the cuts the solution breaks."""
        members = members_of(model, values)
        done = self.completer.complete(members, self.left, banned)
        add_difference(model.program, self.c, model.columns, members, 1)
        self._cut(model, values)
        if done is None or breaches(self.c, *done):
            return best
        if best is None or done[1].objective < best.objective:
            return Found(done[0], done[1], NO_BOUND)
        return best

    def _cut(self, model: Model, values: Numbers) -> None:
        """Adds the shortfall cuts that the program's own point, rounded down to whole units, breaks."""
        if model.resilience is None or self.model is None or self.model.resilience is None:
            return
        c, v = self.c, model.columns
        units = np.floor(values[v.x] * v.unit + 1e-6).astype(np.int64)
        plan = Plan(-1, members_of(model, values), {int(p): int(units[p]) for p in np.flatnonzero(units > 0)})
        for member in plan.members:
            for packages in violated(c, plan, member):
                add_cut(model.program, c, v, model.resilience, member, packages)

    def outcome(self) -> Outcome:
        """What is known now, as an outcome."""
        with self.lock:
            found = list(self.found)
            if self.current is not None and len(found) < self.problem.alternatives.count:
                found.append(self.current)
        proposals = proposals_of(self.c, found)
        status = "solved" if proposals else "infeasible" if self.infeasible else "out_of_time"
        return Outcome(self.problem.sha256, status, self.ended, proposals)


def proposals_of(c: Candidates, found: list[Found]) -> tuple[Proposal, ...]:
    """Best first. A bound stays valid for a question with more exclusions, so bounds only ever rise."""
    if not found:
        return ()
    ordered = sorted(found, key=lambda one: one.objective)
    if [id(one) for one in ordered] != [id(one) for one in found]:
        floor = min(found[0].bound, ordered[0].objective)
        ordered = [Found(one.plan, one.figures, floor) for one in ordered]
    first = ordered[0].objective
    return tuple(as_proposal(c, one.plan, one.figures, one.bound, first) for one in ordered)


def violated(c: Candidates, plan: Plan, member: int) -> list[frozenset[int]]:
    """Sets of work packages whose cut the plan may break when `member` is lost: the minimum cuts of its flow."""
    room, able = spare_places(c, plan)
    network = Recovery(c, room, able, member)
    lost = sorted((p for p in plan.units if c.e[p] == member), key=lambda p: -int(c.worth[p]))
    found = []
    for pair in lost:
        if network.take(int(c.w[pair]), plan.units[pair]) < plan.units[pair]:
            found.append(frozenset(network.reached_w))
    return found
