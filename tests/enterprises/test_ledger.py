"""The capacity ledger: nothing is promised twice, even by many processes at once."""

from __future__ import annotations

import multiprocessing
import random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enterprises.actions import ledger
from app.enterprises.actions import offers as offers_actions
from app.enterprises.actions.ledger import Wanted
from app.enterprises.models import CapacityHold, Offer
from app.enterprises.queries import holds
from app.enterprises.rules import HoldState, OfferState, Stale
from app.foundation import audit
from app.foundation.actor import SYSTEM
from app.foundation.database import Database, commit
from app.foundation.errors import Conflict, NotFound, Refused
from tests import factories as make

PROCESSES, TURNS = 8, 20


@pytest.fixture
def offer(session: Session) -> Offer:
    """100 hours a week of cleaning, all free."""
    return make.offer(session, make.enterprise(session), capacity=100)


def hold(
    session: Session, offer: Offer, quantity: int, holder: str = "consortia:1", purpose: str = "p:1"
) -> CapacityHold:
    return ledger.hold(session, SYSTEM, offer.id, holder, purpose, "Office cleaning", quantity)


def test_what_is_held_is_no_longer_free(session: Session, offer: Offer) -> None:
    hold(session, offer, 60)
    assert (offer.held, offer.free) == (60, 40)
    hold(session, offer, 40, "consortia:2")
    assert offer.free == 0
    assert holds.ledger_faults(session) == []


def test_more_than_is_free_is_refused_and_says_what_is_free(session: Session, offer: Offer) -> None:
    hold(session, offer, 60)
    with pytest.raises(
        Refused, match=r"Only 40 hours a week of 100 hours a week are free .* 41 hours a week"
    ):
        hold(session, offer, 41, "consortia:2")
    assert offer.held == 60


@pytest.mark.parametrize("quantity", [0, -5])
def test_nothing_or_less_cannot_be_held(session: Session, offer: Offer, quantity: int) -> None:
    with pytest.raises(Refused):
        hold(session, offer, quantity)


def test_a_withdrawn_offer_promises_nothing_new_but_keeps_what_it_promised(
    session: Session, offer: Offer
) -> None:
    hold(session, offer, 10)
    offer.state = OfferState.withdrawn
    with pytest.raises(Refused, match="withdrawn"):
        hold(session, offer, 1, "consortia:2")
    assert offer.held == 10


def test_an_offer_that_does_not_exist_cannot_be_held(session: Session) -> None:
    with pytest.raises(NotFound):
        ledger.hold(session, SYSTEM, 999_999, "consortia:1", "p:1", "", 1)


def test_holding_the_same_twice_holds_it_once(session: Session, offer: Offer) -> None:
    assert hold(session, offer, 60).id == hold(session, offer, 60).id
    assert offer.held == 60
    with pytest.raises(Conflict, match="60 hours a week are already held"):
        hold(session, offer, 61)


def test_releasing_gives_back_once(session: Session, offer: Offer) -> None:
    hold(session, offer, 60)
    hold(session, offer, 20, purpose="p:2")
    hold(session, offer, 5, "consortia:2")
    assert ledger.release(session, SYSTEM, "consortia:1") == 2
    assert ledger.release(session, SYSTEM, "consortia:1") == 0
    assert offer.held == 5
    assert holds.ledger_faults(session) == []


def test_one_member_can_leave_without_the_others(session: Session, offer: Offer) -> None:
    second = make.offer(session, make.enterprise(session))
    hold(session, offer, 60)
    hold(session, second, 30)
    assert ledger.release(session, SYSTEM, "consortia:1", enterprise_id=second.enterprise_id) == 1
    assert (offer.held, second.held) == (60, 0)


def test_what_was_released_can_be_held_again_in_another_quantity(session: Session, offer: Offer) -> None:
    first = hold(session, offer, 60)
    ledger.release(session, SYSTEM, "consortia:1")
    again = hold(session, offer, 70)
    assert (again.id, again.state, again.released_at, offer.held) == (first.id, HoldState.held, None, 70)


