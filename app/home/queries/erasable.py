"""What law and open bids need, which prevents erasing a person or an organisation."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.accounts.queries import people as people_queries
from app.consortia.models import Allocation, Consortium, Member, Promise
from app.consortia.rules.states import LIVE, MemberState
from app.enterprises.models import CapacityHold, Enterprise, Offer
from app.foundation.actor import OrganisationKind, Role
from app.foundation.types import now
from app.tenders.models import Tender
from app.tenders.rules import TenderState


def holds_person_back(session: Session, person_id: int) -> list[str]:
    """What a person has to do before their account can be erased; nothing where it can be now."""
    owned = [
        member for member in people_queries.memberships_of(session, person_id) if member.role is Role.owner
    ]
    return [
        f"You are the only owner of {member.organisation.name}. Make someone else an owner, or close the"
        " organisation."
        for member in owned
        if people_queries.owners_count(session, member.organisation_id) < 2
    ]


def holds_organisation_back(session: Session, organisation: Organisation) -> list[str]:
    """What an organisation has to do before it can be closed."""
    if organisation.kind is OrganisationKind.operator:
        return ["This organisation runs the site, so it cannot be closed here."]
    return [*_open_bids(session, organisation), *_open_tenders(session, organisation)]


def _open_bids(session: Session, organisation: Organisation) -> list[str]:
    live = sa.select(Consortium).where(Consortium.state.in_(LIVE)).order_by(Consortium.id)
    brokered = session.scalars(live.where(Consortium.organisation_id == organisation.id))
    joined = session.scalars(
        live.join(Member, Member.consortium_id == Consortium.id)
        .join(Enterprise, Enterprise.id == Member.enterprise_id)
        .where(
            Enterprise.organisation_id == organisation.id,
            Member.state.in_((MemberState.invited, MemberState.accepted)),
        )
    )
    return [
        *(
            f"You formed {consortium.name}, which is active. Dissolve it, or wait until it ends."
            for consortium in brokered
        ),
        *(
            f"You are in {consortium.name}, which is active. Decline or leave it, or wait until it ends."
            for consortium in joined
        ),
    ]


def _open_tenders(session: Session, organisation: Organisation) -> list[str]:
    still_open = sa.or_(Tender.deadline.is_(None), Tender.deadline > now())
    tenders = session.scalars(
        sa.select(Tender)
        .where(Tender.organisation_id == organisation.id, Tender.state == TenderState.published, still_open)
        .order_by(Tender.id)
    )
    return [
        f"Your tender {tender.title} is open. Withdraw it, or wait until it closes." for tender in tenders
    ]


def name_is_needed(session: Session, organisation: Organisation) -> bool:
    """Whether the name is in a bid that was agreed or on a notice that was published, because others rely on
    it.
    """
    published = sa.exists().where(Tender.organisation_id == organisation.id, Tender.published_at.is_not(None))
    brokered = sa.exists().where(
        Consortium.organisation_id == organisation.id, Consortium.agreed_at.is_not(None)
    )
    joined = sa.exists().where(
        Consortium.agreed_at.is_not(None),
        Member.consortium_id == Consortium.id,
        Member.state == MemberState.accepted,
        Member.enterprise_id == Enterprise.id,
        Enterprise.organisation_id == organisation.id,
    )
    return bool(session.scalar(sa.select(sa.or_(published, brokered, joined))))


def offers_in_bids(session: Session, enterprise_id: int) -> set[int]:
    """The offers of an enterprise that proposals, promises or holds refer to."""
    referring = sa.union(
        sa.select(Promise.offer_id), sa.select(Allocation.offer_id), sa.select(CapacityHold.offer_id)
    ).subquery()
    own = sa.select(Offer.id).where(
        Offer.enterprise_id == enterprise_id, Offer.id.in_(sa.select(referring.c[0]))
    )
    return set(session.scalars(own))
