"""The whole answer to a problem: proposals, and where nothing fits the reasons and what would help."""

from __future__ import annotations

import dataclasses
import time

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
        self.reasons: tuple[Reason, ...] = ()
        self.started = time.monotonic()

    def run(self) -> None:
        """Works until the answer is whole or its time is out."""
        self.search = Search(self.problem, self.settings, self.report)
        self.search.run()

    def outcome(self) -> Outcome:
        """What is known now."""
        if self.search is None:
            return Outcome(self.problem.sha256, "out_of_time", "out_of_time")
        found = self.search.outcome()
        reasons = self.reasons
        if found.status == "infeasible" and not reasons:
            reasons = (Reason("quantity", "No consortium fits all the rules together."),)
        return dataclasses.replace(found, reasons=reasons)


def propose(problem: Problem, settings: Settings | None = None, report: Report = quiet) -> Outcome:
    """The outcome of a problem, in this process, without a watch from outside."""
    work = Answering(problem, settings or Settings(), None, report)
    work.run()
    return work.outcome()
