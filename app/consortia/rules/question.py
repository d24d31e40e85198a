"""What an adviser asks of the solver: lots, rules, weights, pins. Kept as JSON beside the enquiry.

The rules bear the names of `consortium-problem/1`; identifiers are the product's own numbers, so that a question can
be asked again after the register has changed.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any


class QuestionError(ValueError):
    """A stored question that this version cannot read."""


@dataclass(frozen=True)
class LotCategory:
    """Lots (ids) of one kind: a bidder may have `most` of them, and then none of another kind."""

    lots: tuple[int, ...]
    most: int


@dataclass(frozen=True)
class Rules:
    """The tender's rules and the broker's own. None: no such rule; 0 is a real limit. Pence, basis points, counts."""

    members_min: int = 2
    members_max: int = 8
    term_months: int = 12
    liability: str = "joint"
    lead_credentials: tuple[str, ...] = ()
    lead_min_turnover: int = 0
    lead_min_value_share_bp: int = 0
    group_credentials: tuple[str, ...] = ()
    member_floor: int | None = None
    budget: int | None = None
    lot_budgets: dict[str, int] = field(default_factory=dict)  # lot id as text -> pence
    exposure_bp: int | None = None
    combined_turnover_bp: int | None = None
    social_enterprise_share_bp: int | None = None
    local_share_bp: int | None = None
    local_areas: tuple[str, ...] = ()
    supported_workforce_bp: int | None = None
    trust: str = "optional"
    resilience: str = "report"
    lots_per_bidder: int | None = None
    lot_bidder: str = "consortium"  # who is one bidder in the rules on lots: the consortium, or each member
    exclusive_lots: tuple[tuple[int, int], ...] = ()  # pairs of lot ids
    lot_categories: tuple[LotCategory, ...] = ()


@dataclass(frozen=True)
class Weights:
    """What each thing is worth in pence of price: a social value point, a per mille of trust gap, a member, …"""

    social_value: int = 0
    trust: int = 0
    members: int = 0
    shortfall: int = 0


@dataclass(frozen=True)
class Question:
    """Everything the adviser chose. `lots` are lot ids; `include`, `exclude` and `lead` enterprise ids."""

    lots: tuple[int, ...]
    rules: Rules = Rules()
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
        plain: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(self)))
        return plain

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Question:
        """The question as it was asked. Raises QuestionError for keys this version does not know."""
        try:
            rules = Rules(**_rules(data["rules"]))
            weights = Weights(**data["weights"])
            rest = {key: value for key, value in data.items() if key not in ("rules", "weights")}
            return cls(rules=rules, weights=weights, **_tuples(rest, "lots", "include", "exclude"))
        except (KeyError, TypeError, ValueError) as error:
            raise QuestionError(f"this question cannot be read: {error}") from error


def _rules(data: dict[str, Any]) -> dict[str, Any]:
    rules = _tuples(data, "lead_credentials", "group_credentials", "local_areas")
    pairs, categories = data.get("exclusive_lots", ()), data.get("lot_categories", ())
    rules["exclusive_lots"] = tuple((first, second) for first, second in pairs)
    rules["lot_categories"] = tuple(LotCategory(tuple(one["lots"]), one["most"]) for one in categories)
    return rules


def _tuples(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: tuple(value) if key in keys else value for key, value in data.items()}
