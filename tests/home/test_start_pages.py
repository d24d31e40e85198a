"""Start pages say what each reader has to do, and nothing that others keep private."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.consortia.rules.states import ConsortiumState, EnquiryState, MemberState
from app.enterprises.models import CapacityHold
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor, OrganisationKind
from app.foundation.types import now
from app.home.queries import waiting as waiting_queries
from app.tenders.models import Tender
from app.tenders.rules import TenderSource, TenderState, WorkPackageState
from tests import factories as make
from tests.home.conftest import consortium, enquiry, proposal
from tests.site import Site


def tender_with_package(session: Session, title: str, days: int = 30, **columns: object) -> Tender:
    """A published tender with one confirmed cleaning package, closing in so many days."""
    tender = make.tender(session, title=title, deadline=now() + timedelta(days=days, hours=1), **columns)
    make.work_package(session, make.lot(session, tender))
    return tender


# The signed out, and the site itself


def test_the_signed_out_learn_what_this_is_and_how_much_is_open(site: Site) -> None:
    with site.database.unit_of_work() as session:
        tender_with_package(session, "Open one")
        tender_with_package(session, "Over already", days=-1)
        make.tender(session, title="Secret draft", state=TenderState.draft, published_at=None)
    page = site.client().get("/").get_data(as_text=True)
    assert "1 tender is open now" in page
    assert "/register" in page
    assert "/sign-in" in page
    assert "Secret draft" not in page


@pytest.mark.parametrize("path", ["/help", "/accessibility", "/privacy", "/acknowledgements"])
def test_pages_about_the_site_are_open_to_all(site: Site, path: str) -> None:
    assert site.client().get(path).status_code == 200


def test_whatever_watches_the_site_gets_two_letters_from_a_living_process(site: Site) -> None:
    answer = site.client().get("/healthz")
    assert (answer.status_code, answer.get_data(as_text=True), answer.mimetype) == (200, "ok\n", "text/plain")


# Enterprises


def test_a_new_enterprise_is_led_to_its_profile(site: Site) -> None:
    with site.database.unit_of_work() as session:
        actor = make.actor_for(session, make.organisation(session))
    page = site.client(actor).get("/").get_data(as_text=True)
    assert "Start your profile" in page
    assert "Tenders that match what you offer" not in page


def test_an_enterprise_sees_what_it_matches_and_what_it_nearly_matches_soonest_first(site: Site) -> None:
    with site.database.unit_of_work() as session:
        mine = make.enterprise(session)
        make.offer(session, mine, capability="90911200")  # cleaning of buildings: narrower than cleaning
        make.offer(session, mine, capability="55520000")
        actor = make.member_of(session, mine)
        later = make.tender(session, title="Canteen", deadline=now() + timedelta(days=20))
        make.work_package(session, make.lot(session, later), name="Lunches", capability="55520000")
        tender_with_package(session, "Broad cleaning", days=10)
        elsewhere = make.tender(session, title="Cleaning in Sandwell")
        make.work_package(session, make.lot(session, elsewhere), area=make.SANDWELL)
    page = site.client(actor).get("/").get_data(as_text=True)
    assert page.index("Broad cleaning") < page.index("Canteen")
    assert "Possible match: say if your" in page
    assert "You match 1 work package: Lunches" in page
    assert "Cleaning in Sandwell" not in page


def test_an_invitation_a_lapsing_credential_and_an_unfinished_profile_need_the_enterprise(site: Site) -> None:
    with site.database.unit_of_work() as session:
        adviser = make.adviser(session)
        mine, partner = make.enterprise(session), make.enterprise(session)
        make.offer(session, mine)
        make.credential(session, mine, "iso9001", expires_on=(now() + timedelta(days=20)).date())
        consortium(
            session,
            adviser,
            tender_with_package(session, "Town halls", days=9),
            [(mine, MemberState.invited), (partner, MemberState.accepted)],
        )
        actor = make.member_of(session, mine)
    page = site.client(actor).get("/").get_data(as_text=True)
    needs = page[page.index("For you to do") : page.index("Tenders that match what you offer")]
    assert "Answer the invitation to lead the bid for Town halls" in needs
    assert "9 days left" in needs
    assert "Renew: " in needs
    assert "Complete your profile" in needs


def test_nothing_is_asked_of_an_enterprise_that_has_answered(site: Site) -> None:
    with site.database.unit_of_work() as session:
        adviser = make.adviser(session)
        mine, partner = make.enterprise(session), make.enterprise(session)
        make.offer(session, mine)
        tender = tender_with_package(session, "Town halls")
        consortium(session, adviser, tender, [(partner, MemberState.invited), (mine, MemberState.accepted)])
        actor = make.member_of(session, mine)
    page = site.client(actor).get("/").get_data(as_text=True)
    assert "Answer the invitation" not in page
    assert "Consortium for Town halls" in page
    assert "Accepted" in page


def test_promised_capacity_is_drawn_with_its_figures(site: Site) -> None:
    with site.database.unit_of_work() as session:
        mine = make.enterprise(session)
        offer = make.offer(session, mine, capacity=100, held=40)
        session.add(
            CapacityHold(offer_id=offer.id, holder="consortia:1", purpose="work_packages:1", quantity=40)
        )
        session.flush()
        audit.record(session, SYSTEM, "test.made", offer)
        actor = make.member_of(session, mine)
    page = site.client(actor).get("/").get_data(as_text=True)
    promised = page[page.index("Promised capacity") :]
    assert "<svg" in promised
    assert "All of it is free" not in promised


# Advisers


@pytest.fixture
def busy_adviser(site: Site) -> Actor:
    """An adviser with an open tender at each step, closing in this order; No CIC declined the sixth."""
    with site.database.unit_of_work() as session:
        adviser = make.adviser(session)
        yes, invited = make.enterprise(session), make.enterprise(session)
        no = make.enterprise(session, name="No CIC")
        tender_with_package(session, "1 untouched", days=5)
        waiting = tender_with_package(session, "2 waiting", days=6)
        enquiry(session, adviser, waiting, EnquiryState.running)
        nothing = tender_with_package(session, "3 nothing fits", days=7)
        enquiry(session, adviser, nothing)
        failed = tender_with_package(session, "4 failed", days=8)
        enquiry(session, adviser, failed, EnquiryState.failed)
        answered = tender_with_package(session, "5 answered", days=9)
        with_proposals = enquiry(session, adviser, answered)
        for rank in (1, 2, 3):
            proposal(session, with_proposals, yes, rank)
        forming = tender_with_package(session, "6 forming", days=10)
        answers = [(yes, MemberState.accepted), (invited, MemberState.invited), (no, MemberState.declined)]
        consortium(session, adviser, forming, answers)
        agreed = tender_with_package(session, "7 agreed", days=11)
        accepted = [(yes, MemberState.accepted), (invited, MemberState.accepted)]
        consortium(session, adviser, agreed, accepted, ConsortiumState.agreed)
        practice = make.tender(session, title="8 drafts", source=TenderSource.practice)
        make.work_package(session, make.lot(session, practice), state=WorkPackageState.draft)
        tender_with_package(session, "9 over", days=-1)
    return adviser


def test_an_adviser_sees_how_far_each_open_tender_is_by_the_days_left(
    site: Site, busy_adviser: Actor
) -> None:
    page = site.client(busy_adviser).get("/").get_data(as_text=True)
    table = page[page.index("Open tenders and their progress") : page.index("Open invitations")]
    expected = [
        "1 untouched",
        "No enquiries yet",
        "2 waiting",
        "Looking for consortia now",
        "3 nothing fits",
        "No consortium fits yet",
        "4 failed",
        "could not answer the last enquiry",
        "5 answered",
        "3 proposals to choose from",
        "6 forming",
        "1 of 3 have accepted, 1 declined or left",
        "7 agreed",
        "2 members, all have accepted",
        "8 drafts",
        "1 work package to confirm",
    ]
    places = [table.index(words) for words in expected]
    assert places == sorted(places)
    assert "9 over" not in page


def test_an_adviser_sees_what_to_do_and_who_has_to_answer(site: Site, busy_adviser: Actor) -> None:
    page = site.client(busy_adviser).get("/").get_data(as_text=True)
    needs = page[page.index("For you to do") : page.index("Open tenders and their progress")]
    assert "No CIC declined: 6 forming" in needs
    assert "Prepare the bid pack for 7 agreed" in needs
    assert "Confirm 1 work package for 8 drafts" in needs
    waiting_for = page[page.index("Open invitations") : page.index("Caseload")]
    assert "6 forming" in waiting_for


def no_name(site: Site, organisation_id: int) -> str:
    """The name of an organisation."""
    with site.database.reading() as session:
        return session.get_one(Organisation, organisation_id).name


def test_the_work_of_another_adviser_body_is_not_shown(site: Site) -> None:
    with site.database.unit_of_work() as session:
        mine, stranger = make.adviser(session), make.adviser(session)
        member = make.enterprise(session)
        tender = tender_with_package(session, "Town halls")
        consortium(session, stranger, tender, [(member, MemberState.invited)])
    page = site.client(mine).get("/").get_data(as_text=True)
    assert "No enquiries yet" in page
    assert "Consortium for" not in page
    assert "No open invitations." in page


def test_a_dissolved_consortium_leaves_its_tender_at_its_proposals(session: Session) -> None:
    adviser = make.adviser(session)
    member = make.enterprise(session)
    tender = tender_with_package(session, "Town halls")
    consortium(session, adviser, tender, [(member, MemberState.accepted)], ConsortiumState.dissolved)
    [row] = waiting_queries.pipeline(session, adviser, now())
    assert (row.consortium_id, row.proposals) == (None, 1)


def test_of_two_consortia_for_one_tender_the_newest_is_told(session: Session) -> None:
    adviser = make.adviser(session)
    lead, member = make.enterprise(session), make.enterprise(session)
    tender = tender_with_package(session, "Town halls")
    consortium(session, adviser, tender, [(lead, MemberState.declined), (member, MemberState.accepted)])
    newest = consortium(
        session, adviser, tender, [(lead, MemberState.invited), (member, MemberState.accepted)]
    )
    [row] = waiting_queries.pipeline(session, adviser, now())
    assert row.consortium_id == newest.id
    assert row.members == {MemberState.invited: 1, MemberState.accepted: 1}


def test_the_pipeline_costs_as_many_statements_for_many_tenders_as_for_one(
    session: Session, statements: list[str]
) -> None:
    adviser = make.adviser(session)
    member = make.enterprise(session)
    costs = []
    for number in range(8):
        tender = tender_with_package(session, f"Tender {number}", days=number + 1)
        consortium(session, adviser, tender, [(member, MemberState.accepted)])
        session.flush()
        session.expunge_all()
        statements.clear()
        assert len(waiting_queries.pipeline(session, adviser, now())) == number + 1
        costs.append(len(statements))
    assert set(costs) == {5}


def test_the_caseload_counts_what_is_missing_and_names_a_few(session: Session) -> None:
    today = now().date()
    verified = {"verified_on": today}
    complete = make.enterprise(session, name="A complete one", **verified)
    make.offer(session, complete)
    make.credential(session, complete, "iso9001")
    for number in range(7):
        bare = make.enterprise(session, name=f"Bare {number}", turnover=None, **verified)
        make.offer(session, bare, areas=())
        make.credential(session, bare, "iso9001", expires_on=today - timedelta(days=1))
    gaps = {gap.key: gap for gap in waiting_queries.gaps(session, today)}
    assert set(gaps) == {"expired", "no_offer", "no_turnover"}
    assert gaps["no_offer"].count == 7
    assert [name for _, name in gaps["no_turnover"].some] == [f"Bare {number}" for number in range(5)]


def test_a_credential_that_was_renewed_or_withdrawn_is_no_gap(session: Session) -> None:
    today = now().date()
    enterprise = make.enterprise(session, verified_on=today)
    make.offer(session, enterprise)
    make.credential(session, enterprise, "iso9001", expires_on=today - timedelta(days=1))
    make.credential(session, enterprise, "iso9001", expires_on=today + timedelta(days=300))
    make.credential(session, enterprise, "iso14001", expires_on=today + timedelta(days=20))
    make.credential(session, enterprise, "iso14001", expires_on=None)
    make.credential(
        session, enterprise, "living_wage", expires_on=today - timedelta(days=9), withdrawn_at=now()
    )
    assert waiting_queries.gaps(session, today) == []
    make.credential(session, enterprise, "cyber_essentials", expires_on=today)
    make.credential(session, enterprise, "cyber_essentials", expires_on=None, withdrawn_at=now())
    assert [gap.key for gap in waiting_queries.gaps(session, today)] == ["expiring"]


# Officers


def test_an_officer_sees_the_own_authoritys_tenders_by_state_and_nobody_elses(site: Site) -> None:
    with site.database.unit_of_work() as session:
        officer = make.officer(session)
        own = {"organisation_id": officer.organisation_id}
        first = tender_with_package(session, "Closing first", days=3, **own)
        make.work_package(session, first.lots[0], state=WorkPackageState.draft)
        tender_with_package(session, "Closing later", days=20, **own)
        tender_with_package(session, "Over by the clock", days=-2, **own)
        make.tender(session, title="Half written", state=TenderState.draft, published_at=None, **own)
        make.tender(session, title="Given away", state=TenderState.awarded, **own)
        rival = make.organisation(session, OrganisationKind.contracting_authority)
        make.tender(session, title="A rival draft", state=TenderState.draft, organisation_id=rival.id)
    page = site.client(officer).get("/").get_data(as_text=True)
    groups = [
        ">Open<",
        "Closing first",
        "Closing later",
        ">Drafts<",
        "Half written",
        "Over by the clock",
        "Given away",
    ]
    tables = page[page.index('aria-label="Open"') :]
    places = [tables.index(words) for words in groups]
    assert places == sorted(places)
    assert "A rival draft" not in page
    needs = page[page.index("For you to do") : page.index("Write a tender")]
    assert "Confirm 1 work package of Closing first" in needs
    assert "Finish and publish Half written" in needs
    assert "Closing later" not in needs


def test_an_officer_without_tenders_is_told_how_to_start(site: Site) -> None:
    with site.database.unit_of_work() as session:
        officer = make.officer(session)
    page = site.client(officer).get("/").get_data(as_text=True)
    assert "No tenders yet" in page
    assert "/tenders/new" in page


# Privacy


def test_no_start_page_shows_prices_or_turnover_of_others(site: Site) -> None:
    with site.database.unit_of_work() as session:
        adviser, officer = make.adviser(session), make.officer(session)
        mine, partner = (
            make.enterprise(session),
            make.enterprise(session, turnover=77_771_111, joining_cost=77_772_222),
        )
        make.offer(session, mine)
        make.offer(session, partner, unit_price=77_773_333)
        tender = tender_with_package(session, "Town halls", organisation_id=officer.organisation_id)
        consortium(session, adviser, tender, [(mine, MemberState.invited), (partner, MemberState.invited)])
        actor = make.member_of(session, mine)
    for reader in (None, actor, officer):
        page = site.client(reader).get("/").get_data(as_text=True)
        for canary in ("777,711", "777,722", "777,733", "77771111", "77772222", "77773333"):
            assert canary not in page
        assert no_name(site, partner.organisation_id) not in page
