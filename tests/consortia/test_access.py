"""Who may open what, and whose names and prices the pages hold: judged by the bytes they answer with."""

from __future__ import annotations

import pytest

from app.consortia.actions import asking, consenting
from app.consortia.models import Consortium
from app.enterprises.models import Offer
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.database import Database
from tests import factories as make
from tests.consortia.conftest import PUBLIC_URL, Market, adopt_first, person_at, work
from tests.site import Site, shows

# A price of each enterprise that can be found again in any page, as people and as machines would write it.
CANARIES = {"anna": 1_037, "bela": 1_139, "cora": 1_341}


def written(pence: int) -> tuple[str, str]:
    return f"£{pence // 100}.{pence % 100:02d}", str(pence)


@pytest.fixture
def canaries(database: Database, market: Market) -> None:
    """Prices that stand nowhere by chance."""
    with database.unit_of_work() as session:
        for name, price in CANARIES.items():
            session.get_one(Offer, market.offers[name].id).unit_price = price
        audit.record(session, market.adviser, "test.changed", "register")


@pytest.fixture
def people(database: Database, market: Market) -> dict[str, Actor]:
    """One person of each kind that has nothing to do with it, and one of each enterprise."""
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
    other = site.client(people["other adviser"])
    assert [other.get(path).status_code, other.get(f"{path}/new").status_code] == [200, 200]
    assert other.get("/tenders/999/enquiries").status_code == 404


def test_the_list_is_for_advisers_and_enterprises(
    site: Site, market: Market, people: dict[str, Actor]
) -> None:
    assert site.client(people["officer"]).get("/consortia").status_code == 403
    assert site.client(people["cora"]).get("/consortia").status_code == 200
    assert site.client(market.adviser).get("/consortia").status_code == 200


def test_names_and_prices_reach_only_whom_they_may(
    site: Site, market: Market, people: dict[str, Actor], canaries: None, quick_solver: None
) -> None:
    _, _, consortium = formed_by(site.database, market)
    pages = ("/consortia", f"/consortia/{consortium}")

    def seen(actor: Actor) -> str:
        client = site.client(actor)
        return "".join(client.get(path).get_data(as_text=True) for path in pages)

    # Invited: its own price only, and nobody's name.
    for mine, other, name in (("anna", "bela", "Bela CIC"), ("bela", "anna", "Anna CIC")):
        text = seen(people[mine])
        assert written(CANARIES[mine])[0] in text
        assert not shows(text, *written(CANARIES[other]))
        assert name not in text
    assert "Parks together" not in seen_or_404(site, people["cora"], pages)
    assert "Parks together" not in seen_or_404(site, people["officer"], pages[1:])
    with site.database.unit_of_work() as session:
        consenting.accept(session, people["anna"], consortium, PUBLIC_URL)
    assert "Bela CIC" not in seen(people["anna"])  # having said yes is not enough while the other has not
    with site.database.unit_of_work() as session:
        consenting.accept(session, people["bela"], consortium, PUBLIC_URL)
        lead_id = next(
            one.enterprise_id for one in session.get_one(Consortium, consortium).members if one.is_lead
        )
    lead, member = ("anna", "bela") if lead_id == market.anna.id else ("bela", "anna")
    # Agreed: named to one another; the lead sees the member's price, the member only its own, nor its share
    # or value.
    text = seen(people[lead])
    assert "Anna CIC" in text
    assert "Bela CIC" in text
    assert written(CANARIES[member])[0] in text
    text = seen(people[member])
    assert "Anna CIC" in text
    assert "Bela CIC" in text
    assert not shows(text, *written(CANARIES[lead]))
    with site.database.reading() as session:
        others = next(one for one in session.get_one(Consortium, consortium).members if one.is_lead)
        assert f"£{others.value // 100:,}" not in text
        assert f"{others.share_bp / 100:.2f}%" not in text
    for stranger in ("cora", "other adviser", "officer"):
        assert not any(
            p in seen_or_404(site, people[stranger], pages[1:]) for p in ("£", "Anna CIC", "Bela CIC")
        )


def seen_or_404(site: Site, actor: Actor, pages: tuple[str, ...]) -> str:
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
    said = client.post(f"/consortia/{consortium}/decline", {"reason": "We are fully booked."})
    assert "Declined" in client.follow(said).get_data(as_text=True)
    text = site.client(market.adviser).get(f"/consortia/{consortium}").get_data(as_text=True)
    assert "We are fully booked." in text
    assert "Ask again without them" in text
    assert "We are fully booked." not in site.client(people["anna"]).get(f"/consortia/{consortium}").get_data(
        as_text=True
    )
