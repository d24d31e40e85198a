"""One consortium a lot for each person who brokers, each adviser body, and each enterprise that accepts.

Competition law: anyone in two bids for one lot knows both. A claim is taken only after its lots are locked,
in order: of several callers at once one gets it, and the others learn which consortium has it.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.consortia.models import Consortium, LotClaim
from app.consortia.rules.states import LEAVABLE, Claim
from app.foundation.errors import Refused
from app.tenders.models import Lot


def lock_lots(session: Session, lots: Sequence[int]) -> None:
    """Take turns with everyone else who forms or accepts a consortium for one of these lots."""
    session.execute(
        sa.select(Lot.id).where(Lot.id.in_(lots)).order_by(Lot.id).with_for_update(key_share=True)
    )


def rival_for(session: Session, lots: Sequence[int], claim: Claim, holder_id: int) -> Consortium | None:
    """The consortium that holds this claim on one of these lots, which the caller has locked."""
    query = (
        sa.select(LotClaim)
        .where(LotClaim.lot_id.in_(lots), LotClaim.claim == claim, LotClaim.holder_id == holder_id)
        .options(joinedload(LotClaim.consortium).joinedload(Consortium.organisation))
        .order_by(LotClaim.consortium_id)
        .limit(1)
    )
    lot_claim = session.scalar(query)
    return lot_claim.consortium if lot_claim is not None else None


def refuse_rival_broker(session: Session, lots: Sequence[int], body: int, person: int | None) -> None:
    """Raise Refused, with the way out, when this body or this person brokers another consortium for one of
    the lots.
    """
    rival = rival_for(session, lots, Claim.body, body)
    if rival is not None:
        raise Refused(
            f"Your organisation already brokers “{rival.name}” for one of these lots. It sees the prices of"
            " everyone it brokers, so under competition law it can bring together only one consortium for"
            " each lot. Dissolve that consortium first, or ask another adviser body."
        )
    rival = rival_for(session, lots, Claim.person, person) if person is not None else None
    if rival is not None:
        raise Refused(
            f"You already broker “{rival.name}” for one of these lots, acting for {rival.organisation.name}."
            " You know its prices, so under competition law you can bring together only one consortium for"
            " each lot, whichever organisation you act for. Dissolve that consortium first, or ask a"
            " colleague who has not seen it."
        )


def refuse_rival_bid(session: Session, lots: Sequence[int], enterprise: int) -> None:
    """Raise Refused, with the way out, when this enterprise has accepted in another consortium for one of the
    lots.
    """
    rival = rival_for(session, lots, Claim.enterprise, enterprise)
    if rival is None:
        return
    way_out = (
        "Leave that consortium first, or decline this invitation."
        if rival.state in LEAVABLE
        else "Its bid has been submitted, so decline this invitation."
    )
    raise Refused(
        f"You have already accepted an invitation to “{rival.name}” for one of these lots. Under competition"
        f" law an enterprise can be in only one bid for each lot. {way_out}"
    )


def take(session: Session, consortium: Consortium, claim: Claim, holder_id: int) -> None:
    """Claim every lot of a consortium for a holder that has no rival claim."""
    session.add_all(
        LotClaim(lot_id=lot.lot_id, claim=claim, holder_id=holder_id, consortium_id=consortium.id)
        for lot in consortium.lots
    )
    session.flush()


def release(session: Session, consortium: Consortium, enterprise: int | None = None) -> None:
    """Give up one enterprise's claims in a consortium, or all claims when the consortium is over."""
    rows = sa.delete(LotClaim).where(LotClaim.consortium_id == consortium.id)
    if enterprise is not None:
        rows = rows.where(LotClaim.claim == Claim.enterprise, LotClaim.holder_id == enterprise)
    session.execute(rows)
