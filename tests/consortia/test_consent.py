"""Each enterprise answers for itself: capacity held once, nobody named too soon, prices on a need-to-know
basis.
"""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from app.consortia.actions import consenting
from app.consortia.models import Consortium
from app.consortia.queries import enquiries
from app.consortia.rules.states import ConsortiumState, MemberState
from app.enterprises.models import Enterprise, Offer
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.audit import AuditEntry
from app.foundation.database import Database
from app.foundation.errors import NotFound, Refused
from app.foundation.mail.outbox import Mail
from tests.consortia.conftest import PUBLIC_URL, Market, adopt_first, person_at


def accept(database: Database, actor: Actor, consortium_id: int) -> None:
    with database.unit_of_work() as session:
        consenting.accept(session, actor, consortium_id, PUBLIC_URL)


def held(database: Database, market: Market) -> dict[str, int]:
    with database.reading() as session:
        return {name: session.get_one(Offer, offer.id).held for name, offer in market.offers.items()}


def test_a_yes_holds_the_capacity_once_and_the_last_yes_makes_it_agreed(
    database: Database, market: Market, formed: int
) -> None:
    anna, bela = person_at(database, market.anna), person_at(database, market.bela)
    accept(database, anna, formed)
    accept(database, anna, formed)
    assert held(database, market) == {"anna": 90, "bela": 0, "cora": 0}
    with database.reading() as session:
        assert session.get_one(Consortium, formed).state is ConsortiumState.forming
    accept(database, bela, formed)
    assert held(database, market) == {"anna": 90, "bela": 50, "cora": 0}
    with database.reading() as session:
        consortium = session.get_one(Consortium, formed)
        assert consortium.state is ConsortiumState.agreed
        assert consortium.agreed_at is not None
        answered = {member.answered_by_id for member in consortium.members}
        assert answered == {anna.person_id, bela.person_id}
        assert not list(audit.verify(session))


