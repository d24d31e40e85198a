"""The whole answer to a problem: proposals, and where nothing fits the reasons and what would help."""

from __future__ import annotations

import dataclasses
import time

from solver.explain import Explanation, explain
from solver.explain.counting import quick_reasons
from solver.outcome import LISTS, Outcome, Reason
from solver.problem import Problem
from solver.search.search import optimise, outcome_of, start_warm, warm_start_of
from solver.search.state import Report, SearchState, quiet
from solver.search.warm_start import WarmStart
from solver.settings import MAX_PAIRS, MAX_TRUST_PAIRS, MAX_WORK_PACKAGES, Settings


class Answering:
    """One problem being answered; `outcome()` may be asked at any moment, from any thread."""

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        seconds: float | None = None,
        report: Report = quiet,
        explained: bool = False,
        warm_start: WarmStart | None = None,
    ) -> None:
        self.settings = dataclasses.replace(
            settings, seconds=settings.seconds if seconds is None else seconds
        )
        self.problem = problem
        self.report = report
        self.explained = explained
        self.warm_start = warm_start or WarmStart()
        self.state: SearchState | None = None
        self.explanation: Explanation | None = None
        self.refusal: str | None = None
        self.reason_seconds: float | None = None  # when the first reason was known
        self.stopped = "time"  # what ended it before it was done: "time", "memory" or "asked" (by a signal)
        self.started = time.monotonic()
        self.ended: float | None = None  # when `run` was done

    def run(self) -> None:
        """Works until the answer is whole or its time is out."""
        self._run()
        self.ended = time.monotonic()

    def _run(self) -> None:
        started = self.started = time.monotonic()
        self.refusal = too_large(self.problem)
        if self.refusal is not None:
            return
        problem = self.problem
        if self.explained:
            problem = dataclasses.replace(
                problem, alternatives=dataclasses.replace(problem.alternatives, count=1)
            )
        state = SearchState(problem, self.settings, self.report)
        state.started, state.deadline = started, started + self.settings.seconds
        start_warm(state, self.warm_start.valid_for(problem))
        self.state = state
        counted = quick_reasons(state.c)
        if counted:
            # Counting has shown that nothing fits: the search is then the second, independent word.
            state.confirm = False
            self._explain(Explanation(counted, [], [], []))
            state.tell("reason")
        optimise(state)
        if state.infeasible or (self.explained and state.solutions):
            best = state.solutions[0] if state.solutions else None
            explain(problem, self.settings, state.deadline, state.c, best, self._explain)
            self._explain(self.explanation)

    def next_start(self) -> WarmStart:
        """What this answer lends to the next question."""
        if self.state is None or self.explained:
            return self.warm_start
        return warm_start_of(self.state)

    def _explain(self, explanation: Explanation | None) -> None:
        self.explanation = explanation
        if (
            self.reason_seconds is None
            and explanation is not None
            and explanation.reasons
            and self.state is not None
        ):
            self.reason_seconds = time.monotonic() - self.state.started

    def outcome(self) -> Outcome:
        """What is known now."""
        if self.state is None:
            reason = self.refusal or "The time ran out before the question had been read."
            return Outcome(
                self.problem.sha256, "out_of_time", "out_of_time", reasons=(Reason("quantity", reason),)
            )
        outcome = outcome_of(self.state)
        explanation = self.explanation or Explanation([], [], [], [])
        if outcome.status == "solved" and not self.explained:
            explanation = Explanation([], [], [], [])
        reasons = list(explanation.reasons)
        if outcome.status == "infeasible" and not reasons:
            reasons = [Reason("quantity", self._unexplained())]
        if outcome.status == "out_of_time" and not reasons:
            reasons = [Reason("quantity", self._unfinished())]
        return dataclasses.replace(
            outcome,
            reasons=tuple(reasons),
            relaxations=tuple(explanation.relaxations),
            unlocks=tuple(explanation.unlocks),
            conditions=tuple(explanation.conditions),
            cut_short=self._cut_short(explanation),
        )

    def _cut_short(self, explanation: Explanation) -> tuple[str, ...]:
        """The lists that may lack entries: those that time ended, and all that the clock left unwritten."""
        state = self.state
        explaining = (
            self.explanation is not None and state is not None and (state.infeasible or self.explained)
        )
        unfinished = explaining and self.ended is None
        return tuple(name for name in LISTS if name in explanation.cut_short or unfinished)

    def _unexplained(self) -> str:
        """What is said where nothing fits and no reason is known, whether the clock was why or not."""
        in_time = self.ended is not None and self.ended < self.started + self.settings.seconds
        why = "We found no change that would help" if in_time else "There was no time to find out why"
        return f"No consortium meets all the rules together. {why}."

    def _unfinished(self) -> str:
        """Why nothing is known, for whoever waited: what ran out, and after how many seconds."""
        pairs = len(self.state.c.package_of) if self.state is not None else 0
        spent = (self.ended or time.monotonic()) - self.started
        size = f"{pairs:,} offers for work packages and {len(self.problem.trust):,} trust pairs"
        nothing = f"No consortium was found in {spent:.1f} seconds, and none was ruled out"
        if self.stopped == "memory":
            return (
                f"{nothing}: {size} need more than the {self.settings.memory_mb:,} MB of memory allowed. Ask"
                " with more memory, fewer lots or fewer enterprises."
            )
        if self.stopped == "asked":
            return f"{nothing}, before the search was told to stop."
        if self.ended is not None and self.ended < self.started + self.settings.seconds:
            return (
                f"{nothing}: the solver gave up on {size}. This is a fault in the solver. Please report it."
            )
        return (
            f"{nothing}: {size} were too many for that time. Ask with more time, fewer lots or fewer"
            " enterprises."
        )


def propose(problem: Problem, settings: Settings | None = None, report: Report = quiet) -> Outcome:
    """The outcome of a problem, in this process, without a watch from outside."""
    work = Answering(problem, settings or Settings(), None, report)
    work.run()
    return work.outcome()


def too_large(problem: Problem) -> str | None:
    """Why a problem is not even tried, None where it is."""
    pairs = sum(len(offer.serves) for one in problem.enterprises for offer in one.offers)
    for what, found, most in (
        ("work packages", len(problem.work_packages), MAX_WORK_PACKAGES),
        ("offers for work packages", pairs, MAX_PAIRS),
        ("trust pairs", len(problem.trust), MAX_TRUST_PAIRS),
    ):
        if found > most:
            return f"{found:,} {what} are more than the {most:,} this solver accepts."
    return None
