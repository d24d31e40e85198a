"""Which offers serve which work packages, by the one rule of the product.

An offer serves a package when its code is the package's or an ancestor of it at group level or deeper; a
narrower one only once its enterprise has confirmed it for that package. The offer's areas must contain the
package's area, and both must be counted in the same unit. Asked in two queries however many packages there
are, never by walking the register: the first takes every offer under any of their codes in any of their
areas, and which package it serves is told apart here. (Joined to a table of packages in the query, SQLite
took ten to thirty times as long on a million offers.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.enterprises.models import Offer, OfferArea
from app.enterprises.rules import OfferState
from app.foundation.reference import areas, cpv
from app.tenders.models import Lot, OfferConfirmation, Tender, WorkPackage
from app.tenders.queries.tenders import open_at, visible
from app.tenders.rules import LotState, WorkPackageState

PACKAGES_AT_ONCE = 200  # keeps the bound values of one statement well below SQLite's 32,766


class Match(NamedTuple):
    """An offer that serves a work package: units a period, `held` of them promised; pence and points a unit.

    `confirmed`: it is narrower, and its enterprise said that it does. A plain tuple, as there are tens of
    thousands.
    """

    offer_id: int
    enterprise_id: int
    capacity: int
    held: int
    unit_price: int
    social_value: int
    confirmed: bool

    @property
    def free(self) -> int:
        """Capacity not promised to anybody."""
        return self.capacity - self.held


@dataclass(frozen=True)
class Served:
    """A work package with the enterprise's own offer for it."""

    work_package: WorkPackage
    offer: Offer
    confirmed: bool


@dataclass(frozen=True)
class Reach:
    """What one open tender is to an enterprise: packages it serves, and those it would once it confirmed an
    offer.
    """

    tender: Tender
    serves: tuple[Served, ...]
    could_confirm: tuple[Served, ...]


def offers_for(session: Session, work_packages: Iterable[WorkPackage]) -> dict[int, list[Match]]:
    """Every matching offer of every package, by package id; by offer id within one. Packages nobody serves
    have [].
    """
    wanted = list(work_packages)
    found: dict[int, dict[int, Match]] = {package.id: {} for package in wanted}
    for start in range(0, len(wanted), PACKAGES_AT_ONCE):
        part = wanted[start : start + PACKAGES_AT_ONCE]
        _add_wider_or_same(session, part, found)
        for package, offer in _confirmed(session, part):
            found[package.id].setdefault(offer.id, _narrower(offer))
    return {package_id: [matches[key] for key in sorted(matches)] for package_id, matches in found.items()}


def _narrower(offer: Offer) -> Match:
    return Match(
        offer.id,
        offer.enterprise_id,
        offer.capacity,
        offer.held,
        offer.unit_price,
        offer.social_value,
        confirmed=True,
    )


def _add_wider_or_same(
    session: Session, packages: Sequence[WorkPackage], found: dict[int, dict[int, Match]]
) -> None:
    serving: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for package in packages:
        for code in cpv.serving_codes(package.capability):
            for area in areas.path_ids(package.area):
                serving[code, package.unit, area].append(package.id)
    for capability, unit, area, *offer in session.execute(_offers_in(serving)):
        served = serving.get((capability, unit, area))
        if served:
            match = Match._make((*offer, False))
            for package_id in served:
                found[package_id][match.offer_id] = match


def _offers_in(serving: Iterable[tuple[str, str, str]]) -> sa.Select[*tuple[Any, ...]]:
    # With a million offers, 40 packages: SQLite walks `ix_offer_areas_area_offer_id` and looks each offer up
    # by its key (50 ms); PostgreSQL hashes the same index with a bitmap of `ix_offers_capability_state` (100
    # ms). An index with the offers' ids beside capability and state made neither faster.
    codes, places = {code for code, _, _ in serving}, {area for _, _, area in serving}
    return (
        sa.select(
            Offer.capability,
            Offer.unit,
            OfferArea.area,
            Offer.id,
            Offer.enterprise_id,
            Offer.capacity,
            Offer.held,
            Offer.unit_price,
            Offer.social_value,
        )
        .join(OfferArea, OfferArea.offer_id == Offer.id)
        .where(
            Offer.capability.in_(sorted(codes)),
            OfferArea.area.in_(sorted(places)),
            Offer.state == OfferState.active,
        )
    )


