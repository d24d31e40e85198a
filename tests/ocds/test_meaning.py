"""What notices mean: each case is one kind of fault that was seen in real notices, with the right reading."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation.actor import SYSTEM
from app.ocds import merging, reader, unread
from app.ocds.actions import importing
from app.ocds.actions.results import ReleaseResult
from app.ocds.normalise import normalise, times
from app.ocds.normalise.criteria import largest_remainder
from app.ocds.normalise.remarks import Remarks
from app.ocds.notice import Notice, Standing
from app.ocds.screens import comparing
from app.tenders.models import Lot, NoticeRelease, Tender, WorkPackage
from app.tenders.rules import Arrangement, LotState, TenderState
from app.tenders.screens.closing import closing_words
from app.tenders.screens.tender import tender_screen
from app.tenders.screens.writing import writing_screen
from tests.ocds.conftest import NOTICES, a_release, as_file

AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


def case(name: str) -> Notice:
    (release,) = reader.read((NOTICES / "cases" / f"{name}.json").read_bytes())
    return normalise(release)


def read(**changes: Any) -> Notice:
    (release,) = reader.read(as_file(a_release(**changes)))
    return normalise(release)


def import_(session: Session, *names: str, at: datetime = AT) -> Tender:
    for name in names:
        content = (NOTICES / "cases" / f"{name}.json").read_bytes()
        (result,) = importing.import_file(session, SYSTEM, name, content, at, publishing=True)
    assert result.tender_id is not None, result
    session.flush()
    session.expire_all()
    return session.get_one(Tender, result.tender_id)


def shown(tender: Tender) -> dict[str, str]:
    return {row.key: str(row.value) for row in tender_screen(tender, None, AT).facts}


class TestTime:
    def test_scottish_and_welsh_portals_label_londons_time_with_a_z(self) -> None:
        notice = case("time-labelled-z-is-local")
        assert notice.deadline == datetime(2027, 6, 10, 11, tzinfo=UTC)  # 12 noon in London
        assert not notice.deadline_is_day
        assert [remark for remark in notice.remarks if "deadline" in remark.lower()] == []

    @pytest.mark.parametrize(
        ("ocid", "hour"),
        [("ocds-r6ebe6-1", 11), ("ocds-kuma6s-1", 11), ("ocds-h6vhtk-1", 12), ("ocds-b5fd17-1", 12)],
    )
    def test_only_those_portals(self, ocid: str, hour: int) -> None:
        notice = read(ocid=ocid, tender={"tenderPeriod": {"endDate": "2027-06-10T12:00:00Z"}})
        assert notice.deadline == datetime(2027, 6, 10, hour, tzinfo=UTC)

    @pytest.mark.parametrize(
        "written",
        ["2027-06-10T00:00:00Z", "2027-06-10T23:59:59Z", "2027-06-10", "2027-06-10T00:00:00", "10/06/2027",
         "2027-06-10T23:59:59+01:00", "2027-06-10T00:00:00+01:00", "10 June 2027", "2027-06-09T23:00:00Z"],
    )  # fmt: skip
    def test_a_bare_day_is_a_day(self, written: str) -> None:
        notice = read(tender={"tenderPeriod": {"endDate": written}})
        assert notice.deadline_is_day
        assert notice.deadline is not None
        assert notice.deadline.astimezone(LONDON).date() == date(2027, 6, 10)
        assert any("gives a date but no time" in remark for remark in notice.remarks)

    def test_a_bare_day_is_told_as_one_everywhere(self, session: Session) -> None:
        tender = import_(session, "bare-day-labelled-z", at=datetime(2027, 5, 2, tzinfo=UTC))
        assert shown(tender)["Closes"] == "By Thursday 10 June 2027, no time given"
        assert closing_words(tender) == "By Thursday 10 June 2027, no time given"

    @pytest.mark.parametrize(
        ("written", "expected"),
        [("30/09/2026 12:00", datetime(2026, 9, 30, 11, tzinfo=UTC)),
         ("30 September 2026 17:30", datetime(2026, 9, 30, 16, 30, tzinfo=UTC)),
         ("30.09.2026 5.30pm", datetime(2026, 9, 30, 16, 30, tzinfo=UTC)),
         ("3rd December 2026 at 09:00", datetime(2026, 12, 3, 9, tzinfo=UTC)),
         ("1/2/2027 10:00:00", datetime(2027, 2, 1, 10, tzinfo=UTC))],
    )  # fmt: skip
    def test_a_date_written_the_british_way_is_read_so(self, written: str, expected: datetime) -> None:
        assert read(tender={"tenderPeriod": {"endDate": written}}).deadline == expected

    @pytest.mark.parametrize(
        "written", ["31/02/2026 12:00", "soon", "12/13/2026", "30/09/2026 25:00", "2026-13-01"]
    )
    def test_what_is_no_date_is_left_out_and_told(self, written: str) -> None:
        notice = read(tender={"tenderPeriod": {"endDate": written}})
        assert notice.deadline is None
        assert any("as a date, so we left it out" in remark for remark in notice.remarks)

    def test_a_british_deadline_of_a_case(self) -> None:
        assert case("deadline-in-british-form").deadline == datetime(2026, 9, 30, 11, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("field", "words", "expected"),
        [
            ("2027-06-10T13:00:00+01:00", "12 noon", time(12)),
            ("2027-06-10T11:00:00+01:00", "12 noon", time(11)),
        ],
    )
    def test_of_field_and_words_the_earlier_is_shown_with_a_remark(
        self, field: str, words: str, expected: time
    ) -> None:
        sentence = f"Tenders must be uploaded by {words} on 10 June 2027."
        notice = read(tender={"tenderPeriod": {"endDate": field}, "description": sentence})
        assert notice.deadline is not None
        assert notice.deadline.astimezone(LONDON).time() == expected
        assert any("in its text" in remark for remark in notice.remarks)

    def test_words_give_a_bare_day_its_hour(self) -> None:
        sentence = "Bids must be submitted by 14:00 on 10 June 2027."
        notice = read(tender={"tenderPeriod": {"endDate": "2027-06-10T00:00:00Z"}, "description": sentence})
        assert (notice.deadline, notice.deadline_is_day) == (datetime(2027, 6, 10, 13, tzinfo=UTC), False)
        assert not any("gives a date but no time" in remark for remark in notice.remarks)

    @pytest.mark.parametrize(
        ("until", "words"),
        [("2027-06-03T17:00:00+01:00", "Thursday 3 June 2027, 5pm"),
         ("2027-06-03", "By Thursday 3 June 2027, no time given")],
    )  # fmt: skip
    def test_the_last_day_for_questions_is_on_every_page_with_its_hour(
        self, session: Session, until: str, words: str
    ) -> None:
        content = as_file(a_release(tender={"enquiryPeriod": {"endDate": until}}))
        (result,) = importing.import_file(session, SYSTEM, "x.json", content, AT, publishing=True)
        tender = session.get_one(Tender, result.tender_id)
        assert shown(tender)["Last day for questions"] == words
        (dates,) = (
            rows for title, rows in writing_screen(tender, lambda page: page, AT).groups if title == "Dates"
        )
        assert {row.key: row.value for row in dates}["Last day for questions"] == words
        assert comparing.FIELDS["enquiries_until"][1](tender.enquiries_until) == words

    def test_an_old_notice_without_a_deadline_is_not_open(self, session: Session) -> None:
        tender = import_(session, "old-notice-without-deadline")
        assert tender.state is TenderState.closed
        assert shown(tender)["Closes"].startswith("Not known")

    def test_a_new_one_closes_by_age_without_a_worker(self, session: Session) -> None:
        (result,) = importing.import_file(
            session,
            SYSTEM,
            "x.json",
            as_file(a_release(date="2026-11-01T09:00:00Z", tender={"tenderPeriod": None})),
            AT,
            publishing=True,
        )
        tender = session.get_one(Tender, result.tender_id)
        assert tender.state is TenderState.published
        assert tender_screen(tender, None, AT).state == "published"
        assert tender_screen(tender, None, datetime(2027, 6, 1, tzinfo=UTC)).state == "closed"
        from app.tenders.queries import tenders as queries

        for at, count in ((AT, 1), (datetime(2027, 6, 1, tzinfo=UTC), 0)):
            assert len(queries.search(session, None, queries.Search(state="open"), at).tenders) == count


class TestMerging:
    def test_a_partial_release_updates_what_it_states_and_nothing_else(self, session: Session) -> None:
        tender = import_(session, "partial-update-1")
        content = (NOTICES / "cases" / "partial-update-2.json").read_bytes()
        (result,) = importing.import_file(session, SYSTEM, "x.json", content, AT)
        assert result.title == "Cleaning of halls"
        session.flush()
        session.expire_all()
        assert (tender.title, tender.buyer_name) == ("Cleaning of halls", "Example Borough Council")
        assert [(lot.key, lot.title, lot.state) for lot in tender.lots] == [
            ("1", "North", LotState.open), ("2", "South", LotState.open),
        ]  # fmt: skip
        assert tender.deadline == datetime(2027, 1, 15, 12, tzinfo=UTC)
        assert [package.area for lot in tender.lots for package in lot.work_packages] == ["E08000025"] * 2

    def test_a_lot_that_a_newer_notice_no_longer_lists_was_taken_out(self, session: Session) -> None:
        tender = import_(session, "lot-taken-out-1", "lot-taken-out-2")
        assert [(lot.key, lot.state) for lot in tender.lots] == [
            ("1", LotState.open),
            ("2", LotState.removed),
        ]
        assert [len(lot.work_packages) for lot in tender.lots] == [1, 0]
        blocks = tender_screen(tender, None, AT).lots
        assert [(block.open, block.state) for block in blocks] == [
            (True, "Open"),
            (False, "Removed from the notice"),
        ]
        assert tender.state is TenderState.published

    def test_a_lot_that_is_listed_again_is_back(self, session: Session) -> None:
        import_(session, "lot-taken-out-1", "lot-taken-out-2")
        again = json.loads((NOTICES / "cases" / "lot-taken-out-1.json").read_bytes())
        again |= {"id": "t6c", "date": "2026-11-08T10:00:00Z"}
        importing.import_file(session, SYSTEM, "again", json.dumps(again).encode(), AT, publishing=True)
        session.flush()
        session.expire_all()
        assert {lot.state for lot in session.scalars(sa.select(Lot))} == {LotState.open}

    def updated(self, session: Session, first: dict[str, Any], *later: dict[str, Any]) -> Tender:
        results: list[ReleaseResult] = []
        for number, changes in enumerate((first, *later)):
            release = {"id": f"00000{number}-2026", "date": f"2026-0{number + 1}-10T09:00:00Z", **changes}
            release = {"ocid": "ocds-h6vhtk-0test0", "tag": ["tenderUpdate"], **release}
            content = as_file(release)
            results = importing.import_file(session, SYSTEM, "x.json", content, AT, publishing=True)
        session.flush()
        session.expire_all()
        return session.get_one(Tender, results[0].tender_id)

    def test_null_takes_back(self, session: Session) -> None:
        tender = self.updated(
            session, a_release(tender={"eligibilityCriteria": "Be kind."}),
            {"tender": {"value": None, "eligibilityCriteria": None, "contractPeriod": None}},
        )  # fmt: skip
        assert (tender.value, tender.starts_on, tender.ends_on, tender.conditions) == (None, None, None, [])
        assert tender.title == "Cleaning of libraries"

    def test_awards_merge_by_id(self, session: Session) -> None:
        def award(id: str, lot: str, name: str) -> dict[str, Any]:
            return {
                "id": id,
                "status": "active",
                "relatedLots": [lot],
                "suppliers": [{"id": id, "name": name}],
            }

        lots = [{"id": key, "title": key} for key in ("1", "2")]
        tender = self.updated(
            session,
            a_release(tender={"lots": lots}),
            {"tag": ["award"], "awards": [award("A", "1", "Alpha CIC")]},
            {
                "tag": ["award"],
                "awards": [award("B", "2", "Beta CIC"), {"id": "A", "value": {"amount": 900}}],
            },
        )
        assert [(row.key, row.suppliers, row.value, row.lot_keys) for row in tender.awards] == [
            ("A", ["Alpha CIC"], 90_000, ["1"]), ("B", ["Beta CIC"], None, ["2"]),
        ]  # fmt: skip

    def test_things_without_ids_are_replaced_as_a_whole(self, session: Session) -> None:
        items = [{"deliveryAddresses": [{"region": "UKG31"}]}, {"deliveryAddresses": [{"region": "UKG37"}]}]
        first = a_release(tender={"items": items, "lots": [{"id": "1", "title": "All"}]})
        tender = self.updated(session, first, {"tender": {"items": items[:1]}})
        assert tender.lots[0].areas == ["E08000025"]

    def test_an_undated_release_never_overrides_a_dated_one(self, session: Session) -> None:
        tender = self.updated(
            session,
            a_release(),
            {"date": None, "tender": {"title": "Undated", "procurementMethodDetails": "Open"}},
        )
        assert (tender.title, tender.procedure) == ("Cleaning of libraries", "Open")

    @pytest.mark.parametrize(
        ("date", "reason"),
        [(None, "This release has no date,"), ("2025-12-01", "We already have a newer release")],
    )
    def test_what_changes_nothing_is_kept_for_a_reason_that_is_true(
        self, session: Session, date: str | None, reason: str
    ) -> None:
        for release in (a_release(), {**a_release(), "id": "2", "date": date}):
            (result,) = importing.import_file(
                session, SYSTEM, "x.json", as_file(release), AT, publishing=True
            )
        assert result.reason.startswith(reason)

    def test_releases_say_the_same_together_in_whatever_order_they_come(self, session: Session) -> None:
        first, second = a_release(), {**a_release(), "id": "2", "date": "2026-03-01T09:00:00Z"}
        second["tender"] = {"title": "Newer"}
        seen = []
        for number, order in enumerate(((first, second), (second, first))):
            for release in order:
                renamed = {**release, "ocid": f"ocds-h6vhtk-order{number}"}
                (result,) = importing.import_file(
                    session, SYSTEM, "x.json", as_file(renamed), AT, publishing=True
                )
            tender = session.get_one(Tender, result.tender_id)
            session.flush()
            session.expire_all()
            lots = [(lot.key, lot.areas, lot.value) for lot in tender.lots]
            seen.append((tender.title, tender.description, tender.value, tender.deadline, lots))
        assert seen[0] == seen[1]
        assert seen[0][0] == "Newer"

    def test_two_texts_of_one_release_are_told(self, session: Session) -> None:
        tender = self.updated(session, a_release())
        content = as_file(a_release(tender={"title": "Another text"}))
        importing.import_file(session, SYSTEM, "x.json", content, AT, publishing=True)
        newest = session.scalars(sa.select(NoticeRelease).order_by(NoticeRelease.id.desc())).first()
        assert newest is not None
        assert any("two different texts" in remark for remark in newest.remarks)
        assert session.get_one(Tender, tender.id).title == "Another text"

    def test_a_large_history_is_merged_in_a_process_with_limits(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        texts = [json.dumps(a_release()), json.dumps({**a_release(), "tender": {"title": "Newer"}})]
        here = merging.merged(texts, "ocds-h6vhtk-0test0", "2", "Test")
        monkeypatch.setattr(merging, "INLINE_BYTES", 10)
        assert merging.merged(texts, "ocds-h6vhtk-0test0", "2", "Test") == here
        assert here.title == "Newer"

    def test_what_cannot_be_merged_counts_by_its_newest_alone_and_says_so(self) -> None:
        texts = [
            json.dumps(a_release(tender={"contractPeriod": [{"id": "1", "a": {"b": 1}}]})),
            json.dumps(a_release()),
        ]
        notice = merging.merged(texts, "ocds-h6vhtk-0test0", "2", "Test")
        assert merging.UNMERGED in notice.remarks
        assert notice.title == "Cleaning of libraries"


class TestLots:
    def test_a_cancelled_lot_is_shown_so_and_asked_of_nobody(self, session: Session) -> None:
        tender = import_(session, "lot-cancelled")
        assert [lot.state for lot in tender.lots] == [LotState.open, LotState.cancelled]
        assert [len(lot.work_packages) for lot in tender.lots] == [1, 0]
        assert tender.state is TenderState.published
        assert "Cancelled" in [block.state for block in tender_screen(tender, None, AT).lots]

    def test_several_winners_of_several_lots_and_one_lot_without(self, session: Session) -> None:
        tender = import_(session, "award-of-two-lots-and-one-failed")
        assert [lot.state.name for lot in tender.lots] == [
            "awarded",
            "awarded",
            "unsuccessful",
            "open",
            "open",
        ]
        assert tender_screen(tender, None, AT).awards == (
            ("Lot 1, lot 2", "Alpha CIC and Beta CIC", "Not stated"),
            ("Lot 3", "No award made", "Not stated"),
        )
        assert tender.state is TenderState.published, "a tender with one open lot is open"

    @pytest.mark.parametrize(
        ("statuses", "tender_status", "expected"),
        [
            (("cancelled", "cancelled"), "active", Standing.withdrawn),
            (("active", "cancelled"), "active", Standing.open),
            (("active", "active"), "complete", Standing.over),
            (("active", "active"), "active", Standing.open),
        ],
    )
    def test_a_tender_stands_as_its_lots_do(
        self, statuses: tuple[str, ...], tender_status: str, expected: Standing
    ) -> None:
        lots = [{"id": str(key), "title": "A lot", "status": status} for key, status in enumerate(statuses)]
        assert read(tender={"lots": lots, "status": tender_status}).standing is expected

    def test_a_pending_award_decides_nothing(self) -> None:
        award = {"id": "1", "status": "pending", "suppliers": [{"name": "Alpha CIC"}]}
        notice = read(awards=[award], tender={"lots": [{"id": "1", "title": "All"}]})
        assert (notice.standing, notice.lots[0].state) == (Standing.open, LotState.open)


class TestLaws:
    def test_an_award_runs_under_the_law_of_its_beginning(self) -> None:
        assert case("award-of-a-procurement-begun-earlier").regime == "earlier_rules"

    @pytest.mark.parametrize(
        ("changes", "regime", "remarked"),
        [
            ({"date": "2026-01-10T09:00:00Z"}, "procurement_act_2023", False),
            ({"date": "2024-01-10T09:00:00Z"}, "earlier_rules", False),
            ({"tender": {"legalBasis": {"id": "2023/1348"}}}, "provider_selection_regime", False),
            (
                {"tender": {"description": "Bought under the Provider Selection Regime."}},
                "provider_selection_regime",
                False,
            ),
            (
                {
                    "tender": {
                        "description": "Bought under the Provider Selection Regime.",
                        "legalBasis": {"id": "32014L0024"},
                    }
                },
                "provider_selection_regime",
                True,
            ),
            (
                {"tender": {"description": "Run under the Public Contracts Regulations 2015."}},
                "procurement_act_2023",
                True,
            ),
            (
                {
                    "tender": {
                        "description": "Run under the Procurement Act 2023.",
                        "legalBasis": {"id": "32014L0024"},
                    }
                },
                "earlier_rules",
                True,
            ),
            ({"ocid": "ocds-kuma6s-1"}, "procurement_act_2023_wales", False),
            ({"ocid": "ocds-r6ebe6-1"}, "scotland", False),
            ({"date": None, "tender": {"tenderPeriod": None}}, "unknown", False),
        ],
    )
    def test_field_words_and_beginning(self, changes: dict[str, Any], regime: str, remarked: bool) -> None:
        notice = read(**changes)
        assert notice.regime == regime
        assert any("points to" in remark for remark in notice.remarks) is remarked

    def test_its_beginning_is_not_forgotten_when_a_later_release_comes(self) -> None:
        texts = [
            json.dumps(a_release(date="2024-11-01T09:00:00Z", tender={"tenderPeriod": None})),
            json.dumps(a_release(id="2", date="2025-06-01T09:00:00Z", tender={"tenderPeriod": None})),
        ]
        assert merging.merged(texts, "ocds-h6vhtk-0test0", "2", "Test").regime == "earlier_rules"


class TestNothingIsDropped:
    def test_whom_to_ask(self, session: Session) -> None:
        assert shown(import_(session, "contact-point"))["Contact"] == "Procurement team, bids@example.org"

    def test_extensions_are_told_with_their_months(self, session: Session) -> None:
        tender = import_(session, "extension")
        assert tender.lots[0].extension_months == 24
        assert shown(tender)["Contract term"] == (
            "36 months. It may be extended: Two extensions of twelve months each (24 months in all)"
        )

    def test_a_renewal_without_words_is_told(self) -> None:
        notice = read(tender={"lots": [{"id": "1", "title": "All", "hasRenewal": True}]})
        assert notice.lots[0].extension == "The notice does not say how often or for how long."

    @pytest.mark.parametrize(
        ("words", "expected"),
        [("The council will set up a framework agreement with six suppliers.", Arrangement.framework),
         ("We are establishing a dynamic purchasing system for transport.", Arrangement.dynamic_market),
         ("A call-off under an existing framework agreement.", Arrangement.contract),
         ("The supplier works within the National Planning Policy Framework.", Arrangement.contract),
         ("Bids are judged by our quality framework.", Arrangement.contract),
         ("Daily cleaning.", Arrangement.contract)],
    )  # fmt: skip
    def test_a_framework_told_only_in_words(self, words: str, expected: Arrangement) -> None:
        notice = read(tender={"description": words})
        assert notice.arrangement is expected
        assert any("Only the text" in remark for remark in notice.remarks) is (
            expected is not Arrangement.contract
        )

    def test_the_case_of_a_framework(self) -> None:
        assert case("framework-only-in-words").arrangement is Arrangement.framework

    def test_variants_languages_and_second_buyers(self, session: Session) -> None:
        submission = {
            "languages": ["en", "cy"],
            "variantPolicy": "notAllowed",
            "bidValidityPeriod": {"durationInDays": 90},
        }
        parties = [
            {"id": "b1", "name": "A", "roles": ["buyer"]},
            {"id": "b2", "name": "B", "roles": ["buyer"]},
        ]
        content = as_file(a_release(parties=parties, tender={"submissionTerms": submission}))
        (result,) = importing.import_file(session, SYSTEM, "x.json", content, AT, publishing=True)
        rows = shown(session.get_one(Tender, result.tender_id))
        assert rows["Joint buyers"] == "B"
        assert (
            rows["Other terms"]
            == "Bids can be written in English or Welsh.<br>Variant bids are not allowed.<br>"
            "Bids must stay valid for 90 days."
        )

    def test_what_is_not_read_is_listed(self, session: Session) -> None:
        content = as_file(
            a_release(tender={"hasRecurrence": True, "recurrence": {"description": "Every year"}})
        )
        importing.import_file(session, SYSTEM, "x.json", content, AT, publishing=True)
        row = session.scalars(sa.select(NoticeRelease)).one()
        assert row.unread == ["tender/hasRecurrence", "tender/recurrence/description"]

    def test_longer_lists_than_we_read_are_told(self) -> None:
        notice = read(tender={"items": [{"id": str(number)} for number in range(501)]})
        assert any("lists 501 items" in remark for remark in notice.remarks)


class Asked(dict[str, Any]):
    """An object of a release that notes what is asked of it, by path."""

    def __init__(self, value: dict[str, Any], path: str, seen: set[str]) -> None:
        super().__init__(value)
        self.path, self.seen = path, seen

    def get(self, name: str, default: Any = None) -> Any:
        self.seen.add(f"{self.path}/{name}" if self.path else name)
        return super().get(name, default)


def asking(value: Any, path: str, seen: set[str]) -> Any:
    if isinstance(value, dict):
        inside = {
            name: asking(part, f"{path}/{name}" if path else name, seen) for name, part in value.items()
        }
        return Asked(inside, path, seen)
    return [asking(item, path, seen) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", sorted(NOTICES.glob("*.json")), ids=lambda path: path.stem[:30])
def test_the_list_of_what_is_read_is_true(path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times, "with_london_clocks", lambda release: release)  # it would copy the notes away
    for release in reader.read(path.read_bytes()):
        seen: set[str] = set()
        source = type(release)(
            asking(release.data, "", seen), release.publisher, release.licence, release.remarks
        )
        normalise(source)
        unread_paths = set(unread.paths(release.data))
        assert unread_paths & seen == set(), "it says of these that nothing reads them"


def test_parts_of_quality_beside_a_price_are_parts_of_what_the_price_leaves() -> None:
    notice = case("parts-of-quality-with-a-price")
    assert [(row.name, row.weight_bp) for row in notice.criteria] == [
        ("Method", 3_500), ("Staff", 2_100), ("Fair work", 1_400), ("Price", 3_000),
    ]  # fmt: skip
    assert notice.criteria[0].text.startswith("50% within quality.")
    assert not any("add up to 130%" in remark for remark in notice.remarks)


@pytest.mark.parametrize(
    ("parts", "target"), [([1, 1, 1], 100), ([5_000, 3_000, 2_000], 7_000), ([1], 9), ([3, 4], 1)]
)
def test_shares_add_up(parts: list[int], target: int) -> None:
    shares = largest_remainder(parts, target)
    assert sum(shares) == target
    assert all(abs(share - part * target / sum(parts)) < 1 for share, part in zip(shares, parts, strict=True))


def test_nothing_of_a_placeholder_reaches_the_database_or_the_page(session: Session) -> None:
    for path in sorted(NOTICES.glob("*.json")):
        importing.import_file(session, SYSTEM, path.name, path.read_bytes(), AT, publishing=True)
    packages = session.scalars(sa.select(WorkPackage)).all()
    assert len(packages) > 80
    assert {(package.quantity, package.estimated) for package in packages} == {(None, False)}, (
        "an empty register"
    )


def test_remarks_can_be_taken_back() -> None:
    remarks = Remarks(("A.", "B."))
    remarks.drop("A.")
    remarks.drop("C.")
    assert remarks.all() == ("B.",)
