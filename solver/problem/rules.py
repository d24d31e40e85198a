"""The rules of a tender: the fields of `rules` in the format, and how each is read and written.

A rule that need not be there is one field here, with the function that reads it; everything else follows from
that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from dataclasses import fields as dataclass_fields
from typing import Any

from solver.problem.fields import (
    LIMIT,
    ProblemError,
    choice,
    described,
    fields,
    integer,
    items,
    optional_integer,
    texts,
)

Read = Callable[[Any, str], Any]
_WHOLE_BP = 10_000
MOST_RULES_ON_LOTS = 2_000


@dataclass(frozen=True, slots=True)
class Members:
    """How many enterprises a consortium may have, lead included."""

    min: int
    max: int


@dataclass(frozen=True, slots=True)
class LeadRule:
    """What the one lead must hold, earn (pence a year) and deliver (bp of contract value)."""

    credentials: tuple[str, ...] = ()
    min_turnover: int = 0
    min_value_share_bp: int = 0


@dataclass(frozen=True, slots=True)
class LotCategory:
    """Lots of one kind, of which a bidder may have `most` and then none of another kind."""

    lots: tuple[str, ...]
    most: int


def _amount(value: Any, path: str) -> int | None:
    return optional_integer(value, path, 0, LIMIT - 1)


def _share(value: Any, path: str) -> int | None:
    return optional_integer(value, path, 0, _WHOLE_BP)


def _lot_budgets(value: Any, path: str) -> dict[str, int]:
    if type(value) is not dict:
        raise ProblemError(path, f"must be an object, not {described(value)}")
    budgets = {lot: optional_integer(most, f"{path}.{lot}") for lot, most in value.items()}
    return {lot: most for lot, most in budgets.items() if most is not None}


def _bidder(value: Any, path: str) -> str:
    return choice(value, path, ("consortium", "member"))


def _lot_pairs(value: Any, path: str) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    seen: set[frozenset[str]] = set()
    for i, entry in enumerate(_few(value, path)):
        pair = texts(entry, f"{path}[{i}]")
        if len(pair) != 2:
            raise ProblemError(f"{path}[{i}]", "must be two lots")
        if frozenset(pair) in seen:
            raise ProblemError(
                f"{path}[{i}]", f"repeats the pair of {described(pair[0])} and {described(pair[1])}"
            )
        seen.add(frozenset(pair))
        pairs.append((pair[0], pair[1]))
    return tuple(pairs)


def _few(value: Any, path: str) -> list[Any]:
    """A list of rules on lots: no tender has thousands, and each takes rows of the program."""
    entries = items(value, path)
    if len(entries) > MOST_RULES_ON_LOTS:
        raise ProblemError(path, f"must not have more than {MOST_RULES_ON_LOTS:,} entries")
    return entries


def _lot_categories(value: Any, path: str) -> tuple[LotCategory, ...]:
    categories: list[LotCategory] = []
    seen: set[str] = set()
    for i, entry in enumerate(_few(value, path)):
        where = f"{path}[{i}]"
        category = fields(entry, where, frozenset(["lots", "most"]), frozenset())
        lots = texts(category["lots"], f"{where}.lots")
        if not lots:
            raise ProblemError(f"{where}.lots", "must name at least one lot")
        twice = next((lot for lot in lots if lot in seen), None)
        if twice is not None:
            raise ProblemError(f"{where}.lots", f"{described(twice)} is in two categories")
        seen.update(lots)
        categories.append(LotCategory(lots, integer(category["most"], f"{where}.most", 1)))
    return tuple(categories)


def _asked(read: Read, absent: Any = None, goes_with: str | None = None) -> Any:
    """An optional key: how it is read, and its value where it is absent. One that `goes_with` another key is
    written whenever that one is."""
    return field(default=absent, metadata={"read": read, "goes_with": goes_with})


@dataclass(frozen=True, slots=True)
class Rules:
    """The tender's rules. None means no such rule; 0 is a real limit."""

    members: Members
    term_months: int
    liability: str
    lead: LeadRule
    trust: str
    resilience: str
    member_floor: int | None = _asked(_amount)
    budget: int | None = _asked(_amount)
    lot_budgets: dict[str, int] = field(
        default_factory=dict, metadata={"read": _lot_budgets, "goes_with": None}
    )
    exposure_bp: int | None = _asked(_amount)
    combined_turnover_bp: int | None = _asked(_amount)
    group_credentials: tuple[str, ...] = _asked(texts, ())
    social_enterprise_share_bp: int | None = _asked(_share)
    local_share_bp: int | None = _asked(_share)
    local_areas: tuple[str, ...] = _asked(texts, (), goes_with="local_share_bp")
    supported_workforce_bp: int | None = _asked(_share)
    lot_bidder: str = _asked(_bidder, "consortium")  # who is one bidder in the rules on lots
    lots_per_bidder: int | None = _asked(_amount)
    exclusive_lots: tuple[tuple[str, str], ...] = _asked(_lot_pairs, ())
    lot_categories: tuple[LotCategory, ...] = _asked(_lot_categories, ())

    @property
    def year(self) -> int:
        """Months by which twelve times a value is divided to give the yearly value: max(12, term)."""
        return max(12, self.term_months)


