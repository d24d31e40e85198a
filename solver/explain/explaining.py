"""From a problem to its explanation, quickest first, each claim verified by solving the changed problem."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from solver.candidates import Candidates
from solver.explain.changes import TENDER_RULES, apply, without_rule
from solver.explain.elastic import ElasticBuilder, changes_of
from solver.explain.quick import quick_reasons
from solver.explain.unlocking import single_credentials, with_credential
from solver.explain.words import RULE_NAMES, change_in_words, clash_in_words, pounds
from solver.outcome import Change, Condition, Reason, Relaxation, Unlock
from solver.problem import Alternatives, Problem
from solver.program import HIGHS, INFINITY, solve
from solver.search import Found, Search
from solver.settings import Settings

MOST_RELAXATIONS = 10
MOST_UNLOCKS = 20


@dataclass
class Explanation:
    """Grows while it is worked out; every list is right as far as it goes."""

    reasons: list[Reason]
    relaxations: list[Relaxation]
    unlocks: list[Unlock]
    conditions: list[Condition]


class Explainer:
    """Explains one problem. `best` is its best consortium, None where nothing fits."""

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        deadline: float,
        best: Found | None,
        watch: Callable[[Explanation], None],
    ) -> None:
        self.watch = watch
        self.problem = problem
        self.settings = settings
        self.deadline = deadline
        self.best = best
        self.said = Explanation([], [], [], [])

    @property
    def left(self) -> float:
        """Seconds until it must stop."""
        return self.deadline - time.monotonic()

    def run(self, c: Candidates) -> None:
        """Reasons and relaxations where nothing fits, then unlocks and conditions."""
        if self.best is None:
            self.said.reasons += quick_reasons(c)
            self.watch(self.said)
            self.relax()
        self.unlock()
        self.conditions()

    def solved(self, problem: Problem, most_seconds: float = 30.0) -> Found | None:
        """The best consortium of a changed problem; None where there is none or time is short."""
        seconds = min(self.left, most_seconds)
        if seconds <= 0.05:
            return None
        once = replace(problem, alternatives=Alternatives(1, 1, False))
        search = Search(once, replace(self.settings, seconds=seconds), confirm=False)
        search.run()
        return search.found[0] if search.found else None

    def relax(self) -> None:
        """Sets of rules that, giving way together, let a consortium through: fewest first."""
        if self.problem.rules.resilience == "require":
            self._without_resilience()
        elastic = ElasticBuilder(self.problem).build()
        program = elastic.model.program
        tried = 0
        counted = len(self.said.reasons)
        while len(self.said.relaxations) < MOST_RELAXATIONS and self.left > 0.2 and tried < 2 * MOST_RELAXATIONS:
            tried += 1
            # A rule costs a thousand and its amount at most fifty: the gap spoils no count, and an amount by a little.
            answer = solve(program, HIGHS, self.left, seed=self.settings.seed, absolute_gap=0.02)
            if answer.values is None:
                return
            chosen = [soft for soft in elastic.softs if answer.values[soft.switch] > 0.5]
            if not chosen:
                return
            changes = changes_of(elastic, answer.values)
            if not self.said.relaxations:
                self._add_reasons(changes)
                self.watch(self.said)
            self._verify(changes)
            self._name_clash(counted)
            switches = [soft.switch for soft in chosen]
            program.row(switches, 1.0, -INFINITY, len(switches) - 1)

    def _name_clash(self, counted: int) -> None:
        """The rules that clash: each that, with the fewest others, would mend it. Asking for less always would."""
        if not self.said.relaxations:
            return
        fewest = [r for r in self.said.relaxations if len(r.changes) == len(self.said.relaxations[0].changes)]
        named = [change for r in fewest for change in r.changes if change.rule != "quantity"]
        if named:
            del self.said.reasons[counted:]
            self._add_reasons(list(dict.fromkeys(named)))

    def _without_resilience(self) -> None:
        found = self.solved(without_rule(self.problem, "resilience") or self.problem)
        change = Change("resilience", "require", "report")
        if found is not None:
            self.said.reasons.append(Reason("resilience", clash_in_words(self.problem, change)))
            self._relaxation([change], found)

    def _add_reasons(self, changes: list[Change]) -> None:
        known = {(reason.rule, reason.work_package, reason.enterprise) for reason in self.said.reasons}
        for change in changes:
            if (change.rule, change.work_package, change.enterprise) in known:
                continue
            short = None
            if isinstance(change.from_, int) and isinstance(change.to, int):
                short = abs(change.to - change.from_)
            text = clash_in_words(self.problem, change)
            self.said.reasons.append(Reason(change.rule, text, change.work_package, change.enterprise, short))

    def _verify(self, changes: list[Change]) -> None:
        """Solves the relaxed problem; where whole units need a little more than the amounts say, gives that."""
        for extra in (0.0, 0.002, 0.02):
            wider = [_wider(change, extra) for change in changes]
            found = self.solved(apply(self.problem, wider), 10.0)
            if found is not None:
                self._relaxation(wider, found)
                return

    def _relaxation(self, changes: list[Change], found: Found) -> None:
        words = " and ".join(change_in_words(self.problem, change) for change in changes)
        text = f"{words[0].upper()}{words[1:]} would let a consortium through, at {pounds(found.figures.price)}."
        self.said.relaxations.append(Relaxation(tuple(changes), found.objective, text))
        self.said.relaxations.sort(key=_order)

    def unlock(self) -> None:
        """Single credentials that would help, the most helpful first."""
        first = self.best.objective if self.best else None
        for enterprise, credential in single_credentials(self.problem, self.settings, self.best, lambda: self.left):
            if len(self.said.unlocks) >= MOST_UNLOCKS or self.left <= 0.1:
                break
            found = self.solved(with_credential(self.problem, enterprise, credential), 10.0)
            if found is None or (first is not None and found.objective >= first):
                continue
            gain = None if first is None else first - found.objective
            text = f"With {credential}, {enterprise} would make a consortium possible."
            if gain is not None and self.best is not None:
                saved = self.best.figures.price - found.figures.price
                cheaper = f", at {pounds(saved)} less" if saved > 0 else ""
                text = f"With {credential}, {enterprise} would make a better consortium possible{cheaper}."
            self.said.unlocks.append(Unlock(enterprise, credential, found.objective, text, gain))
        self.said.unlocks.sort(key=lambda u: (u.objective, u.enterprise, u.credential))

    def conditions(self) -> None:
        """What dropping each rule of the tender alone would do."""
        for rule in TENDER_RULES:
            dropped = without_rule(self.problem, rule)
            if dropped is None or self.left <= 0.1:
                continue
            found = self.solved(dropped, 10.0)
            name = RULE_NAMES[rule]
            if self.best is None:
                helps = "a consortium would fit" if found else "still nothing would fit"
                self.said.conditions.append(Condition(rule, found is not None, f"Without {name}, {helps}."))
            elif found is not None:
                gain = max(0, self.best.objective - found.objective)
                saved = self.best.figures.price - found.figures.price
                effect = f"the price would fall by {pounds(saved)}" if saved > 0 else "the price would not fall"
                self.said.conditions.append(Condition(rule, True, f"Without {name}, {effect}.", gain))


def _wider(change: Change, extra: float) -> Change:
    if not extra or not isinstance(change.from_, int) or not isinstance(change.to, int):
        return change
    step = max(1, round(abs(change.to - change.from_) * extra))
    return replace(change, to=change.to + step if change.to > change.from_ else max(0, change.to - step))


def relative_bp(change: Change) -> int:
    """How large a change is against what it changes; a waiver counts as the whole."""
    if isinstance(change.from_, int) and isinstance(change.to, int):
        return 10_000 * abs(change.to - change.from_) // max(1, change.from_)
    return 10_000


def _order(relaxation: Relaxation) -> tuple[int, int, str]:
    changes = relaxation.changes
    names = " ".join(f"{c.rule} {c.work_package} {c.enterprise}" for c in changes)
    return len(changes), sum(relative_bp(change) for change in changes), names


def explain(
    problem: Problem,
    settings: Settings,
    deadline: float,
    c: Candidates,
    best: Found | None,
    watch: Callable[[Explanation], None] = lambda _: None,
) -> Explanation:
    """The explanation of a problem; `watch` sees it before it is filled, so that it can be read while it grows."""
    explainer = Explainer(problem, settings, deadline, best, watch)
    watch(explainer.said)
    explainer.run(c)
    return explainer.said
