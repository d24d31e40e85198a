"""The way of an imported notice over the web: read, published by its importer, changed by its owner, claimed
by its buyer; and six people at once."""

from __future__ import annotations

import io
import re
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor
from app.ocds.actions import claiming, importing, suggesting
from app.ocds.models import NoticeClaim, SuggestedChange
from app.tenders.models import NoticeRelease, Tender
from tests import factories as make
from tests.ocds.conftest import a_release, as_file
from tests.site import Client, Site

URL = "http://127.0.0.1"
EVIL = "https://evil.example/bids"
NEWER = a_release(
    id="000002-2026", date="2026-02-01T09:00:00Z", tender={"title": "Cleaning of all libraries"}
)
FIRST = a_release(
    tender={
        "submissionMethodDetails": EVIL,
        "documents": [{"id": "9", "title": "Specification", "url": "https://evil.example/spec"}],
    }
)


@dataclass
class Town:
    """Who has a part in it."""

    importer: Actor
    stranger: Actor
    buyer: Actor
    other_buyer: Actor
    operator: Actor


@pytest.fixture
def town(site: Site) -> Town:
    with site.database.unit_of_work() as session:
        return Town(
            make.adviser(session, name="Ladywood Advisers"), make.adviser(session), make.officer(session),
            make.officer(session), make.operator(session),
        )  # fmt: skip


def upload(client: Client, *releases: Any) -> str:
    data = {"csrf_token": client.token("/tenders/import"), "file": (io.BytesIO(as_file(*releases)), "x.json")}
    answer = client.flask.post("/tenders/import", data=data, content_type="multipart/form-data")
    page: str = answer.get_data(as_text=True)
    return page


