"""Which offers serve which work packages, by the one rule of the product.

An offer serves a package when its code is the package's or an ancestor of it at group level or deeper; a
narrower offer does only once its enterprise has confirmed it for that package. The offer's areas must contain
the package's area, and both must have the same unit.

However many packages there are, two queries find their offers. The first reads every offer with any of their
codes in any of their areas, and Python works out which package it serves. (With a table of packages joined in
the query, SQLite took ten to thirty times as long on a million offers.)
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
    """An offer that serves a work package: capacity in units a period, `held` of it promised; price in pence
    and social value in points for one unit.

    `confirmed`: it is narrower, and its enterprise has confirmed it. A plain tuple, because there are tens of
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


Matches = dict[int, dict[int, Match]]  # by package id, then by offer id


@dataclass(frozen=True)
class Served:
    """A work package with the enterprise's own offer for it."""

    work_package: WorkPackage
    offer: Offer
    confirmed: bool


@dataclass(frozen=True)
class Reach:
    """How an open tender fits an enterprise: packages it serves, and those it could serve if it confirmed a
    narrower offer.
    """

    tender: Tender
    serves: tuple[Served, ...]
    could_confirm: tuple[Served, ...]


def offers_for(session: Session, work_packages: Iterable[WorkPackage]) -> dict[int, list[Match]]:
    """The matching offers of each package, by package id, in the order of the offers' ids. A package that
    nobody serves has [].
    """
    packages = list(work_packages)
    matches: Matches = {package.id: {} for package in packages}
    for start in range(0, len(packages), PACKAGES_AT_ONCE):
        part = packages[start : start + PACKAGES_AT_ONCE]
        _add_wider_or_same(session, part, matches)
        for package, offer in _confirmed(session, part):
            matches[package.id].setdefault(offer.id, _narrower(offer))
    return {
        package_id: [by_offer[offer_id] for offer_id in sorted(by_offer)]
        for package_id, by_offer in matches.items()
    }


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


def _add_wider_or_same(session: Session, packages: Sequence[WorkPackage], matches: Matches) -> None:
    serving: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for package in packages:
        for code in cpv.serving_codes(package.capability):
            for area in areas.path_ids(package.area):
                serving[code, package.unit, area].append(package.id)
    for capability, unit, area, *offer in session.execute(_offers_in(serving)):
        package_ids = serving.get((capability, unit, area))
        if package_ids:
            match = Match._make((*offer, False))
            for package_id in package_ids:
                matches[package_id][match.offer_id] = match


def _offers_in(serving: Iterable[tuple[str, str, str]]) -> sa.Select[*tuple[Any, ...]]:
    # With a million offers and 40 packages, SQLite walks `ix_offer_areas_area_offer_id` and looks each offer
    # up by its key (50 ms); PostgreSQL hashes the same index with a bitmap of `ix_offers_capability_state`
    # (100 ms). An index with the offers' ids after capability and state made neither of them faster.
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
    """Whether a narrower offer would serve a package if its enterprise confirmed it: area and unit must fit
    too.
    """
    return (
        cpv.narrower(offer.capability, package.capability)
        and offer.unit == package.unit
        and reaches(offer, package.area)
    )


def serves(offer: Offer, package: WorkPackage) -> bool:
    """Whether an offer serves a package without a confirmation."""
    return (
        cpv.serves(offer.capability, package.capability)
        and offer.unit == package.unit
        and reaches(offer, package.area)
    )


def reaches(offer: Offer, area: str) -> bool:
    """Whether one of the offer's areas contains this one."""
    path = areas.path_ids(area)
    return any(row.area in path for row in offer.areas)


def reach_for_enterprise(session: Session, enterprise_id: int, at: datetime) -> list[Reach]:
    """Open tenders of which an enterprise serves a part, or could if it confirmed a narrower offer, soonest
    deadline first.
    """
    offers = _offers(session, enterprise_id)
    if not offers:
        return []
    confirmed = _confirmations(session, enterprise_id)
    by_tender: dict[int, list[WorkPackage]] = {}
    for package in session.scalars(_near(offers, at)):
        by_tender.setdefault(package.lot.tender_id, []).append(package)
    in_reach = []
    for packages in by_tender.values():
        reach = _reach(packages[0].lot.tender, packages, offers, confirmed)
        if reach.serves or reach.could_confirm:
            in_reach.append(reach)
    return in_reach


def reach_of_tender(session: Session, enterprise_id: int, tender: Tender) -> Reach:
    """How one tender fits an enterprise, in the order of its confirmed packages."""
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
    """Confirmed packages of open tenders with codes above and below those of the offers, in their units."""
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
        narrower = [offer for offer in offers if could_confirm(offer, package)]
        if match := _serving(package, offers, narrower, confirmed):
            served.append(match)
        elif narrower:
            nearly.append(Served(package, narrower[0], confirmed=False))
    return Reach(tender, tuple(served), tuple(nearly))


def _serving(
    package: WorkPackage, offers: Sequence[Offer], narrower: Sequence[Offer], confirmed: set[tuple[int, int]]
) -> Served | None:
    """The first offer that serves the package, or else the first narrower one that is confirmed for it."""
    for offer in offers:
        if serves(offer, package):
            return Served(package, offer, confirmed=False)
    for offer in narrower:
        if (package.id, offer.id) in confirmed:
            return Served(package, offer, confirmed=True)
    return None
