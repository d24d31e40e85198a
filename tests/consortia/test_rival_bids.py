"""One consortium a lot for each person who brokers, each adviser body, and each enterprise that accepts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
import sqlalchemy as sa

from app.accounts.models import Organisation, Person
from app.accounts.queries.people import actor_for
from app.consortia.actions import asking, bidding, consenting, forming
from app.consortia.models import Consortium, LotClaim
from app.consortia.queries import enquiries
from app.consortia.rules.states import Claim, ConsortiumState, MemberState
from app.enterprises.models import Enterprise
from app.foundation.actor import SYSTEM, Actor, OrganisationKind, Role
from app.foundation.database import Database
from app.foundation.errors import Refused
from tests import factories as make
from tests.consortia.conftest import PUBLIC_URL, Market, person_at, work

REASON = "Neither has the capacity to clean both parks alone."


def body_of(database: Database, person_id: int) -> Actor:
    """The same person, acting for an adviser body of their own."""
    with database.unit_of_work() as session:
        body = make.organisation(session, OrganisationKind.adviser_body)
        person = session.get_one(Person, person_id)
        make.membership(session, person, body)
        return actor_for(person, body, Role.owner)


def best_proposals(database: Database, market: Market, *advisers: Actor) -> list[int]:
    """The id of the best proposal of an enquiry by each of these advisers."""
    with database.unit_of_work() as session:
        enquiry_ids = [
            asking.ask_for_consortia(session, adviser, market.tender.id, market.question, "rival").id
            for adviser in advisers
        ]
    work(database)
    with database.reading() as session:
        return [
            enquiries.enquiry_for(session, adviser, number).proposals[0].id
            for adviser, number in zip(advisers, enquiry_ids, strict=True)
        ]


def adopt(database: Database, actor: Actor, proposal: int) -> int:
    with database.unit_of_work() as session:
        return forming.adopt(
            session, actor, proposal, f"Parks {actor.organisation_id}", REASON, PUBLIC_URL
        ).id


def at_once(attempts: list[Callable[[], object]]) -> list[object]:
    """The results of attempts made at the same time: a value, or the error it raised."""
    outcomes: list[object] = []
    together = threading.Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> None:
        together.wait()
        try:
            outcomes.append(attempt())
        except Exception as error:
            outcomes.append(error)

    threads = [threading.Thread(target=run, args=(attempt,)) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.fixture
def rivals(database: Database, market: Market, quick_solver: None) -> list[int]:
    """Two consortia of two adviser bodies for the same lot, with the same two enterprises."""
    with database.unit_of_work() as session:
        rival = make.adviser(session)
    proposals = best_proposals(database, market, market.adviser, rival)
    return [
        adopt(database, actor, proposal)
        for actor, proposal in zip((market.adviser, rival), proposals, strict=True)
    ]


def test_one_person_with_two_bodies_brokers_one_consortium_a_lot(
    database: Database, market: Market, quick_solver: None
) -> None:
    assert market.adviser.person_id is not None
    second = body_of(database, market.adviser.person_id)
    mine, theirs = best_proposals(database, market, market.adviser, second)
    first = adopt(database, market.adviser, mine)
    with database.reading() as session:
        body = session.get_one(Organisation, market.adviser.organisation_id).name
    with pytest.raises(Refused, match=f"acting for {body}.*Dissolve that consortium first"):
        adopt(database, second, theirs)
    with database.unit_of_work() as session:
        forming.dissolve(session, market.adviser, first, "We go on with the other body.", PUBLIC_URL)
    assert adopt(database, second, theirs) != first


def test_six_bodies_of_one_person_at_once_make_one_consortium(
    database: Database, market: Market, quick_solver: None
) -> None:
    assert market.adviser.person_id is not None
    actors = [market.adviser, *(body_of(database, market.adviser.person_id) for _ in range(5))]
    proposals = best_proposals(database, market, *actors)
    outcomes = at_once(
        [partial(adopt, database, actor, proposal) for actor, proposal in zip(actors, proposals, strict=True)]
    )
    assert [type(outcome) for outcome in outcomes].count(int) == 1
    assert [type(outcome) for outcome in outcomes].count(Refused) == 5
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Consortium)) == 1


def test_an_enterprise_accepts_in_one_consortium_a_lot_until_it_leaves(
    database: Database, market: Market, rivals: list[int]
) -> None:
    anna = person_at(database, market.anna)
    first, second = rivals
    with database.unit_of_work() as session:
        consenting.accept(session, anna, first, PUBLIC_URL)
    with (
        database.unit_of_work() as session,
        pytest.raises(Refused, match="Leave that consortium first, or decline"),
    ):
        consenting.accept(session, anna, second, PUBLIC_URL)
    with database.unit_of_work() as session:
        consenting.leave(session, anna, first, "The other bid suits us better.", PUBLIC_URL)
    with database.unit_of_work() as session:
        assert consenting.accept(session, anna, second, PUBLIC_URL).state is MemberState.accepted


def test_six_people_of_an_enterprise_at_once_say_yes_in_one_consortium(
    database: Database, market: Market, rivals: list[int]
) -> None:
    people = [person_at(database, market.bela) for _ in range(6)]

    def accept(actor: Actor, consortium: int) -> int:
        with database.unit_of_work() as session:
            return consenting.accept(session, actor, consortium, PUBLIC_URL).consortium_id

    outcomes = at_once([partial(accept, actor, rivals[number % 2]) for number, actor in enumerate(people)])
    won = {outcome for outcome in outcomes if isinstance(outcome, int)}
    assert (len(won), [type(outcome) for outcome in outcomes].count(Refused)) == (1, 3)
    with database.reading() as session:
        claims = session.scalars(
            sa.select(LotClaim.consortium_id).where(LotClaim.claim == Claim.enterprise)
        ).all()
        assert set(claims) == won


@pytest.mark.parametrize("end", ["lost", "dissolved"])
def test_a_consortium_that_is_over_holds_no_claims(
    database: Database, market: Market, rivals: list[int], end: str
) -> None:
    first, _ = rivals
    for enterprise in (market.anna, market.bela):
        person = person_at(database, enterprise)
        with database.unit_of_work() as session:
            consenting.accept(session, person, first, PUBLIC_URL)
    with database.unit_of_work() as session:
        consortium = session.get_one(Consortium, first)
        if end == "dissolved":
            forming.dissolve(session, market.adviser, first, "It ends here.", PUBLIC_URL)
        else:
            bidding.submit(session, SYSTEM, consortium)
            assert len(claims_of(session, first)) == 4
            bidding.lose(session, SYSTEM, consortium)
    with database.reading() as session:
        assert claims_of(session, first) == []
        assert session.get_one(Consortium, first).state is ConsortiumState[end]


def claims_of(session: sa.orm.Session, consortium: int) -> list[Claim]:
    return list(session.scalars(sa.select(LotClaim.claim).where(LotClaim.consortium_id == consortium)))


def test_a_sent_bid_cannot_be_left_so_the_way_out_is_to_decline(
    database: Database, market: Market, rivals: list[int]
) -> None:
    first, second = rivals
    for enterprise in (market.anna, market.bela):
        person = person_at(database, enterprise)
        with database.unit_of_work() as session:
            consenting.accept(session, person, first, PUBLIC_URL)
    with database.unit_of_work() as session:
        bidding.submit(session, SYSTEM, session.get_one(Consortium, first))
        assert session.get_one(Enterprise, market.anna.id).listed
    with (
        database.unit_of_work() as session,
        pytest.raises(Refused, match="Its bid has been submitted, so decline this invitation"),
    ):
        consenting.accept(session, person, second, PUBLIC_URL)
