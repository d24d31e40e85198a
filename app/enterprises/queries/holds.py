"""What is held of which offer, for whom."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.enterprises.models import CapacityHold, Enterprise, Offer
from app.enterprises.rules import HoldState


def enterprise_holds(session: Session, enterprise: Enterprise) -> list[CapacityHold]:
    """All that is held of an enterprise's offers now, oldest first. For the enterprise and its advisers."""
    return list(
        session.scalars(
            sa.select(CapacityHold)
            .join(CapacityHold.offer)
            .where(Offer.enterprise_id == enterprise.id, CapacityHold.state == HoldState.held)
            .options(joinedload(CapacityHold.offer))
            .order_by(CapacityHold.held_at, CapacityHold.id)
        )
    )


def holds_of(session: Session, holder: str) -> list[CapacityHold]:
    """All that a holder ("consortia:12") is promised now, with the offers, in the order of their ids."""
    return list(
        session.scalars(
            sa.select(CapacityHold)
            .where(CapacityHold.holder == holder, CapacityHold.state == HoldState.held)
            .options(joinedload(CapacityHold.offer))
            .order_by(CapacityHold.offer_id, CapacityHold.id)
        )
    )


def ledger_faults(session: Session) -> list[tuple[int, int, int, int]]:
    """Offers whose `held` is not the sum of their holds, or is above their capacity: (offer, held, sum,
    capacity).
    """
    promised = sa.func.coalesce(sa.func.sum(CapacityHold.quantity), 0)
    rows = session.execute(
        sa.select(Offer.id, Offer.held, promised, Offer.capacity)
        .outerjoin(
            CapacityHold, sa.and_(CapacityHold.offer_id == Offer.id, CapacityHold.state == HoldState.held)
        )
        .group_by(Offer.id, Offer.held, Offer.capacity)
        .having(sa.or_(promised != Offer.held, Offer.held > Offer.capacity))
        .order_by(Offer.id)
    )
    return [(id, held, int(total), capacity) for id, held, total, capacity in rows]
