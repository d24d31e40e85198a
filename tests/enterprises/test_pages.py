"""The pages of the register, as each kind of visitor sees them."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

from app.enterprises.models import Credential, Enterprise, Offer, TrustPair
from app.enterprises.rules import OfferState, TrustState
from app.foundation.actor import Actor
from app.foundation.mail.outbox import Mail
from tests import factories as make
from tests.site import Client, Site, forms_on

SANDWELL = "E08000028"


@pytest.fixture
def newcomer(site: Site) -> Actor:
    """The owner of an enterprise that has no profile yet."""
    with site.database.unit_of_work() as session:
        return make.actor_for(session, make.organisation(session, name="Handsworth Kitchen CIC"))


@pytest.fixture
def owner(site: Site) -> Actor:
    """The owner of an enterprise with a profile."""
    with site.database.unit_of_work() as session:
        return make.member_of(session, make.enterprise(session, name="Ladywood Cleaning CIC"))


@pytest.fixture
def partner(site: Site) -> Actor:
    """The owner of another enterprise."""
    with site.database.unit_of_work() as session:
        return make.member_of(session, make.enterprise(session, name="Soho Road Catering"))


@pytest.fixture
def adviser(site: Site) -> Actor:
    with site.database.unit_of_work() as session:
        return make.adviser(session)


Row = TypeVar("Row", Enterprise, Offer, Credential, TrustPair)


def only(site: Site, table: type[Row]) -> Row:
    """The only row of a table."""
    with site.database.reading() as session:
        return session.scalars(sa.select(table)).one()


def enterprise_id(site: Site, actor: Actor) -> int:
    with site.database.reading() as session:
        query = sa.select(Enterprise.id).where(Enterprise.organisation_id == actor.organisation_id)
        return session.scalars(query).one()


def date(name: str, day: int, month: int, year: int) -> dict[str, list[str]]:
    return {name: [str(day), str(month), str(year)]}


ABOUT = {
    "summary": "We cook hot meals for day centres.",
    "legal_form": "cic_guarantee",
    "company_number": "1234567",
    "charity_number": "",
    "ppon": "pdtl7248gwzw",
    "share_code": "aB3dEf7H",
    **date("share_code_on", 27, 3, 2026),
    "website": "www.example.org",
    "social_enterprise": "y",
}


def test_a_newcomer_fills_in_every_part_of_a_profile(site: Site, newcomer: Actor) -> None:
    client = site.client(newcomer)
    assert "Start your profile" in client.get("/enterprise").text
    client.follow(client.post("/enterprise/start", page="/enterprise"))
    assert client.post("/enterprise/start", page="/enterprise/about").status_code == 303, (
        "a second click is harmless"
    )

    save(client, "/enterprise/about", ABOUT)
    save(
        client,
        "/enterprise/size",
        {"turnover": "£1,250,000.50", "workforce": "20", "supported_workforce": "8"},
    )
    save(
        client,
        "/enterprise/terms",
        {"can_lead": "y", "min_value": "", "max_value": "2,000,000", "joining_cost": "350"},
    )
    save(client, "/enterprise/history", {"history": "Lunches for Erdington day centre, 2024.\n\n40 a day."})
    page = client.get("/enterprise/home-area?q=Ladywood").text
    assert "Ladywood" in page
    code = page.split('name="area" value="')[1].split('"')[0]
    client.follow(
        client.post("/enterprise/home-area", {"area": code}, page="/enterprise/home-area?q=Ladywood")
    )

    stored = only(site, Enterprise)
    assert (stored.turnover, stored.workforce, stored.supported_workforce) == (125_000_050, 20, 8)
    assert (stored.company_number, stored.website) == ("01234567", "https://www.example.org")
    assert (stored.ppon, stored.share_code, stored.share_code_on) == (
        "PDTL-7248-GWZW",
        "aB3dEf7H",
        dt.date(2026, 3, 27),
    )
    assert (stored.can_lead, stored.min_value, stored.max_value, stored.joining_cost) == (
        True,
        0,
        200_000_000,
        35_000,
    )
    assert stored.listed is False, "an unticked box is a no"
    assert stored.home_area == code


def save(client: Client, path: str, answers: dict[str, Any]) -> None:
    client.get(path)
    client.follow(client.post(path, answers))


def test_an_offer_is_found_by_words_and_stored_in_the_standard_unit(site: Site, owner: Actor) -> None:
    client = site.client(owner)
    results = client.get("/enterprise/offers/new?q=hot meals").text
    assert "/enterprise/offers/new/555" in results, "catering is found by everyday words"
    path = "/enterprise/offers/new/55520000"
    assert "serving-hours" not in client.get(path).text
    assert "meals a day" in client.get(path).text
    page = client.follow(client.post(path, {"capacity": "400", "unit_price": "4.35", "social_value": ""}))
    assert "Where you deliver this" in page.text
    stored = only(site, Offer)
    assert (stored.unit, stored.capacity, stored.unit_price, stored.social_value) == (
        "meals a day",
        400,
        435,
        0,
    )


def test_the_same_form_posted_twice_makes_one_thing(site: Site, owner: Actor) -> None:
    client = site.client(owner)
    offer = {"capacity": "400", "unit_price": "4.35", "social_value": ""}
    credential = {"type": "dbs_enhanced", "issuer": "DBS", **date("expires_on", 1, 3, 2099)}
    for path, answers in (
        ("/enterprise/offers/new/55520000", offer),
        ("/enterprise/credentials/new", credential),
    ):
        first, second = client.post(path, answers), client.post(path, answers)
        assert first.status_code == second.status_code == 303
        assert first.location == second.location
    assert only(site, Offer)
    assert only(site, Credential)


def test_before_a_profile_is_started_every_page_leads_to_its_start(site: Site, newcomer: Actor) -> None:
    client = site.client(newcomer)
    for path in (
        "about",
        "offers",
        "offers/new/90910000",
        "credentials/new",
        "trust",
        "capacity",
        "home-area",
    ):
        assert "Start your profile" in client.follow(client.get(f"/enterprise/{path}")).text


def test_nobody_can_offer_a_whole_division_or_an_unknown_code(site: Site, owner: Actor) -> None:
    client = site.client(owner)
    for code in ("55000000", "12345678", "nonsense", "5552"):
        assert client.get(f"/enterprise/offers/new/{code}").status_code == 404


def test_looking_through_all_kinds_of_work_needs_no_words(site: Site, owner: Actor) -> None:
    client = site.client(owner)
    divisions = client.get("/enterprise/offers/new").text
    assert "within=55000000" in divisions
    assert "/enterprise/offers/new/55000000" not in divisions
    groups = client.get("/enterprise/offers/new?within=55000000").text
    assert "/enterprise/offers/new/55500000" in groups
    assert client.get("/enterprise/offers/new?within=99999999").status_code == 200


def test_areas_are_added_and_removed_and_a_wide_one_swallows_what_lies_in_it(
    site: Site, owner: Actor
) -> None:
    with site.database.unit_of_work() as session:
        offer = make.offer(session, session.scalars(sa.select(Enterprise)).one(), areas=(make.BIRMINGHAM,))
    client, path = site.client(owner), f"/enterprise/offers/{offer.id}/areas"
    client.follow(client.post(path, {"area": SANDWELL}))
    assert areas_of(site) == [make.BIRMINGHAM, SANDWELL]
    covered = client.post(path, {"area": SANDWELL})
    assert covered.status_code == 422
    assert "already covered" in covered.text
    assert client.post(path, {"area": "nowhere"}).status_code == 422
    client.follow(client.post(path, {"area": SANDWELL, "remove": "yes"}))
    assert areas_of(site) == [make.BIRMINGHAM]
    client.follow(client.post(path, {"area": "TLG"}))
    assert areas_of(site) == ["TLG"], "the West Midlands hold Birmingham"


def areas_of(site: Site) -> list[str]:
    with site.database.reading() as session:
        return [row.area for row in session.scalars(sa.select(Offer)).one().areas]


def test_an_offer_is_changed_withdrawn_and_offered_again(site: Site, owner: Actor) -> None:
    with site.database.unit_of_work() as session:
        offer = make.offer(session, session.scalars(sa.select(Enterprise)).one(), capacity=100, held=60)
    client, path = site.client(owner), f"/enterprise/offers/{offer.id}"
    refused = client.post(path, {"capacity": "59", "unit_price": "12", "social_value": "1"})
    assert refused.status_code == 422
    assert "60 hours a week are already promised" in refused.text
    assert 'value="59"' in refused.text, "what was typed is kept"
    save(
        client,
        path,
        {"capacity": "60", "unit_price": "12.34", "social_value": "1", "description": "Deep cleans"},
    )
    client.follow(client.post(f"{path}/withdraw"))
    assert only(site, Offer).state is OfferState.withdrawn
    assert "Offer it again" in client.get("/enterprise/offers").text
    client.follow(client.post(f"{path}/again", page="/enterprise/offers"))
    assert only(site, Offer).state is OfferState.active


@pytest.mark.parametrize(
    ("path", "answers", "message"),
    [
        ("about", {**ABOUT, "summary": ""}, "Enter a sentence or two about what you do"),
        ("about", {**ABOUT, "company_number": "12"}, "company number is too short"),
        ("about", {**ABOUT, "charity_number": "hello"}, "A charity number has six or seven digits"),
        ("about", {**ABOUT, "website": "not a site"}, "Enter a website address"),
        ("about", {**ABOUT, "website": "javascript:alert(1)"}, "Enter a website address"),
        ("about", {**ABOUT, "summary": "x" * 601}, "600 characters"),
        ("about", {**ABOUT, "summary": "a\x00b"}, "character that we cannot save"),
        (
            "size",
            {"turnover": "lots", "workforce": "3", "supported_workforce": "1"},
            "Enter an amount in pounds",
        ),
        (
            "size",
            {"turnover": "1", "workforce": "", "supported_workforce": "1"},
            "how many people work for you",
        ),
        (
            "size",
            {"turnover": "1", "workforce": "3", "supported_workforce": "4"},
            "no higher than your workforce of 3",
        ),
        ("terms", {"min_value": "100", "max_value": "99.99"}, "at least as much as the smallest"),
        ("offers/new/55520000", {"capacity": "0", "unit_price": "4"}, "Enter 1 or more"),
        ("offers/new/55520000", {"capacity": "1.5", "unit_price": "4"}, "whole number"),
        ("offers/new/55520000", {"capacity": "5", "unit_price": ""}, "Enter your price"),
        ("credentials/new", {"type": ""}, "Choose what to add"),
        ("credentials/new", {"type": "dbs", "expires_on": ["31", "2", "2027"]}, "real date"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_nothing_typed_is_lost(
    site: Site, owner: Actor, path: str, answers: dict[str, Any], message: str
) -> None:
    response = site.client(owner).post(f"/enterprise/{path}", answers)
    assert response.status_code == 422
    assert "There is a problem" in response.text
    assert message in response.text
    with site.database.reading() as session:
        assert not session.scalars(sa.select(Offer)).all()
        assert not session.scalars(sa.select(Credential)).all()
        assert session.scalars(sa.select(Enterprise)).one().version == 1


def test_a_stale_edit_shows_what_is_stored_keeps_what_was_typed_and_can_be_saved_after_all(
    site: Site, owner: Actor
) -> None:
    first, second = site.client(owner), site.client(owner)
    version = first.form("/enterprise/size").values["version"]
    sizes = {"turnover": "100", "workforce": "5", "supported_workforce": "2", "version": version}
    first.follow(first.post("/enterprise/size", sizes))
    stale = second.post("/enterprise/size", {**sizes, "turnover": "777", "workforce": "6"})
    assert stale.status_code == 409
    assert "Saved answers that differ from what you typed" in stale.text
    assert "£100" in stale.text
    assert 'value="777"' in stale.text
    assert only(site, Enterprise).turnover == 10_000
    fresh = forms_on(stale.text)[-1].values["version"]
    second.follow(second.post("/enterprise/size", {**sizes, "turnover": "777", "version": fresh}))
    assert only(site, Enterprise).turnover == 77_700


def test_credentials_are_added_renewed_and_removed(site: Site, owner: Actor) -> None:
    from app.foundation.reference import credentials

    client = site.client(owner)
    kind = credentials.all_types()[0]
    answers = {"type": kind.key, "issuer": "Aviva", "reference": "P-1", **date("expires_on", 1, 3, 2020)}
    client.follow(client.post("/enterprise/credentials/new", answers))
    page = client.get("/enterprise/credentials").text
    assert "Expired" in page
    assert "Renew" in client.get("/enterprise").text
    credential = only(site, Credential)
    path = f"/enterprise/credentials/{credential.id}"
    save(client, path, {"issuer": "Aviva", "reference": "P-2", **date("expires_on", 1, 3, 2099)})
    assert "Valid" in client.get("/enterprise/credentials").text
    client.follow(client.post(f"{path}/withdraw"))
    assert client.get(path).status_code == 404


def test_trust_is_proposed_by_one_and_counts_once_the_other_confirms(
    site: Site, owner: Actor, partner: Actor
) -> None:
    ours, theirs = site.client(owner), site.client(partner)
    assert "Soho Road Catering" in ours.get("/enterprise/trust/new?q=soho").text
    path = f"/enterprise/trust/with/{enterprise_id(site, partner)}"
    assert ours.post(path, {}).status_code == 422
    ours.follow(ours.post(path, {"how": "vouch", "basis": "The 2023 winter programme."}))
    pair = only(site, TrustPair)
    assert (pair.state, pair.per_mille) == (TrustState.proposed, 1000)
    assert "has not confirmed this yet" in ours.get("/enterprise/trust").text
    assert "Another enterprise says" in theirs.get("/enterprise").text
    assert "winter programme" in theirs.get(f"/enterprise/trust/{pair.id}/confirm").text
    theirs.follow(theirs.post(f"/enterprise/trust/{pair.id}/confirm", {"how": "once"}))
    pair = only(site, TrustPair)
    assert (pair.state, pair.per_mille) == (TrustState.confirmed, 500), "the lower of the two counts"
    with site.database.reading() as session:
        subjects = list(session.scalars(sa.select(Mail.subject).order_by(Mail.id)))
    senders = [subject.partition(" CIC")[0].partition(" Catering")[0] for subject in subjects]
    assert senders == ["Ladywood Cleaning", "Soho Road"]


def test_the_one_who_proposed_trust_cannot_confirm_it_but_can_withdraw_it(
    site: Site, owner: Actor, partner: Actor
) -> None:
    client = site.client(owner)
    path = f"/enterprise/trust/with/{enterprise_id(site, partner)}"
    client.follow(client.post(path, {"how": "vouch", "basis": ""}))
    pair = only(site, TrustPair)
    assert client.post(f"/enterprise/trust/{pair.id}/confirm", {"how": "once"}).status_code == 404
    client.follow(client.post(f"/enterprise/trust/{pair.id}/withdraw"))
    assert only(site, TrustPair).state is TrustState.withdrawn


def test_confirmed_trust_can_be_withdrawn(site: Site, owner: Actor) -> None:
    with site.database.unit_of_work() as session:
        mine = session.scalars(sa.select(Enterprise)).one()
        pair = make.trust(session, mine, make.enterprise(session))
    client = site.client(owner)
    client.follow(client.post(f"/enterprise/trust/{pair.id}/withdraw"))
    assert only(site, TrustPair).state is TrustState.withdrawn


def test_an_incompatible_enterprise_is_never_told(site: Site, owner: Actor, partner: Actor) -> None:
    ours, theirs = site.client(owner), site.client(partner)
    path = f"/enterprise/incompatible/{enterprise_id(site, partner)}"
    ours.follow(ours.post(path, {"reason": "An unpaid bill."}))
    assert "An unpaid bill." in ours.get("/enterprise/trust").text
    for page in ("/enterprise", "/enterprise/trust", f"/enterprises/{enterprise_id(site, owner)}"):
        assert "unpaid" not in theirs.get(page).text
    assert "Ladywood" not in theirs.get("/enterprise/trust").text
    theirs.follow(theirs.post(f"/enterprise/incompatible/{enterprise_id(site, owner)}", {"reason": ""}))


def test_an_adviser_verifies_vouches_and_edits_nothing_else(site: Site, owner: Actor, adviser: Actor) -> None:
    id = enterprise_id(site, owner)
    with site.database.unit_of_work() as session:
        mine = session.get_one(Enterprise, id)
        held = make.credential(session, mine, "dbs")
        partner = make.enterprise(session, name="Soho Road Catering")
    client, entry = site.client(adviser), f"/enterprises/{id}/register"
    assert "£250,000" in client.get(entry).text
    client.follow(client.post(f"/enterprises/{id}/credentials/{held.id}/verify", page=entry))
    assert f"Verified by {adviser.name}" in client.get(entry).text
    client.follow(client.post(f"/enterprises/{id}/verify", {"scheme": "seuk", **date("on", 1, 6, 2026)}))
    assert "Social Enterprise UK" in client.get(f"/enterprises/{id}").text
    late = client.post(f"/enterprises/{id}/verify", {"scheme": "seuk", **date("on", 1, 6, 2199)})
    assert "in the past" in late.text
    assert "Soho Road" in client.get(f"/enterprises/{id}/vouch?q=soho").text
    client.follow(
        client.post(f"/enterprises/{id}/vouch/{partner.id}", {"how": "several", "basis": "I was there."})
    )
    assert only(site, TrustPair).state is TrustState.vouched
    for path in ("/enterprise/about", "/enterprise/offers", "/enterprise"):
        assert client.get(path).status_code == 403


def test_a_verification_ends_when_what_was_verified_changes(site: Site, owner: Actor, adviser: Actor) -> None:
    id = enterprise_id(site, owner)
    advising = site.client(adviser)
    advising.follow(advising.post(f"/enterprises/{id}/verify", {"scheme": "seuk", **date("on", 1, 6, 2026)}))
    client = site.client(owner)
    save(client, "/enterprise/history", {"history": "More work."})
    assert only(site, Enterprise).verified_on is not None
    save(client, "/enterprise/about", ABOUT)
    assert only(site, Enterprise).verified_on is None


COOKS, CLEANS, UNLISTED = "Aston Kitchen", "Brummie Brooms", "Closed Doors"


@pytest.fixture
def unlisted(site: Site) -> Enterprise:
    """A directory of two enterprises, and a third that is not listed."""
    with site.database.unit_of_work() as session:
        make.offer(session, make.enterprise(session, name=COOKS), capability="55520000", areas=("TLG",))
        make.offer(session, make.enterprise(session, name=CLEANS), areas=(SANDWELL,))
        unlisted = make.enterprise(session, name=UNLISTED, listed=False)
        make.offer(session, unlisted, areas=(SANDWELL,))
    return unlisted


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", [COOKS, CLEANS]),
        ("name=BROOM", [CLEANS]),
        ("what=catering", [COOKS]),
        ("what=90911200", [CLEANS]),  # a wider offer includes it
        ("where=Sandwell", [COOKS, CLEANS]),
        ("where=Birmingham", [COOKS]),
        ("what=cleaning&where=Birmingham", []),  # one offer must fit both
        ("what=zzzz", []),
        ("where=zzzz", []),
        ("name=%25", []),
    ],
)
@pytest.mark.usefixtures("unlisted")
def test_the_directory_finds_by_name_by_words_and_by_area(site: Site, query: str, names: list[str]) -> None:
    page = site.client().get(f"/enterprises?{query}").text
    assert [name for name in (COOKS, CLEANS, UNLISTED) if name in page] == names


def test_a_hostile_search_of_the_directory_is_answered(site: Site) -> None:
    assert site.client().get("/enterprises?name=a%00b&page=-4&what=%ff").status_code == 200


def test_an_unlisted_enterprise_is_in_the_directory_of_advisers_alone(
    site: Site, unlisted: Enterprise, adviser: Actor
) -> None:
    client = site.client()
    assert client.get(f"/enterprises/{unlisted.id}").status_code == 404
    assert client.get("/enterprises/999999").status_code == 404
    assert UNLISTED in site.client(adviser).get("/enterprises").text


def test_a_page_of_the_directory_does_not_ask_once_a_row(site: Site, statements: list[str]) -> None:
    with site.database.unit_of_work() as session:
        for _ in range(15):
            make.offer(session, make.enterprise(session))
    client = site.client()
    statements.clear()
    assert "15 enterprises" in client.get("/enterprises?what=cleaning").text
    selects = [sql for sql in statements if sql.lstrip().upper().startswith("SELECT")]
    assert len(selects) <= 6, selects


def test_the_directory_is_cut_into_pages_that_keep_the_search(site: Site) -> None:
    with site.database.unit_of_work() as session:
        for number in range(45):
            make.enterprise(session, name=f"Works {number:02}")
    client = site.client()
    assert "Works 19" in client.get("/enterprises?name=works").text
    last = client.get("/enterprises?name=works&page=3").text
    assert "Works 44" in last
    assert "Works 19" not in last
    assert "page=2&amp;name=works" in last
    assert "Works 44" in client.get("/enterprises?name=works&page=99").text
