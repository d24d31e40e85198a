"""The emails about a consortium. None has a price, or names a member before everyone has accepted."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.consortia.models import Consortium, Member
from app.consortia.queries.people import advisers_of, people_of
from app.consortia.rules.states import MemberState
from app.foundation.mail import outbox
from app.tenders.models import Tender
from app.tenders.screens.closing import closing_words


def invite(session: Session, consortium: Consortium, tender: Tender, public_url: str) -> None:
    """To everyone at each invited enterprise."""
    for member in consortium.members:
        _to_member(
            session,
            member,
            "consortia_invited",
            _link(public_url, consortium),
            tender=tender.title,
            buyer=tender.buyer_name,
            closes=closing_words(tender),
            lead=member.is_lead,
            practice=tender.practice,
            count=len(consortium.members),
        )


def agreed(session: Session, consortium: Consortium, public_url: str) -> None:
    """To members and adviser: everyone has accepted, with the names of all members."""
    names = [(member.enterprise.organisation.name, member.is_lead) for member in consortium.members]
    words = {"consortium": consortium.name, "tender": consortium.tender.title, "members": names}
    for member in consortium.members:
        _to_member(session, member, "consortia_agreed", _link(public_url, consortium), **words)
    _to_advisers(session, consortium, "consortia_agreed", public_url, **words)


def declined(session: Session, consortium: Consortium, member: Member, public_url: str) -> None:
    """To the adviser."""
    _to_advisers(session, consortium, "consortia_declined", public_url, **_about(consortium, member))


def left(session: Session, consortium: Consortium, member: Member, public_url: str) -> None:
    """To the adviser."""
    _to_advisers(session, consortium, "consortia_left", public_url, **_about(consortium, member))


def dissolved(session: Session, consortium: Consortium, public_url: str) -> None:
    """To every enterprise that has not already gone."""
    for member in consortium.members:
        if member.state in (MemberState.invited, MemberState.accepted):
            _to_member(
                session,
                member,
                "consortia_dissolved",
                _link(public_url, consortium),
                consortium=consortium.name,
                tender=consortium.tender.title,
                reason=consortium.reason,
                held=member.state is MemberState.accepted,
            )


def _about(consortium: Consortium, member: Member) -> dict[str, Any]:
    return {
        "consortium": consortium.name,
        "tender": consortium.tender.title,
        "enterprise": member.enterprise.organisation.name,
        "lead": member.is_lead,
        "reason": member.reason,
    }


def _to_member(session: Session, member: Member, template: str, link: str, /, **words: Any) -> None:
    organisation = member.enterprise.organisation
    for person in people_of(session, organisation.id):
        outbox.post(
            session, person.email, template, name=person.name, to=organisation.name, link=link, **words
        )


def _to_advisers(
    session: Session, consortium: Consortium, template: str, public_url: str, /, **words: Any
) -> None:
    for person in advisers_of(session, consortium):
        outbox.post(
            session,
            person.email,
            template,
            name=person.name,
            to=consortium.organisation.name,
            link=_link(public_url, consortium),
            **words,
        )


def _link(public_url: str, consortium: Consortium) -> str:
    return f"{public_url}/consortia/{consortium.id}"
