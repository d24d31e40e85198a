"""Credentials that somebody must hold, each asked for by name and waived by name: of the lead, or of some
member.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable

from solver.outcome import Change
from solver.problem import Problem
from solver.rules.rule import Rule
from solver.rules.soft import Soft


class Credentials(Rule):
    """A list of names in the tender's rules, of which each may be waived."""

    waiver = True
    of_credentials = True

    @abstractmethod
    def names(self, problem: Problem) -> tuple[str, ...]:
        """The credentials asked for."""

    @abstractmethod
    def with_names(self, problem: Problem, names: tuple[str, ...]) -> Problem:
        """The problem with others asked for."""

    def asked(self, problem: Problem) -> bool:
        return bool(self.names(problem))

    def dropped(self, problem: Problem) -> Problem:
        return self.with_names(problem, ())

    def narrows(self, before: Problem, now: Problem) -> bool:
        return set(self.names(before)) <= set(self.names(now))

    def softs(self, problem: Problem) -> list[Soft]:
        return [self.soft(name) for name in self.names(problem)]

    def lifted(self, problem: Problem, softs: Iterable[Soft]) -> Problem:
        waived = {soft.start for soft in softs}
        return self.with_names(problem, tuple(name for name in self.names(problem) if name not in waived))

    def moved(self, problem: Problem, change: Change) -> Problem:
        return self.with_names(problem, tuple(name for name in self.names(problem) if name != change.from_))
