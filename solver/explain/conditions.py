"""What dropping each rule of the tender alone would do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from solver.accept import tolerance
from solver.candidates import candidates
from solver.explain.changes import TENDER_RULES, without_rule
from solver.explain.elastic import Soft
from solver.explain.relaxing import Relaxing
from solver.explain.words import condition_in_words
from solver.model import build
from solver.outcome import Condition
from solver.problem import Alternatives, Problem
from solver.program import HIGHS, solve
from solver.search import Found, Search
from solver.settings import Settings

EACH_SECONDS = 10.0


class Conditions:
    """Asks of each rule of one tender what would be without it."""

    def __init__(self, problem: Problem, settings: Settings, left: Callable[[], float]) -> None:
        self.problem = replace(problem, alternatives=Alternatives(1, 1, False))
        self.settings = replace(settings, workers=1)
        self.workers = max(1, settings.workers)
        self.left = left

    def of_clash(self, relaxing: Relaxing) -> list[Condition]:
        """Where nothing fits: whether something would. What a core rules out or a relaxation shows is known."""
        by_rule: dict[str, list[Soft]] = {}
        for soft in relaxing.every:
            by_rule.setdefault(soft.rule, []).append(soft)

        def asked(rule: str) -> Condition | None:
            dropped = without_rule(self.problem, rule)
            if dropped is None:
                return None
            mine = by_rule.get(rule, [])
            fits: bool | None = None
            if any({soft.rule for soft in one} == {rule} for one in relaxing.working):
                fits = True
            elif (rule == "pins" and self.problem.pins.exclude) or (rule == "incompatible" and not mine):
                fits = self._fits(dropped)
            elif not relaxing.clash.could(mine):
                fits = False
            elif self.left() > 0.05:
                tried = relaxing.trial.fits(tuple(mine), EACH_SECONDS)
                fits = self._fits(dropped) if tried is None else tried
            return None if fits is None else Condition(rule, fits, condition_in_words(rule, fits))

        with ThreadPoolExecutor(self.workers) as pool:
            return [one for one in pool.map(asked, TENDER_RULES) if one is not None]

    def _fits(self, dropped: Problem) -> bool | None:
        """Whether a changed problem has a consortium; None where time did not suffice."""
        search = self._search(dropped, (), good_enough=1.0)
        return True if search.found else False if search.infeasible else None

    def of_gain(self, best: Found) -> list[Condition]:
        """Where something fits: by how much the objective would fall at least."""

        def asked(rule: str) -> Condition | None:
            dropped = without_rule(self.problem, rule)
            if dropped is None or self.left() <= 0.05:
                return None
            found = self._better(dropped, best)
            if found is None:
                return Condition(rule, True, condition_in_words(rule, True, 0, 0), 0)
            gain = certain_gain(self.problem, best, found)
            saved = best.figures.price - found.figures.price if gain else 0
            return Condition(rule, True, condition_in_words(rule, True, saved, gain), gain)

        with ThreadPoolExecutor(self.workers) as pool:
            return [one for one in pool.map(asked, TENDER_RULES) if one is not None]

    def _better(self, dropped: Problem, best: Found) -> Found | None:
        """A better consortium than the best known, where there is one."""
        c = candidates(dropped)
        model = build(c)
        root = solve(model.program, HIGHS, self.left(), relaxed=True)
        weight = self.problem.weights.price
        enough = best.objective - tolerance(weight, best.figures.price)
        if root.status == "optimal" and root.objective * model.columns.purse * (1 - 1e-6) >= enough:
            return None
        members = tuple(self.problem.enterprises[m].id for m in best.plan.members)
        search = self._search(dropped, members, None)
        found = search.found[0] if search.found else None
        return found if found is not None and found.objective < best.objective else None

    def _search(self, dropped: Problem, members: tuple[str, ...], good_enough: float | None) -> Search:
        seconds = max(0.05, min(self.left(), EACH_SECONDS))
        search = Search(dropped, replace(self.settings, seconds=seconds), confirm=False, good_enough=good_enough)
        if members:
            search.seed_with([members])
        search.run()
        return search


def certain_gain(problem: Problem, best: Found, better: Found) -> int:
    """By how much a consortium beats the best of now, never overstated: from its bound where it is not proven."""
    slack = tolerance(problem.weights.price, best.figures.price)
    proven = best.objective - best.bound <= slack
    gain = (best.objective if proven else best.bound) - better.objective
    return gain if gain > slack else 0
