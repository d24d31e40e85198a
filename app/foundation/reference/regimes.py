"""Which law a procurement runs under, what is let, and whose finances count: names and meanings for pages and
forms.

Keys are stored with tenders: never rename one, add another. What follows from a regime is in
docs/reference-data.md and, for figures with dates, in `legal`. All of it is a reading of the rules, not legal
advice.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

Buyer = Literal["central", "sub_central", "utility"]
Certainty = Literal["A", "B", "C"]


@dataclass(frozen=True, slots=True)
class Regime:
    """`applies` says when it does; `portals` where its notices are published; `reserved` who may be favoured
    by law; `certainty` as in `legal`.
    """

    key: str
    name: str
    applies: str
    reserved: str
    portals: tuple[str, ...]
    certainty: Certainty
    source: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a short list: its stored key, its name, and what it means in a sentence."""

    key: str
    name: str
    meaning: str


DEFAULT = "procurement_act_2023"

_REGIMES = (
    Regime(
        "procurement_act_2023",
        "Procurement Act 2023",
        "Public contracts above the thresholds in England and Northern Ireland, started on or after 24"
        " February 2025.",
        "Supported employment providers (section 32) and public service mutuals for some services (section"
        " 33).",
        ("Find a Tender",),
        "B",
        "Procurement Act 2023; Procurement Regulations 2024",
    ),
    Regime(
        "procurement_act_2023_wales",
        "Procurement Act 2023, Wales",
        "The same Act for devolved Welsh authorities, with regulations of the Welsh Ministers.",
        "Supported employment providers (section 32) and public service mutuals for some services (section"
        " 33).",
        ("Sell2Wales", "Find a Tender"),
        "B",
        "Procurement Act 2023; Procurement (Wales) Regulations 2024",
    ),
    Regime(
        "scotland",
        "Scottish procurement rules",
        "Devolved Scottish authorities: regulated from £50,000 for goods and services, fully above the"
        " thresholds.",
        "Supported businesses (2014 Act section 11; 2015 Regulations regulation 21).",
        ("Public Contracts Scotland", "Find a Tender"),
        "B",
        "Procurement Reform (Scotland) Act 2014; Public Contracts (Scotland) Regulations 2015",
    ),
    Regime(
        "provider_selection_regime",
        "Provider Selection Regime",
        "Health care services for people in England, bought by the NHS and councils.",
        "Nobody, but a provider can be chosen without competition where the rules allow it.",
        ("Find a Tender",),
        "B",
        "Health Care Services (Provider Selection Regime) Regulations 2023",
    ),
    Regime(
        "below_threshold",
        "Below the thresholds",
        "Contracts below the thresholds of the Procurement Act 2023.",
        "Suppliers in the UK, or in one county or London borough. They can be limited to small firms and"
        " social enterprises. English councils can also choose those without limiting the place. The notice"
        " has to say so.",
        ("Find a Tender", "Contracts Finder"),
        "B",
        "Procurement Act 2023 part 6; PPN 005; Local Government (Exclusion of Non-commercial Considerations)"
        " (England) Order 2026",
    ),
    Regime(
        "earlier_rules",
        "The rules before 24 February 2025",
        "Procurements started before that day, and calls from frameworks and dynamic purchasing systems set"
        " up before.",
        "Sheltered workshops (regulation 20) and, for some services, mutuals (regulation 77).",
        ("Find a Tender", "Contracts Finder"),
        "B",
        "Public Contracts Regulations 2015",
    ),
    Regime(
        "unknown",
        "Not known yet",
        "The notice does not say. Ask the buyer before you rely on any rule.",
        "",
        (),
        "C",
        "",
    ),
)

BUYERS = (
    Choice("central", "Central government", "Departments, their agencies, and NHS trusts."),
    Choice(
        "sub_central", "Other public bodies", "Councils, schools, universities, police, housing associations."
    ),
    Choice("utility", "Utilities", "Water, energy, transport and post organisations, for that work."),
)


@cache
def _table() -> dict[str, Regime]:
    return {regime.key: regime for regime in _REGIMES}


def all_regimes() -> tuple[Regime, ...]:
    """Every regime, the commonest first."""
    return _REGIMES


def get(key: str) -> Regime | None:
    """The regime under this key, or None."""
    return _table().get(key)


def name(key: str) -> str:
    """What to show for a key; the key itself where the table does not have it."""
    regime = get(key)
    return regime.name if regime else key