def test_two_last_yeses_at_once_make_it_agreed_once(database: Database, market: Market, formed: int) -> None:
    people = [person_at(database, market.anna), person_at(database, market.bela)]
    together, went_wrong = threading.Barrier(2), []

    def say_yes(actor: Actor) -> None:
        together.wait()
        try:
            accept(database, actor, formed)
        except Exception as error:
            went_wrong.append(error)

    threads = [threading.Thread(target=say_yes, args=(actor,)) for actor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not went_wrong
    with database.reading() as session:
        assert session.get_one(Consortium, formed).state is ConsortiumState.agreed
        verbs = session.scalars(
            sa.select(AuditEntry.verb).where(AuditEntry.subject == f"consortia:{formed}")
        ).all()
        assert verbs.count("consortium.agreed") == 1


def test_capacity_that_is_gone_meanwhile_is_refused_with_what_is_free(
    database: Database, market: Market, formed: int
) -> None:
    with database.unit_of_work() as session:
        session.get_one(Offer, market.offers["bela"].id).held = 20
        audit.record(session, market.adviser, "test.changed", "register")
    with pytest.raises(Refused, match="40"):
        accept(database, person_at(database, market.bela), formed)
    with database.reading() as session:
        members = session.get_one(Consortium, formed).members
        assert {member.state for member in members} == {MemberState.invited}
    assert held(database, market)["bela"] == 20


def test_a_no_needs_a_reason_and_the_adviser_hears_it(
    database: Database, market: Market, formed: int
) -> None:
    bela = person_at(database, market.bela)
    with database.unit_of_work() as session, pytest.raises(Refused) as refused:
        consenting.decline(session, bela, formed, " ", PUBLIC_URL)
    assert refused.value.field == "reason"
    with database.unit_of_work() as session:
        consenting.decline(session, bela, formed, "Our van is broken.", PUBLIC_URL)
    with database.reading() as session:
        mails = session.scalars(sa.select(Mail).where(Mail.subject.contains("has declined"))).all()
        assert len(mails) == 1
        assert "Our van is broken." in mails[0].body
        assert f"{PUBLIC_URL}/consortia/{formed}" in mails[0].body
        again = enquiries.question_again(
            session, market.adviser, session.get_one(Consortium, formed).proposal.enquiry_id, without=formed
        )
        assert again.exclude == (market.bela.id,)


def test_nobody_can_say_yes_after_saying_no(database: Database, market: Market, formed: int) -> None:
    bela = person_at(database, market.bela)
    with database.unit_of_work() as session:
        consenting.decline(session, bela, formed, "No.", PUBLIC_URL)
    with pytest.raises(Exception, match="declined"):
        accept(database, bela, formed)
    assert held(database, market)["bela"] == 0


def test_leaving_frees_the_capacity_and_the_consortium_is_no_longer_agreed(
    database: Database, market: Market, formed: int
) -> None:
    anna, bela = person_at(database, market.anna), person_at(database, market.bela)
    accept(database, anna, formed)
    accept(database, bela, formed)
    with database.unit_of_work() as session:
        consenting.leave(session, bela, formed, "Lost our depot.", PUBLIC_URL)
    assert held(database, market) == {"anna": 90, "bela": 0, "cora": 0}
    with database.reading() as session:
        consortium = session.get_one(Consortium, formed)
        assert consortium.state is ConsortiumState.forming
        assert (
            session.scalar(
                sa.select(sa.func.count()).select_from(Mail).where(Mail.subject.contains("has left"))
            )
            == 1
        )


@pytest.mark.parametrize(
    "state", [ConsortiumState.submitted, ConsortiumState.won, ConsortiumState.delivering]
)
def test_nobody_leaves_once_the_bid_is_sent(
    database: Database, market: Market, formed: int, state: ConsortiumState
) -> None:
    anna = person_at(database, market.anna)
    accept(database, anna, formed)
    with database.unit_of_work() as session:
        session.get_one(Consortium, formed).state = state
        audit.record(session, market.adviser, "test.changed", "consortium")
    with database.unit_of_work() as session, pytest.raises(Refused, match="has been submitted"):
        consenting.leave(session, anna, formed, "We changed our mind.", PUBLIC_URL)
    assert held(database, market)["anna"] == 90


def test_nobody_answers_for_another(database: Database, market: Market, formed: int) -> None:
    for stranger in (person_at(database, market.cora), market.adviser):
        with pytest.raises(NotFound):
            accept(database, stranger, formed)


def test_the_mail_that_names_everybody_is_sent_with_the_last_yes(
    database: Database, market: Market, formed: int
) -> None:
    anna, bela = person_at(database, market.anna), person_at(database, market.bela)
    accept(database, anna, formed)
    with database.reading() as session:
        assert session.scalars(sa.select(Mail.body)).all() == []
    accept(database, bela, formed)
    with database.reading() as session:
        bodies = session.scalars(
            sa.select(Mail.body).where(Mail.subject.contains("every member has accepted"))
        ).all()
    assert len(bodies) == 3  # each member's person and the adviser
    assert all("Anna CIC" in body and "Bela CIC" in body and "£" not in body for body in bodies)


def test_invitations_reach_everybody_at_the_enterprise(
    database: Database, market: Market, answered: int
) -> None:
    people = [
        person_at(database, market.anna),
        person_at(database, market.anna),
        person_at(database, market.bela),
    ]
    with database.unit_of_work() as session:
        adopt_first(session, market, answered)
    with database.reading() as session:
        subjects = session.scalars(sa.select(Mail.subject)).all()
        bodies = " ".join(session.scalars(sa.select(Mail.body)))
    assert len(subjects) == len(people)
    assert "to lead a consortium of 2 social enterprises" in bodies
    assert "£" not in bodies
    # Each mail greets its own enterprise and names no other.
    with database.reading() as session:
        for mail in session.scalars(sa.select(Mail)):
            assert ("Anna CIC" in mail.body) != ("Bela CIC" in mail.body)


def test_each_sharing_of_prices_is_on_record(database: Database, market: Market, formed: int) -> None:
    for enterprise in (market.anna, market.bela):
        accept(database, person_at(database, enterprise), formed)
    with database.reading() as session:
        consortium = session.get_one(Consortium, formed)
        lead = next(member.enterprise for member in consortium.members if member.is_lead)
        entries = audit.entries_for(session, consortium)
        shared = [entry.details for entry in entries if entry.verb == "prices.shared"]
        other = next(member.enterprise_id for member in consortium.members if not member.is_lead)
        everybody = ",".join(str(member.enterprise_id) for member in consortium.members)
        assert shared == [
            f'{{"of":[{everybody}],"shared_with":{market.adviser.organisation_id}}}',
            f'{{"of":[{other}],"shared_with":{session.get_one(Enterprise, lead.id).organisation_id}}}',
        ]


def test_the_same_no_or_leave_twice_is_told_once(database: Database, market: Market, formed: int) -> None:
    anna, bela = person_at(database, market.anna), person_at(database, market.bela)
    accept(database, anna, formed)
    for reason in ("First.", "Second."):
        with database.unit_of_work() as session:
            assert consenting.decline(session, bela, formed, reason, PUBLIC_URL).reason == "First."
        with database.unit_of_work() as session:
            assert consenting.leave(session, anna, formed, reason, PUBLIC_URL).reason == "First."
    with database.reading() as session:
        assert len(session.scalars(sa.select(Mail.id)).all()) == 2