def words(client: Client, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def first_group(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match is not None, page
    return match[1]


def brought(site: Site, town: Town) -> int:
    """A published tender of the importer's."""
    with site.database.unit_of_work() as session:
        (result,) = importing.import_file(session, town.importer, "x.json", as_file(FIRST))
        importing.publish(session, town.importer, session.get_one(Tender, result.tender_id))
        return result.tender_id or 0


def test_an_import_is_a_preview_that_its_importer_publishes(site: Site, town: Town) -> None:
    importer, anyone = site.client(town.importer), site.client()
    page = upload(
        importer, FIRST, {**NEWER, "ocid": "ocds-zzzzzz-1"}, {**NEWER, "date": "2090-01-01T00:00:00Z"}
    )
    tender = first_group(r'href="/tenders/(\d+)/publish-here"', page)
    assert "Only your organisation sees" in page
    assert "dated 1 January 2090" in page
    assert anyone.get(f"/tenders/{tender}").status_code == 404
    home = words(importer, "/")
    assert "Not published. Only your organisation can see it." in home
    assert "dated 1 January 2090" in home
    assert "1 January 2090" in words(importer, "/tenders/imported")
    assert "1 January 2090" not in words(site.client(town.stranger), "/tenders/imported")
    assert "Publish here" in words(importer, f"/tenders/{tender}")
    importer.follow(importer.post(f"/tenders/{tender}/publish-here"))
    public = words(anyone, f"/tenders/{tender}")
    assert "A real notice from Find a Tender, imported by Ladywood Advisers on " in public
    assert 'href="https://www.find-tender.service.gov.uk/Notice/000001-2026"' in public
    assert f"evil.example (given in the notice: {EVIL})" in public
    assert "Specification (on evil.example, given in the notice)" in public
    assert "evil.example" not in "".join(re.findall(r'href="[^"]*"', public))
    assert "Publish here" not in public
    unknown = re.findall(r'href="/tenders/(\d+)"', page)[1]
    importer.post(f"/tenders/{unknown}/publish-here")
    assert "We do not know this source" in words(anyone, f"/tenders/{unknown}")


def test_a_suggested_change_waits_at_the_owners_home_until_they_decide(site: Site, town: Town) -> None:
    number = brought(site, town)
    importer, stranger = site.client(town.importer), site.client(town.stranger)
    assert "waits until they accept or decline it" in upload(stranger, NEWER)
    assert "Cleaning of all libraries" not in words(site.client(), f"/tenders/{number}")
    (address,) = set(re.findall(rf"/tenders/{number}/suggestions/\d+", words(importer, "/")))
    assert stranger.get(address).status_code == 404
    page = words(importer, address)
    version = first_group(r'name="tender_version" value="(\d+)"', page)
    assert page.index("Cleaning of libraries</td>") < page.index("Cleaning of all libraries</td>")
    assert importer.post(address, {"tender_version": version}).status_code == 422
    stale = importer.post(address, {"tender_version": str(int(version) - 1), "decision": "take"})
    assert "has changed since" in stale.get_data(as_text=True)
    importer.follow(importer.post(address, {"tender_version": version, "decision": "take"}))
    assert "Cleaning of all libraries" in words(site.client(), f"/tenders/{number}")
    assert "This change has been decided: accepted." in words(importer, address)
    assert address not in words(importer, "/")


def test_a_buyer_claims_its_notice_through_the_operator_and_corrects_it(site: Site, town: Town) -> None:
    number = brought(site, town)
    buyer, operator = site.client(town.buyer), site.client(town.operator)
    assert "This is our notice" in words(buyer, f"/tenders/{number}")
    assert "Your claim is sent" in buyer.follow(buyer.post(f"/tenders/{number}/claim")).get_data(as_text=True)
    assert "You have sent this claim" in words(buyer, f"/tenders/{number}/claim")
    (address,) = set(re.findall(r"/operator/claims/\d+", words(operator, "/operator/notices")))
    assert operator.post(address, {"decision": "refuse"}).status_code == 422
    operator.follow(operator.post(address, {"decision": "grant"}))
    assert "No claims are waiting." in words(operator, "/operator/notices")
    assert "Confirmed" in words(operator, address)
    assert "manages it." in words(site.client(town.importer), "/")
    page = words(buyer, f"/tenders/{number}/correct")
    version = first_group(r'<input[^>]*name="version"[^>]*value="(\w+)"', page)
    typed = {"title": "Our libraries", "description": "Clean them.", "portal_url": "http://insecure.example"}
    refused = buyer.post(f"/tenders/{number}/correct", {**typed, "version": version})
    assert refused.status_code == 422
    assert "Clean them." in refused.get_data(as_text=True)
    typed["portal_url"] = "https://portal.example"
    buyer.follow(buyer.post(f"/tenders/{number}/correct", {**typed, "version": version}))
    public = words(site.client(), f"/tenders/{number}")
    assert "Our libraries" in public
    assert 'href="https://portal.example"' in public
    assert "says that this is its own notice" in public
    stale = buyer.post(f"/tenders/{number}/correct", {**typed, "title": "Other", "version": version})
    assert stale.status_code == 409
    assert buyer.get(f"/tenders/{number}/write").status_code == 303


def test_the_terminal_publishes_lists_and_decides(site: Site, town: Town, tmp_path: Any) -> None:
    runner = site.app.test_cli_runner()
    file = tmp_path / "notice.json"
    file.write_bytes(as_file(FIRST))
    runner.invoke(args=["tenders", "import", str(file)])
    assert "Cleaning of libraries" not in words(site.client(), "/tenders")
    assert runner.invoke(args=["tenders", "import", "--publish", str(file)]).exit_code == 0
    with site.database.unit_of_work() as session:
        tender = session.scalars(sa.select(Tender)).one()
        number = tender.id
        importing.import_file(session, town.stranger, "x.json", as_file(NEWER))
        claim = claiming.claim(session, town.buyer, tender, URL)
        suggestion = session.scalars(sa.select(SuggestedChange)).one().id
    assert "by the operator of this site" in words(site.client(), f"/tenders/{number}")
    assert "Cleaning of libraries" in runner.invoke(args=["tenders", "suggestions"]).output
    shown = runner.invoke(args=["tenders", "suggestion", str(number), str(suggestion)]).output
    assert "suggested: Cleaning of all libraries" in shown
    assert (
        "Accepted."
        in runner.invoke(args=["tenders", "suggestion", str(number), str(suggestion), "--accept"]).output
    )
    assert f"tender {number}" in runner.invoke(args=["tenders", "claims"]).output
    assert runner.invoke(args=["tenders", "claim", str(claim.id), "--refuse"]).exit_code == 1
    assert runner.invoke(args=["tenders", "claim", str(claim.id), "--grant"]).exit_code == 0
    assert runner.invoke(args=["tenders", "suggestion", "99", "1"]).exit_code == 1


def at_once(*calls: Any) -> list[BaseException]:
    """Run each in a thread of its own, all together; what went wrong."""
    together, went_wrong = threading.Barrier(len(calls)), []

    def run(call: Any) -> None:
        together.wait()
        try:
            call()
        except BaseException as error:  # whatever it is, the test has to see it
            went_wrong.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return went_wrong


def in_work(site: Site, act: Callable[[Session], object]) -> Callable[[], None]:
    """What a thread does in a transaction of its own."""

    def call() -> None:
        with site.database.unit_of_work() as session:
            act(session)

    return call


def test_six_at_once_import_publish_claim_and_decide_as_one_would(site: Site, town: Town) -> None:
    read = importing.read_file(as_file(FIRST))
    newer = importing.read_file(as_file(NEWER))

    def imports(session: Session) -> None:
        importing.import_releases(session, town.importer, "x.json", read)

    assert at_once(*[in_work(site, imports)] * 6) == []
    with site.database.reading() as session:
        number = session.scalars(sa.select(Tender)).one().id

    def publish(session: Session) -> None:
        importing.publish(session, town.importer, session.get_one(Tender, number))

    assert at_once(*[in_work(site, publish)] * 6) == []

    def suggest(session: Session) -> None:
        importing.import_releases(session, town.stranger, "x.json", newer)

    assert at_once(*[in_work(site, suggest)] * 6) == []
    with site.database.reading() as session:
        suggestion = session.scalars(sa.select(SuggestedChange)).one().id
        version = session.get_one(Tender, number).version

    def decide(session: Session) -> None:
        tender = session.get_one(Tender, number)
        suggesting.decide(
            session, town.importer, tender, suggestion, take=True, version=version, public_url=URL
        )

    assert at_once(*[in_work(site, decide)] * 6) == []
    claim_and_grant_at_once(site, town, number)
    with site.database.reading() as session:
        assert session.get_one(Tender, number).title == "Cleaning of all libraries"
        assert_done_once_each(session)


def claim_and_grant_at_once(site: Site, town: Town, number: int) -> None:
    """Two authorities claim a tender, and both claims are granted together: one wins."""

    def claim(actor: Actor) -> Callable[[], None]:
        return in_work(
            site, lambda session: claiming.claim(session, actor, session.get_one(Tender, number), URL)
        )

    assert at_once(*[claim(town.buyer)] * 3, *[claim(town.other_buyer)] * 3) == []
    with site.database.reading() as session:
        numbers = [claim.id for claim in session.scalars(sa.select(NoticeClaim).order_by(NoticeClaim.id))]
    assert len(numbers) == 2

    def grant(claim_id: int) -> Callable[[], None]:
        return in_work(
            site,
            lambda session: claiming.decide_claim(
                session, SYSTEM, claim_id, grant=True, reason="", public_url=URL
            ),
        )

    lost = at_once(*[grant(numbers[0])] * 3, *[grant(numbers[1])] * 3)
    assert [type(error).__name__ for error in lost] == ["Conflict"] * 3


def assert_done_once_each(session: Session) -> None:
    releases = session.scalars(sa.select(NoticeRelease).order_by(NoticeRelease.id))
    assert [release.state.name for release in releases] == ["imported", "updated"]
    claims = session.scalars(sa.select(NoticeClaim))
    assert sorted(claim.state.name for claim in claims) == ["granted", "refused"]
    verbs = [
        entry.verb
        for entry in session.scalars(sa.select(audit.AuditEntry))
        if entry.verb.startswith(("notice", "tender.i", "tender.published_"))
    ]
    assert Counter(verbs) == {
        "tender.imported": 1,
        "tender.published_from_notice": 1,
        "notice.suggested": 1,
        "tender.import_updated": 1,
        "notice.suggestion_taken": 1,
        "notice.claim_asked": 2,
        "notice.claimed": 1,
        "notice.claim_granted": 1,
        "notice.claim_refused": 1,
    }
    assert list(audit.verify(session)) == []
