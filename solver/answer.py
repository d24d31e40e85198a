"""The whole answer to a problem: proposals, and where nothing fits the reasons and what would help."""

from __future__ import annotations

import dataclasses
import time

from solver.explain import Explanation, explain
from solver.outcome import Outcome, Reason
from solver.problem import Problem
from solver.search import Report, Search, quiet
from solver.settings import Settings


class Answering:
    """One problem being answered; `outcome()` may be asked at any moment, from any thread."""

    def __init__(
        self, problem: Problem, settings: Settings, seconds: float | None = None, report: Report = quiet
    ) -> None:
        self.settings = dataclasses.replace(settings, seconds=settings.seconds if seconds is None else seconds)
        self.problem = problem
        self.report = report
        self.search: Search | None = None
        self.said: Explanation | None = None
        self.started = time.monotonic()

    def run(self) -> None:
        """Works until the answer is whole or its time is out."""
        self.search = Search(self.problem, self.settings, self.report)
        self.search.run()
        if self.search.infeasible:
            explain(self.problem, self.settings, self.search.deadline, self.search.c, None, self._hear)

    def _hear(self, said: Explanation) -> None:
        self.said = said

    def outcome(self) -> Outcome:
        """What is known now."""
        if self.search is None:
            return Outcome(self.problem.sha256, "out_of_time", "out_of_time")
        found = self.search.outcome()
        said = self.said or Explanation([], [], [], [])
        reasons = list(said.reasons)
        if found.status == "infeasible" and not reasons:
            reasons = [Reason("quantity", "No consortium fits all the rules together; there was no time to say why.")]
        return dataclasses.replace(
            found,
            reasons=tuple(reasons),
            relaxations=tuple(said.relaxations),
            unlocks=tuple(said.unlocks),
            conditions=tuple(said.conditions),
        )


def propose(problem: Problem, settings: Settings | None = None, report: Report = quiet) -> Outcome:
    """The outcome of a problem, in this process, without a watch from outside."""
    work = Answering(problem, settings or Settings(), None, report)
    work.run()
    return work.outcome()
