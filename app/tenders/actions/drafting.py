"""Draft work packages: a first guess at what a lot needs, always marked as one, for a person to confirm."""

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
    """Median prices, each asked of the register once in a transaction: lots and notices are mostly alike."""

    def __init__(self, session: Session, medians: Medians) -> None:
        self._session = session
        self._medians = medians

    @classmethod
    def of(cls, session: Session) -> Prices:
        """Those of the transaction under way; a write to the register in between would not be seen."""
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
    """Keep medians beyond this transaction: whoever imports for a minute need not ask for each again."""
    session.info[MEDIANS] = medians


@dataclass(frozen=True)
class Estimate:
    """A rate with how it came about, in words; None where nobody can say how much."""

    quantity: int | None
    basis: str


def draft_work_packages(
    session: Session,
    actor: Actor,
    tender: Tender,
    stated: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> list[WorkPackage]:
    """Drafts for every lot that has no confirmed package: those that its source states, else one an area;
    earlier drafts make way for new ones. `stated`: values of columns, by the lot's key. Those of a tender
    that is not in the database yet are flushed with it."""
    lots = _lots(session, tender)
    made: list[WorkPackage] = []
    values = [lot.value for lot in lots]
    prices = Prices.of(session)
    for position, lot in enumerate(lots):
        if any(package.state is WorkPackageState.confirmed for package in lot.work_packages):
            continue
        for package in list(lot.work_packages):
            lot.work_packages.remove(package)
            session.delete(package)
        described = is_described(lot.state, tender.notice_state or tender.state)
        if described and (of_source := (stated or {}).get(lot.key)):
            made.extend(_as_stated(lot, of_source))
        elif described and len(made) < MOST_DRAFTS and (lot.capability or tender.capability):
            made.extend(
                _drafts(
                    prices,
                    tender,
                    lot,
                    _length(tender, lots, lot),
                    value_of_lot(tender.value, values, position),
                )
            )
    if tender not in session.new:
        session.flush()
    audit.record(session, actor, "tender.work_packages_drafted", tender, drafts=len(made))
    return made


def states_the_same(
    session: Session, tender: Tender, stated: Mapping[str, Sequence[Mapping[str, Any]]]
) -> bool:
    """Whether the drafts of a tender are those that its source states, lot by lot. Estimates of ours count as
    the same: they follow the lots."""
    for lot in _lots(session, tender):
        if any(package.state is WorkPackageState.confirmed for package in lot.work_packages):
            continue
        described = is_described(lot.state, tender.notice_state or tender.state)
        wanted = [_stated_values(values) for values in stated.get(lot.key, ())] if described else []
        if not wanted and any(package.basis == STATED for package in lot.work_packages):
            return False
        if (
            wanted
            and [{name: getattr(each, name) for name in wanted[0]} for each in lot.work_packages] != wanted
        ):
            return False
    return True


def _lots(session: Session, tender: Tender) -> list[Lot]:
    if tender in session.new:
        return list(tender.lots)
    session.flush()
    query = sa.select(Lot).where(Lot.tender_id == tender.id).order_by(Lot.position)
    return list(session.scalars(query.options(selectinload(Lot.work_packages))))


def _stated_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "basis": values["basis"] or STATED}


def _as_stated(lot: Lot, of_source: Sequence[Mapping[str, Any]]) -> list[WorkPackage]:
    made = [WorkPackage(**_stated_values(values)) for values in of_source]
    lot.work_packages.extend(made)
    return made


def _drafts(prices: Prices, tender: Tender, lot: Lot, length: Length, value: int | None) -> list[WorkPackage]:
    places = _places(lot)
    capability = lot.capability or tender.capability or ""
    unit = units.standard_unit(capability)
    starts_on, ends_on, months = length
    periods, term = periods_of_term(unit, starts_on, ends_on, months)
    if lot.extension:
        term += ", without extensions"
    has_term = bool((starts_on and ends_on) or months)
    estimate = _estimate(prices, capability, unit, value, periods, term, len(places), has_term=has_term)
    made = []
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
            basis=(
                estimate.basis
                if lot.areas
                else f"{estimate.basis} The notice does not name a place in the United Kingdom."
            ),
        )
        lot.work_packages.append(package)
        made.append(package)
    return made


def _length(tender: Tender, lots: Sequence[Lot], lot: Lot) -> Length:
    """That of a lot: its own, else the tender's where no other lot has one (the tender's then comes from
    theirs).
    """
    if any(each.starts_on or each.ends_on or each.term_months for each in lots):
        return lot.starts_on, lot.ends_on, lot.term_months
    return tender.starts_on, tender.ends_on, tender.term_months


def _places(lot: Lot) -> list[str]:
    found = list(areas.outermost(lot.areas)) or ["UK"]
    return found if len(found) <= MOST_AREAS else [areas.smallest_containing(found)]


def _estimate(
    prices: Prices, capability: str, unit: units.Unit, value: int | None, periods: int, term: str, parts: int,
    *, has_term: bool,
) -> Estimate:  # fmt: skip
    if not cpv.group_or_deeper(capability):
        return Estimate(
            None,
            f"The notice names only the division “{cpv.name(capability)}”. Choose a kind of work and enter a"
            " quantity.",
        )
    price = prices.median(capability, unit.name)
    if value is None or price is None:
        lacking = (
            "the notice does not say what this lot is worth"
            if value is None
            else "too few enterprises here offer this"
        )
        return Estimate(
            None, f"We cannot estimate the quantity, because {lacking}. Enter it from the buyer’s documents."
        )
    if not has_term:
        return Estimate(
            None,
            "We cannot estimate the quantity, because the notice does not say how long the contract is. Enter"
            " it from the buyer’s documents.",
        )
    shared = f", shared equally between {parts} areas" if parts > 1 else ""
    source = (
        f"the median price of {price.enterprises} enterprises in the register"
        if price.capability == capability
        else (
            f"the median price of {price.enterprises} enterprises that offer the wider"
            f" “{cpv.name(price.capability)}”"
        )
    )
    quantity = estimated_rate(value // parts, periods, price.pence)
    if quantity is None:
        return Estimate(
            None,
            f"We cannot estimate the quantity. £{value / 100:,.0f}{shared} over {term} would not pay for one"
            f" a {unit.period} at {source}, so it may be a price for something else. Enter the quantity from"
            " the buyer’s documents.",
        )
    least, most = estimated_range(value // parts, periods, price.low, price.high)
    spread = (
        f"between {unit.rate(least)} and {unit.rate(most)}" if least < most else f"about {unit.rate(least)}"
    )
    basis = (
        f"Estimated from three things: the lot’s value of £{value / 100:,.0f}{shared}; {term}; and {source}."
        f" Prices differ, so it could be {spread}."
    )
    return Estimate(quantity, basis)
