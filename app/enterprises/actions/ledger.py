"""The capacity ledger: what of each offer is promised to whom. Nothing is promised twice.

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
    """A part of an offer's capacity (a rate in the offer's unit) to promise, for a purpose, worded for
    people.
    """

    offer_id: int
    purpose: str
    label: str
    quantity: int


def hold(
    session: Session, actor: Actor, offer_id: int, holder: str, purpose: str, label: str, quantity: int
) -> CapacityHold:
    """Promise `quantity` of an offer to a holder for a purpose.

    Holding the same again changes nothing and gives the same hold. Raises Refused, naming what is free, when
    the offer cannot do it or is withdrawn, and Conflict when another quantity is held for this purpose
    already. Several offers at once: `hold_all`, which takes them in the order that cannot deadlock.
    """
    return hold_all(session, actor, holder, [Wanted(offer_id, purpose, label, quantity)])[0]


def hold_all(session: Session, actor: Actor, holder: str, wanted: Iterable[Wanted]) -> list[CapacityHold]:
    """Promise several parts to one holder: all of them, or none when one is refused and the caller rolls
    back.
    """
    asked = list(wanted)
    held = {
        one: _hold(session, actor, holder, one)
        for one in sorted(asked, key=lambda one: (one.offer_id, one.purpose))
    }
    return [held[one] for one in asked]


def release(session: Session, actor: Actor, holder: str, enterprise_id: int | None = None) -> int:
    """Give back what a holder was promised: all of it, or only the part of one enterprise. Returns how many
    holds.

    Doing it again gives back nothing more.
    """
    session.flush()
    ours = sa.and_(CapacityHold.holder == holder, CapacityHold.state == HoldState.held)
    if enterprise_id is not None:
        ours = sa.and_(ours, CapacityHold.offer.has(Offer.enterprise_id == enterprise_id))
    _lock(session, session.scalars(sa.select(CapacityHold.offer_id).where(ours)))
    found = session.scalars(
        sa.select(CapacityHold)
        .where(ours)
        .order_by(CapacityHold.offer_id, CapacityHold.id)
        .execution_options(populate_existing=True)
    ).all()
    for one in found:
        _release(session, actor, one)
    return len(found)


def _hold(session: Session, actor: Actor, holder: str, wanted: Wanted) -> CapacityHold:
    if wanted.quantity < 1:
        raise Refused("The quantity to promise must be 1 or more.")
    session.flush()
    offer = _lock(session, [wanted.offer_id]).get(wanted.offer_id)
    if offer is None:
        raise NotFound("We cannot find that offer.")
    existing = session.scalar(
        sa.select(CapacityHold)
        .where(
            CapacityHold.offer_id == wanted.offer_id,
            CapacityHold.holder == holder,
            CapacityHold.purpose == wanted.purpose,
        )
        .execution_options(populate_existing=True)
    )
    if existing is not None and existing.state is HoldState.held:
        if existing.quantity != wanted.quantity:
            raise Conflict(f"{_rate(offer, existing.quantity)} are already held for this.")
        return existing
    _take(session, offer, wanted.quantity)
    return _note(session, actor, holder, wanted, existing)


def _take(session: Session, offer: Offer, quantity: int) -> None:
    """The guard: the database itself compares with the capacity, in the statement that takes it.

    `Offer.version` stays as it is: a promise does not make somebody's edit of the price stale, and lowering
    the capacity below what is held meanwhile breaks the table's own check.
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
    session: Session, actor: Actor, holder: str, wanted: Wanted, existing: CapacityHold | None
) -> CapacityHold:
    if existing is None:
        existing = CapacityHold(offer_id=wanted.offer_id, holder=holder, purpose=wanted.purpose)
        session.add(existing)
    existing.label, existing.quantity = wanted.label, wanted.quantity
    existing.state, existing.held_at, existing.released_at = HoldState.held, now(), None
    session.flush()
    audit.record(
        session, actor, "capacity.held", f"offers:{wanted.offer_id}",
        holder=holder, purpose=wanted.purpose, quantity=wanted.quantity,
    )  # fmt: skip
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
        session, actor, "capacity.released", f"offers:{promised.offer_id}",
        holder=promised.holder, purpose=promised.purpose, quantity=promised.quantity,
    )  # fmt: skip


def _lock(session: Session, offer_ids: Iterable[int]) -> dict[int, Offer]:
    """The offers, locked in the order of their ids and fresh. SQLite's writer holds its one lock already."""
    found = session.scalars(
        sa.select(Offer)
        .where(Offer.id.in_(sorted(set(offer_ids))))
        .order_by(Offer.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {offer.id: offer for offer in found}


def _name(offer: Offer) -> str:
    return offer.description or cpv.name(offer.capability)


def _rate(offer: Offer, quantity: int) -> str:
    return units.get(offer.unit).rate(quantity)
