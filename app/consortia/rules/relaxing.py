"""Asking again with one of the solver's relaxations: only where it changes the question, not the tender or an
offer.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Protocol

from app.consortia.rules.question import Question
from solver.problem import Members, Rules

# The solver's rule -> our field, where the change is a new figure.
_FIGURES = {
    "budget": "budget",
    "member_floor": "member_floor",
    "exposure": "exposure_bp",
    "combined_turnover": "combined_turnover_bp",
    "social_enterprise_share": "social_enterprise_share_bp",
    "local_share": "local_share_bp",
    "supported_workforce": "supported_workforce_bp",
    "lots_per_bidder": "lots_per_bidder",
}
# The same for what is asked of the lead, where 0 asks for nothing.
_LEAD_FIGURES = {"lead_turnover": "min_turnover", "lead_value_share": "min_value_share_bp"}


class Change(Protocol):
    """As in `solver.outcome.Change`."""

    @property
    def rule(self) -> str: ...
    @property
    def from_(self) -> int | str | None: ...
    @property
    def to(self) -> int | str | None: ...


def relaxed(question: Question, changes: Sequence[Change]) -> Question | None:
    """The question with these changes, or None where one of them is not about the question."""
    rules: Rules = question.rules
    for change in changes:
        if change.rule == "members" and isinstance(change.to, int):
            wider = isinstance(change.from_, int) and change.to > change.from_
            members = (
                Members(rules.members.min, change.to) if wider else Members(change.to, rules.members.max)
            )
            rules = dataclasses.replace(rules, members=members)
        elif change.rule == "trust_with_lead":
            rules = dataclasses.replace(rules, trust="optional")
        elif change.rule == "resilience":
            rules = dataclasses.replace(rules, resilience="report")
        elif change.rule in ("exclusive_lots", "lot_categories"):
            rules = _with(rules, change.rule, ())
        elif change.rule in _FIGURES and (change.to is None or isinstance(change.to, int)):
            rules = _with(rules, _FIGURES[change.rule], change.to)
        elif change.rule in _LEAD_FIGURES and (change.to is None or isinstance(change.to, int)):
            asked: dict[str, Any] = {_LEAD_FIGURES[change.rule]: change.to or 0}
            rules = dataclasses.replace(rules, lead=dataclasses.replace(rules.lead, **asked))
        else:
            return None
    return dataclasses.replace(question, rules=rules) if changes else None


def _with(rules: Rules, name: str, figure: int | tuple[()] | None) -> Rules:
    changed: dict[str, Any] = {name: figure}
    return dataclasses.replace(rules, **changed)
