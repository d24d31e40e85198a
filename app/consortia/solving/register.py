"""Who could deliver what, from the register: offers, their enterprises' credentials, and trust pairs.

Plain tuples, no row objects, and a fixed number of statements: `python -m bench.freeze` times them. As both
databases plan them with a million offers: enterprises by their key; credentials and trust pairs from
`ix_credentials_held` and `ix_trust_pairs_counting` alone, ten to fifty milliseconds each. From the rows
themselves, which are in the order of entry, the two took three times as long, and most of a second where they
had to be read from disk.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.consortia.solving.names import enterprise_name, offer_name, work_package_name
from app.enterprises.models import Credential, Enterprise, IncompatiblePair, TrustPair
from app.enterprises.queries.figures import sharing, taking_part
from app.enterprises.rules import COUNTING_TRUST
from app.foundation.reference import credentials
from app.tenders.models import WorkPackage
from app.tenders.queries.matching import Match

_ENTERPRISE = (
    Enterprise.id,
    Enterprise.home_area,
    Enterprise.social_enterprise,
    Enterprise.turnover,
    Enterprise.joining_cost,
    Enterprise.workforce,
    Enterprise.supported_workforce,
    Enterprise.can_lead,
    Enterprise.min_value,
    Enterprise.max_value,
)


def listed(session: Session, ids: Iterable[int], body: int) -> dict[int, Any]:
    """The listed ones of these enterprises that share their figures with an adviser body and are not
    suspended, in the order of their ids: rows with what the problem says about them."""
    query = sa.select(*_ENTERPRISE).where(
        _among(session, Enterprise.id, ids), Enterprise.listed, taking_part(), sharing(body)
    )
    return {row.id: row for row in session.execute(query.order_by(Enterprise.id))}


def unshared(session: Session, ids: Iterable[int], body: int) -> set[int]:
    """Those of these enterprises that would be in the problem, but do not share their figures with the
    body.
    """
    query = sa.select(Enterprise.id).where(
        _among(session, Enterprise.id, ids), Enterprise.listed, taking_part(), ~sharing(body)
    )
    return set(session.scalars(query))


def serves(
    packages: Sequence[WorkPackage], matches: Mapping[int, Sequence[Match]], enterprises: Container[int]
) -> dict[int, list[int]]:
    """Offer id -> work package ids: offers of these enterprises with capacity free.

    Each enterprise has at most one offer for a work package: one that can deliver the minimum share, if there
    is one, then the cheapest, then the largest.
    """
    chosen: dict[int, list[int]] = defaultdict(list)
    for package in packages:
        best: dict[int, Match] = {}
        least = max(1, package.min_share)
        for offer in matches[package.id]:
            if offer.free <= 0 or offer.enterprise_id not in enterprises:
                continue
            rival = best.get(offer.enterprise_id)
            if rival is None or _preference(offer, least) < _preference(rival, least):
                best[offer.enterprise_id] = offer
        for offer in best.values():
            chosen[offer.offer_id].append(package.id)
    return chosen


def _preference(offer: Match, least: int) -> tuple[bool, int, int, int]:
    return (offer.free < least, offer.unit_price, -offer.free, offer.offer_id)


def described(
    session: Session,
    enterprises: Mapping[int, Any],
    offers: Mapping[int, Match],
    served: Mapping[int, Sequence[int]],
    last_needed_day: date,
) -> list[dict[str, Any]]:
    """The problem's `enterprises`, in the order given, each with those of its offers that serve something."""
    held = _held_credentials(session, enterprises, last_needed_day)
    own: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for offer_id in sorted(served):
        own[offers[offer_id].enterprise_id].append(_offer(offers[offer_id], served[offer_id]))
    return [
        _enterprise(row, sorted(held[enterprise_id]), own[enterprise_id])
        for enterprise_id, row in enterprises.items()
    ]


def _enterprise(row: Any, held: list[str], offers: list[dict[str, Any]]) -> dict[str, Any]:
    number, home, social, turnover, cost, workforce, supported, can_lead, least, most = row
    entry = {
        "id": enterprise_name(number),
        "home_area": home or "",
        "social_enterprise": social,
        "turnover": turnover or 0,  # none stated counts for nothing under rules about turnover
        "joining_cost": cost,
        "workforce": workforce,
        "supported_workforce": supported,
        "credentials": held,
        "can_lead": can_lead,
        "min_value": least,
        "offers": offers,
    }
    if most is not None:
        entry["max_value"] = most
    return entry


def _offer(offer: Match, packages: Sequence[int]) -> dict[str, Any]:
    price, social = offer.unit_price, offer.social_value
    return {
        "id": offer_name(offer.offer_id),
        "capacity": offer.free,
        "serves": [
            {"work_package": work_package_name(package), "unit_price": price, "social_value": social}
            for package in packages
        ],
    }


def _held_credentials(session: Session, enterprises: Iterable[int], day: date) -> dict[int, set[str]]:
    """Types held on that day, with every one they imply: the solver compares names and knows no levels."""
    held: dict[int, set[str]] = defaultdict(set)
    closed: dict[str, frozenset[str]] = {}
    query = sa.select(Credential.enterprise_id, Credential.type).where(
        _among(session, Credential.enterprise_id, enterprises),
        Credential.withdrawn_at.is_(None),
        sa.or_(Credential.expires_on.is_(None), Credential.expires_on >= day),
    )
    for enterprise_id, kind in session.execute(query):
        if kind not in closed:
            closed[kind] = credentials.closure([kind])
        held[enterprise_id] |= closed[kind]
    return held


def trust_pairs(session: Session, enterprises: Mapping[int, Any]) -> list[list[Any]]:
    """The problem's `trust`: pairs of these enterprises that count, in the order of their ids."""
    query = (
        sa.select(TrustPair.first_id, TrustPair.second_id, TrustPair.per_mille)
        .where(_among(session, TrustPair.first_id, enterprises), TrustPair.state.in_(COUNTING_TRUST))
        .order_by(TrustPair.first_id, TrustPair.second_id)
    )
    return [
        [enterprise_name(first), enterprise_name(second), per_mille]
        for first, second, per_mille in session.execute(query)
        if second in enterprises
    ]


def incompatible_pairs(session: Session, enterprises: Mapping[int, Any]) -> list[list[str]]:
    """The problem's `incompatible`: each pair of these enterprises once, though both may have said so."""
    query = (
        sa.select(IncompatiblePair.first_id, IncompatiblePair.second_id)
        .where(_among(session, IncompatiblePair.first_id, enterprises))
        .distinct()
        .order_by(IncompatiblePair.first_id, IncompatiblePair.second_id)
    )
    return [
        [enterprise_name(first), enterprise_name(second)]
        for first, second in session.execute(query)
        if second in enterprises
    ]


def _among(
    session: Session, column: sa.SQLColumnExpression[int], ids: Iterable[int]
) -> sa.ColumnElement[bool]:
    """`column IN (ids)` with one bound value: ten thousand of them cost the PostgreSQL driver more than the
    answer.
    """
    numbers = sorted(ids)
    if session.get_bind().dialect.name == "sqlite":
        return column.in_(sa.select(sa.func.json_each(json.dumps(numbers)).table_valued("value").c.value))
    return column == sa.any_(sa.literal(numbers, sa.ARRAY(sa.Integer)))
