"""What an adviser asks and brokers, when enterprises choose who sees their figures or are suspended."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.consortia.actions import asking, consenting
from app.consortia.models import Consortium, Enquiry
from app.consortia.queries import consortia
from app.consortia.queries.choices import enterprise_choices
from app.consortia.screens.consortia import consortium_view
from app.consortia.solving.freezing import freeze
from app.enterprises.models import Enterprise, FigureViewing
from app.enterprises.rules import ViewedIn
from app.foundation import audit
from app.foundation.actor import SYSTEM, Standing
from app.foundation.database import Database
from app.foundation.errors import Refused
from solver import problem as problems
from tests import factories as make
from tests.consortia.conftest import PUBLIC_URL, Market, adopt_first, build, person_at, work
from tests.site import Site


def reserve(session: Session, enterprise: Enterprise) -> None:
    """Show its figures to nobody."""
    session.get_one(Enterprise, enterprise.id).figures_only_named = True
    audit.record(session, SYSTEM, "test.changed", "register")


def suspend(session: Session, enterprise: Enterprise) -> None:
    session.get_one(Organisation, enterprise.organisation_id).standing = Standing.suspended
    audit.record(session, SYSTEM, "test.changed", "register")


def test_a_problem_leaves_out_who_does_not_share_and_counts_only_who_could_deliver(session: Session) -> None:
    market = build(session)
    session.expire_all()
    enquiry = Enquiry(
        tender_id=market.tender.id,
        organisation_id=market.adviser.organisation_id,
        key="k",
        question=market.question.to_json(),
    )
    session.add(enquiry)
    idle, elsewhere, closed = (make.enterprise(session) for _ in range(3))
    make.offer(session, idle, capability="79713000")
    make.offer(session, elsewhere, areas=("E08000035",))
    make.offer(session, closed)
    for enterprise in (market.cora, idle, elsewhere, closed):
        reserve(session, enterprise)
    suspend(session, closed)
    suspend(session, market.bela)
    session.flush()
    frozen = freeze(session, enquiry)
    assert [entry.id for entry in problems.read(frozen.problem).enterprises] == [f"e{market.anna.id}"]
    assert frozen.left_out == 1, "only Cora could deliver part of this"
    body = market.adviser.organisation_id
    assert body is not None
    assert [name for _, name in enterprise_choices(session, market.tender, market.question, body)] == [
        "Anna CIC"
    ]


def test_the_enquiry_page_says_how_many_were_left_out(site: Site, market: Market, quick_solver: None) -> None:
    with site.database.unit_of_work() as session:
        reserve(session, market.cora)
        enquiry = asking.ask_for_consortia(session, market.adviser, market.tender.id, market.question, "k")
    work(site.database)
    page = site.client(market.adviser).get(f"/enquiries/{enquiry.id}")
    assert "1 enterprise that could deliver part of this does not share its figures with you." in page.text
    assert "Cora" not in page.text


def test_an_answer_closes_when_one_of_its_enterprises_stops_sharing(
    site: Site, market: Market, answered: int
) -> None:
    client = site.client(market.adviser)
    assert "Bela CIC" in client.get(f"/enquiries/{answered}").text
    with site.database.unit_of_work() as session:
        reserve(session, market.bela)
        proposal = session.get_one(Enquiry, answered).proposals[0].id
    seen = sa.select(FigureViewing.enterprise_id).where(FigureViewing.what == ViewedIn.enquiry)
    with site.database.reading() as session:
        assert {market.anna.id, market.bela.id} <= set(session.scalars(seen))
    page = client.get(f"/enquiries/{answered}")
    assert "Bela CIC no longer shares its figures with you" in page.text
    assert "11.00" not in page.text
    assert client.get(f"/proposals/{proposal}/adopt").status_code == 303
    with site.database.unit_of_work() as session, pytest.raises(Refused, match="Bela CIC no longer shares"):
        adopt_first(session, market, answered)


def test_who_stops_sharing_before_a_yes_hides_its_prices_and_who_said_yes_goes_on(
    database: Database, market: Market, formed: int
) -> None:
    anna = person_at(database, market.anna)
    with database.unit_of_work() as session:
        consenting.accept(session, anna, formed, PUBLIC_URL)
    with database.unit_of_work() as session:
        reserve(session, market.anna)
        reserve(session, market.bela)
    with database.reading() as session:
        consortium, involvement = consortia.consortium_for(session, market.adviser, formed)
        view = consortium_view(consortium, involvement, market.adviser)
        values = {
            member.label: (member.value, member.share_bp, member.exposure_bp) for member in view.members
        }
        assert values["Bela CIC"] == (None, None, None)
        assert values["Anna CIC"][0] == 900_000
    bela = person_at(database, market.bela)
    with database.unit_of_work() as session:
        consenting.accept(session, bela, formed, PUBLIC_URL)
    with database.reading() as session:
        assert session.get_one(Consortium, formed).agreed_at is not None


def test_a_suspended_enterprise_is_neither_invited_nor_accepts(
    database: Database, market: Market, answered: int
) -> None:
    with database.unit_of_work() as session:
        suspend(session, market.bela)
    with database.unit_of_work() as session, pytest.raises(Refused, match="Bela CIC is suspended"):
        adopt_first(session, market, answered)
    with database.unit_of_work() as session:
        session.get_one(Organisation, market.bela.organisation_id).standing = Standing.approved
        formed = adopt_first(session, market, answered).id
    bela = person_at(database, market.bela)
    with database.unit_of_work() as session:
        suspend(session, market.bela)
    with database.unit_of_work() as session, pytest.raises(Refused, match="is suspended"):
        consenting.accept(session, bela, formed, PUBLIC_URL)
