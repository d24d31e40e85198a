"""Who can open what, and whose names and prices are on the pages, judged by the bytes of the answers."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.consortia.actions import asking, consenting
from app.consortia.models import Member
from app.enterprises.models import Offer
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.database import Database
from tests import factories as make
from tests.consortia.conftest import PUBLIC_URL, Market, adopt_first, missing_from, person_at, work
from tests.site import Site, shows

# A price of each enterprise that can be found again in any page, as people and as machines would write it.
CANARIES = {"anna": 1_037, "bela": 1_139, "cora": 1_341}


def written(pence: int) -> tuple[str, str]:
    return f"£{pence // 100}.{pence % 100:02d}", str(pence)


@pytest.fixture
def canaries(database: Database, market: Market) -> None:
    """Prices that are nowhere by chance."""
    with database.unit_of_work() as session:
        for name, price in CANARIES.items():
            session.get_one(Offer, market.offers[name].id).unit_price = price
        audit.record(session, market.adviser, "test.changed", "register")


@pytest.fixture
def people(database: Database, market: Market) -> dict[str, Actor]:
    """A person of each kind that has nothing to do with the consortium, and one of each enterprise."""
    with database.unit_of_work() as session:
        strangers = {"other adviser": make.adviser(session), "officer": make.officer(session)}
    own = {"anna": market.anna, "bela": market.bela, "cora": market.cora}
    return {**strangers, **{name: person_at(database, enterprise) for name, enterprise in own.items()}}


def formed_by(database: Database, market: Market) -> tuple[int, int, int]:
    """Enquiry, proposal and consortium."""
    with database.unit_of_work() as session:
        enquiry = asking.ask_for_consortia(
            session, market.adviser, market.tender.id, market.question, "first"
        )
    work(database)
    with database.unit_of_work() as session:
        consortium = adopt_first(session, market, enquiry.id)
        return enquiry.id, consortium.proposal_id, consortium.id


def test_only_the_adviser_body_that_asked_sees_enquiries_and_proposals(
    site: Site, market: Market, people: dict[str, Actor], quick_solver: None
) -> None:
    enquiry, proposal, consortium = formed_by(site.database, market)
    theirs = (
        f"/enquiries/{enquiry}",
        f"/enquiries/{enquiry}/progress",
        f"/proposals/{proposal}/adopt",
        f"/consortia/{consortium}/dissolve",
    )
    adviser = site.client(market.adviser)
    assert [adviser.get(path).status_code for path in theirs] == [200, 200, 200, 200]
    assert adviser.get(f"/proposals/{proposal}").status_code == 303
    for name, actor in people.items():
        client = site.client(actor)
        assert [client.get(path).status_code for path in theirs] == [404] * 4, name
        for path in (
            f"/enquiries/{enquiry}/again",
            f"/proposals/{proposal}/adopt",
            f"/consortia/{consortium}/dissolve",
        ):
            assert client.post(path, {"reason": "x", "name": "x"}).status_code == 404, (name, path)
    signed_out = site.client()
    assert all(signed_out.get(path).status_code == 303 for path in theirs)


def test_advisers_ask_and_nobody_else_does(site: Site, market: Market, people: dict[str, Actor]) -> None:
    path = f"/tenders/{market.tender.id}/enquiries"
    for name in ("officer", "anna"):
        client = site.client(people[name])
        assert [client.get(path).status_code, client.get(f"{path}/new").status_code] == [404, 404]
        assert client.post(path, {"lots": [market.lot.id]}).status_code == 404
    stranger = site.client(people["other adviser"])
    assert [stranger.get(path).status_code, stranger.get(f"{path}/new").status_code] == [200, 200]
    assert stranger.get("/tenders/999/enquiries").status_code == 404


def test_the_list_is_for_advisers_and_enterprises(
    site: Site, market: Market, people: dict[str, Actor]
) -> None:
    assert site.client(people["officer"]).get("/consortia").status_code == 403
    assert site.client(people["cora"]).get("/consortia").status_code == 200
    assert site.client(market.adviser).get("/consortia").status_code == 200


def test_before_all_have_accepted_a_member_reads_only_its_own_price_and_nobodys_name(
    site: Site, market: Market, people: dict[str, Actor], canaries: None, quick_solver: None
) -> None:
    _, _, consortium = formed_by(site.database, market)
    pages = ("/consortia", f"/consortia/{consortium}")
    for mine, other, name in (("anna", "bela", "Bela CIC"), ("bela", "anna", "Anna CIC")):
        text = text_of(site, people[mine], pages)
        assert written(CANARIES[mine])[0] in text
        assert not shows(text, *written(CANARIES[other]))
        assert name not in text
    assert "Parks together" not in text_of(site, people["cora"], pages)
    assert "Parks together" not in text_of(site, people["officer"], pages[1:])
    with site.database.unit_of_work() as session:
        consenting.accept(session, people["anna"], consortium, PUBLIC_URL)
    # To have accepted is not enough while another member has not.
    assert "Bela CIC" not in text_of(site, people["anna"], pages)


def test_once_agreed_members_are_named_and_the_lead_alone_reads_anothers_price(
    site: Site, market: Market, people: dict[str, Actor], canaries: None, quick_solver: None
) -> None:
    _, _, consortium = formed_by(site.database, market)
    pages = ("/consortia", f"/consortia/{consortium}")
    with site.database.unit_of_work() as session:
        for name in ("anna", "bela"):
            consenting.accept(session, people[name], consortium, PUBLIC_URL)
        leading = session.scalars(sa.select(Member).where(Member.is_lead)).one()
        lead_id, value, share_bp = leading.enterprise_id, leading.value, leading.share_bp
    lead, member = ("anna", "bela") if lead_id == market.anna.id else ("bela", "anna")
    text = text_of(site, people[lead], pages)
    assert not missing_from(text, "Anna CIC", "Bela CIC", written(CANARIES[member])[0])
    text = text_of(site, people[member], pages)
    assert not missing_from(text, "Anna CIC", "Bela CIC")
    assert not shows(text, *written(CANARIES[lead]))
    assert f"£{value // 100:,}" not in text
    assert f"{share_bp / 100:.2f}%" not in text
    for stranger in ("cora", "other adviser", "officer"):
        text = text_of(site, people[stranger], pages[1:])
        assert len(missing_from(text, "£", "Anna CIC", "Bela CIC")) == 3


def text_of(site: Site, actor: Actor, pages: tuple[str, ...]) -> str:
    """The text of these pages as the actor gets them, be it that they are not found."""
    client = site.client(actor)
    return "".join(client.get(path).get_data(as_text=True) for path in pages)


def test_a_yes_or_no_by_a_stranger_is_not_found(
    site: Site, market: Market, people: dict[str, Actor], quick_solver: None
) -> None:
    _, _, consortium = formed_by(site.database, market)
    for name in ("cora", "other adviser", "officer"):
        client = site.client(people[name])
        for verb in ("accept", "decline", "leave"):
            assert client.post(f"/consortia/{consortium}/{verb}", {"reason": "x"}).status_code == 404, (
                name,
                verb,
            )
    adviser = site.client(market.adviser)
    assert adviser.post(f"/consortia/{consortium}/accept").status_code == 404


def test_a_yes_that_no_longer_fits_says_what_is_free_on_the_page(
    site: Site, market: Market, people: dict[str, Actor], quick_solver: None
) -> None:
    _, _, consortium = formed_by(site.database, market)
    with site.database.unit_of_work() as session:
        session.get_one(Offer, market.offers["bela"].id).held = 20
        audit.record(session, market.adviser, "test.changed", "register")
    client = site.client(people["bela"])
    answer = client.post(f"/consortia/{consortium}/accept", page=f"/consortia/{consortium}")
    assert answer.status_code == 422
    assert "Only 40" in answer.get_data(as_text=True)


def test_a_no_without_a_reason_keeps_the_page_and_says_so(
    site: Site, market: Market, people: dict[str, Actor], quick_solver: None
) -> None:
    _, _, consortium = formed_by(site.database, market)
    client = site.client(people["bela"])
    answer = client.post(f"/consortia/{consortium}/decline", {"reason": "  "})
    assert answer.status_code == 422
    assert "Enter a reason" in answer.get_data(as_text=True)
    declined = client.post(f"/consortia/{consortium}/decline", {"reason": "We are fully booked."})
    assert "Declined" in client.follow(declined).get_data(as_text=True)
    text = site.client(market.adviser).get(f"/consortia/{consortium}").get_data(as_text=True)
    assert "We are fully booked." in text
    assert "Ask again without them" in text
    assert "We are fully booked." not in site.client(people["anna"]).get(f"/consortia/{consortium}").get_data(
        as_text=True
    )
