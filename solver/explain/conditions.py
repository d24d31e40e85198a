"""What dropping each rule of the tender alone would do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from solver.candidates import candidates
from solver.explain.relaxing import Relaxing
from solver.explain.words import condition_in_words, gain_in_words
from solver.model import build
from solver.outcome import Condition
from solver.problem import Alternatives, Problem
from solver.program import HIGHS, solve
from solver.rules import IN_ORDER, without_rule
from solver.rules.soft import Soft
from solver.search.proposals import tolerance
from solver.search.search import optimise, start_from
from solver.search.solution import Solution
from solver.search.state import SearchState
from solver.settings import Settings

EACH_SECONDS = 10.0
TENDER_RULES = [rule.name for rule in IN_ORDER if rule.of_tender]


class Conditions:
    """Asks of each rule of one tender what would be without it."""

    def __init__(self, problem: Problem, settings: Settings, left: Callable[[], float]) -> None:
        self.problem = replace(problem, alternatives=Alternatives(1, 1, False))
        self.settings = replace(settings, workers=1)
        self.workers = max(1, settings.workers)
        self.left = left
        self.cut_short = False  # whether a rule was left out because time did not settle it

    def of_clash(self, relaxing: Relaxing) -> list[Condition]:
        """Where nothing fits: whether something would. What is certain, or a relaxation shows, is not asked
        again.
        """
        by_rule: dict[str, list[Soft]] = {}
        for soft in relaxing.every:
            by_rule.setdefault(soft.rule, []).append(soft)

        def asked(rule: str) -> Condition | None:
            dropped = without_rule(self.problem, rule)
            if dropped is None:
                return None
            mine = by_rule.get(rule, [])
            fits: bool | None = None
            if any({soft.rule for soft in works} == {rule} for works in relaxing.working):
                fits = True
            elif rule == "incompatible" and not mine:
                fits = self._fits(dropped)
            elif not relaxing.clash.could(mine):
                fits = False
            elif self.left() > 0.05:
                tried = relaxing.trial.fits(tuple(mine), EACH_SECONDS)
                fits = self._fits(dropped) if tried is None else tried
            if fits is None:
                self.cut_short = True
                return None
            return Condition(rule, fits, condition_in_words(rule, fits))

        with ThreadPoolExecutor(self.workers) as pool:
            return [condition for condition in pool.map(asked, TENDER_RULES) if condition is not None]

    def _fits(self, dropped: Problem) -> bool | None:
        """Whether a changed problem has a consortium; None where time did not suffice."""
        search = self._search(dropped, (), good_enough=1.0)
        return True if search.solutions else False if search.infeasible else None

    def of_gain(self, best: Solution) -> list[Condition]:
        """Where something fits: by how much the objective would fall at least. What time does not settle is
        left out.

        Rules that the relaxation does not feel are dropped all at once: what that does not help, none of them
        does.
        """
        dropped = {rule: without_rule(self.problem, rule) for rule in TENDER_RULES}
        asked = {rule: problem for rule, problem in dropped.items() if problem is not None}
        felt = self._root(self.problem)
        with ThreadPoolExecutor(self.workers) as pool:
            roots = dict(zip(asked, pool.map(self._root, asked.values()), strict=True))
            idle = [r for r in asked if r != "resilience" and roots[r] >= felt - 1e-7 * abs(felt)]
            inert = {rule for rule in asked if roots[rule] >= self._enough(best)} | self._inert(idle, best)

            def condition_of(rule: str) -> Condition | None:
                if rule in inert:
                    return Condition(rule, True, condition_in_words(rule, True, settled=True), 0)
                settled, better = self._better(asked[rule], best, 1) if self.left() > 0.05 else (False, None)
                if not settled and better is None:
                    self.cut_short = True
                    return None
                gain = certain_gain(self.problem, best, better) if better is not None else 0
                in_words = gain_in_words(self.problem, best, better) if better is not None and gain else None
                return Condition(rule, True, condition_in_words(rule, True, in_words, settled=True), gain)

            return [condition for condition in pool.map(condition_of, asked) if condition is not None]

    def _inert(self, rules: list[str], best: Solution) -> set[str]:
        """Of these rules those that do not help, shown for many at once."""
        if len(rules) < 2 or self.left() <= 0.05:
            return set()
        together: Problem = self.problem
        for rule in rules:
            together = without_rule(together, rule) or together
        settled, solution = self._better(together, best, self.workers)
        if settled and solution is None:
            return set(rules)
        half = len(rules) // 2
        return self._inert(rules[:half], best) | self._inert(rules[half:], best)

    def _root(self, problem: Problem) -> float:
        """The relaxation's bound on a problem, in the objective's units; -inf where it has none."""
        model = build(candidates(problem))
        root = solve(model.program, HIGHS, self.left(), relaxed=True)
        exact = root.objective * model.columns.purse
        return exact - 1e-6 * abs(exact) if root.status == "optimal" else float("-inf")

    def _enough(self, best: Solution) -> int:
        """The objective from which a consortium is no better than the best known."""
        return best.objective - tolerance(self.problem.weights.price, best.figures.price)

    def _better(self, dropped: Problem, best: Solution, workers: int) -> tuple[bool, Solution | None]:
        """Whether it is certain, and the better consortium that was found, if any."""
        members = tuple(self.problem.enterprises[m].id for m in best.plan.members)
        search = self._search(dropped, members, None, workers)
        solution = search.solutions[0] if search.solutions else None
        if solution is None:
            return False, None
        slack = best.objective - self._enough(best)
        settled = solution.objective - solution.bound <= slack
        return settled, solution if solution.objective < best.objective - slack else None

    def _search(
        self, dropped: Problem, members: tuple[str, ...], good_enough: float | None, workers: int = 1
    ) -> SearchState:
        settings = replace(self.settings, seconds=max(0.05, min(self.left(), EACH_SECONDS)), workers=workers)
        search = SearchState(dropped, settings, confirm=False, good_enough=good_enough)
        if members:
            start_from(search, [members])
        optimise(search)
        return search


def certain_gain(problem: Problem, best: Solution, better: Solution) -> int:
    """By how much a consortium beats the best of now, never overstated: from its bound where it is not
    proven.
    """
    slack = tolerance(problem.weights.price, best.figures.price)
    proven = best.objective - best.bound <= slack
    gain = (best.objective if proven else best.bound) - better.objective
    return gain if gain > slack else 0
