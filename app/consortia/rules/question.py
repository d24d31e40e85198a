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

# What is asked where a tender says nothing.
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
