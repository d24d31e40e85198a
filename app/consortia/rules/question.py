"""What an adviser asks of the solver: lots, rules, weights, pins. Kept as JSON beside the enquiry.

The rules are the solver's own, in its own JSON. Lots in them are the tender's lot ids as text and local areas
are those that the adviser chose, so that a question can be asked again after the register has changed:
freezing puts in the problem's lots and homes.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

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
