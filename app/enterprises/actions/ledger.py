"""The capacity ledger: how much of each offer is promised to whom. Nothing is promised twice.

A holder ("consortia:12") and a purpose ("work_packages:31") are opaque here. `Offer.held` always equals the
sum of the offer's holds that are held: both change in one transaction, guarded by the database itself.

Offers are always locked before holds, and in the order of their ids: two promises can then never wait for
each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enterprises.models import CapacityHold, Offer
from app.enterprises.rules import HoldState, OfferState
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import Conflict, NotFound, Refused
from app.foundation.reference import cpv, units
from app.foundation.types import now


@dataclass(frozen=True)
class Wanted:
    """A part of an offer's capacity to promise: `quantity` is a rate in the offer's unit, `label` the purpose
    in words.
    """

    offer_id: int
    purpose: str
    label: str
    quantity: int


def hold(
    session: Session, actor: Actor, offer_id: int, holder: str, purpose: str, label: str, quantity: int
) -> CapacityHold:
    """Promise `quantity` of an offer to a holder for a purpose.

    Holding the same again changes nothing and returns the same hold. Raises Refused, with what is free, when
    the offer has too little left or is withdrawn, and Conflict when another quantity is already held for
    this purpose. For several offers at once use `hold_all`, whose order cannot deadlock.
    """
    return hold_all(session, actor, holder, [Wanted(offer_id, purpose, label, quantity)])[0]


def hold_all(session: Session, actor: Actor, holder: str, parts: Iterable[Wanted]) -> list[CapacityHold]:
    """Promise several parts to one holder: all of them, or none when one is refused and the caller rolls
    back. Returns the holds in the order of `parts`.
    """
    parts = list(parts)
    holds = {}
    for part in sorted(parts, key=lambda part: (part.offer_id, part.purpose)):
        holds[part] = _hold(session, actor, holder, part)
    return [holds[part] for part in parts]


def release(session: Session, actor: Actor, holder: str, enterprise_id: int | None = None) -> int:
    """Give back all that a holder was promised, or only what one enterprise promised. Returns the number of
    holds released.

    Doing it again releases nothing more.
    """
    session.flush()
    ours = sa.and_(CapacityHold.holder == holder, CapacityHold.state == HoldState.held)
    if enterprise_id is not None:
        ours = sa.and_(ours, CapacityHold.offer.has(Offer.enterprise_id == enterprise_id))
    _lock(session, session.scalars(sa.select(CapacityHold.offer_id).where(ours)))
    holds = session.scalars(
        sa.select(CapacityHold)
        .where(ours)
        .order_by(CapacityHold.offer_id, CapacityHold.id)
        .execution_options(populate_existing=True)
    ).all()
    for promised in holds:
        _release(session, actor, promised)
    return len(holds)


def _hold(session: Session, actor: Actor, holder: str, part: Wanted) -> CapacityHold:
    if part.quantity < 1:
        raise Refused("The quantity to promise must be 1 or more.")
    session.flush()
    offer = _lock(session, [part.offer_id]).get(part.offer_id)
    if offer is None:
        raise NotFound("We cannot find that offer.")
    existing = session.scalar(
        sa.select(CapacityHold)
        .where(
            CapacityHold.offer_id == part.offer_id,
            CapacityHold.holder == holder,
            CapacityHold.purpose == part.purpose,
        )
        .execution_options(populate_existing=True)
    )
    if existing is not None and existing.state is HoldState.held:
        if existing.quantity != part.quantity:
            raise Conflict(f"{_rate(offer, existing.quantity)} are already held for this.")
        return existing
    _take(session, offer, part.quantity)
    return _note(session, actor, holder, part, existing)


def _take(session: Session, offer: Offer, quantity: int) -> None:
    """Take the capacity in one statement in which the database itself compares it with what is free.

    `Offer.version` does not change: a promise does not make somebody's edit of the price stale. An edit that
    lowers the capacity below what is held breaks the table's own check.
    """
    taken = session.execute(
        sa.update(Offer)
        .where(
            Offer.id == offer.id, Offer.held + quantity <= Offer.capacity, Offer.state == OfferState.active
        )
        .values(held=Offer.held + quantity)
        .execution_options(synchronize_session=False)
    )
    session.refresh(offer, ["held", "capacity", "state"])
    if taken.rowcount == 1:  # type: ignore[attr-defined]
        return
    if offer.state is not OfferState.active:
        raise Refused(
            f"The offer “{_name(offer)}” is withdrawn, so its capacity cannot be promised.", "quantity"
        )
    raise Refused(
        f"Only {_rate(offer, offer.free)} of {_rate(offer, offer.capacity)} are free in the offer"
        f" “{_name(offer)}”, but {_rate(offer, quantity)} are needed.",
        "quantity",
    )


def _note(
    session: Session, actor: Actor, holder: str, part: Wanted, existing: CapacityHold | None
) -> CapacityHold:
    if existing is None:
        existing = CapacityHold(offer_id=part.offer_id, holder=holder, purpose=part.purpose)
        session.add(existing)
    existing.label, existing.quantity = part.label, part.quantity
    existing.state, existing.held_at, existing.released_at = HoldState.held, now(), None
    session.flush()
    audit.record(
        session,
        actor,
        "capacity.held",
        f"offers:{part.offer_id}",
        holder=holder,
        purpose=part.purpose,
        quantity=part.quantity,
    )
    return existing


def _release(session: Session, actor: Actor, promised: CapacityHold) -> None:
    """Give back one hold of an offer that is locked."""
    promised.state, promised.released_at = HoldState.released, now()
    session.execute(
        sa.update(Offer)
        .where(Offer.id == promised.offer_id)
        .values(held=Offer.held - promised.quantity)
        .execution_options(synchronize_session=False)
    )
    session.refresh(session.get_one(Offer, promised.offer_id), ["held"])
    audit.record(
        session,
        actor,
        "capacity.released",
        f"offers:{promised.offer_id}",
        holder=promised.holder,
        purpose=promised.purpose,
        quantity=promised.quantity,
    )


def _lock(session: Session, offer_ids: Iterable[int]) -> dict[int, Offer]:
    """The offers by id, read anew and locked in the order of their ids.

    On SQLite the writer already has the only lock there is.
    """
    offers = session.scalars(
        sa.select(Offer)
        .where(Offer.id.in_(sorted(set(offer_ids))))
        .order_by(Offer.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {offer.id: offer for offer in offers}


def _name(offer: Offer) -> str:
    return offer.description or cpv.name(offer.capability)


def _rate(offer: Offer, quantity: int) -> str:
    return units.get(offer.unit).rate(quantity)
