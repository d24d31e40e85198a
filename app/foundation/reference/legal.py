"""Figures of the law, each with the days it applies, how sure we are, and its source.

Certainty: A, the statute itself was read; B, official guidance or law firms' notes agree; C, general
knowledge that wants checking. Pages that rest on a figure show its source and say that this is not legal
advice.

Money in the product is without VAT and most thresholds are with it: `reaches` compares like with like.
Figures of VAT are in basis points.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from . import datafiles
from .regimes import Buyer, Certainty

Kind = Literal["pence", "bp", "count", "days", "working_days", "months", "date"]
Contract = Literal["goods_services", "works", "light_touch", "concession", "light_touch_concession"]

_KINDS: tuple[Kind, ...] = ("pence", "bp", "count", "days", "working_days", "months", "date")
_CERTAINTIES: tuple[Certainty, ...] = ("A", "B", "C")
_FULL = 10_000  # basis points of the whole
_THRESHOLDS: dict[tuple[Buyer, Contract], str] = {
    ("central", "goods_services"): "threshold_central",
    ("sub_central", "goods_services"): "threshold_sub_central",
    ("utility", "goods_services"): "threshold_utility",
    ("utility", "light_touch"): "threshold_light_touch_utility",
}


class NoFigure(LookupError):
    """The table has no such figure for that day: it is later or earlier than what we know."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure for a span of days, both ends included; `valid_to` is None while no end is known. `value` is
    in the unit of `kind`: pence, basis points, a count, days, working days, months, or a day as YYYYMMDD.
    `with_vat` says that an amount of money includes VAT."""

    key: str
    name: str
    kind: Kind
    value: int
    with_vat: bool
    valid_from: date
    valid_to: date | None
    certainty: Certainty
    source: str

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def _table() -> dict[str, tuple[Figure, ...]]:
    figures_of: dict[str, list[Figure]] = {}
    for key, name, kind, value, with_vat, valid_from, valid_to, certainty, source in datafiles.tuples(
        "legal_figures.csv"
    ):
        figures_of.setdefault(key, []).append(
            Figure(
                key,
                name,
                next(allowed for allowed in _KINDS if allowed == kind),
                int(value),
                with_vat == "yes",
                date.fromisoformat(valid_from),
                date.fromisoformat(valid_to) if valid_to else None,
                next(allowed for allowed in _CERTAINTIES if allowed == certainty),
                source,
            )
        )
    return {key: tuple(figures) for key, figures in figures_of.items()}


def all_keys() -> tuple[str, ...]:
    """Every key, in the order of the table."""
    return tuple(_table())


def history(key: str) -> tuple[Figure, ...]:
    """Every value the table has for a key, oldest first. KeyError for a key it does not have."""
    return _table()[key]


def figure(key: str, on_date: date) -> Figure:
    """The figure that applies on a day. KeyError for an unknown key; NoFigure where no value is known for the
    day.
    """
    for candidate in _table()[key]:
        if candidate.holds_on(on_date):
            return candidate
    raise NoFigure(f"We do not have “{_table()[key][0].name}” for {on_date.isoformat()}")


def find(key: str, on_date: date) -> Figure | None:
    """As `figure`, with None where no value is known for the day."""
    try:
        return figure(key, on_date)
    except NoFigure:
        return None


def threshold(buyer: Buyer, contract: Contract, on_date: date) -> Figure:
    """The threshold of the Procurement Act 2023 for a kind of buyer and contract on a day; Wales has the same
    amounts. NoFigure for a day outside the table."""
    return figure(_THRESHOLDS.get((buyer, contract), f"threshold_{contract}"), on_date)


def vat_rate(on_date: date) -> int:
    """The standard rate of VAT on a day, in basis points."""
    return figure("vat_standard", on_date).value


def with_vat(pence: int, rate: int) -> int:
    """An amount without VAT as it is with VAT at a rate in basis points, to the nearest penny, halves up."""
    return _rounded(pence * (_FULL + rate), _FULL)


def without_vat(pence: int, rate: int) -> int:
    """An amount with VAT as it is without, at a rate in basis points, to the nearest penny, halves up."""
    return _rounded(pence * _FULL, _FULL + rate)


def reaches(pence_without_vat: int, limit: Figure, rate: int) -> bool:
    """Whether an amount kept without VAT is at or above a figure, like with like and without rounding.

    `rate` is the VAT on the contract in basis points: the standard rate where it is uncertain, 0 for what is
    exempt. ValueError for a figure that is not money.
    """
    if limit.kind != "pence":
        raise ValueError(f"{limit.key} is not an amount of money")
    if limit.with_vat:
        return pence_without_vat * (_FULL + rate) >= limit.value * _FULL
    return pence_without_vat >= limit.value


def _rounded(numerator: int, denominator: int) -> int:
    sign = 1 if numerator >= 0 else -1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))
