"""The emails about a bid. None has a price or a score: they link to the page that shows them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.bids.models import Bid, BidPack
from app.consortia.models import Consortium
from app.consortia.queries.people import advisers_of, people_of
from app.consortia.rules.states import MemberState
from app.foundation.mail import outbox


def pack_ready(session: Session, pack: BidPack, public_url: str) -> None:
    """To the person who asked for it."""
    person = session.get(Person, pack.asked_by_id) if pack.asked_by_id else None
    if person is not None:
        consortium = pack.bid.consortium
        outbox.post(
            session,
            person.email,
            "bids_pack_ready",
            name=person.name,
            consortium=consortium.name,
            tender=consortium.tender.title,
            number=pack.number,
            draft=pack.draft,
            link=_link(public_url, consortium),
        )


def sent(session: Session, consortium: Consortium, bid: Bid, public_url: str) -> None:
    """To every member and the adviser: the bid was submitted."""
    _to_all(
        session,
        consortium,
        "bids_sent",
        public_url,
        reference=bid.receipt_reference,
        at=bid.receipt_at,
        number=bid.sent_number,
    )


def decided(session: Session, consortium: Consortium, bid: Bid, public_url: str) -> None:
    """To every member and the adviser: won or not, and where to read the feedback."""
    _to_all(
        session,
        consortium,
        "bids_decided",
        public_url,
        won=bid.outcome is not None and bid.outcome.name == "won",
    )


def _to_all(session: Session, consortium: Consortium, template: str, public_url: str, **words: Any) -> None:
    members = [member for member in consortium.members if member.state is MemberState.accepted]
    people = [
        person for member in members for person in people_of(session, member.enterprise.organisation_id)
    ]
    for person in [*people, *advisers_of(session, consortium)]:
        outbox.post(
            session,
            person.email,
            template,
            name=person.name,
            consortium=consortium.name,
            tender=consortium.tender.title,
            buyer=consortium.tender.buyer_name,
            link=_link(public_url, consortium),
            **words,
        )


def _link(public_url: str, consortium: Consortium) -> str:
    return f"{public_url}/consortia/{consortium.id}/bid"