def test_several_offers_are_held_together_and_come_back_in_the_order_asked(
    session: Session, offer: Offer
) -> None:
    second = make.offer(session, make.enterprise(session))
    parts = [Wanted(second.id, "p:1", "", 3), Wanted(offer.id, "p:2", "", 4)]
    held = ledger.hold_all(session, SYSTEM, "consortia:9", parts)
    assert [promised.offer_id for promised in held] == [second.id, offer.id]
    assert [promised.quantity for promised in holds.holds_of(session, "consortia:9")] == [4, 3]


def test_a_promise_does_not_make_an_edit_of_the_price_stale(session: Session, offer: Offer) -> None:
    seen = offer.version
    hold(session, offer, 60)
    changes: dict[str, Any] = {"unit_price": 1, "description": "", "social_value": 0}
    offers_actions.change_offer(session, SYSTEM, offer.id, seen, capacity=60, **changes)
    session.flush()
    assert (offer.capacity, offer.held) == (60, 60)
    with pytest.raises(Stale):
        offers_actions.change_offer(session, SYSTEM, offer.id, seen, capacity=99, **changes)


def test_capacity_cannot_be_lowered_below_what_is_held(session: Session, offer: Offer) -> None:
    hold(session, offer, 60)
    with pytest.raises(Refused, match="60 hours a week are already promised"):
        offers_actions.change_offer(
            session,
            SYSTEM,
            offer.id,
            offer.version,
            capacity=59,
            unit_price=1,
            description="",
            social_value=0,
        )


def test_the_table_itself_refuses_more_than_the_capacity(session: Session, offer: Offer) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(Offer).where(Offer.id == offer.id).values(held=101))


def test_each_promise_and_its_return_is_on_record_without_a_price(session: Session, offer: Offer) -> None:
    hold(session, offer, 60)
    ledger.release(session, SYSTEM, "consortia:1")
    commit(session)
    entries = audit.entries_for(session, offer)
    assert [entry.verb for entry in entries][-2:] == ["capacity.held", "capacity.released"]
    assert str(offer.unit_price) not in "".join(entry.details for entry in entries)


def _race(url: str, number: int, offers: list[int]) -> tuple[int, int]:
    """One process: hold on both offers in either order, and release now and then. Returns how often a hold
    was taken and how often it was refused.
    """
    audit.install()
    database, dice, taken, refused = Database(url), random.Random(number), 0, 0
    for turn in range(TURNS):
        parts = [Wanted(id, "p:1", "", dice.randint(1, 30)) for id in dice.sample(offers, len(offers))]
        try:
            with database.unit_of_work() as session:
                ledger.hold_all(session, SYSTEM, f"consortia:{number}-{turn}", parts)
            taken += 1
        except Refused:
            refused += 1
            with database.unit_of_work() as session:
                ledger.release(session, SYSTEM, f"consortia:{number}-{dice.randint(0, turn)}")
    database.engine.dispose()
    return taken, refused


@pytest.mark.slow
def test_eight_processes_at_once_never_promise_more_than_there_is(database: Database) -> None:
    with database.unit_of_work() as session:
        cleaning = make.offer(session, make.enterprise(session), capacity=100)
        catering = make.offer(session, make.enterprise(session), capacity=100, capability="55520000")
        offers = [cleaning.id, catering.id]
    database.dispose()
    url = database.url.render_as_string(hide_password=False)
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        counts = pool.starmap(_race, [(url, number, offers) for number in range(PROCESSES)])
    taken, refused = map(sum, zip(*counts, strict=True))
    assert taken + refused == PROCESSES * TURNS
    assert taken, "nobody ever got anything: this was no race"
    assert refused, "nobody was ever refused: this was no race"
    with database.reading() as session:
        for offer in session.scalars(sa.select(Offer)):
            promised = session.scalar(
                sa.select(sa.func.sum(CapacityHold.quantity)).where(
                    CapacityHold.offer_id == offer.id, CapacityHold.state == HoldState.held
                )
            )
            assert offer.held == (promised or 0)
            assert 0 <= offer.held <= offer.capacity
        assert holds.ledger_faults(session) == []
        assert list(audit.verify(session)) == []
