"""What an enterprise offers: a capability in areas, up to a capacity, at a price that stays private."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.enterprises import rules
from app.enterprises.actions.permission import own_offer, require_own
from app.enterprises.models import Enterprise, Offer, OfferArea
from app.enterprises.rules import OfferState, Stale, overlap
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import Refused
from app.foundation.reference import areas as area_tree
from app.foundation.reference import cpv, units

MOST_AREAS = 100


def add_offer(
    session: Session,
    actor: Actor,
    enterprise: Enterprise,
    *,
    capability: str,
    capacity: int,
    unit_price: int,
    areas: Iterable[str] = (),
    description: str = "",
    social_value: int = 0,
) -> Offer:
    """Put a capability on offer, in the unit that the reference table gives for it.

    `capacity` is a rate in that unit, `unit_price` pence for one unit, `social_value` points for one. The
    same offer sent twice is added once. Raises Refused for a bare division, an unknown area, or an area in
    which the enterprise already offers the same capability.
    """
    require_own(actor, enterprise)
    _check_capability(capability)
    _check_figures(capacity, unit_price, social_value)
    codes = list(dict.fromkeys(_canonical(area) for area in areas))
    terms = (description, capacity, unit_price, social_value)
    same = _same(session, enterprise.id, capability, codes, terms)
    if same is not None:
        return same
    _refuse_twice(session, enterprise.id, capability, codes)
    offer = Offer(
        enterprise_id=enterprise.id,
        capability=capability,
        description=description,
        unit=units.standard_unit(capability).name,
        capacity=capacity,
        unit_price=unit_price,
        social_value=social_value,
        areas=[OfferArea(area=area) for area in codes],
    )
    session.add(offer)
    session.flush()
    audit.record(session, actor, "offer.added", offer, capability=capability, capacity=capacity, areas=codes)
    return offer


def change_offer(
    session: Session,
    actor: Actor,
    offer_id: int,
    version: int,
    *,
    capacity: int,
    unit_price: int,
    description: str,
    social_value: int,
) -> Offer:
    """Change an offer. Raises Stale when it is not at `version`, Refused when the capacity is below what is
    held.
    """
    offer = own_offer(session, actor, offer_id)
    if offer.version != version:
        raise Stale
    _check_figures(capacity, unit_price, social_value)
    if capacity < offer.held:
        unit = units.get(offer.unit)
        raise Refused(
            f"{unit.rate(offer.held)} are already promised to consortia. Enter a capacity of at least that.",
            "capacity",
        )
    fields = {
        "capacity": capacity,
        "unit_price": unit_price,
        "description": description,
        "social_value": social_value,
    }
    changed = [name for name, value in fields.items() if getattr(offer, name) != value]
    for name in changed:
        setattr(offer, name, fields[name])
    if changed:
        audit.record(session, actor, "offer.changed", offer, changed=changed, capacity=capacity)
    return offer


def add_area(session: Session, actor: Actor, offer_id: int, area: str) -> Offer:
    """Deliver an offer in one more area. Areas inside the new one become redundant and are dropped.

    Raises Refused for an unknown area, one that is already covered, or one where another offer of the
    enterprise covers the same capability.
    """
    offer = own_offer(session, actor, offer_id)
    code = _canonical(area)
    for row in offer.areas:
        if area_tree.contains(row.area, code):
            raise Refused(
                f"{area_tree.label(code)} is already covered by {area_tree.label(row.area)}.", "area"
            )
    if len(offer.areas) >= MOST_AREAS:
        raise Refused(f"An offer can have at most {MOST_AREAS} areas. Choose a wider area.", "area")
    _refuse_twice(session, offer.enterprise_id, offer.capability, [code], but=offer.id)
    offer.areas = [row for row in offer.areas if not area_tree.contains(code, row.area)] + [
        OfferArea(area=code)
    ]
    audit.record(session, actor, "offer.area_added", offer, area=code)
    return offer


def remove_area(session: Session, actor: Actor, offer_id: int, area: str) -> Offer:
    """Stop delivering an offer in an area. An area it does not have changes nothing."""
    offer = own_offer(session, actor, offer_id)
    left = [row for row in offer.areas if row.area != area]
    if len(left) != len(offer.areas):
        offer.areas = left
        audit.record(session, actor, "offer.area_removed", offer, area=area)
    return offer


def withdraw_offer(session: Session, actor: Actor, offer_id: int) -> Offer:
    """Stop matching this offer. What is held of it stays promised."""
    offer = own_offer(session, actor, offer_id)
    if offer.state is OfferState.active:
        offer.state = rules.withdraw_offer(offer.state)
        audit.record(session, actor, "offer.withdrawn", offer)
    return offer


def offer_again(session: Session, actor: Actor, offer_id: int) -> Offer:
    """Put a withdrawn offer back. Raises Refused when another offer has taken its place meanwhile."""
    offer = own_offer(session, actor, offer_id)
    if offer.state is OfferState.withdrawn:
        _refuse_twice(
            session, offer.enterprise_id, offer.capability, [row.area for row in offer.areas], but=offer.id
        )
        offer.state = rules.offer_again(offer.state)
        audit.record(session, actor, "offer.offered_again", offer)
    return offer


def _same(
    session: Session, enterprise_id: int, capability: str, codes: list[str], terms: tuple[str, int, int, int]
) -> Offer | None:
    for offer in session.scalars(_on_offer(enterprise_id, capability)):
        offer_terms = (offer.description, offer.capacity, offer.unit_price, offer.social_value)
        if offer_terms == terms and sorted(codes) == sorted(row.area for row in offer.areas):
            return offer
    return None


def _on_offer(enterprise_id: int, capability: str) -> sa.Select[Offer]:
    return (
        sa.select(Offer)
        .where(
            Offer.enterprise_id == enterprise_id,
            Offer.capability == capability,
            Offer.state == OfferState.active,
        )
        .options(selectinload(Offer.areas))
        .order_by(Offer.id)
    )


def _check_capability(code: str) -> None:
    if cpv.get(code) is None:
        raise Refused("Choose a kind of work from the list. This code is not on it.", "capability")
    if not cpv.group_or_deeper(code):
        raise Refused("Choose a narrower kind of work. This one covers a whole division.", "capability")


def _check_figures(capacity: int, unit_price: int, social_value: int) -> None:
    if capacity < 1:
        raise Refused("Enter a capacity of 1 or more.", "capacity")
    if unit_price < 0:
        raise Refused("Enter a price of £0 or more.", "unit_price")
    if social_value < 0:
        raise Refused("Enter social value points of 0 or more.", "social_value")


def _canonical(code: str) -> str:
    if area_tree.get(code) is None:
        raise Refused("Choose an area from the list. We do not know this one.", "area")
    return area_tree.canonical(code)


def _refuse_twice(
    session: Session, enterprise_id: int, capability: str, codes: list[str], but: int | None = None
) -> None:
    """Refuse a second offer of one capability in one place: nobody would know which price counts."""
    for offer in session.scalars(_on_offer(enterprise_id, capability).where(Offer.id != (but or 0))):
        shared = overlap(codes, [row.area for row in offer.areas], area_tree)
        if shared:
            raise Refused(
                f"You already offer this in {area_tree.label(shared[0])}. Change that offer or choose other"
                " areas.",
                "area",
            )
