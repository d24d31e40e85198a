"""All a search knows: pool, solutions in sequence, bounds, cuts; and what follows from it without solving."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from solver.candidates import candidates, without_distant_leads
from solver.model import Model
from solver.problem import Problem
from solver.program import Answer
from solver.rules.losses import add_cuts
from solver.search.completion import Completer
from solver.search.proposals import tolerance, whole_bound
from solver.search.regions import Members, Region, RegionResult
from solver.search.shortlist import Shortlist
from solver.search.solution import NO_BOUND, Solution
from solver.settings import Settings

Report = Callable[[str, float, int | None, int | None, int], None]
LARGE = 1000  # pairs from which a first consortium need not be nearly the best


def quiet(stage: str, seconds: float, best: int | None, bound: int | None, proposals: int) -> None:
    """Reports to nobody."""


class SearchState:
    """One problem being searched. Steps read this and hand in what they learn; any thread may read it
    meanwhile.
    """

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        report: Report = quiet,
        confirm: bool = True,
        social_floor: int | None = None,
        good_enough: float | None = None,
        of_objective: bool = False,
    ) -> None:
        self.started = time.monotonic()  # reading the candidates counts too
        self.deadline = self.started + settings.seconds
        self.problem = problem
        self.settings = settings
        self.report = report
        self.confirm = confirm  # a second solver's word on infeasibility: needed before a person hears it
        self.good_enough = good_enough  # a relative gap at which to stop, instead of a proof
        self.of_objective = of_objective  # the gap is a share of the objective, not of the price
        self.c = replace(without_distant_leads(candidates(problem)), social_floor=social_floor)
        self.completer = Completer(self.c, settings.seed)
        self.lock = threading.Lock()
        self.model: Model  # from the first step on; its cuts grow in number
        self.shortlist: Shortlist  # likewise
        self.pool: set[Members] = set()
        self.solutions: list[Solution] = []  # the proposals, as far as they are known
        self.lower_bound: float = -math.inf  # of every consortium's objective
        self.results: dict[Region, RegionResult] = {}
        self.warm_bound: tuple[tuple[Region, ...], int] | None = None  # of all that lies outside some regions
        self.certificate: dict[str, Any] | None = None
        self.ended = "out_of_time"
        self.infeasible = False

    @property
    def left(self) -> float:
        """Seconds until the search must stop."""
        return self.deadline - time.monotonic()

    @property
    def large(self) -> bool:
        """Whether the question is too large to be nearly exact at once."""
        return len(self.c.package_of) > LARGE

    @property
    def count(self) -> int:
        """How many proposals are asked for."""
        return self.problem.alternatives.count

    @property
    def distinct(self) -> bool:
        """Whether no two proposals may have one lead."""
        return self.problem.alternatives.distinct_leads

    @property
    def least(self) -> int:
        """By how many members two proposals differ at least."""
        return self.problem.alternatives.min_difference

    def tell(self, stage: str) -> None:
        """One line of progress."""
        best = self.solutions[0].objective if self.solutions else None
        bound = int(self.lower_bound) if math.isfinite(self.lower_bound) else None
        self.report(stage, time.monotonic() - self.started, best, bound, len(self.solutions))

    def tolerance(self, objective: float) -> float:
        """How far below an objective a bound proves it. With a price unknown, from the least it could be."""
        prices = [solution.figures.price for solution in self.solutions if solution.objective <= objective]
        weight = self.problem.weights.price
        return float(tolerance(weight, min(prices)) if prices else tolerance(1, int(self.c.least_payment)))

    def within(self, gap: float) -> bool:
        """Whether the first solution is within a share of its basis of the lower bound."""
        first = self.solutions[0]
        return first.objective - self.lower_bound <= gap * self.basis(first)

    def basis(self, solution: Solution) -> float:
        """What a gap is a share of, in objective units: the price, or the objective where price hardly
        counts.
        """
        if self.of_objective:
            return abs(float(solution.objective))
        return float(self.problem.weights.price * solution.figures.price)

    def region_after(self, before: list[Solution]) -> Region:
        """Every consortium that may follow the proposals before it."""
        banned = frozenset(solution.plan.lead for solution in before) if self.distinct else frozenset()
        return Region(tuple(solution.plan.members for solution in before), self.least, banned)

    def copy_model(self) -> Model:
        """The program over everybody, with all cuts known so far."""
        with self.lock:
            return self.model.copy()

    def add_cuts(self, cuts: list[tuple[int, frozenset[int]]]) -> None:
        """Cuts of (member, work packages) for every program made from now on."""
        with self.lock:
            if self.model.resilience is not None:
                add_cuts(self.model.program, self.c, self.model.columns, self.model.resilience, cuts)

    def bound_by(self, relaxation: Answer) -> None:
        """Takes the bound that a linear relaxation gives."""
        if relaxation.status == "optimal":
            self.raise_bound(whole_bound(relaxation.objective * self.model.columns.purse))

    def raise_bound(self, bound: float) -> None:
        """A valid bound on every consortium, kept where it is better than the one known."""
        with self.lock:
            if math.isfinite(bound) and bound > self.lower_bound:
                self.lower_bound = bound

    def record(self, region: Region, result: RegionResult) -> None:
        """What solving a region has given: its bound, and a consortium for the pool."""
        with self.lock:
            if region not in self.results or result.bound >= self.results[region].bound:
                self.results[region] = result
            if result.plan is not None:
                self.pool.add(result.plan.members)
        if region.whole:
            self.raise_bound(result.bound)

    def add(self, consortia: Iterable[Members]) -> None:
        """Consortia for the pool, each told at once where it changes the solutions."""
        for members in consortia:
            with self.lock:
                self.pool.add(members)
            before = [solution.objective for solution in self.solutions]
            self.read_off()
            if [solution.objective for solution in self.solutions] != before:
                self.tell("proposal" if before else "first")

    def read_off(self) -> None:
        """The sequence of solutions in the pool: the best, then the best that differs as required, and so
        on.
        """
        chosen: list[Solution] = []
        with self.lock:
            pool = sorted(self.pool)
        while len(chosen) < self.count:
            banned = frozenset(solution.plan.lead for solution in chosen) if self.distinct else frozenset()
            best: Solution | None = None
            for members in pool:
                if any(len(set(members) ^ set(solution.plan.members)) < self.least for solution in chosen):
                    continue
                completed = self.completer.complete(members, self.left, banned)
                if completed is not None and (best is None or completed[1].objective < best.objective):
                    best = Solution(*completed)
            if best is None:
                break
            chosen.append(best)
        with self.lock:
            self.solutions = chosen

    def cover(self, solutions: list[Solution]) -> dict[Region, float]:
        """Regions that together hold every consortium, each with the objective it must not beat."""
        last = len(solutions) if len(solutions) < self.count else len(solutions) - 1
        cutoff = solutions[last].objective if last < len(solutions) else math.inf
        cover = {self.region_after(solutions[:last]): cutoff}
        for j, solution in enumerate(solutions[:last]):
            region = self.region_after(solutions[:j])
            cover[replace(region, close_to=solution.plan.members)] = solution.objective
            if self.distinct:
                cover[replace(region, led_by=solution.plan.lead)] = solution.objective
        return cover

    def bound_solutions(self) -> None:
        """Bounds of the solutions as the regions solved so far give them."""
        solutions = list(self.solutions)
        cover = self.cover(solutions)
        for k, solution in enumerate(solutions):
            best = self.lower_bound
            # A region that differs from fewer than the k before has nothing the k-th question may still
            # choose.
            needed = [region for region in cover if len(region.differs_from) >= k]
            if all(region in self.results for region in needed):
                best = max(best, min(self.results[region].bound for region in needed))
            alone = self.region_after(solutions[:k])
            if alone in self.results:
                best = max(best, self.results[alone].bound)
            solution.bound = int(max(min(best, solution.objective), NO_BOUND))
