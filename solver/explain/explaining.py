"""From a problem to its explanation, quickest first, each claim verified by solving the changed problem."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from solver.candidates import Candidates
from solver.explain.conditions import Conditions, certain_gain
from solver.explain.counting import quick_reasons
from solver.explain.relaxing import MOST, Relaxing
from solver.explain.trial import Relaxed
from solver.explain.unlocking import Unlocking
from solver.explain.words import (
    at_least_in_words,
    clash_in_words,
    gain_in_words,
    relaxation_in_words,
    unlock_in_words,
)
from solver.outcome import Change, Condition, Reason, Relaxation, Unlock
from solver.problem import Problem
from solver.rules import BY_NAME
from solver.search.solution import Solution
from solver.settings import Settings

MOST_UNLOCKS = 20
MOST_REASONS = 3  # beside those that counting gave
UNLOCK_SHARE = (
    0.5  # of the time left, the rest is for conditions: after that only what is already being asked
)
RESERVE = 0.35  # of the time, kept from relaxations for unlocks and conditions


@dataclass
class Explanation:
    """Grows while it is worked out; every list is right as far as it goes."""

    reasons: list[Reason]
    relaxations: list[Relaxation]
    unlocks: list[Unlock]
    conditions: list[Condition]
    cut_short: list[str] = field(default_factory=list)  # the lists that time ended before their end


class Explainer:
    """Explains one problem. `best` is its best consortium, None where nothing fits."""

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        deadline: float,
        best: Solution | None,
        watch: Callable[[Explanation], None],
    ) -> None:
        self.watch = watch
        self.problem = problem
        self.settings = settings
        self.deadline = deadline
        self.best = best
        self.explanation = Explanation([], [], [], [])
        self.counted: list[Reason] = []

    def left(self) -> float:
        """Seconds until it must stop."""
        return self.deadline - time.monotonic()

    def run(self, c: Candidates) -> None:
        """Reasons, relaxations, unlocks and conditions where nothing fits; otherwise what would be better
        still.
        """
        asked = Conditions(self.problem, self.settings, self.left)
        if self.best is not None:
            self.unlock(Unlocking(self.problem, self.settings, self.left, self.best))
            self.explanation.conditions += asked.of_gain(self.best)
            self._mark("conditions", asked.cut_short)
            return
        self.counted = quick_reasons(c)
        self.explanation.reasons = list(self.counted)
        self.watch(self.explanation)
        relaxing = Relaxing(self.problem, self.settings, self.left, c, self._heard)
        self._name_at_once(relaxing)
        relaxing.run(RESERVE * self.left())
        self._heard(relaxing)
        self._mark("relaxations", relaxing.cut_short)
        self.unlock(Unlocking(self.problem, self.settings, self.left, None, relaxing))
        self.explanation.conditions += asked.of_clash(relaxing)
        self._mark("conditions", asked.cut_short)

    def _mark(self, name: str, cut_short: bool) -> None:
        """Says of a list that time ended before its end."""
        if cut_short and name not in self.explanation.cut_short:
            self.explanation.cut_short.append(name)

    def _name_at_once(self, relaxing: Relaxing) -> None:
        """A first word where counting found none: what the relaxation proves, before anything has been
        tried.
        """
        if self.explanation.reasons:
            return
        for soft in relaxing.order():
            least = relaxing.clash.least(soft)
            if soft.rule != "quantity" and not soft.waiver and least > 0:
                text, short = at_least_in_words(self.problem, soft, least)
                self.explanation.reasons = [
                    Reason(soft.rule, text, soft.work_package, soft.enterprise, short)
                ]
                self.watch(self.explanation)
                return

    def _heard(self, relaxing: Relaxing) -> None:
        """Relaxations in the order of the contract, and the reasons they give."""
        kept = relaxing.gentle() or relaxing.relaxed
        made = [self._relaxation(relaxed) for relaxed in kept]
        self.explanation.relaxations = sorted(made, key=order)[:MOST]
        if self.explanation.relaxations:
            clashes = self._clashes()
            exact = {
                clash.rule for clash in clashes if BY_NAME[clash.rule].of_whole_tender
            }  # with the amount that counting does not know
            self.explanation.reasons = [
                reason for reason in self.counted if reason.rule not in exact
            ] + clashes
            self.watch(self.explanation)

    def _relaxation(self, relaxed: Relaxed) -> Relaxation:
        text = relaxation_in_words(self.problem, relaxed.changes, relaxed.figures.price)
        return Relaxation(relaxed.changes, relaxed.objective, text)

    def _clashes(self) -> list[Reason]:
        """The rules that clash: each that, with the fewest others, would mend it. Asking for less always
        would.
        """
        first = self.explanation.relaxations[0]
        fewest = [
            relaxed for relaxed in self.explanation.relaxations if len(relaxed.changes) == len(first.changes)
        ]
        changes = sorted(
            dict.fromkeys(change for relaxed in fewest for change in relaxed.changes), key=relative_bp
        )
        named = [change for change in changes if not BY_NAME[change.rule].always_helps]
        if not named and not self.counted:
            named = [change for change in changes if change.rule == "quantity"] or changes
        named_already = {
            self._key(reason.rule, reason.work_package, reason.enterprise) for reason in self.counted
        }
        reasons: list[Reason] = []
        for change in named:
            key = self._key(change.rule, change.work_package, change.enterprise)
            if key in named_already or len(reasons) >= MOST_REASONS:
                continue
            named_already.add(key)
            short = None
            if isinstance(change.from_, int) and isinstance(change.to, int):
                short = abs(change.to - change.from_)
            text = clash_in_words(self.problem, change, len(first.changes) == 1)
            reasons.append(Reason(change.rule, text, change.work_package, change.enterprise, short))
        return reasons

    @staticmethod
    def _key(rule: str, package: str | None, enterprise: str | None) -> tuple[str, str | None, str | None]:
        """What a reason is about: who leads and what is pinned is one thing, whoever is named."""
        return rule, package, None if rule in ("can_lead", "pins") else enterprise

    def unlock(self, unlocking: Unlocking) -> None:
        """Single credentials that would help, the most helpful first."""
        end = self.left() * (1 - UNLOCK_SHARE)
        for enterprise, credential, solution in unlocking.run():
            gain = better = None
            if self.best is not None:
                gain = certain_gain(self.problem, self.best, solution)
                if gain <= 0:
                    continue
                better = gain_in_words(self.problem, self.best, solution)
            text = unlock_in_words(self.problem, enterprise, credential, solution.figures.price, better)
            self.explanation.unlocks.append(Unlock(enterprise, credential, solution.objective, text, gain))
            if len(self.explanation.unlocks) >= MOST_UNLOCKS:
                return self._sort_unlocks()
            if self.left() < end:
                break
        self._mark("unlocks", unlocking.cut_short)
        return self._sort_unlocks()

    def _sort_unlocks(self) -> None:
        self.explanation.unlocks.sort(key=lambda u: (u.objective, u.enterprise, u.credential))


def relative_bp(change: Change) -> int:
    """How large a change is against what it changes; a waiver counts as the whole."""
    if isinstance(change.from_, int) and isinstance(change.to, int):
        return 10_000 * abs(change.to - change.from_) // max(1, change.from_)
    return 10_000


def order(relaxation: Relaxation) -> tuple[int, int, str]:
    """Number of rules changed, then how far, then name: how relaxations stand."""
    changes = relaxation.changes
    names = " ".join(f"{c.rule} {c.work_package} {c.enterprise}" for c in changes)
    return len(changes), sum(relative_bp(change) for change in changes), names


def explain(
    problem: Problem,
    settings: Settings,
    deadline: float,
    c: Candidates,
    best: Solution | None,
    watch: Callable[[Explanation], None] = lambda _: None,
) -> Explanation:
    """The explanation of a problem; `watch` sees it before it is filled, so that it can be read while it
    grows.
    """
    explainer = Explainer(problem, settings, deadline, best, watch)
    watch(explainer.explanation)
    explainer.run(c)
    return explainer.explanation
