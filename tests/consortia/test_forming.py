"""Adopting a proposal, one live consortium a lot, and dissolving."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.consortia.actions import asking, consenting, forming
from app.consortia.models import Consortium, Enquiry
from app.consortia.queries import enquiries
from app.consortia.rules.states import ConsortiumState, MemberState
from app.enterprises.models import Enterprise, Offer
from app.foundation import audit
from app.foundation.database import Database
from app.foundation.errors import DomainError, NotFound, Refused
from app.foundation.mail.outbox import Mail
from app.foundation.types import now
from app.tenders.models import Tender
from app.tenders.rules import TenderState
from tests import factories as make
from tests.consortia.conftest import PUBLIC_URL, Market, adopt_first, person_at, work

REASON = "Neither has the capacity to clean both parks alone."


def proposals(database: Database, enquiry_id: int) -> list[int]:
    with database.reading() as session:
        return [proposal.id for proposal in session.get_one(Enquiry, enquiry_id).proposals]


def test_members_are_invited_with_their_value_share_exposure_and_promises(
    database: Database, market: Market, formed: int
) -> None:
    with database.reading() as session:
        consortium = session.get_one(Consortium, formed)
        members = {member.enterprise_id: member for member in consortium.members}
        anna, bela = members[market.anna.id], members[market.bela.id]
        assert {anna.state, bela.state} == {MemberState.invited}
        assert sum(member.is_lead for member in members.values()) == 1
        # Anna: 80 in the north and 10 in the south at £10; Bela: 50 at £11; ten periods.
        assert (anna.value, bela.value) == (900_000, 550_000)
        assert (anna.share_bp, bela.share_bp) == (6_207, 3_793)
        assert anna.exposure_bp == 180  # of £500,000
        assert [
            (promise.work_package_id, promise.quantity, promise.unit_price, promise.value)
            for promise in anna.promises
        ] == [
            (market.north.id, 80, 1_000, 800_000),
            (market.south.id, 10, 1_000, 100_000),
        ]
        assert [lot.lot_id for lot in consortium.lots] == [market.lot.id]
        assert session.get_one(Offer, market.offers["anna"].id).held == 0


def test_adopting_twice_gives_the_same(
    database: Database, market: Market, answered: int, formed: int
) -> None:
    with database.unit_of_work() as session:
        assert adopt_first(session, market, answered).id == formed


def test_a_name_and_a_real_reason_are_asked_for(database: Database, market: Market, answered: int) -> None:
    first = proposals(database, answered)[0]
    for name, reason, field in ((" ", REASON, "name"), ("Parks", "because", "joint_reason")):
        with database.unit_of_work() as session, pytest.raises(Refused) as refused:
            forming.adopt(session, market.adviser, first, name, reason, PUBLIC_URL)
        assert refused.value.field == field


def test_another_body_cannot_adopt_what_it_did_not_ask(
    database: Database, market: Market, answered: int
) -> None:
    first = proposals(database, answered)[0]
    with database.unit_of_work() as session:
        other = make.adviser(session)
        with pytest.raises(NotFound):
            forming.adopt(session, other, first, "Parks", REASON, PUBLIC_URL)


def test_one_adviser_body_brokers_one_live_consortium_a_lot(
    database: Database, market: Market, answered: int, formed: int
) -> None:
    second = proposals(database, answered)[1]
    with (
        database.unit_of_work() as session,
        pytest.raises(Refused, match="only one consortium for each lot"),
    ):
        forming.adopt(session, market.adviser, second, "Another", REASON, PUBLIC_URL)
    with database.unit_of_work() as session:
        forming.dissolve(session, market.adviser, formed, "We try the second proposal.", PUBLIC_URL)
    with database.unit_of_work() as session:
        assert forming.adopt(session, market.adviser, second, "Another", REASON, PUBLIC_URL).id != formed


def test_another_body_may_broker_a_rival_for_the_same_lot(
    database: Database, market: Market, formed: int, quick_solver: None
) -> None:
    with database.unit_of_work() as session:
        other = make.adviser(session)
        enquiry = asking.ask_for_consortia(session, other, market.tender.id, market.question, "k")
    work(database)
    with database.unit_of_work() as session:
        first = enquiries.enquiry_for(session, other, enquiry.id).proposals[0]
        assert forming.adopt(session, other, first.id, "Rivals", REASON, PUBLIC_URL).id != formed


@pytest.mark.parametrize("same", [True, False], ids=["the same proposal", "two proposals"])
def test_two_who_adopt_at_once_get_one_consortium(
    database: Database, market: Market, answered: int, same: bool
) -> None:
    together = threading.Barrier(2)
    outcomes: list[int | type[DomainError]] = []
    first, second = proposals(database, answered)[:2]

    def adopt(proposal: int) -> None:
        together.wait()
        try:
            with database.unit_of_work() as session:
                outcomes.append(
                    forming.adopt(session, market.adviser, proposal, "Parks", REASON, PUBLIC_URL).id
                )
        except DomainError as error:
            outcomes.append(type(error))

    threads = [
        threading.Thread(target=adopt, args=(proposal,)) for proposal in (first, first if same else second)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(Refused) == (0 if same else 1)
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Consortium)) == 1


@pytest.mark.parametrize("over", ["closed", "withdrawn", "late"])
def test_nobody_is_invited_to_what_is_over(
    database: Database, market: Market, answered: int, over: str
) -> None:
    with database.unit_of_work() as session:
        tender = session.get_one(Tender, market.tender.id)
        if over == "late":
            tender.deadline = now() - timedelta(seconds=1)
        else:
            tender.state = TenderState[over]
        audit.record(session, market.adviser, "test.changed", tender)
    with database.unit_of_work() as session, pytest.raises(Refused, match="You can no longer invite members"):
        adopt_first(session, market, answered)


def test_a_member_that_left_the_register_since_is_named(
    database: Database, market: Market, answered: int
) -> None:
    with database.unit_of_work() as session:
        session.get_one(Enterprise, market.bela.id).listed = False
        audit.record(session, market.adviser, "test.changed", "register")
    with database.unit_of_work() as session, pytest.raises(Refused, match="Bela CIC has left"):
        adopt_first(session, market, answered)


def test_dissolving_frees_the_capacity_tells_the_members_and_cannot_be_undone(
    database: Database, market: Market, formed: int
) -> None:
    anna, bela = person_at(database, market.anna), person_at(database, market.bela)
    with database.unit_of_work() as session:
        consenting.accept(session, anna, formed, PUBLIC_URL)
    with database.unit_of_work() as session:
        consenting.decline(session, bela, formed, "Fully booked.", PUBLIC_URL)
    with database.unit_of_work() as session:
        with pytest.raises(Refused):
            forming.dissolve(session, market.adviser, formed, "  ", PUBLIC_URL)
        forming.dissolve(session, market.adviser, formed, "Bela cannot take part.", PUBLIC_URL)
    with database.unit_of_work() as session:
        assert session.get_one(Consortium, formed).state is ConsortiumState.dissolved
        assert session.get_one(Offer, market.offers["anna"].id).held == 0
        recipients = session.scalars(
            sa.select(Mail.recipient).where(Mail.subject.contains("dissolved"))
        ).all()
        assert len(recipients) == 1  # Anna's person; Bela had gone already
        again = forming.dissolve(session, market.adviser, formed, "Another reason.", PUBLIC_URL)
        assert again.reason == "Bela cannot take part."
        with pytest.raises(Refused, match="has ended"):
            consenting.leave(session, anna, formed, "Too late.", PUBLIC_URL)
