"""Draft work packages: a first guess at what a lot needs, marked as a guess until a person confirms it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.reference import areas, cpv, units
from app.tenders.models import Lot, Tender, WorkPackage
from app.tenders.queries.prices import MedianPrice, median_price
from app.tenders.rules import (
    WorkPackageState,
    estimated_range,
    estimated_rate,
    is_described,
    periods_of_term,
    value_of_lot,
)

MOST_DRAFTS = 300
Length = tuple[date | None, date | None, int | None]  # first day, last day, months
STATED = "The file states how much is needed."
MEDIANS = "medians"  # in session.info
MOST_AREAS = 20  # of one lot; with more, one draft for the area around them all is easier to correct


Medians = dict[tuple[str, str], MedianPrice | None]  # by capability and unit


class Prices:
    """Median prices, each read from the register once in a transaction, since most lots and notices need the
    same ones.
    """

    def __init__(self, session: Session, medians: Medians) -> None:
        self._session = session
        self._medians = medians

    @classmethod
    def of(cls, session: Session) -> Prices:
        """The prices of the current transaction. They do not follow changes to offers within it."""
        transaction = session.get_transaction()
        if session.info.get("prices", (None, None))[0] is not transaction:
            session.info["prices"] = (transaction, cls(session, session.info.get(MEDIANS, {})))
        prices: Prices = session.info["prices"][1]
        return prices

    def median(self, capability: str, unit: str) -> MedianPrice | None:
        """As `median_price`."""
        key = (capability, unit)
        if key not in self._medians:
            with self._session.no_autoflush:
                self._medians[key] = median_price(self._session, capability, unit)
        return self._medians[key]


def share_medians(session: Session, medians: Medians) -> None:
    """Keep medians beyond this transaction, so that a long import does not read each of them again."""
    session.info[MEDIANS] = medians


@dataclass(frozen=True)
class Budget:
    """What a lot can spend, and over how long. `value`: pence, None if unknown; `term`: the length in words;
    `has_term`: whether the notice states it; `areas`: how many areas share the value equally.
    """

    value: int | None
    periods: int
    term: str
    has_term: bool
    areas: int


@dataclass(frozen=True)
class Estimate:
    """An estimated rate and, in words, how it was worked out. `quantity` is None where that is impossible."""

    quantity: int | None
    basis: str


def draft_work_packages(
    session: Session,
    actor: Actor,
    tender: Tender,
    stated: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> list[WorkPackage]:
    """Replace the drafts of every lot that has no confirmed package: by the packages that its source states,
    or else by one for each area.

    `stated` gives values of columns, by the lot's key. The drafts of a tender that is not in the database yet
    are flushed with it.
    """
    stated = stated or {}
    lots = _lots(session, tender)
    lot_values = [lot.value for lot in lots]
    prices = Prices.of(session)
    drafts: list[WorkPackage] = []
    for position, lot in enumerate(lots):
        if _has_confirmed(lot):
            continue
        _remove_packages(session, lot)
        if not _is_described(tender, lot):
            continue
        if packages := stated.get(lot.key):
            drafts.extend(_as_stated(lot, packages))
        elif len(drafts) < MOST_DRAFTS and _capability(tender, lot):
            value = value_of_lot(tender.value, lot_values, position)
            drafts.extend(_drafts(prices, tender, lot, _length(tender, lots, lot), value))
    if tender not in session.new:
        session.flush()
    audit.record(session, actor, "tender.work_packages_drafted", tender, drafts=len(drafts))
    return drafts


def states_the_same(
    session: Session, tender: Tender, stated: Mapping[str, Sequence[Mapping[str, Any]]]
) -> bool:
    """Whether the drafts of a tender are those that its source states, lot by lot. Our own estimates count as
    the same, because they follow from the lots."""
    return all(
        _has_confirmed(lot) or _is_as_stated(tender, lot, stated.get(lot.key, ()))
        for lot in _lots(session, tender)
    )


def _is_as_stated(tender: Tender, lot: Lot, stated: Sequence[Mapping[str, Any]]) -> bool:
    if not stated or not _is_described(tender, lot):
        return all(package.basis != STATED for package in lot.work_packages)
    expected = [_stated_values(values) for values in stated]
    actual = [{name: getattr(package, name) for name in expected[0]} for package in lot.work_packages]
    return actual == expected


def _has_confirmed(lot: Lot) -> bool:
    return any(package.state is WorkPackageState.confirmed for package in lot.work_packages)


def _is_described(tender: Tender, lot: Lot) -> bool:
    return is_described(lot.state, tender.notice_state or tender.state)


def _capability(tender: Tender, lot: Lot) -> str:
    return lot.capability or tender.capability or ""


def _remove_packages(session: Session, lot: Lot) -> None:
    for package in list(lot.work_packages):
        lot.work_packages.remove(package)
        session.delete(package)


def _lots(session: Session, tender: Tender) -> list[Lot]:
    if tender in session.new:
        return list(tender.lots)
    session.flush()
    query = sa.select(Lot).where(Lot.tender_id == tender.id).order_by(Lot.position)
    return list(session.scalars(query.options(selectinload(Lot.work_packages))))


def _stated_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "basis": values["basis"] or STATED}


def _as_stated(lot: Lot, stated: Sequence[Mapping[str, Any]]) -> list[WorkPackage]:
    packages = [WorkPackage(**_stated_values(values)) for values in stated]
    lot.work_packages.extend(packages)
    return packages


def _drafts(prices: Prices, tender: Tender, lot: Lot, length: Length, value: int | None) -> list[WorkPackage]:
    places = _places(lot)
    capability = _capability(tender, lot)
    unit = units.standard_unit(capability)
    starts_on, ends_on, months = length
    periods, term = periods_of_term(unit, starts_on, ends_on, months)
    if lot.extension:
        term += ", without extensions"
    budget = Budget(value, periods, term, bool((starts_on and ends_on) or months), len(places))
    estimate = _estimate(prices, capability, unit, budget)
    basis = estimate.basis
    if not lot.areas:
        basis = f"{basis} The notice does not name a place in the United Kingdom."
    packages = []
    for place in places:
        package = WorkPackage(
            name=f"{cpv.name(capability)}, {areas.label(place)}",
            capability=capability,
            area=place,
            unit=unit.name,
            quantity=estimate.quantity,
            periods=periods,
            state=WorkPackageState.draft,
            estimated=estimate.quantity is not None,
            basis=basis,
        )
        lot.work_packages.append(package)
        packages.append(package)
    return packages


def _length(tender: Tender, lots: Sequence[Lot], lot: Lot) -> Length:
    """The length of a lot: its own, or the tender's if no lot states one. If any lot does, the tender's was
    worked out from the lots and says nothing about this one.
    """
    if any(sibling.starts_on or sibling.ends_on or sibling.term_months for sibling in lots):
        return lot.starts_on, lot.ends_on, lot.term_months
    return tender.starts_on, tender.ends_on, tender.term_months


def _places(lot: Lot) -> list[str]:
    codes = list(areas.outermost(lot.areas)) or ["UK"]
    return codes if len(codes) <= MOST_AREAS else [areas.smallest_containing(codes)]


def _estimate(prices: Prices, capability: str, unit: units.Unit, budget: Budget) -> Estimate:
    if not cpv.group_or_deeper(capability):
        return Estimate(
            None,
            f"The notice names only the division “{cpv.name(capability)}”. Choose a kind of work and enter a"
            " quantity.",
        )
    price = prices.median(capability, unit.name)
    if budget.value is None:
        return _no_estimate("the notice does not say what this lot is worth")
    if price is None:
        return _no_estimate("too few enterprises here offer this")
    if not budget.has_term:
        return _no_estimate("the notice does not say how long the contract is")
    return _estimate_at(price, capability, unit, budget.value, budget)


def _no_estimate(reason: str) -> Estimate:
    return Estimate(
        None, f"We cannot estimate the quantity, because {reason}. Enter it from the buyer’s documents."
    )


def _estimate_at(
    price: MedianPrice, capability: str, unit: units.Unit, value: int, budget: Budget
) -> Estimate:
    """What one area's part of the value buys at this price."""
    part = value // budget.areas
    spend = f"£{value / 100:,.0f}"
    if budget.areas > 1:
        spend = f"{spend}, shared equally between {budget.areas} areas"
    source = _source(price, capability)
    quantity = estimated_rate(part, budget.periods, price.pence)
    if quantity is None:
        return Estimate(
            None,
            f"We cannot estimate the quantity. {spend} over {budget.term} would not pay for one"
            f" a {unit.period} at {source}, so it may be a price for something else. Enter the quantity from"
            " the buyer’s documents.",
        )
    least, most = estimated_range(part, budget.periods, price.low, price.high)
    spread = f"about {unit.rate(least)}"
    if least < most:
        spread = f"between {unit.rate(least)} and {unit.rate(most)}"
    basis = (
        f"Estimated from three things: the lot’s value of {spend}; {budget.term}; and {source}."
        f" Prices differ, so it could be {spread}."
    )
    return Estimate(quantity, basis)


def _source(price: MedianPrice, capability: str) -> str:
    if price.capability == capability:
        return f"the median price of {price.enterprises} enterprises in the register"
    return (
        f"the median price of {price.enterprises} enterprises that offer the wider"
        f" “{cpv.name(price.capability)}”"
    )
