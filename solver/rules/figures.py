"""Rules that are one figure: of the tender, of its lead, or of each work package."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from solver.outcome import Change
from solver.problem import Problem, WorkPackage
from solver.rules.phrases import per_cent
from solver.rules.rule import Moved, Rule, at_least, at_most, with_lead, with_rules
from solver.rules.soft import Soft


class Figure(Rule):
    """One figure in the tender's rules, None where it is not asked. 0 asks nothing of a floor; a limit of 0
    is one.
    """

    field: ClassVar[str]
    rises: ClassVar[bool] = False  # a limit, which rises to give way; else a floor

    def figure(self, problem: Problem) -> int | None:
        """What is asked."""
        figure: int | None = getattr(problem.rules, self.field)
        return figure

    def asked(self, problem: Problem) -> bool:
        figure = self.figure(problem)
        return figure is not None if self.rises else bool(figure)

    def dropped(self, problem: Problem) -> Problem:
        return with_rules(problem, **{self.field: None})

    def narrows(self, before: Problem, now: Problem) -> bool:
        tighter = at_most if self.rises else at_least
        return tighter(self.figure(before), self.figure(now))

    def restored(self, problem: Problem, asked: Problem) -> Problem:
        return with_rules(problem, **{self.field: self.figure(asked)})

    def softs(self, problem: Problem) -> list[Soft]:
        return [self.soft(self.figure(problem), rises=self.rises)] if self.asked(problem) else []

    def moved(self, problem: Problem, change: Change) -> Problem:
        return with_rules(problem, **{self.field: change.to})


class LeadFigure(Rule):
    """One figure asked of the lead, 0 where it is not asked."""

    field: ClassVar[str]

    def figure(self, problem: Problem) -> int:
        """What is asked."""
        figure: int = getattr(problem.rules.lead, self.field)
        return figure

    def asked(self, problem: Problem) -> bool:
        return bool(self.figure(problem))

    def dropped(self, problem: Problem) -> Problem:
        return with_lead(problem, **{self.field: 0})

    def narrows(self, before: Problem, now: Problem) -> bool:
        return at_least(self.figure(before), self.figure(now))

    def softs(self, problem: Problem) -> list[Soft]:
        return [self.soft(self.figure(problem))] if self.asked(problem) else []

    def moved(self, problem: Problem, change: Change) -> Problem:
        return with_lead(problem, **{self.field: change.to})


class Share(Rule):
    """Words of a rule whose figure is a share in basis points."""

    a_share = True

    def asking(self, moved: Moved) -> str:
        """'requiring the lead to deliver 30% of the work by value'"""
        raise NotImplementedError

    def demand(self, moved: Moved) -> str:
        """'The lead must deliver at least 30% of the work by value'"""
        raise NotImplementedError

    def change_in_words(self, moved: Moved) -> str:
        if not moved.end:
            return f"dropping {self.title} ({per_cent(moved.start)})"
        return f"{self.asking(moved)} instead of {per_cent(moved.start)}"

    def clash_in_words(self, moved: Moved) -> str:
        reach = (
            f"the most that is possible is {per_cent(moved.end)}"
            if moved.end
            else "nothing above 0% is possible"
        )
        return f"{self.demand(moved)}, but {reach}."


class OfPackages(Rule):
    """A figure or list of each work package. Questions are compared only where their work packages are the
    same.
    """

    field: ClassVar[str]
    nothing: ClassVar[Any] = 0  # the figure that asks nothing
    numerous = True

    def asked(self, problem: Problem) -> bool:
        return any(getattr(w, self.field) for w in problem.work_packages)

    def free(self, problem: Problem) -> Any:
        """The figure that asks nothing of a work package."""
        return self.nothing

    def dropped(self, problem: Problem) -> Problem:
        return replace(
            problem,
            work_packages=tuple(
                replace(w, **{self.field: self.free(problem)}) for w in problem.work_packages
            ),
        )

    def narrows(self, before: Problem, now: Problem) -> bool:
        return before.work_packages == now.work_packages

    def lifted(self, problem: Problem, softs: Iterable[Soft]) -> Problem:
        free = {soft.work_package for soft in softs}
        return replace(
            problem,
            work_packages=tuple(
                replace(w, **{self.field: self.free(problem)}) if w.id in free else w
                for w in problem.work_packages
            ),
        )

    def moved(self, problem: Problem, change: Change) -> Problem:
        return with_package(problem, change, **{self.field: int(change.to or 0)})


def with_package(problem: Problem, change: Change, **figures: Any) -> Problem:
    """The problem with other figures for the work package that a change names."""

    def altered(package: WorkPackage) -> WorkPackage:
        return replace(package, **figures) if package.id == change.work_package else package

    return replace(problem, work_packages=tuple(altered(w) for w in problem.work_packages))
