"""Importing files: every real notice, twice; newer and older releases; bad ones among good ones."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import SYSTEM
from app.foundation.database import Database, commit
from app.foundation.errors import NotAllowed, Refused
from app.ocds import queries, reader, reading, source_json
from app.ocds.actions import importing
from app.ocds.actions.results import ReleaseResult
from app.ocds.commands import line
from app.tenders.actions.work_packages import PackageDetails, confirm_work_package
from app.tenders.models import (
    Award,
    Condition,
    Criterion,
    Lot,
    NoticeRelease,
    Tender,
    TenderDocument,
    WorkPackage,
)
from app.tenders.rules import ReleaseState, TenderState, WorkPackageState
from tests import factories as make
from tests.ocds.conftest import NOTICES, a_release, as_file

# file -> (state of its tender in November 2026, lots, draft work packages, remarks)
EXPECTED = {
    "cf2017_20_ocds-b5fd17-65836f54": ("awarded", 1, 1, 5),
    "cf2025_2623b830": ("awarded", 1, 1, 0),
    "cf2025_9c97a11f": ("draft", 1, 1, 1),
    "cf2025_a3f33caf": ("closed", 1, 1, 2),
    "cf2025_aac989dd": ("closed", 1, 1, 1),
    "fts_032703": ("closed", 1, 1, 3),
    "fts_050722": ("closed", 1, 2, 1),
    "fts_050970": ("closed", 4, 4, 6),
    "fts_072960": ("awarded", 1, 1, 2),
    "pcs2019_ocds-r6ebe6-0000581226": ("closed", 5, 19, 7),
    "pcs2019_ocds-r6ebe6-0000581400": ("closed", 5, 5, 1),
    "s2w2025_ocds-kuma6s-148114": ("closed", 9, 41, 9),
    "s2w2025_ocds-kuma6s-148410": ("closed", 4, 8, 4),
}
LATER = "2026-02-01T09:00:00Z"


def import_(session: Session, *releases: object) -> list[ReleaseResult]:
    return importing.import_file(session, SYSTEM, "test.json", as_file(*releases), publishing=True)


def states(results: list[ReleaseResult]) -> list[str]:
    return [result.state.name for result in results]


def test_every_sample_is_expected() -> None:
    assert len(list(NOTICES.glob("*.json"))) == 13
    assert all(len(list(NOTICES.glob(f"{beginning}*"))) == 1 for beginning in EXPECTED)


@pytest.mark.parametrize("beginning", EXPECTED)
def test_each_real_notice_imports_and_a_second_time_changes_nothing(session: Session, beginning: str) -> None:
    (path,) = NOTICES.glob(f"{beginning}*")
    content = path.read_bytes()
    (first,) = importing.import_file(session, SYSTEM, path.name, content, publishing=True)
    commit(session)
    tender = session.get_one(Tender, first.tender_id)
    packages = [package for lot in tender.lots for package in lot.work_packages]
    figures = (tender.state.name, len(tender.lots), len(packages), len(first.remarks))
    assert first.state is ReleaseState.imported
    assert figures == EXPECTED[beginning]
    assert line(first).startswith(f"imported     {tender.ocid}")
    assert all(package.state is WorkPackageState.draft and package.basis for package in packages)
    entries = session.scalar(sa.select(audit.AuditHead.length))
    (again,) = importing.import_file(session, SYSTEM, path.name, content, publishing=True)
    assert not session.new
    assert not session.dirty
    commit(session)
    assert again.state is ReleaseState.unchanged
    assert session.scalar(sa.select(audit.AuditHead.length)) == entries
    assert session.scalar(sa.select(sa.func.count()).select_from(NoticeRelease)) == 1


@pytest.mark.parametrize("beginning", EXPECTED)
def test_nothing_of_a_source_is_lost(session: Session, beginning: str) -> None:
    (path,) = NOTICES.glob(f"{beginning}*")
    importing.import_file(session, SYSTEM, path.name, path.read_bytes())
    row = session.scalars(sa.select(NoticeRelease)).one()
    kept = source_json.parse(queries.source_text(row).encode())
    assert source_json.canonical(kept) == source_json.canonical(source_json.parse(path.read_bytes()))
    assert row.sha256 == source_json.sha256(kept)


def test_the_endless_number_of_the_real_file_is_kept_as_written(session: Session) -> None:
    (path,) = NOTICES.glob("fts_050970*")
    importing.import_file(session, SYSTEM, path.name, path.read_bytes())
    row = session.scalars(sa.select(NoticeRelease)).one()
    assert "1e9999" in queries.source_text(row)
    tender = session.scalars(sa.select(Tender)).one()
    assert (tender.max_lots_bid, tender.max_lots_awarded) == (None, 4)


def test_a_bad_release_is_set_aside_with_its_reason_and_the_rest_go_on(session: Session) -> None:
    results = import_(
        session,
        a_release(),
        {"id": "no ocid", "tender": {"title": "x"}},
        7,
        a_release(ocid="ocds-h6vhtk-000002"),
    )
    assert states(results) == ["imported", "quarantined", "quarantined", "imported"]
    assert "no OCID" in results[1].reason
    commit(session)
    assert session.scalar(sa.select(sa.func.count()).select_from(Tender)) == 2
    assert [row.reason for row in queries.quarantined(session, None)] == [
        results[2].reason,
        results[1].reason,
    ]


def test_a_release_that_was_set_aside_is_told_again_and_stored_once(session: Session) -> None:
    bad = {"id": "no ocid", "tender": {"title": "x"}}
    import_(session, bad)
    commit(session)
    assert states(import_(session, bad)) == ["quarantined"]
    commit(session)
    assert session.scalar(sa.select(sa.func.count()).select_from(NoticeRelease)) == 1


def test_a_newer_release_updates_its_tender_and_leaves_what_it_does_not_state(session: Session) -> None:
    (first,) = import_(session, a_release())
    newer = a_release(
        id="000002-2026", date=LATER, tender={"title": "Cleaning of all libraries", "value": None}
    )
    (second,) = import_(session, newer)
    tender = session.get_one(Tender, first.tender_id)
    assert (second.state, second.tender_id) == (ReleaseState.updated, tender.id)
    assert (tender.title, tender.value) == ("Cleaning of all libraries", 52_000_000)
    assert len(tender.lots) == 1


def test_an_older_release_that_comes_later_is_kept_beside_and_overwrites_nothing(session: Session) -> None:
    import_(session, a_release(id="000002-2026", date=LATER, tender={"title": "New title"}))
    (late,) = import_(session, a_release(tender={"title": "Old title"}))
    assert late.state is ReleaseState.unchanged
    assert "newer release" in late.reason
    assert session.scalars(sa.select(Tender)).one().title == "New title"
    assert session.scalar(sa.select(sa.func.count()).select_from(NoticeRelease)) == 2


@pytest.mark.parametrize("minutes", [-1, 1])
def test_a_release_that_changes_nothing_changes_nothing(database: Database, minutes: int) -> None:
    """Of every real notice one more, dated a minute earlier or later, that says the same."""
    releases = [next(reader.read(path.read_bytes())).data for path in sorted(NOTICES.glob("*.json"))]

    def import_again(session: Session) -> list[ReleaseResult]:
        content = source_json.canonical({"releases": releases}).encode()  # numbers as they were written
        read = reading.read_here(content, 100, 1_000)
        return importing.import_releases(session, SYSTEM, "all.json", read, publishing=True)

    with database.unit_of_work() as session:
        import_again(session)
    before = everything_of_tenders(database)
    for release in releases:
        dated = datetime.fromisoformat(release["date"]) + timedelta(minutes=minutes)
        release["date"] = dated.isoformat().replace(
            "+00:00", "Z"
        )  # as its source labels it, also where that is wrong
    with database.unit_of_work() as session:
        first_new = (session.scalar(sa.select(audit.AuditHead.length)) or 0) + 1
        assert set(states(import_again(session))) == {"unchanged" if minutes < 0 else "updated"}
    assert everything_of_tenders(database) == before
    with database.unit_of_work() as session:
        verbs = session.scalars(
            sa.select(audit.AuditEntry.verb).where(audit.AuditEntry.id >= first_new)
        ).all()
        assert verbs == ["notice.kept"] * len(releases)
        assert set(states(import_again(session))) == {"unchanged"}


def everything_of_tenders(database: Database) -> dict[str, list[Any]]:
    """Every row that a notice fills, its id included."""
    tables = (Tender, Lot, WorkPackage, Criterion, Condition, TenderDocument, Award)
    with database.reading() as session:
        return {
            table.__tablename__: [
                tuple(row) for row in session.execute(sa.select(table.__table__).order_by("id"))
            ]
            for table in tables
        }


def test_a_release_that_changes_a_part_alone_is_applied(session: Session) -> None:
    document = {
        "id": "d",
        "title": "Specification",
        "url": "https://example.org/d",
        "documentType": "tenderNotice",
    }
    criteria = [{"criteria": [{"type": "price", "name": "Price", "description": "40%"}]}]
    (first,) = import_(session, a_release(id="000002-2026", date=LATER))
    parts: list[dict[str, Any]] = [
        {"documents": [document]},
        {"lots": [{"id": "1", "awardCriteria": criteria[0]}]},
    ]
    for number, part in enumerate(parts):
        tender = {name: a_release()["tender"][name] for name in ("id", "title")} | part
        (late,) = import_(session, {**a_release(id=f"part {number}"), "tender": tender})
        assert late.state is ReleaseState.updated, part
    tender_row = session.get_one(Tender, first.tender_id)
    assert [row.title for row in tender_row.documents] == ["Specification"]


def test_confirmed_work_packages_survive_a_newer_release(session: Session) -> None:
    (first,) = import_(session, a_release())
    tender = session.get_one(Tender, first.tender_id)
    (package,) = tender.lots[0].work_packages
    details = PackageDetails("", package.capability, package.area, 40, package.periods)
    confirm_work_package(session, SYSTEM, package, details)
    before = (package.id, package.capability, package.area, package.quantity, package.periods)
    import_(
        session,
        a_release(
            id="000002-2026", date=LATER, tender={"value": {"amount": 9, "currency": "GBP"}, "items": []}
        ),
    )
    session.expire_all()
    (package,) = session.get_one(Tender, tender.id).lots[0].work_packages
    assert (package.id, package.capability, package.area, package.quantity, package.periods) == before
    assert package.state is WorkPackageState.confirmed


def test_drafts_follow_a_newer_release(session: Session) -> None:
    (first,) = import_(session, a_release())
    import_(
        session,
        a_release(
            id="000002-2026", date=LATER, tender={"items": [{"deliveryAddresses": [{"region": "Sandwell"}]}]}
        ),
    )
    tender = session.get_one(Tender, first.tender_id)
    assert [package.area for package in tender.lots[0].work_packages] == ["E08000028"]
    assert session.scalar(sa.select(sa.func.count()).select_from(WorkPackage)) == 1


def test_one_procurement_under_several_numbers_is_noted_on_both(session: Session) -> None:
    (first,) = import_(session, a_release())
    (second,) = import_(session, a_release(ocid="ocds-b5fd17-sibling"))
    assert any("ocds-h6vhtk-0test0" in remark for remark in second.remarks)
    assert session.get_one(Tender, first.tender_id).related_ocids == ["ocds-b5fd17-sibling"]
    assert session.get_one(Tender, second.tender_id).related_ocids == ["ocds-h6vhtk-0test0"]


def test_a_release_past_its_deadline_comes_in_closed_and_an_open_one_is_queued_to_close(
    session: Session,
) -> None:
    from app.foundation.jobs.queue import Job

    (past,) = import_(session, a_release(tender={"tenderPeriod": {"endDate": "2020-01-01T00:00:00Z"}}))
    (open_,) = import_(session, a_release(ocid="ocds-h6vhtk-000002"))
    assert session.get_one(Tender, past.tender_id).state is TenderState.closed
    opened = session.get_one(Tender, open_.tender_id)
    assert opened.state is TenderState.published
    (job,) = session.scalars(sa.select(Job).where(Job.kind == "close_tender"))
    assert (job.subject_id, job.run_after) == (opened.id, opened.deadline)


def test_an_award_that_comes_after_makes_the_tender_awarded(session: Session) -> None:
    (first,) = import_(session, a_release())
    award = {
        "id": "a",
        "status": "active",
        "suppliers": [{"id": "s", "name": "Winner Ltd"}],
        "value": {"amount": 500000},
    }
    import_(session, a_release(id="000003-2026", date=LATER, tag=["award"], awards=[award]))
    tender = session.get_one(Tender, first.tender_id)
    assert tender.state is TenderState.awarded
    assert [(award.suppliers, award.value) for award in tender.awards] == [(["Winner Ltd"], 50_000_000)]


def test_an_early_notice_is_seen_by_advisers_alone(database: Database) -> None:
    from app.foundation.errors import NotFound
    from app.tenders.queries import tenders

    with database.unit_of_work() as session:
        adviser, enterprise = make.adviser(session), make.member_of(session, make.enterprise(session))
        (result,) = import_(
            session, a_release(tag=["planning"], tender={"status": "planning", "tenderPeriod": None})
        )
    with database.reading() as session:
        assert tenders.get(session, adviser, result.tender_id or 0).state is TenderState.draft
        for actor in (None, enterprise):
            with pytest.raises(NotFound):
                tenders.get(session, actor, result.tender_id or 0)


def test_text_that_no_database_holds_sets_aside_its_release_alone(session: Session) -> None:
    hostile = a_release(ocid="ocds-h6vhtk-\ud800\x00bad", tender={"title": "\ud800"})
    results = import_(session, hostile, a_release())
    commit(session)
    assert states(results)[1] == "imported"
    assert all(result.ocid.isprintable() for result in results)


@pytest.mark.parametrize("content", [b"", b"not json", b"[]", b'{"a": NaN}', b"[" * 70 + b"]" * 70])
def test_a_file_that_cannot_be_read_is_refused_in_words(session: Session, content: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        importing.import_file(session, SYSTEM, "x.json", content)
    assert refusal.value.field == "file"


def test_enterprises_import_nothing(session: Session) -> None:
    member = make.member_of(session, make.enterprise(session))
    with pytest.raises(NotAllowed):
        importing.import_file(session, member, "x.json", as_file(a_release()))


def test_several_hundred_releases_of_one_file_each_stand_alone(session: Session) -> None:
    releases = [
        a_release(ocid=f"ocds-h6vhtk-{number:06}", tender={"title": f"Tender {number}"})
        for number in range(200)
    ]
    releases[50] = {"ocid": "ocds-h6vhtk-broken"}
    results = import_(session, *releases)
    assert states(results).count("imported") == 199
    assert results[50].state is ReleaseState.quarantined


def test_the_command_prints_a_line_a_release_and_fails_where_one_is_set_aside(
    database: Database, tmp_path: Path
) -> None:
    from click.testing import CliRunner
    from flask import Flask

    from app.ocds.commands import import_command

    app = Flask("test")
    app.extensions["bidbridge"] = type("Parts", (), {"database": database})()
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(a_release()))
    bad.write_bytes(as_file({"id": "x"}, a_release()))
    with app.app_context():
        first = CliRunner().invoke(import_command, [str(good)])
        second = CliRunner().invoke(import_command, [str(good), str(bad)])
    assert (first.exit_code, second.exit_code) == (0, 1)
    assert first.output.startswith(
        "imported     ocds-h6vhtk-0test0  000001-2026  tender 1  Cleaning of libraries"
    )
    assert [text.split()[0] for text in second.output.splitlines()] == [
        "unchanged",
        "quarantined",
        "unchanged",
    ]


def test_importing_leaves_the_audit_chain_whole(session: Session) -> None:
    import_(session, a_release(), {"id": "x"})
    commit(session)
    assert list(audit.verify(session)) == []
