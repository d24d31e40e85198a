"""What one answer lends to the next question: consortia always, bounds where the next only narrows the
first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from solver.problem import Alternatives, Problem, Weights
from solver.rules import RULES

LENT = 12  # consortia, best first


@dataclass(frozen=True)
class WarmStart:
    """`consortia`: members' ids, best first. Of `question`, bounds in objective units, None where there are
    none:

    `lower_bound` of every consortium; `differing_bound` of every consortium that differs by at least `least`
    members from each of `differs_from`.
    """

    question: Problem | None = None
    consortia: tuple[tuple[str, ...], ...] = ()
    lower_bound: int | None = None
    differs_from: tuple[tuple[str, ...], ...] = ()
    least: int = 1
    differing_bound: int | None = None

    def valid_for(self, question: Problem) -> WarmStart:
        """What still holds of another question: without the bounds, unless it only narrows the first."""
        if self.question is not None and narrows(self.question, question):
            return self
        return WarmStart(consortia=self.consortia)


def narrows(before: Problem, now: Problem) -> bool:
    """Whether every consortium of `now` is one of `before` and costs there at most what it costs now."""
    same = replace(
        now,
        rules=before.rules,
        incompatible=before.incompatible,
        pins=before.pins,
        baseline=before.baseline,
        weights=before.weights,
        alternatives=Alternatives(),
        sha256="",
    ) == replace(before, alternatives=Alternatives(), sha256="")
    return (
        same
        and (before.rules.term_months, before.rules.liability) == (now.rules.term_months, now.rules.liability)
        and all(rule.narrows(before, now) for rule in RULES)
        and _dearer(before.weights, now.weights)
        and (before.weights.changes == 0 or set(before.baseline) == set(now.baseline))
    )


def _dearer(before: Weights, now: Weights) -> bool:
    return (
        before.price == now.price
        and now.social_value <= before.social_value
        and now.trust >= before.trust
        and now.members >= before.members
        and now.shortfall >= before.shortfall
        and now.changes >= before.changes
    )
