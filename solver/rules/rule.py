"""What the search side asks of every rule: its field, its rows, how it gives way, how a plan is measured, its
words.

`solver/check` has none of this, on purpose: it recomputes every rule from the problem alone.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from solver.candidates import Candidates
from solver.outcome import Change
from solver.problem import Problem, WorkPackage
from solver.rules.amounts import Amounts
from solver.rules.building import Building
from solver.rules.phrases import sentence
from solver.rules.soft import Soft

WITHIN_RULES = "under the other rules"


class Moved:
    """A change of one rule in the words that sentences are made of: what it moves, from where, to where, how
    far.
    """

    def __init__(self, problem: Problem, change: Change, rest: str = WITHIN_RULES) -> None:
        self.problem = problem
        self.change = change
        self.rest = rest  # under what something is said to be short
        self.package = next((w for w in problem.work_packages if w.id == change.work_package), None)
        self.unit = self.package.unit if self.package else ""
        self.start = change.from_ if isinstance(change.from_, int) else 0
        self.end = change.to if isinstance(change.to, int) else 0
        self.by = abs(self.end - self.start)

    @property
    def lot(self) -> str:
        """'lot 2', of the work package that the change names."""
        return f"lot {self.package.lot}" if self.package else ""


class Rule(ABC):
    """One rule. A room of its own holds all that the search side knows of it."""

    name: ClassVar[str]  # as the outcome names it
    title: ClassVar[str]  # 'the budget': what is dropped in "Without the budget, …"
    of_tender: ClassVar[bool] = True  # whether a condition may drop it as a whole
    certified: ClassVar[bool] = True  # whether its rows are part of the relaxation that the certificate is of
    waiver: ClassVar[bool] = False  # kept or not, with nothing between
    waived_to: ClassVar[str | None] = None  # what a change says of it when it is waived
    a_share: ClassVar[bool] = (
        False  # its figure is a share: what lacks least of it need not come nearest to it
    )
    numerous: ClassVar[bool] = (
        False  # asked of many at once: of a large question only where counting names it
    )
    always_helps: ClassVar[bool] = (
        False  # asking less of it mends any clash, so that it is a reason of last resort
    )
    on_members: ClassVar[bool] = False  # limits what each member does: counting asks what it bars
    of_whole_tender: ClassVar[bool] = False  # such a limit that is one figure for everybody: named once
    on_lead: ClassVar[bool] = False  # giving way may bring somebody who can lead
    of_credentials: ClassVar[bool] = False  # one more certificate may do as well

    # What is asked

    @abstractmethod
    def asked(self, problem: Problem) -> bool:
        """Whether the problem has it."""

    @abstractmethod
    def dropped(self, problem: Problem) -> Problem:
        """The problem without it altogether."""

    @abstractmethod
    def narrows(self, before: Problem, now: Problem) -> bool:
        """Whether every consortium that keeps it as `now` asks keeps it as `before` asks."""

    def restored(self, problem: Problem, asked: Problem) -> Problem:
        """The problem with the rule as `asked` has it; for limits on members alone."""
        raise NotImplementedError

    # How it gives way

    def softs(self, problem: Problem) -> list[Soft]:
        """Whatever of it may give way."""
        return []

    def lifted(self, problem: Problem, softs: Iterable[Soft]) -> Problem:
        """The problem in which `softs` of this rule ask nothing, so that every candidate they bar is
        there.
        """
        return self.dropped(problem)

    def moved(self, problem: Problem, change: Change) -> Problem:
        """The problem with a change of this rule made."""
        raise NotImplementedError

    def could_cover(self, c: Candidates, soft: Soft, package: str) -> bool:
        """Whether giving way may bring more of a work package within reach."""
        return soft.work_package == package

    @staticmethod
    def could_revive(c: Candidates, served: str, package: str) -> bool:
        """Whether somebody who cannot have enough work to join could with more of `served`, and so serve
        `package`.
        """
        return any(
            {served, package} <= {serve.work_package for offer in e.offers for serve in offer.serves}
            for e, alive in zip(c.problem.enterprises, c.alive.tolist(), strict=True)
            if not alive
        )

    def soft(self, start: int | str | None, **of: Any) -> Soft:
        """One thing of this rule that may give way."""
        return Soft(self.name, start, waiver=self.waiver, **of)

    # The program and its plans

    @abstractmethod
    def rows(self, b: Building) -> None:
        """Adds its rows, with columns by which the building's softs give way."""

    def amount(self, plan: Amounts, soft: Soft) -> int:
        """The figure that just lets a plan through, money rounded outwards to pounds."""
        raise NotImplementedError

    # In words

    def change_in_words(self, moved: Moved) -> str:
        """A change, as the beginning of 'would make a consortium possible'."""
        raise NotImplementedError

    def clash_in_words(self, moved: Moved) -> str:
        """The same change, as a sentence on what is short."""
        raise NotImplementedError

    def least_in_words(self, moved: Moved) -> str:
        """By how much it is in the way at least, before anything has been tried."""
        return sentence(f"{self.change_in_words(moved)} is the smallest change that could help")

    def limit_in_words(self, problem: Problem, package: WorkPackage | None) -> str:
        """A limit on what each member does, and the beginning of what it leaves; for those rules alone."""
        raise NotImplementedError


def with_rules(problem: Problem, **figures: Any) -> Problem:
    """The problem with other figures in its rules."""
    return replace(problem, rules=replace(problem.rules, **figures))


def with_lead(problem: Problem, **figures: Any) -> Problem:
    """The problem with other figures for the lead."""
    return with_rules(problem, lead=replace(problem.rules.lead, **figures))


def at_most(before: int | None, now: int | None) -> bool:
    """Whether an upper limit is as tight now as before."""
    return before is None or (now is not None and now <= before)


def at_least(before: int | None, now: int | None) -> bool:
    """Whether a lower limit is as tight now as before."""
    return not before or (now is not None and now >= before)
