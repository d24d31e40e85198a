"""Who could deliver what, from the register: offers, what their enterprises hold, and who knows whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.consortia.solving.names import enterprise_name, offer_name, work_package_name
from app.enterprises.models import Credential, Enterprise, IncompatiblePair, Offer, TrustPair
from app.enterprises.rules import COUNTING_TRUST, OfferState
from app.foundation.reference import credentials
from app.tenders.models import WorkPackage

BATCH = 5_000  # identifiers in one query: both databases limit how many parameters a statement may have


def free_offers(session: Session, ids: Iterable[int]) -> dict[int, Offer]:
    """Active offers with capacity free, of listed enterprises."""
    found: dict[int, Offer] = {}
    for batch in _batches(ids):
        query = (
            sa.select(Offer)
            .join(Enterprise)
            .where(
                Offer.id.in_(batch), Offer.state == OfferState.active, Offer.held < Offer.capacity, Enterprise.listed
            )
        )
        found.update((offer.id, offer) for offer in session.scalars(query))
    return found


def serves(
    packages: Sequence[WorkPackage], matches: Mapping[int, Sequence[Any]], offers: Mapping[int, Offer]
) -> dict[int, list[int]]:
    """Offer id -> work package ids. An enterprise serves a work package through one offer at most.

    Of several, the one that can deliver the least share at all, then the cheapest, then the largest.
    """
    chosen: dict[int, list[int]] = defaultdict(list)
    for package in packages:
        best: dict[int, Offer] = {}
        least = max(1, package.min_share)
        for match in matches.get(package.id, ()):
            offer = offers.get(match.offer_id)
            if offer is None:
                continue
            rival = best.get(offer.enterprise_id)
            if rival is None or _preference(offer, least) < _preference(rival, least):
                best[offer.enterprise_id] = offer
        for offer in best.values():
            chosen[offer.id].append(package.id)
    return chosen


def _preference(offer: Offer, least: int) -> tuple[bool, int, int, int]:
    return (offer.free < least, offer.unit_price, -offer.free, offer.id)


def listed(session: Session, ids: Iterable[int]) -> dict[int, Enterprise]:
    found: list[Enterprise] = []
    for batch in _batches(ids):
        found.extend(session.scalars(sa.select(Enterprise).where(Enterprise.id.in_(batch), Enterprise.listed)))
    return {enterprise.id: enterprise for enterprise in sorted(found, key=lambda e: e.id)}


def described(
    session: Session,
    enterprises: Mapping[int, Enterprise],
    offers: Mapping[int, Offer],
    served: Mapping[int, Sequence[int]],
    last_needed_day: date,
) -> list[dict[str, Any]]:
    held = _held_credentials(session, enterprises, last_needed_day)
    own: dict[int, list[Offer]] = defaultdict(list)
    for offer_id in sorted(served):
        own[offers[offer_id].enterprise_id].append(offers[offer_id])
    return [
        {
            "id": enterprise_name(enterprise.id),
            "home_area": enterprise.home_area or "",
            "social_enterprise": enterprise.social_enterprise,
            "turnover": enterprise.turnover or 0,  # none stated counts for nothing under rules about turnover
            "joining_cost": enterprise.joining_cost,
            "workforce": enterprise.workforce,
            "supported_workforce": enterprise.supported_workforce,
            "credentials": sorted(credentials.closure(held[enterprise.id])),
            "can_lead": enterprise.can_lead,
            "min_value": enterprise.min_value,
            "max_value": enterprise.max_value,
            "offers": [_offer(offer, served[offer.id]) for offer in own[enterprise.id]],
        }
        for enterprise in enterprises.values()
    ]


def _offer(offer: Offer, packages: Sequence[int]) -> dict[str, Any]:
    return {
        "id": offer_name(offer.id),
        "capacity": offer.free,
        "serves": [
            {
                "work_package": work_package_name(package),
                "unit_price": offer.unit_price,
                "social_value": offer.social_value,
            }
            for package in packages
        ],
    }


def _held_credentials(session: Session, enterprises: Iterable[int], day: date) -> dict[int, set[str]]:
    held: dict[int, set[str]] = defaultdict(set)
    for batch in _batches(enterprises):
        query = sa.select(Credential.enterprise_id, Credential.type).where(
            Credential.enterprise_id.in_(batch),
            Credential.withdrawn_at.is_(None),
            sa.or_(Credential.expires_on.is_(None), Credential.expires_on >= day),
        )
        for enterprise_id, kind in session.execute(query):
            held[enterprise_id].add(kind)
    return held


def trust_pairs(session: Session, enterprises: Mapping[int, Enterprise]) -> list[list[Any]]:
    return [
        [enterprise_name(pair.first_id), enterprise_name(pair.second_id), pair.per_mille]
        for batch in _batches(enterprises)
        for pair in session.scalars(
            sa.select(TrustPair)
            .where(TrustPair.first_id.in_(batch), TrustPair.state.in_(COUNTING_TRUST))
            .order_by(TrustPair.first_id, TrustPair.second_id)
        )
        if pair.second_id in enterprises
    ]


def incompatible_pairs(session: Session, enterprises: Mapping[int, Enterprise]) -> list[list[str]]:
    return [
        [enterprise_name(pair.first_id), enterprise_name(pair.second_id)]
        for batch in _batches(enterprises)
        for pair in session.scalars(
            sa.select(IncompatiblePair)
            .where(IncompatiblePair.first_id.in_(batch))
            .order_by(IncompatiblePair.first_id, IncompatiblePair.second_id)
        )
        if pair.second_id in enterprises
    ]


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    return (ordered[i : i + BATCH] for i in range(0, len(ordered), BATCH))
