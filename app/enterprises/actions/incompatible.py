"""Saying that two enterprises cannot be in one consortium. The other side is never told."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enterprises.actions.permission import require_own
from app.enterprises.models import Enterprise, IncompatiblePair
from app.enterprises.rules import ordered_pair
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import NotFound, Refused


def declare_incompatible(
    session: Session, actor: Actor, enterprise: Enterprise, other: Enterprise, reason: str
) -> IncompatiblePair:
    """Never put the two enterprises in one consortium. Declaring it again changes the reason."""
    require_own(actor, enterprise)
    if enterprise.id == other.id:
        raise Refused("Choose another enterprise. This one is yours.")
    first, second = ordered_pair(enterprise.id, other.id)
    pair = session.scalar(
        sa.select(IncompatiblePair).where(
            IncompatiblePair.first_id == first,
            IncompatiblePair.second_id == second,
            IncompatiblePair.declared_by_id == enterprise.organisation_id,
        )
    )
    if pair is None:
        pair = IncompatiblePair(first_id=first, second_id=second, declared_by_id=enterprise.organisation_id)
        session.add(pair)
    pair.reason = reason
    session.flush()
    audit.record(session, actor, "incompatible.declared", pair)
    return pair


def withdraw_incompatible(session: Session, actor: Actor, enterprise: Enterprise, pair_id: int) -> None:
    """Allow the two in one consortium again, as far as this side is concerned."""
    require_own(actor, enterprise)
    pair = session.get(IncompatiblePair, pair_id)
    if pair is None or pair.declared_by_id != enterprise.organisation_id:
        raise NotFound("We cannot find that entry among the enterprises you ruled out.")
    audit.record(session, actor, "incompatible.withdrawn", f"incompatible_pairs:{pair.id}")
    session.delete(pair)
