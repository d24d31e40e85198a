"""Who trusts whom, and who cannot work together."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enterprises.models import Enterprise, IncompatiblePair, TrustPair
from app.enterprises.queries.figures import sharing
from app.enterprises.rules import TrustState, ordered_pair
from app.foundation.errors import NotFound


def incompatible(session: Session, enterprise_ids: Iterable[int]) -> list[tuple[int, int]]:
    """Pairs among these enterprises that cannot be in one consortium, as (smaller id, larger id), each
    once.
    """
    ids = sorted(set(enterprise_ids))
    rows = session.execute(
        sa.select(IncompatiblePair.first_id, IncompatiblePair.second_id)
        .where(IncompatiblePair.first_id.in_(ids), IncompatiblePair.second_id.in_(ids))
        .order_by(IncompatiblePair.first_id, IncompatiblePair.second_id)
        .distinct()
    )
    return [(first, second) for first, second in rows]


def trust_pairs(session: Session, enterprise: Enterprise, body: int | None = None) -> list[TrustPair]:
    """Every pair of an enterprise that is not withdrawn, oldest first; for the reader's adviser body (`body`)
    those whose other side shares its figures too, for they are its figures as well, and those that it vouches
    for itself."""
    query = sa.select(TrustPair).where(
        sa.or_(TrustPair.first_id == enterprise.id, TrustPair.second_id == enterprise.id),
        TrustPair.state != TrustState.withdrawn,
    )
    if body is not None:
        seen = sa.select(Enterprise.id).where(sharing(body))
        both = sa.and_(TrustPair.first_id.in_(seen), TrustPair.second_id.in_(seen))
        query = query.where(sa.or_(both, TrustPair.vouched_by_body_id == body))
    return list(session.scalars(query.order_by(TrustPair.id)))


def trust_pair(session: Session, enterprise: Enterprise, pair_id: int) -> TrustPair:
    """One pair of an enterprise. Raises NotFound."""
    found = session.get(TrustPair, pair_id)
    if found is None or enterprise.id not in (found.first_id, found.second_id):
        raise NotFound("We cannot find that enterprise among those you know.")
    return found


def pair_between(session: Session, enterprise: Enterprise, other_id: int) -> TrustPair | None:
    """What two enterprises said of each other, if anything."""
    if enterprise.id == other_id:
        return None
    first, second = ordered_pair(enterprise.id, other_id)
    return session.scalar(
        sa.select(TrustPair).where(TrustPair.first_id == first, TrustPair.second_id == second)
    )


def incompatible_with(session: Session, enterprise: Enterprise, other_id: int) -> IncompatiblePair | None:
    """What an enterprise itself said of not working with another, if it did."""
    if enterprise.id == other_id:
        return None
    first, second = ordered_pair(enterprise.id, other_id)
    return session.scalar(
        sa.select(IncompatiblePair).where(
            IncompatiblePair.first_id == first,
            IncompatiblePair.second_id == second,
            IncompatiblePair.declared_by_id == enterprise.organisation_id,
        )
    )


def declared_incompatible(session: Session, enterprise: Enterprise) -> list[IncompatiblePair]:
    """Whom an enterprise itself said it cannot work with, oldest first; never who said so of it."""
    return list(
        session.scalars(
            sa.select(IncompatiblePair)
            .where(IncompatiblePair.declared_by_id == enterprise.organisation_id)
            .order_by(IncompatiblePair.id)
        )
    )
