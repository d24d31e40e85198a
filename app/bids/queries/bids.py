"""Bids, packs and copies, as far as an actor may see them.

The adviser body and, once everyone has accepted, the lead see the buyer's and the lead's copies. The adviser
sees each member's copy too, and a member its own. Until everyone has accepted, a pack is a draft that only
the adviser sees.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from app.bids.models import Bid, BidPack, BidPackCopy
from app.bids.rules.pack import Pack
from app.bids.rules.states import Audience
from app.consortia.models import Consortium, Member
from app.consortia.queries.access import needs_factor
from app.consortia.queries.consortia import Involvement, consortium_for, is_withheld, membership_of
from app.foundation.actor import Actor
from app.foundation.errors import NotFound
from app.foundation.wire import from_plain

NO_PACK = "We cannot find that bid pack, or you do not have access to it."
PARTIES = (Involvement.adviser, Involvement.lead, Involvement.member)


@dataclass(frozen=True)
class CopyOrder:
    """One copy that a version has: whose, and the member's name inside the frozen data ("m3")."""

    audience: Audience
    member: str | None = None
    enterprise_id: int | None = None


def bid_of(session: Session, consortium: Consortium) -> Bid | None:
    """The bid of a consortium, once something was done about it."""
    return session.scalar(sa.select(Bid).where(Bid.consortium_id == consortium.id))


def packs_for(session: Session, bid: Bid, involvement: Involvement) -> list[BidPack]:
    """The versions that this involvement may know of, newest first, with their copies."""
    query = (
        sa.select(BidPack)
        .where(BidPack.bid_id == bid.id)
        .order_by(BidPack.number.desc())
        .options(selectinload(BidPack.copies).joinedload(BidPackCopy.document))
    )
    return [pack for pack in session.scalars(query) if may_see_pack(involvement, pack)]


def may_see_pack(involvement: Involvement, pack: BidPack) -> bool:
    """A draft is the adviser's working paper."""
    return involvement is Involvement.adviser or (involvement in PARTIES and not pack.draft)


def copies_for(
    pack: BidPack, consortium: Consortium, involvement: Involvement, actor: Actor
) -> list[BidPackCopy]:
    """The copies of a version that an actor may download."""
    if not may_see_pack(involvement, pack) or _is_blocked(pack, consortium):
        return []
    own = membership_of(consortium, actor)
    return [copy for copy in pack.copies if _is_for(copy, involvement, actor, own)]


def _is_for(copy: BidPackCopy, involvement: Involvement, actor: Actor, own: Member | None) -> bool:
    if involvement is Involvement.adviser:
        return True
    if involvement is Involvement.lead:  # these copies show the members' prices
        return actor.sees_others_prices and copy.audience in (Audience.buyer, Audience.lead)
    return own is not None and copy.enterprise_id == own.enterprise_id


def _is_blocked(pack: BidPack, consortium: Consortium) -> bool:
    """A draft has the figures of members that may have stopped sharing them since."""
    return pack.draft and any(is_withheld(consortium, member) for member in consortium.members)


def pack_for(session: Session, actor: Actor, pack_id: int) -> tuple[BidPack, Consortium, Involvement]:
    """A version, its consortium, and what the actor is to it. Raises NotFound for anyone else."""
    query = sa.select(BidPack).where(BidPack.id == pack_id).options(joinedload(BidPack.bid))
    pack = session.scalar(query)
    if pack is None:
        raise NotFound(NO_PACK)
    consortium, involvement = consortium_for(session, actor, pack.bid.consortium_id)
    if not may_see_pack(involvement, pack):
        raise NotFound(NO_PACK)
    return pack, consortium, involvement


def copy_for(session: Session, actor: Actor, copy_id: int) -> BidPackCopy:
    """A copy that the actor may download. Raises NotFound."""
    copy = session.get(BidPackCopy, copy_id)
    if copy is None:
        raise NotFound(NO_PACK)
    pack, consortium, involvement = pack_for(session, actor, copy.pack_id)
    if copy not in copies_for(pack, consortium, involvement, actor):
        raise NotFound(NO_PACK)
    return copy


def priced_in(session: Session, copy: BidPackCopy) -> set[int]:
    """The enterprises whose prices a copy shows: its own member's, or everyone's in the lead's and the
    buyer's.
    """
    if copy.enterprise_id is not None:
        return {copy.enterprise_id}
    members = (
        sa.select(Member.enterprise_id)
        .join(Bid, Bid.consortium_id == Member.consortium_id)
        .join(BidPack, BidPack.bid_id == Bid.id)
        .where(BidPack.id == copy.pack_id)
    )
    return set(session.scalars(members))


def pack_to_print(session: Session, pack_id: int) -> tuple[BidPack, Pack]:
    """A version and its frozen data, for the worker."""
    pack = session.scalar(sa.select(BidPack).where(BidPack.id == pack_id).options(undefer(BidPack.data)))
    if pack is None:
        raise NotFound(NO_PACK)
    return pack, from_plain(Pack, json.loads(pack.data))


def copy_orders(pack: Pack) -> list[CopyOrder]:
    """The copies a version has: the buyer's, the lead's and adviser's, and one for each other member."""
    members = [member for member in pack.contents.members if not member.lead]
    return [
        CopyOrder(Audience.buyer),
        CopyOrder(Audience.lead),
        *(CopyOrder(Audience.member, member.id, member.enterprise) for member in members),
    ]


def sees_bid(session: Session, actor: Actor | None, consortium_id: int) -> bool:
    """Its adviser body, and the enterprises that have accepted."""
    if actor is None:
        return False
    try:
        _, involvement = consortium_for(session, actor, consortium_id)
    except NotFound:
        return False
    return involvement in PARTIES and not needs_factor(session, actor, consortium_id)


def sees_pack(session: Session, actor: Actor | None, pack_id: int) -> bool:
    """Anyone who can see this version."""
    return actor is not None and _is_found(lambda: pack_for(session, actor, pack_id))


def sees_copy(session: Session, actor: Actor | None, copy_id: int) -> bool:
    """Anyone who can download this copy."""
    return actor is not None and _is_found(lambda: copy_for(session, actor, copy_id))


def _is_found(look: Callable[[], object]) -> bool:
    try:
        look()
    except NotFound:
        return False
    return True
