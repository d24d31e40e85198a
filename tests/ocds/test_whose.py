"""What came from a public source belongs to somebody: nobody's word changes somebody else's notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import AdmissionRequest, Membership, Organisation
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor, Standing
from app.foundation.database import commit
from app.foundation.errors import Conflict, IllegalMove, NotAllowed, NotFound, Refused
from app.foundation.mail.outbox import Mail
from app.foundation.reference.notice_sources import host_of, official_page, stands_there
from app.foundation.types import now
from app.ocds import queries
from app.ocds.actions import claiming, importing, suggesting
from app.ocds.actions.results import ReleaseResult
from app.ocds.models import NoticeClaim, SuggestedChange
from app.ocds.rules import ClaimState, SuggestionState, dated_ahead, identifies
from app.ocds.screens.comparing import suggestion_screen
from app.tenders.actions.closing import withdraw
from app.tenders.actions.correcting import NoticeWords, correct
from app.tenders.actions.work_packages import PackageDetails, confirm_work_package
from app.tenders.models import NoticeRelease, Tender
from app.tenders.queries import tenders
from app.tenders.rules import TenderState
from tests import factories as make
from tests.ocds.conftest import a_release, as_file

URL = "http://127.0.0.1"
LATER, LATEST = "2026-02-01T09:00:00Z", "2026-03-01T09:00:00Z"
PPON = "PDTL-7248-GWZW"
EVIL = "https://evil.example/bids"
FORGED: dict[str, dict[str, Any]] = {
    "a deadline moved": {"tender": {"tenderPeriod": {"endDate": "2030-01-02T12:00:00Z"}}},
    "a portal changed": {"tender": {"submissionMethodDetails": EVIL}},
    "a tender withdrawn": {"tag": ["tenderCancellation"], "tender": {"status": "cancelled"}},
    "a date of 2090": {"date": "2090-01-01T00:00:00Z", "tender": {"submissionMethodDetails": EVIL}},
    "no date at all": {"date": None, "tender": {"title": "Nothing to see"}},
    "another buyer": {"buyer": {"id": "b1", "name": "Somebody Else"}, "parties": []},
}


@dataclass
class Desk:
    """A notice that an adviser body imported and published, and others who would like a say."""

    session: Session
    importer: Actor
    stranger: Actor
    buyer: Actor
    tender: Tender

    def imports(self, actor: Actor, *releases: Any) -> list[ReleaseResult]:
        return importing.import_file(self.session, actor, "x.json", as_file(*releases))

    def suggested(self, actor: Actor, **changes: Any) -> SuggestedChange:
        (result,) = self.imports(actor, newer(**changes))
        assert result.state.name == "suggested", result
        newest_first = sa.select(SuggestedChange).order_by(SuggestedChange.id.desc())
        suggestion = self.session.scalars(newest_first).first()
        assert suggestion is not None
        return suggestion

    def decides(self, actor: Actor, suggestion: SuggestedChange, take: bool) -> None:
        suggesting.decide(
            self.session,
            actor,
            self.tender,
            suggestion.id,
            take=take,
            version=self.tender.version,
            public_url=URL,
        )

    def mails(self, actor: Actor) -> list[str]:
        person = actor.person_id
        query = sa.text("SELECT email FROM people WHERE id = :id")
        email = self.session.execute(query, {"id": person}).scalar_one()
        return [mail.subject for mail in self.session.scalars(sa.select(Mail).where(Mail.recipient == email))]


def newer(**changes: Any) -> dict[str, Any]:
    return a_release(**{"id": "000002-2026", "date": LATER, **changes})


def shown(session: Session, tender: Tender) -> tuple[Any, ...]:
    """All that anybody reads of a tender."""
    session.flush()
    session.refresh(tender)
    names = [column.key for column in sa.inspect(Tender).column_attrs]
    lots = [(lot.title, lot.value, lot.starts_on) for lot in tender.lots]
    return tuple(getattr(tender, name) for name in names), lots, [row.title for row in tender.documents]


def evidence(session: Session, actor: Actor, scheme: str = "ppon", number: str = PPON) -> None:
    session.add(
        AdmissionRequest(
            organisation_id=actor.organisation_id,
            identifier_scheme=scheme,
            identifier=number,
            website="https://x.gov.uk",
            senior_name="A",
            senior_position="Head",
            senior_email="a@x.gov.uk",
            sent_by_id=actor.person_id,
        )
    )
    session.flush()


def of_buyer(**changes: Any) -> dict[str, Any]:
    party = {
        "id": "b1",
        "name": "Ladywood Council",
        "roles": ["buyer"],
        "identifier": {"scheme": "GB-PPON", "id": PPON},
    }
    return a_release(parties=[party], **changes)


@pytest.fixture
def desk(session: Session) -> Desk:
    importer, stranger, buyer = make.adviser(session), make.adviser(session), make.officer(session)
    evidence(session, buyer)
    (result,) = importing.import_file(session, importer, "x.json", as_file(of_buyer()))
    tender = session.get_one(Tender, result.tender_id)
    importing.publish(session, importer, tender)
    return Desk(session, importer, stranger, buyer, tender)


class TestOfficialPages:
    @pytest.mark.parametrize(
        ("ocid", "number", "address"),
        [
            ("ocds-h6vhtk-1", "050722-2026", "https://www.find-tender.service.gov.uk/Notice/050722-2026"),
            (
                "ocds-b5fd17-1",
                "a3f33caf-8cb9-4d27-b048-328fe5dce0a1",
                "https://www.contractsfinder.service.gov.uk/notice/a3f33caf-8cb9-4d27-b048-328fe5dce0a1",
            ),
            (
                "ocds-r6ebe6-1",
                "APR352486",
                "https://www.publiccontractsscotland.gov.uk/search/show/search_view.aspx?ID=APR352486",
            ),
            (
                "ocds-kuma6s-1",
                "FEB497886",
                "https://www.sell2wales.gov.wales/search/show/search_view.aspx?ID=FEB497886",
            ),
            ("ocds-abcdef-1", "050722-2026", ""),
            ("ocds-h6vhtk-1", "../evil", ""),
            ("ocds-h6vhtk-1", "050722-2026/../../x", ""),
            ("ocds-r6ebe6-1", "APR352486&next=//evil.example", ""),
            (None, None, ""),
        ],
    )
    def test_a_page_is_made_from_the_number_on_the_sources_own_site(
        self, ocid: str | None, number: str | None, address: str
    ) -> None:
        assert official_page(ocid, number) == address

    @pytest.mark.parametrize(
        "address",
        [
            "http://www.find-tender.service.gov.uk/x", "https://www.find-tender.service.gov.uk.evil.example/",
            "https://www.find-tender.service.gov.uk@evil.example/", "https://evil.example/www.find-tender.service.gov.uk",
            "https://[::1", "javascript:alert(1)", "",
        ],
    )  # fmt: skip
    def test_only_the_very_host_over_https_is_the_sources_own(self, address: str) -> None:
        assert stands_there("ocds-h6vhtk-1", "https://www.find-tender.service.gov.uk/Notice/Attachment/A-1")
        assert not stands_there("ocds-h6vhtk-1", address)

    def test_the_host_of_an_address_is_told_for_https_alone(self) -> None:
        assert host_of("https://name@Evil.example:8/x") == "evil.example"
        assert host_of("http://evil.example") == host_of("https://a\\b") == host_of("https://[") == ""

    def test_the_link_of_a_file_is_never_the_official_one(self, desk: Desk) -> None:
        lying = {"documentType": "tenderNotice", "url": EVIL, "id": "x"}
        links = [{"rel": "canonical", "href": EVIL}]
        desk.imports(desk.importer, newer(tender={"documents": [lying]}, links=links))
        assert desk.tender.notice_url == "https://www.find-tender.service.gov.uk/Notice/000002-2026"
        (unknown,) = desk.imports(
            desk.importer, a_release(ocid="ocds-zzzzzz-1", tender={"documents": [lying]})
        )
        assert desk.session.get_one(Tender, unknown.tender_id).notice_url in (None, "")


class TestIdentifiers:
    @pytest.mark.parametrize(
        ("scheme", "number", "stated"),
        [
            ("ppon", PPON, f"GB-PPON-{PPON}"), ("companies_house", "01234567", "GB-COH-01234567"),
            ("gss", "E06000047", "GB-LAE-DUR"), ("gss", "E08000025", "GB-GSS-E08000025"),
            ("charity", "1123456", "GB-CHC-1123456"), ("charity", "SC012345", "GB-SC-SC012345"),
            ("ods", "RRK", "GB-NHS-RRK"),
        ],
    )  # fmt: skip
    def test_the_same_number_of_the_same_register_identifies(
        self, scheme: str, number: str, stated: str
    ) -> None:
        assert identifies(scheme, number, stated)
        assert not identifies(scheme, number, None)
        assert not identifies(scheme, number, "")
        assert not identifies(scheme, f"{number}1", stated)
        assert not identifies("other", number, stated)

    def test_a_number_of_another_register_does_not(self) -> None:
        assert identifies("companies_house", "01234567", "GB-COH-1234567")
        assert identifies("companies_house", "SP1234RS", "GB-COH-sp1234rs")
        assert not identifies("companies_house", "01234567", "GB-COH-nonsense")
        assert not identifies("ppon", "01234567", "GB-COH-01234567")
        assert not identifies("ppon", "", "GB-PPON-")
        assert not identifies("gss", "E06000001", "GB-LAE-DUR")


class TestForgeries:
    @pytest.mark.parametrize("forgery", FORGED)
    def test_a_strangers_newer_release_changes_nothing_and_the_true_one_still_applies(
        self, desk: Desk, forgery: str
    ) -> None:
        before = shown(desk.session, desk.tender)
        (result,) = desk.imports(desk.stranger, newer(**FORGED[forgery]))
        expected = {
            "a date of 2090": "quarantined",
            "no date at all": "unchanged",
        }  # undated, it is older than any
        assert result.state.name == expected.get(forgery, "suggested")
        assert shown(desk.session, desk.tender) == before
        (true,) = desk.imports(desk.importer, newer(tender={"title": "Cleaning of all libraries"}))
        assert (true.state.name, desk.tender.title) == ("updated", "Cleaning of all libraries")
        assert list(audit.verify(desk.session)) == []

    def test_a_stranger_who_brings_the_true_release_first_does_not_shut_out_the_importer(
        self, desk: Desk
    ) -> None:
        suggestion = desk.suggested(desk.stranger, tender={"title": "True"})
        (again,) = desk.imports(desk.stranger, newer(tender={"title": "True"}))
        assert again.state.name == "suggested"
        (own,) = desk.imports(desk.importer, newer(tender={"title": "True"}))
        assert (own.state.name, desk.tender.title) == ("updated", "True")
        assert suggestion.state is SuggestionState.taken
        (twice,) = desk.imports(desk.importer, newer(tender={"title": "True"}))
        assert twice.state.name == "unchanged"

    def test_what_is_dated_ahead_waits_for_its_day_and_belongs_to_whoever_sent_it(self, desk: Desk) -> None:
        release = newer(date="2090-01-01T00:00:00Z", tender={"title": "Of the future"})
        assert [row.state.name for row in desk.imports(desk.importer, release)] == ["quarantined"]
        assert [row.state.name for row in desk.imports(desk.importer, release)] == ["quarantined"]
        (row,) = queries.quarantined(desk.session, desk.importer.organisation_id)
        assert "1 January 2090" in row.reason
        assert queries.quarantined(desk.session, desk.stranger.organisation_id) == []
        read = importing.read_file(as_file(release))
        (due,) = importing.import_releases(
            desk.session, desk.importer, "x.json", read, now().replace(year=2091)
        )
        assert (due.state.name, desk.tender.title) == ("updated", "Of the future")
        assert desk.session.scalar(sa.select(sa.func.count()).select_from(NoticeRelease)) == 2

    def test_a_look_alike_writes_nothing_on_somebody_elses_tender(self, desk: Desk) -> None:
        desk.imports(desk.stranger, a_release(ocid="ocds-h6vhtk-alike0"))
        assert desk.tender.related_ocids == []

    def test_a_date_within_a_day_is_no_future(self) -> None:
        at = now()
        assert not dated_ahead(None, at)
        assert not dated_ahead(at.replace(year=2020), at)
        assert dated_ahead(at.replace(year=2090), at)


class TestPublishing:
    def test_only_the_importer_sees_it_until_they_publish_it(self, session: Session) -> None:
        importer, stranger = make.adviser(session), make.adviser(session)
        member = make.member_of(session, make.enterprise(session))
        (result,) = importing.import_file(session, importer, "x.json", as_file(a_release()))
        number = result.tender_id or 0
        for actor in (None, stranger, member, make.officer(session)):
            with pytest.raises(NotFound):
                tenders.get(session, actor, number)
        tender = tenders.get(session, importer, number)
        assert (tender.state, tender.published_at) == (TenderState.draft, None)
        with pytest.raises(NotAllowed):
            importing.publish(session, stranger, tender)
        importing.publish(session, importer, tender)
        importing.publish(session, importer, tender)
        assert tenders.get(session, None, number).state is TenderState.published
        published = [
            entry.verb for entry in session.info["audit"] if entry.verb == "tender.published_from_notice"
        ]
        assert len(published) == 1

    def test_a_preview_shuts_nobody_out_and_one_of_two_is_published(self, session: Session) -> None:
        first, second = make.adviser(session), make.adviser(session)
        numbers = [
            importing.import_file(session, actor, "x.json", as_file(a_release()))[0].tender_id
            for actor in (first, second)
        ]
        assert numbers[0] != numbers[1]
        importing.publish(session, second, session.get_one(Tender, numbers[1]))
        with pytest.raises(Conflict):
            importing.publish(session, first, session.get_one(Tender, numbers[0]))
        (again,) = importing.import_file(session, first, "x.json", as_file(a_release()))
        assert (again.state.name, again.tender_id) == ("unchanged", numbers[1])

    def test_an_early_notice_waits(self, session: Session) -> None:
        importer = make.officer(session)
        early = a_release(tag=["planning"], tender={"status": "planning", "tenderPeriod": None})
        (result,) = importing.import_file(session, importer, "x.json", as_file(early))
        with pytest.raises(Refused):
            importing.publish(session, importer, session.get_one(Tender, result.tender_id))

    def test_what_a_body_imported_is_public_only_while_it_is_approved(self, desk: Desk) -> None:
        assert tenders.get(desk.session, None, desk.tender.id)
        body = desk.session.get_one(Organisation, desk.importer.organisation_id)
        body.standing = Standing.suspended
        desk.session.flush()
        with pytest.raises(NotFound):
            tenders.get(desk.session, None, desk.tender.id)
        assert tenders.get(desk.session, make.operator(desk.session), desk.tender.id)

    @pytest.mark.parametrize("maker", [make.adviser, make.officer])
    def test_whoever_is_not_approved_imports_nothing(
        self, session: Session, maker: Callable[..., Actor]
    ) -> None:
        for standing in (Standing.requested, Standing.more_needed, Standing.refused, Standing.suspended):
            with pytest.raises(NotAllowed):
                importing.import_file(
                    session, maker(session, standing=standing), "x.json", as_file(a_release())
                )


class TestSuggestions:
    def test_the_owner_sees_both_side_by_side_and_takes_it(self, desk: Desk) -> None:
        suggestion = desk.suggested(
            desk.stranger, tender={"title": "New", "submissionMethodDetails": "https://b.example"}
        )
        screen = suggestion_screen(desk.tender, suggestion)
        rows = {row.field: (row.now, row.suggested) for row in screen.differences}
        assert rows["Title"] == ("Cleaning of libraries", "New")
        assert rows["Web address for bids"] == ("Not stated", "https://b.example")
        assert "Closing date" not in rows
        assert queries.suggestions_for(desk.session, desk.importer) == [suggestion]
        assert queries.suggestions_for(desk.session, desk.stranger) == []
        desk.decides(desk.importer, suggestion, take=True)
        desk.decides(desk.importer, suggestion, take=True)
        assert (desk.tender.title, desk.tender.portal_url) == ("New", "https://b.example")
        assert desk.mails(desk.stranger) == ["Your change was accepted: New"]
        assert queries.suggestions_for(desk.session, desk.importer) == []

    def test_a_declined_one_changes_nothing_and_is_not_asked_again(self, desk: Desk) -> None:
        suggestion = desk.suggested(desk.stranger, tender={"title": "New"})
        before = shown(desk.session, desk.tender)
        desk.decides(desk.importer, suggestion, take=False)
        assert shown(desk.session, desk.tender) == before
        assert desk.mails(desk.stranger) == ["Your change was declined: Cleaning of libraries"]
        with pytest.raises(IllegalMove):
            desk.decides(desk.importer, suggestion, take=True)
        (again,) = desk.imports(desk.stranger, newer(tender={"title": "New"}))
        assert again.state.name == "declined"

    def test_nobody_else_decides_and_nobody_on_an_old_page(self, desk: Desk) -> None:
        suggestion = desk.suggested(desk.stranger, tender={"title": "New"})
        for actor in (desk.stranger, desk.buyer, make.operator(desk.session), SYSTEM):
            with pytest.raises(NotAllowed):
                desk.decides(actor, suggestion, take=True)
        with pytest.raises(Conflict):
            suggesting.decide(
                desk.session, desk.importer, desk.tender, suggestion.id, take=True, version=0, public_url=URL
            )

    def test_the_operator_decides_for_what_they_imported_and_for_a_body_that_is_suspended(
        self, desk: Desk
    ) -> None:
        operator = make.operator(desk.session)
        suggestion = desk.suggested(desk.stranger, tender={"title": "New"})
        desk.session.get_one(Organisation, desk.importer.organisation_id).standing = Standing.suspended
        desk.session.flush()
        assert queries.suggestions_for(desk.session, operator) == [suggestion]
        desk.decides(operator, suggestion, take=True)
        assert desk.tender.title == "New"

    def test_the_operator_decides_for_a_body_that_was_closed(self, desk: Desk) -> None:
        operator = make.operator(desk.session)
        suggestion = desk.suggested(desk.stranger, tender={"title": "New"})
        assert queries.suggestions_for(desk.session, operator) == []
        members = sa.delete(Membership).where(Membership.organisation_id == desk.importer.organisation_id)
        desk.session.execute(members)
        desk.session.expire_all()
        assert queries.suggestions_for(desk.session, operator) == [suggestion]
        desk.decides(operator, suggestion, take=True)
        assert desk.tender.title == "New"


class TestClaims:
    def claim(self, desk: Desk, actor: Actor) -> NoticeClaim:
        return claiming.claim(desk.session, actor, desk.tender, URL)

    def test_the_number_an_authority_was_approved_with_makes_it_the_owner(self, desk: Desk) -> None:
        claim = self.claim(desk, desk.buyer)
        assert self.claim(desk, desk.buyer) is claim
        assert (claim.state, claim.matched) == (ClaimState.granted, f"GB-PPON-{PPON}")
        assert desk.tender.organisation_id == desk.buyer.organisation_id
        assert desk.mails(desk.importer) == [
            "The buyer has taken over a notice you imported: Cleaning of libraries"
        ]
        with pytest.raises(Conflict):
            self.claim(desk, make.officer(desk.session))

    def test_then_it_confirms_corrects_decides_and_withdraws_like_its_own(self, desk: Desk) -> None:
        self.claim(desk, desk.buyer)
        session, tender = desk.session, desk.tender
        assert not tenders.may_complete(desk.stranger, tender)
        assert not tenders.may_complete(desk.importer, tender)
        (package,) = tender.lots[0].work_packages
        details = PackageDetails("", package.capability, package.area, 40, package.periods)
        assert confirm_work_package(session, desk.buyer, package, details).quantity == 40
        suggestion = desk.suggested(desk.stranger, tender={"title": "New"})
        with pytest.raises(NotAllowed):
            desk.decides(desk.importer, suggestion, take=True)
        words = NoticeWords("Our libraries", "Clean them.", "https://portal.example")
        correct(session, desk.buyer, tender, words, tender.version)
        for stranger in (desk.importer, desk.stranger, make.officer(session)):
            with pytest.raises(NotAllowed):
                correct(session, stranger, tender, words, tender.version)
        with pytest.raises(Conflict):
            correct(session, desk.buyer, tender, NoticeWords("Other", "", ""), tender.version - 1)
        late = {"title": "Of the notice", "tenderPeriod": {"endDate": "2030-04-01T12:00:00Z"}}
        (moved,) = desk.imports(desk.importer, newer(id="000003-2026", date=LATEST, tender=late))
        assert moved.state.name == "updated"
        assert (tender.title, tender.deadline.month if tender.deadline else 0) == ("Our libraries", 4)
        withdraw(session, desk.buyer, tender, "A mistake of ours.")
        (back,) = desk.imports(desk.importer, newer(id="000004-2026", date="2026-04-01T09:00:00Z"))
        assert (back.state.name, tender.state) == ("suggested", TenderState.withdrawn)

    def test_without_a_number_an_operator_decides_who_does_not_belong_to_it(self, desk: Desk) -> None:
        session = desk.session
        officer, operator = make.officer(session), make.operator(session)
        claim = self.claim(desk, officer)
        assert self.claim(desk, officer) is claim
        assert (claim.state, desk.tender.organisation_id) == (ClaimState.asked, None)
        assert len(desk.mails(operator)) == 1
        for actor in (officer, desk.importer, desk.buyer):
            with pytest.raises(NotAllowed):
                claiming.decide_claim(session, actor, claim.id, grant=True, reason="", public_url=URL)
        with pytest.raises(Refused):
            claiming.decide_claim(session, operator, claim.id, grant=False, reason=" ", public_url=URL)
        claiming.decide_claim(
            session, operator, claim.id, grant=False, reason="Not the buyer.", public_url=URL
        )
        assert desk.mails(officer) == [
            "We could not confirm that this notice is yours: Cleaning of libraries"
        ]
        assert self.claim(desk, officer).state is ClaimState.asked
        claiming.decide_claim(session, SYSTEM, claim.id, grant=True, reason="", public_url=URL)
        claiming.decide_claim(session, SYSTEM, claim.id, grant=True, reason="", public_url=URL)
        assert desk.tender.organisation_id == officer.organisation_id

    def test_one_claim_wins_and_the_others_are_told(self, desk: Desk) -> None:
        officer = make.officer(desk.session)
        claim = self.claim(desk, officer)
        self.claim(desk, desk.buyer)
        assert claim.state is ClaimState.refused
        with pytest.raises(Conflict):
            claiming.decide_claim(desk.session, SYSTEM, claim.id, grant=True, reason="", public_url=URL)

    def test_only_approved_authorities_claim(self, desk: Desk) -> None:
        asking = make.officer(desk.session, standing=Standing.requested)
        for actor in (asking, desk.stranger, make.member_of(desk.session, make.enterprise(desk.session))):
            with pytest.raises(NotAllowed):
                self.claim(desk, actor)

    def test_every_step_stands_in_the_record(self, desk: Desk) -> None:
        self.claim(desk, desk.buyer)
        commit(desk.session)
        verbs = {entry.verb for entry in audit.entries_for(desk.session, desk.tender)}
        assert {"tender.imported", "tender.published_from_notice", "notice.claimed"} <= verbs
        assert list(audit.verify(desk.session)) == []
