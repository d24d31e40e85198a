"""Pages of tenders as each visitor sees them."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pytest

from app.foundation.actor import Actor
from app.foundation.database import Database
from app.tenders.actions import practice
from app.tenders.models import Tender
from app.tenders.queries import matching
from app.tenders.rules import TenderSource, TenderState, WorkPackageState
from tests import factories as make
from tests.ocds.conftest import a_release, as_file, notice_file
from tests.site import Client, Site, check_page

PRICE = 987_651  # a canary: £9,876.51 an hour


@dataclass
class World:
    """One published tender of an authority, an imported one with drafts, and people around them."""

    written: int
    draft: int
    imported: int
    package: int
    narrow_package: int
    offer: int
    officer: Actor
    stranger: Actor
    adviser: Actor
    member: Actor


@pytest.fixture
def world(database: Database) -> World:
    with database.unit_of_work() as session:
        officer = make.officer(session, name="Ladywood Council")
        enterprise = make.enterprise(session)
        written = make.tender(session, title="Library cleaning", organisation_id=officer.organisation_id)
        package = make.work_package(session, make.lot(session, written), name="Daily cleaning")
        draft = make.tender(
            session,
            title="Secret plan",
            organisation_id=officer.organisation_id,
            state=TenderState.draft,
            published_at=None,
        )
        make.lot(session, draft)
        imported = make.tender(session, title="Imported cleaning", source=TenderSource.imported)
        waiting = make.work_package(
            session,
            make.lot(session, imported),
            state=WorkPackageState.draft,
            estimated=True,
            basis="Guessed.",
        )
        make.offer(session, enterprise, unit_price=PRICE)
        narrow_enterprise = make.enterprise(session)
        offer = make.offer(session, narrow_enterprise, capability="90911200", unit_price=PRICE)
        return World(
            written.id,
            draft.id,
            imported.id,
            waiting.id,
            package.id,
            offer.id,
            officer,
            make.officer(session),
            make.adviser(session),
            make.member_of(session, narrow_enterprise),
        )


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.get_data(as_text=True)


class TestReading:
    def test_everybody_reads_what_is_published_and_nobody_a_draft(self, site: Site, world: World) -> None:
        for actor in (None, world.stranger, world.member, world.adviser):
            client = site.client(actor)
            assert "Daily cleaning" in text(client, f"/tenders/{world.written}")
            assert client.get(f"/tenders/{world.draft}").status_code == 404
            assert "Secret plan" not in text(client, "/tenders?state=all")
        assert "Secret plan" in text(site.client(world.officer), f"/tenders/{world.draft}")

    def test_the_list_narrows_by_words_capability_area_and_deadline(self, site: Site, world: World) -> None:
        client = site.client()
        assert "Library cleaning" in text(
            client, "/tenders?words=library&capability=cleaning&area=Aston&closing=90"
        )
        assert "No tenders match your search" in text(client, "/tenders?words=nothing+like+it")
        assert "No tenders match your search" in text(client, "/tenders?area=Sandwell&words=library")
        assert "No tenders match your search" in text(client, "/tenders?capability=catering")
        assert "No tenders match your search" in text(client, "/tenders?closing=7")

    @pytest.mark.parametrize(
        "query", ["words=%25_%00", "capability=%F0%9F%98%80", "closing=x&state=y&page=-1", "page=999"]
    )
    def test_no_search_breaks_the_list(self, site: Site, world: World, query: str) -> None:
        text(site.client(), f"/tenders?{query}")

    def test_a_tender_past_its_deadline_is_shown_closed_without_any_worker(
        self, site: Site, database: Database, world: World
    ) -> None:
        from app.foundation import audit
        from app.foundation.actor import SYSTEM
        from app.foundation.types import now

        with database.unit_of_work() as session:
            tender = session.get_one(Tender, world.written)
            tender.deadline = now()
            audit.record(session, SYSTEM, "test.moved", tender)
        assert re.search(r"govuk-tag[^>]*>\s*Closed\s*<", text(site.client(), f"/tenders/{world.written}"))
        assert "Library cleaning" not in text(site.client(), "/tenders")

    def test_drafts_are_marked_and_estimates_too(self, site: Site, world: World) -> None:
        page = text(site.client(), f"/tenders/{world.imported}")
        assert "nobody has confirmed" in page
        assert "estimated" in page

    def test_no_page_tells_a_price(self, site: Site, world: World) -> None:
        for actor in (None, world.officer, world.stranger, world.adviser, world.member):
            for path in ("/tenders", f"/tenders/{world.written}", f"/tenders/{world.imported}"):
                page = text(site.client(actor), path)
                assert "9,876" not in page
                assert str(PRICE) not in page

    def test_a_practice_copy_says_so_on_every_page(
        self, site: Site, database: Database, world: World
    ) -> None:
        with database.unit_of_work() as session:
            real = session.get_one(Tender, world.imported)
            copy_id = practice.copy_as_practice(session, world.adviser, real, buyer_name="Invented Trust").id
        for path in ("", "/work-packages", "/copy"):
            assert "PRACTICE" in text(site.client(world.adviser), f"/tenders/{copy_id}{path}")
        assert "PRACTICE" not in text(site.client(), f"/tenders/{world.written}")


class TestConfirming:
    def test_an_adviser_confirms_a_draft_and_corrects_it(
        self, site: Site, database: Database, world: World
    ) -> None:
        client, path = site.client(world.adviser), f"/tenders/{world.imported}/work-packages/{world.package}"
        assert "Guessed." in text(client, path)
        answers = {
            "name": "Floors",
            "capability": "90911200",
            "area": "Aston, Birmingham",
            "quantity": "1,200",
            "periods": "52",
            "max_providers": "2",
            "min_share": "",
        }
        page = client.follow(client.post(path, answers)).get_data(as_text=True)
        assert "1,200 hours a week" in page
        assert "Guessed." not in page

    def test_words_that_fit_several_codes_are_offered_as_a_choice(self, site: Site, world: World) -> None:
        client, path = site.client(world.adviser), f"/tenders/{world.imported}/work-packages/{world.package}"
        answers = {
            "name": "",
            "capability": "window cleaning",
            "area": "Aston, Birmingham",
            "quantity": "40",
            "periods": "52",
            "max_providers": "2",
        }
        first = client.post(path, answers)
        assert first.status_code == 422
        assert "90911300" in first.get_data(as_text=True)
        chosen = {**answers, "capability_choice": "90911300", "capability_words": "window cleaning"}
        assert client.post(path, chosen).status_code == 303

    def test_a_choice_made_for_other_words_does_not_count(self, site: Site, world: World) -> None:
        client, path = site.client(world.adviser), f"/tenders/{world.imported}/work-packages/{world.package}"
        answers = {
            "capability": "catering for events",
            "capability_choice": "90911300",
            "capability_words": "window cleaning",
            "area": "UK",
            "quantity": "1",
            "periods": "1",
        }
        assert client.post(path, answers).status_code == 422

    def test_what_was_typed_is_kept_beside_its_message(self, site: Site, world: World) -> None:
        client, path = site.client(world.adviser), f"/tenders/{world.imported}/work-packages/{world.package}"
        answers = {
            "name": "My own name",
            "capability": "90000000",
            "area": "Atlantis",
            "quantity": "lots",
            "periods": "",
        }
        response = client.post(path, answers)
        page = response.get_data(as_text=True)
        assert response.status_code == 422
        for words in ("My own name", "Atlantis", "lots", "There is a problem"):
            assert words in page

    def test_others_may_not(self, site: Site, world: World) -> None:
        for actor in (world.officer, world.stranger, world.member):
            client = site.client(actor)
            assert client.get(f"/tenders/{world.imported}/work-packages").status_code == 404
            assert client.post(f"/tenders/{world.imported}/work-packages").status_code == 404
        assert site.client().get(f"/tenders/{world.imported}/work-packages").status_code == 303
        assert site.client(world.adviser).get(f"/tenders/{world.written}/work-packages").status_code == 404


class TestOffers:
    def test_an_enterprise_says_that_its_narrower_offer_covers_a_package(
        self, site: Site, database: Database, world: World
    ) -> None:
        client, path = site.client(world.member), f"/tenders/{world.written}/your-offers"
        assert "You may be able to join" in text(client, f"/tenders/{world.written}")
        answers = {"work_package_id": str(world.narrow_package), "offer_id": str(world.offer)}
        client.follow(client.post(path, answers))
        with database.reading() as session:
            package = session.get_one(Tender, world.written).lots[0].work_packages[0]
            matches = matching.offers_for(session, [package])[package.id]
            assert (world.offer, True) in [(match.offer_id, match.confirmed) for match in matches]
        assert "Your offers match 1 work package" in text(client, f"/tenders/{world.written}")
        client.follow(client.post(f"{path}/take-back", answers, page=path))
        assert "You may be able to join" in text(client, f"/tenders/{world.written}")

    def test_nobody_confirms_another_enterprises_offer(
        self, site: Site, database: Database, world: World
    ) -> None:
        with database.unit_of_work() as session:
            stranger = make.member_of(session, make.enterprise(session))
        answers = {"work_package_id": str(world.narrow_package), "offer_id": str(world.offer)}
        response = site.client(stranger).post(
            f"/tenders/{world.written}/your-offers", answers, page="/account"
        )
        assert response.status_code == 404


class TestWriting:
    def test_an_officer_writes_a_tender_page_by_page_and_publishes_it(self, site: Site, world: World) -> None:
        client = site.client(world.officer)
        about = {
            "title": "Windows",
            "description": "Clean them.",
            "value": "120,000",
            "arrangement": "contract",
            "regime": "procurement_act_2023",
            "liability": "joint",
            "portal_url": "https://portal.example.org",
        }
        address = client.post("/tenders/new", about).headers["Location"].removesuffix("/write")
        page = text(client, f"{address}/write")
        assert "Add a work package to lot 1" in page
        lot = text(client, f"{address}/lots").split(f"{address}/lots/")[1].split('"')[0]
        package = {
            "capability": "90911300",
            "area": "Birmingham",
            "quantity": "40",
            "periods": "52",
            "max_providers": "3",
        }
        client.follow(client.post(f"{address}/lots/{lot}/work-packages/new", package))
        client.follow(
            client.post(f"{address}/criteria", {"kind": "price", "name": "Price", "weight": "100%"})
        )
        early = {"kind": "group_credential", "credential": "public_liability_5m", "needed": "bidding"}
        assert "section 22" in client.post(f"{address}/conditions", early).get_data(as_text=True)
        client.follow(client.post(f"{address}/conditions", {**early, "needed": "start"}))
        dates = {
            "deadline": ["1", "3", "2090"],
            "deadline_time": "12:00",
            "starts_on": ["1", "june", "2090"],
            "ends_on": ["31", "5", "2091"],
        }
        client.follow(client.post(f"{address}/dates", dates))
        assert client.post(f"{address}/check", {"notice": "has_notice"}).status_code == 422
        done = client.follow(client.post(f"{address}/check", {"notice": "below_threshold"})).get_data(
            as_text=True
        )
        assert "Your tender is published." in done
        assert "Windows" in text(site.client(), address)
        assert client.get(f"{address}/check").status_code == 303

    def test_a_date_with_a_part_missing_is_asked_for_again(self, site: Site, world: World) -> None:
        client = site.client(world.officer)
        response = client.post(
            f"/tenders/{world.draft}/dates", {"deadline": ["1", "", "2090"], "starts_on": ["x"]}
        )
        assert response.status_code == 422
        assert "must include a month" in response.get_data(as_text=True)

    def test_another_authority_finds_none_of_its_pages(self, site: Site, world: World) -> None:
        client = site.client(world.stranger)
        for page in (
            "write",
            "about",
            "lots",
            "conditions",
            "criteria",
            "dates",
            "check",
            "withdraw",
            "work-packages",
        ):
            assert client.get(f"/tenders/{world.draft}/{page}").status_code == 404

    def test_withdrawing_tells_everybody_why(self, site: Site, world: World) -> None:
        client = site.client(world.officer)
        assert client.post(f"/tenders/{world.written}/withdraw", {"reason": ""}).status_code == 422
        client.follow(client.post(f"/tenders/{world.written}/withdraw", {"reason": "Money is short."}))
        assert "Money is short." in text(site.client(), f"/tenders/{world.written}")


class TestImporting:
    def upload(self, client: Client, content: bytes, name: str = "x.json") -> tuple[int, str]:
        data = {"csrf_token": client.token("/tenders/import"), "file": (io.BytesIO(content), name)}
        response = client.flask.post("/tenders/import", data=data, content_type="multipart/form-data")
        check_page(response)
        return response.status_code, response.get_data(as_text=True)

    def test_the_page_says_what_became_of_each_release(self, site: Site, world: World) -> None:
        client = site.client(world.adviser)
        status, page = self.upload(client, notice_file("fts_050970").read_bytes())
        assert status == 200
        assert "Holiday Activities and Food" in page
        assert "we read 1e9999 as no limit stated" in page
        _, again = self.upload(client, notice_file("fts_050970").read_bytes())
        assert "Unchanged. We already have this release." in again
        _, mixed = self.upload(client, as_file(a_release(), {"id": "x"}))
        assert "Set aside. It has no OCID" in mixed

    def test_hostile_words_stay_words(self, site: Site, world: World) -> None:
        release = a_release(
            tender={"title": "<script>alert(1)</script>", "description": "\x00<img src=x onerror=x>"}
        )
        _, page = self.upload(site.client(world.adviser), as_file(release), "<b>.json")
        assert "<script>alert" not in page

    @pytest.mark.parametrize("content", [b"", b"no json", b"[" * 500, b"\xff\xfe", b"{}"])
    def test_a_file_that_cannot_be_read_gets_a_message_beside_it(
        self, site: Site, world: World, content: bytes
    ) -> None:
        status, page = self.upload(site.client(world.adviser), content)
        assert status == 422
        assert "There is a problem" in page

    def test_without_a_file_one_is_asked_for(self, site: Site, world: World) -> None:
        response = site.client(world.adviser).post("/tenders/import")
        assert response.status_code == 422
        assert "Choose a file" in response.get_data(as_text=True)

    def test_enterprises_and_the_signed_out_import_nothing(self, site: Site, world: World) -> None:
        assert site.client(world.member).get("/tenders/import").status_code == 403
        assert site.client().get("/tenders/import").status_code == 303

    def test_officers_and_advisers_get_the_source_back_and_nobody_else(
        self, site: Site, world: World
    ) -> None:
        client = site.client(world.adviser)
        _, page = self.upload(client, notice_file("fts_050970").read_bytes())
        tender = re.findall(r'href="/tenders/(\d+)"', page)[0]
        (address,) = re.findall(r'/releases/(\d+\.json)"', text(client, f"/tenders/{tender}"))
        source = client.get(f"/tenders/{tender}/releases/{address}")
        assert b"1e9999" in source.data
        assert source.headers["Content-Disposition"].startswith("attachment")
        assert site.client(world.member).get(f"/tenders/{tender}/releases/{address}").status_code == 404

    def test_a_file_larger_than_a_form_is_taken_here_and_one_too_large_nowhere(
        self, site: Site, world: World
    ) -> None:
        client = site.client(world.adviser)
        large = as_file(a_release(tender={"description": "Many words. " * 200_000}))
        assert len(large) > 2_000_000
        status, _ = self.upload(client, large)
        assert status == 303
        data = {
            "csrf_token": client.token("/tenders/import"),
            "file": (io.BytesIO(b" " * 4_000_001), "x.json"),
        }
        response = client.flask.post("/tenders/import", data=data, content_type="multipart/form-data")
        assert response.status_code == 413

    def test_what_was_set_aside_is_told_on_the_next_visit(self, site: Site, world: World) -> None:
        client = site.client(world.adviser)
        self.upload(client, as_file({"id": "x"}), "odd.json")
        assert "odd.json" in text(client, "/tenders/import")
