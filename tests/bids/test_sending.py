"""The lead records receipt, outcome and feedback; every member hears and can read; nobody else can do it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.bids.actions import sending
from app.bids.models import Bid
from app.bids.rules.states import BidOutcome
from app.consortia.models import Consortium
from app.consortia.rules.states import ConsortiumState
from app.enterprises.actions import ledger
from app.enterprises.models import Offer
from app.foundation.actor import Actor
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.errors import Conflict, NotAllowed, Refused
from app.foundation.mail.outbox import Mail
from app.foundation.types import now
from tests.bids.making import Made
from tests.bids.test_packing import ask, work

URL = "http://127.0.0.1"
AT = now() - timedelta(hours=1)


@pytest.fixture
def packed(database: Database, agreed: Made, settings: Settings, printing: list[Any]) -> Made:
    """With a finished version 1, and every member's capacity held."""
    with database.unit_of_work() as session:
        for member in agreed.consortium.members:
            for promise in member.promises:
                ledger.hold(
                    session,
                    agreed.lead,
                    promise.offer_id,
                    f"consortia:{agreed.consortium.id}",
                    f"work_packages:{promise.work_package_id}",
                    "",
                    promise.quantity,
                )
    ask(database, agreed.lead, agreed)
    work(database, settings)
    return agreed


def send(database: Database, actor: Actor, agreed: Made, reference: str = "ABC-1", number: int = 1) -> Bid:
    with database.unit_of_work() as session:
        return sending.record_receipt(session, actor, agreed.consortium.id, number, reference, AT, URL)


def decide(
    database: Database, actor: Actor, agreed: Made, outcome: BidOutcome, feedback: str = "Clear plan."
) -> Bid:
    with database.unit_of_work() as session:
        return sending.record_outcome(session, actor, agreed.consortium.id, outcome, 7_250, feedback, URL)


def state(database: Database, agreed: Made) -> ConsortiumState:
    with database.reading() as session:
        return session.get_one(Consortium, agreed.consortium.id).state


def held(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.sum(Offer.held))) or 0


def test_the_receipt_submits_the_consortium_and_every_member_and_the_adviser_hear(
    database: Database, packed: Made
) -> None:
    bid = send(database, packed.lead, packed)
    assert (bid.receipt_reference, bid.receipt_at, bid.sent_number) == ("ABC-1", AT, 1)
    assert state(database, packed) is ConsortiumState.submitted
    with database.reading() as session:
        mails = [mail for mail in session.scalars(sa.select(Mail)) if "has been submitted" in mail.subject]
        assert len(mails) == 4
        assert all("ABC-1" in mail.body for mail in mails)


def test_the_same_receipt_posted_twice_is_one_receipt_and_another_is_refused(
    database: Database, packed: Made
) -> None:
    first = send(database, packed.lead, packed)
    assert send(database, packed.lead, packed).id == first.id
    with pytest.raises(Conflict, match="ABC-1"):
        send(database, packed.lead, packed, "XYZ-2")


def test_only_the_lead_records_a_receipt(database: Database, packed: Made) -> None:
    for actor in (packed.adviser, packed.members[1]):
        with pytest.raises(NotAllowed):
            send(database, actor, packed)


def test_only_a_finished_version_can_have_been_sent(database: Database, packed: Made) -> None:
    with pytest.raises(Refused, match="version") as refusal:
        send(database, packed.lead, packed, number=2)
    assert refusal.value.field == "number"


def test_a_receipt_from_the_future_is_refused(database: Database, packed: Made) -> None:
    later = now() + timedelta(hours=1)
    with pytest.raises(Refused) as refusal, database.unit_of_work() as session:
        sending.record_receipt(session, packed.lead, packed.consortium.id, 1, "A", later, URL)
    assert refusal.value.field == "time"


def test_a_won_bid_keeps_what_was_promised(database: Database, packed: Made) -> None:
    send(database, packed.lead, packed)
    before = held(database)
    decide(database, packed.lead, packed, BidOutcome.won)
    assert state(database, packed) is ConsortiumState.won
    assert held(database) == before > 0


def test_a_lost_bid_frees_everybodys_capacity(database: Database, packed: Made) -> None:
    send(database, packed.lead, packed)
    decide(database, packed.lead, packed, BidOutcome.lost)
    assert state(database, packed) is ConsortiumState.lost
    assert held(database) == 0


def test_no_outcome_before_the_receipt(database: Database, packed: Made) -> None:
    with pytest.raises(Refused, match="receipt"):
        decide(database, packed.lead, packed, BidOutcome.won)


def test_an_outcome_cannot_be_turned_round(database: Database, packed: Made) -> None:
    send(database, packed.lead, packed)
    decide(database, packed.lead, packed, BidOutcome.lost)
    assert decide(database, packed.lead, packed, BidOutcome.lost, "More words.").feedback == "More words."
    with pytest.raises(Conflict):
        decide(database, packed.lead, packed, BidOutcome.won)


def test_feedback_can_be_added_later_but_never_over_somebody_elses_words(
    database: Database, packed: Made
) -> None:
    send(database, packed.lead, packed)
    seen = decide(database, packed.lead, packed, BidOutcome.lost).version
    with database.unit_of_work() as session:
        sending.change_feedback(session, packed.lead, packed.consortium.id, 6_000, "Price was high.", seen)
    with pytest.raises(Conflict), database.unit_of_work() as session:
        sending.change_feedback(session, packed.lead, packed.consortium.id, 6_000, "Mine.", seen)
    with database.reading() as session:
        assert session.scalars(sa.select(Bid.feedback)).one() == "Price was high."
