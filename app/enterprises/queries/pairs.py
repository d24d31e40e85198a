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
    """Every pair of an enterprise that is not withdrawn, oldest first.

    With `body`, the id of the reader's adviser body, only the pairs it vouches for and those where the other
    side shares its figures too: trust is a figure of both.
    """
    query = sa.select(TrustPair).where(
        sa.or_(TrustPair.first_id == enterprise.id, TrustPair.second_id == enterprise.id),
        TrustPair.state != TrustState.withdrawn,
    )
    if body is not None:
        seen = sa.select(Enterprise.id).where(sharing(body))
        shared = sa.and_(TrustPair.first_id.in_(seen), TrustPair.second_id.in_(seen))
        query = query.where(sa.or_(shared, TrustPair.vouched_by_body_id == body))
    return list(session.scalars(query.order_by(TrustPair.id)))


def trust_pair(session: Session, enterprise: Enterprise, pair_id: int) -> TrustPair:
    """One pair of an enterprise. Raises NotFound."""
    pair = session.get(TrustPair, pair_id)
    if pair is None or enterprise.id not in (pair.first_id, pair.second_id):
        raise NotFound("We cannot find that enterprise among those you know.")
    return pair


def pair_between(session: Session, enterprise: Enterprise, other_id: int) -> TrustPair | None:
    """The trust pair of two enterprises, if there is one."""
    if enterprise.id == other_id:
        return None
    first, second = ordered_pair(enterprise.id, other_id)
    return session.scalar(
        sa.select(TrustPair).where(TrustPair.first_id == first, TrustPair.second_id == second)
    )


def incompatible_with(session: Session, enterprise: Enterprise, other_id: int) -> IncompatiblePair | None:
    """The enterprise's own statement that it cannot work with another, if there is one."""
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
    """The pairs that an enterprise itself declared, oldest first; never those that others declared."""
    return list(
        session.scalars(
            sa.select(IncompatiblePair)
            .where(IncompatiblePair.declared_by_id == enterprise.organisation_id)
            .order_by(IncompatiblePair.id)
        )
    )