def _confirmed(session: Session, packages: Sequence[WorkPackage]) -> list[tuple[WorkPackage, Offer]]:
    by_id = {package.id: package for package in packages}
    query = (
        sa.select(OfferConfirmation.work_package_id, Offer)
        .join(Offer, Offer.id == OfferConfirmation.offer_id)
        .where(OfferConfirmation.work_package_id.in_(by_id), Offer.state == OfferState.active)
        .options(selectinload(Offer.areas))
        .order_by(OfferConfirmation.work_package_id, Offer.id)
    )
    pairs = [(by_id[package_id], offer) for package_id, offer in session.execute(query)]
    return [(package, offer) for package, offer in pairs if could_confirm(offer, package)]


def could_confirm(offer: Offer, package: WorkPackage) -> bool:
    """Whether a narrower offer would serve a package if its enterprise says so: area and unit must fit all
    the same.
    """
    return (
        cpv.narrower(offer.capability, package.capability)
        and offer.unit == package.unit
        and reaches(offer, package.area)
    )


def serves(offer: Offer, package: WorkPackage) -> bool:
    """Whether an offer serves a package as it stands."""
    return (
        cpv.serves(offer.capability, package.capability)
        and offer.unit == package.unit
        and reaches(offer, package.area)
    )


def reaches(offer: Offer, area: str) -> bool:
    """Whether one of the offer's areas contains this one."""
    path = areas.path_ids(area)
    return any(own.area in path for own in offer.areas)


def reach_for_enterprise(session: Session, enterprise_id: int, at: datetime) -> list[Reach]:
    """Open tenders of which an enterprise serves a part, or would once it confirmed a narrower offer: soonest
    first.
    """
    offers = _offers(session, enterprise_id)
    if not offers:
        return []
    confirmed = _confirmations(session, enterprise_id)
    by_tender: dict[int, list[WorkPackage]] = {}
    for package in session.scalars(_near(offers, at)):
        by_tender.setdefault(package.lot.tender_id, []).append(package)
    found = [_reach(packages[0].lot.tender, packages, offers, confirmed) for packages in by_tender.values()]
    return [reach for reach in found if reach.serves or reach.could_confirm]


def reach_of_tender(session: Session, enterprise_id: int, tender: Tender) -> Reach:
    """What one tender is to an enterprise, in the order of its confirmed packages."""
    packages = [package for lot in tender.lots for package in lot.asked_for]
    return _reach(tender, packages, _offers(session, enterprise_id), _confirmations(session, enterprise_id))


def _offers(session: Session, enterprise_id: int) -> list[Offer]:
    query = sa.select(Offer).where(Offer.enterprise_id == enterprise_id, Offer.state == OfferState.active)
    return list(session.scalars(query.options(selectinload(Offer.areas)).order_by(Offer.id)))


def _confirmations(session: Session, enterprise_id: int) -> set[tuple[int, int]]:
    query = sa.select(OfferConfirmation.work_package_id, OfferConfirmation.offer_id).join(
        Offer, Offer.id == OfferConfirmation.offer_id
    )
    rows = session.execute(query.where(Offer.enterprise_id == enterprise_id))
    return {(package_id, offer_id) for package_id, offer_id in rows}


def _near(offers: Sequence[Offer], at: datetime) -> sa.Select[Any]:
    """Confirmed packages of open tenders in the codes above and below the offers', in their units."""
    below = [
        WorkPackage.capability.startswith(offer.capability.rstrip("0").ljust(3, "0")) for offer in offers
    ]
    above = sorted({code for offer in offers for code in cpv.serving_codes(offer.capability)})
    return (
        sa.select(WorkPackage)
        .join(Lot, Lot.id == WorkPackage.lot_id)
        .join(Tender, Tender.id == Lot.tender_id)
        .where(
            open_at(at),
            visible(None),
            WorkPackage.state == WorkPackageState.confirmed,
            Lot.state == LotState.open,
            WorkPackage.unit.in_(sorted({offer.unit for offer in offers})),
            sa.or_(WorkPackage.capability.in_(above), *below),
        )
        .options(selectinload(WorkPackage.lot).selectinload(Lot.tender))
        .order_by(Tender.deadline.is_(None), Tender.deadline, Tender.id, Lot.position, WorkPackage.id)
    )


def _reach(
    tender: Tender, packages: Sequence[WorkPackage], offers: Sequence[Offer], confirmed: set[tuple[int, int]]
) -> Reach:
    served: list[Served] = []
    nearly: list[Served] = []
    for package in packages:
        exact = next((offer for offer in offers if serves(offer, package)), None)
        narrow = [offer for offer in offers if could_confirm(offer, package)]
        said = next((offer for offer in narrow if (package.id, offer.id) in confirmed), None)
        if exact is not None:
            served.append(Served(package, exact, confirmed=False))
        elif said is not None:
            served.append(Served(package, said, confirmed=True))
        elif narrow:
            nearly.append(Served(package, narrow[0], confirmed=False))
    return Reach(tender, tuple(served), tuple(nearly))
