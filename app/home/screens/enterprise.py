"""An enterprise's start page: what it has to do, tenders it matches, and its promised capacity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.consortia.models import Consortium, Member
from app.consortia.queries import consortia as consortia_queries
from app.consortia.rules.states import ConsortiumState, MemberState
from app.enterprises.models import Enterprise
from app.enterprises.queries import figures, holds, pairs, register
from app.enterprises.screens.capacity import CapacityScreen, capacity_screen
from app.enterprises.screens.own import OwnScreen, own_screen
from app.foundation.actor import Actor
from app.foundation.reference import cpv
from app.foundation.templating import formats
from app.foundation.templating.pieces import NeedsYou
from app.tenders.queries.matching import Reach, reach_for_enterprise

Address = Callable[..., str]
MOST_REACHED = 10
MOST_NAMES = 3


@dataclass(frozen=True)
class ReachedTender:
    """An open tender that this enterprise could do a part of. `sure` is False if it has to confirm that
    first.
    """

    title: str
    href: str
    buyer: str
    value: str
    days_left: str
    part: str
    sure: bool
    practice: bool


@dataclass(frozen=True)
class OwnConsortium:
    """A consortium the enterprise belongs to or is invited to."""

    name: str
    href: str
    tender: str
    state: ConsortiumState
    lead: bool
    answer: MemberState


@dataclass(frozen=True)
class EnterpriseScreen:
    """The page. `profile` is None before the profile is started; nothing else is shown then."""

    name: str
    needs: tuple[NeedsYou, ...]
    profile: OwnScreen | None
    reached: tuple[ReachedTender, ...]
    reached_in_all: int
    consortia: tuple[OwnConsortium, ...]
    capacity: CapacityScreen | None


def enterprise_screen(
    session: Session, actor: Actor, at: datetime, today: date, address: Address
) -> EnterpriseScreen:
    """What an enterprise's start page shows to one of its people."""
    name = actor.organisation_name or ""
    enterprise = register.own(session, actor)
    if enterprise is None:
        return EnterpriseScreen(name, (), None, (), 0, (), None)
    profile = own_screen(session, enterprise, pairs.trust_pairs(session, enterprise), today, address)
    mine = [
        (consortium, member)
        for consortium, _ in consortia_queries.consortia_for(session, actor)
        if (member := consortia_queries.membership_of(consortium, actor)) is not None
    ]
    reached = reach_for_enterprise(session, enterprise.id, at) if figures.is_taking_part(enterprise) else []
    return EnterpriseScreen(
        name=name,
        needs=(*_invitations(mine, at, address), *profile.needs, *_profile_needs(profile, address)),
        profile=profile,
        reached=tuple(_reached(reach, at, address) for reach in reached[:MOST_REACHED]),
        reached_in_all=len(reached),
        consortia=tuple(
            _consortium(consortium, member, address)
            for consortium, member in mine
            if _present(consortium, member)
        ),
        capacity=_capacity(session, enterprise),
    )


def _invitations(mine: Sequence[tuple[Consortium, Member]], at: datetime, address: Address) -> list[NeedsYou]:
    return [
        NeedsYou(
            f"Answer the invitation to {'lead' if member.is_lead else 'join'} the bid for"
            f" {consortium.tender.title}",
            address("consortia.consortium", consortium_id=consortium.id),
            _closing(consortium.tender.deadline, at),
        )
        for consortium, member in mine
        if member.state is MemberState.invited and consortium.state is ConsortiumState.forming
    ]


def _profile_needs(profile: OwnScreen, address: Address) -> list[NeedsYou]:
    if profile.missing:
        return [NeedsYou(profile.missing, address("enterprises.offers"))]
    left = len(profile.tasks) - profile.done
    if not left:
        return []
    return [
        NeedsYou(
            f"Complete your profile: {formats.plural(left, 'section')} to go", address("enterprises.own")
        )
    ]


def _closing(deadline: datetime | None, at: datetime) -> str:
    return f"bids: {formats.days_left(deadline, at)}" if deadline else ""


def _reached(reach: Reach, at: datetime, address: Address) -> ReachedTender:
    tender, sure = reach.tender, bool(reach.serves)
    if sure:
        part = f"You match {formats.plural(len(reach.serves), 'work package')}: " + _few(
            [match.work_package.name for match in reach.serves]
        )
    else:
        nearly = reach.could_confirm[0]
        own = _lower(cpv.name(nearly.offer.capability))
        part = f"Possible match: say if your {own} covers {nearly.work_package.name}"
    return ReachedTender(
        title=tender.title,
        href=address("tenders.tender" if sure else "tenders.your_offers", tender_id=tender.id),
        buyer=tender.buyer_name,
        value=formats.money(tender.value) if tender.value is not None else "Not stated",
        days_left=formats.days_left(tender.deadline, at) if tender.deadline else "no closing date",
        part=part,
        sure=sure,
        practice=tender.practice,
    )


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else f"{shown} and {len(names) - MOST_NAMES} more"


def _present(consortium: Consortium, member: Member) -> bool:
    return consortium.state is not ConsortiumState.dissolved and member.state in (
        MemberState.invited,
        MemberState.accepted,
    )


def _consortium(consortium: Consortium, member: Member, address: Address) -> OwnConsortium:
    return OwnConsortium(
        name=consortium.name,
        href=address("consortia.consortium", consortium_id=consortium.id),
        tender=consortium.tender.title,
        state=consortium.state,
        lead=member.is_lead,
        answer=member.state,
    )


def _capacity(session: Session, enterprise: Enterprise) -> CapacityScreen | None:
    held = holds.enterprise_holds(session, enterprise)
    return capacity_screen(enterprise, held) if held else None
