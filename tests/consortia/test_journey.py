"""From the question to an agreed consortium, with the real solver."""

from __future__ import annotations

from app.consortia.actions import asking, consenting, forming
from app.consortia.models import Enquiry
from app.consortia.rules.states import ConsortiumState, EnquiryState
from app.consortia.tasks import JOB_KINDS
from app.enterprises.models import Offer
from app.foundation.database import Database
from app.foundation.jobs import worker
from tests import factories as make
from tests.consortia.conftest import PUBLIC_URL, Market


def test_a_question_is_answered_adopted_and_agreed(database: Database, market: Market) -> None:
    with database.unit_of_work() as session:
        enquiry = asking.ask_for_consortia(session, market.adviser, market.tender.id, market.question, "one")
    worker.Worker(database, {kind.name: kind for kind in JOB_KINDS}).run_until_idle()
    with database.unit_of_work() as session:
        answered = session.get_one(Enquiry, enquiry.id)
        assert answered.state is EnquiryState.answered, answered.reason
        first = answered.proposals[0]
        assert {member.enterprise_id for member in first.members} == {market.anna.id, market.bela.id}
        consortium = forming.adopt(
            session,
            market.adviser,
            first.id,
            "Two parks together",
            "None could cover both parks alone.",
            PUBLIC_URL,
        )
    for enterprise in (market.anna, market.bela):
        with database.unit_of_work() as session:
            consenting.accept(session, make.member_of(session, enterprise), consortium.id, PUBLIC_URL)
    with database.reading() as session:
        assert session.get_one(type(consortium), consortium.id).state is ConsortiumState.agreed
        assert (
            session.get_one(Offer, market.offers["anna"].id).held == 90
        )  # it is cheaper, so it takes part of the south
        assert session.get_one(Offer, market.offers["bela"].id).held == 50