_OPTIONAL = {f.name: f for f in dataclass_fields(Rules) if f.metadata}
_REQUIRED = frozenset(f.name for f in dataclass_fields(Rules) if not f.metadata)
_MEMBERS = frozenset(["min", "max"])
_LEAD = frozenset(["credentials", "min_turnover", "min_value_share_bp"])


def rules_from(value: Any) -> Rules:
    """The rules from parsed JSON. Raises ProblemError."""
    data = fields(value, "rules", _REQUIRED, frozenset(_OPTIONAL))
    members = fields(data["members"], "rules.members", _MEMBERS, frozenset())
    lead = fields(data["lead"], "rules.lead", _LEAD, frozenset())
    optional = {
        name: f.metadata["read"](data[name], f"rules.{name}")
        for name, f in _OPTIONAL.items()
        if data.get(name) is not None
    }
    return Rules(
        members=Members(
            integer(members["min"], "rules.members.min"), integer(members["max"], "rules.members.max")
        ),
        term_months=integer(data["term_months"], "rules.term_months"),
        liability=choice(data["liability"], "rules.liability", ("joint", "lead")),
        lead=LeadRule(
            texts(lead["credentials"], "rules.lead.credentials"),
            integer(lead["min_turnover"], "rules.lead.min_turnover"),
            integer(lead["min_value_share_bp"], "rules.lead.min_value_share_bp", 0, _WHOLE_BP),
        ),
        trust=choice(data["trust"], "rules.trust", ("optional", "lead")),
        resilience=choice(data["resilience"], "rules.resilience", ("report", "prefer", "require")),
        **optional,
    )


def rules_to_dict(rules: Rules) -> dict[str, Any]:
    """The JSON value of the rules: absent ones are left out."""
    data: dict[str, Any] = {name: _plain(getattr(rules, name)) for name in _REQUIRED}
    for name, f in _OPTIONAL.items():
        figure, partner = getattr(rules, name), f.metadata["goes_with"]
        there = figure not in (None, (), {}) and figure != f.default
        if there or (partner is not None and getattr(rules, partner) is not None):
            data[name] = _plain(figure)
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, (Members, LeadRule, LotCategory)):
        return {key: _plain(part) for key, part in asdict(value).items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return dict(value) if isinstance(value, dict) else value


def check_rules(rules: Rules, shortfall_weight: int) -> None:
    """Raises ProblemError for rules that contradict themselves or name what is not there."""
    if rules.members.min > rules.members.max:
        raise ProblemError("rules.members.min", f"{rules.members.min} is above max, {rules.members.max}")
    if rules.local_share_bp is None and rules.local_areas:
        raise ProblemError("rules.local_areas", "needs local_share_bp, which is missing")
    if rules.local_share_bp and not rules.local_areas:
        raise ProblemError("rules.local_share_bp", "needs local_areas, which names no area")
    if rules.resilience == "report" and shortfall_weight:
        raise ProblemError("weights.shortfall", "must be 0 when resilience is only reported")
    if rules.resilience == "prefer" and not shortfall_weight:
        raise ProblemError("weights.shortfall", "must be above 0 when resilience is preferred")
