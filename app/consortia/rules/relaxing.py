"""Asking again with one of the solver's relaxations: only where it changes the question, not the tender or an offer."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Protocol

from app.consortia.rules.question import Question, Rules

# The solver's rule -> our field, where the change is a new figure.
_FIGURES = {
    "budget": "budget",
    "member_floor": "member_floor",
    "exposure": "exposure_bp",
    "combined_turnover": "combined_turnover_bp",
    "lead_turnover": "lead_min_turnover",
    "lead_value_share": "lead_min_value_share_bp",
    "social_enterprise_share": "social_enterprise_share_bp",
    "local_share": "local_share_bp",
    "supported_workforce": "supported_workforce_bp",
    "lots_per_bidder": "lots_per_bidder",
}


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
            rules = _with(rules, "members_max" if wider else "members_min", change.to)
        elif change.rule == "trust_with_lead":
            rules = dataclasses.replace(rules, trust="optional")
        elif change.rule == "resilience":
            rules = dataclasses.replace(rules, resilience="report")
        elif change.rule in ("exclusive_lots", "lot_categories"):
            rules = _with(rules, change.rule, ())
        elif change.rule in _FIGURES and (change.to is None or isinstance(change.to, int)):
            least = 0 if _FIGURES[change.rule].startswith("lead_") else None
            rules = _with(rules, _FIGURES[change.rule], least if change.to is None else change.to)
        else:
            return None
    return dataclasses.replace(question, rules=rules) if changes else None


def _with(rules: Rules, name: str, figure: int | tuple[()] | None) -> Rules:
    changed: dict[str, Any] = {name: figure}
    return dataclasses.replace(rules, **changed)
