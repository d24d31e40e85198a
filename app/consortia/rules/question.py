"""What an adviser asks of the solver: lots, rules, weights, pins. Kept as JSON beside the enquiry.

The rules are the solver's own, in its own JSON. Lots in them are the tender's lot ids as text and local areas
are those that the adviser chose, so that a question can be asked again after the register has changed:
freezing puts in the problem's lots and homes.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from solver.problem import LeadRule, Members, ProblemError, Rules
from solver.problem.rules import rules_from, rules_to_dict

# The rules where a tender states none.
USUAL = Rules(
    Members(2, 8), term_months=12, liability="joint", lead=LeadRule(), trust="optional", resilience="report"
)


class QuestionError(ValueError):
    """A stored question that this version cannot read."""


@dataclass(frozen=True)
class Weights:
    """What each thing is worth in pence of price: a social value point, a per mille of trust gap, a member,
    …
    """

    social_value: int = 0
    trust: int = 0
    members: int = 0
    shortfall: int = 0


@dataclass(frozen=True)
class Question:
    """Everything the adviser chose. `lots` are lot ids; `include`, `exclude` and `lead` enterprise ids."""

    lots: tuple[int, ...]
    rules: Rules = USUAL
    weights: Weights = Weights()
    include: tuple[int, ...] = ()
    exclude: tuple[int, ...] = ()
    lead: int | None = None
    count: int = 5
    min_difference: int = 2
    distinct_leads: bool = False
    seconds: int = 30

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, lists for tuples as they come back from the database."""
        plain = {**dataclasses.asdict(self), "rules": rules_to_dict(self.rules)}
        written: dict[str, Any] = json.loads(json.dumps(plain))
        return written

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Question:
        """The question as it was asked. Raises QuestionError for keys this version does not know."""
        try:
            lists = {key: tuple(data[key]) for key in ("lots", "include", "exclude")}
            weights = Weights(**data["weights"])
            return cls(**{**data, **lists, "weights": weights, "rules": rules_from(data["rules"])})
        except (KeyError, TypeError, ProblemError) as error:
            raise QuestionError(f"this question cannot be read: {error}") from error


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
# The same for rules about the lead, where 0 asks for nothing.
_LEAD_FIGURES = {"lead_turnover": "min_turnover", "lead_value_share": "min_value_share_bp"}
# The solver's rule -> our field as it is without the rule.
_DROPPED: dict[str, dict[str, Any]] = {
    "trust_with_lead": {"trust": "optional"},
    "resilience": {"resilience": "report"},
    "exclusive_lots": {"exclusive_lots": ()},
    "lot_categories": {"lot_categories": ()},
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
    rules = question.rules
    for change in changes:
        changed = _changed(rules, change)
        if changed is None:
            return None
        rules = changed
    return dataclasses.replace(question, rules=rules) if changes else None


def _changed(rules: Rules, change: Change) -> Rules | None:
    if change.rule in _DROPPED:
        return _with(rules, **_DROPPED[change.rule])
    if isinstance(change.to, str):
        return None
    if change.rule in _FIGURES:
        return _with(rules, **{_FIGURES[change.rule]: change.to})
    if change.rule in _LEAD_FIGURES:
        least: dict[str, Any] = {_LEAD_FIGURES[change.rule]: change.to or 0}
        return _with(rules, lead=dataclasses.replace(rules.lead, **least))
    if change.rule == "members" and change.to is not None:
        return _with(rules, members=_changed_members(rules.members, change.from_, change.to))
    return None


def _changed_members(members: Members, before: int | str | None, after: int) -> Members:
    """A change to a larger number is about the maximum, any other about the minimum."""
    if isinstance(before, int) and after > before:
        return Members(members.min, after)
    return Members(after, members.max)


def _with(rules: Rules, **figures: Any) -> Rules:
    return dataclasses.replace(rules, **figures)
