"""Many files in few transactions: a bad file fails alone, and what was committed stays."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor
from app.foundation.database import Database
from app.foundation.errors import Refused
from app.ocds import batches, reading, reading_ahead
from app.ocds.actions import importing
from app.ocds.actions.results import ReleaseResult
from app.ocds.commands import progress
from app.tenders.models import NoticeRelease, Tender
from app.tenders.rules import ReleaseState
from tests.ocds.conftest import a_release, as_file


def a_file(folder: Path, number: int) -> Path:
    path = folder / f"{number}.json"
    path.write_bytes(as_file(a_release(ocid=f"ocds-h6vhtk-b{number:05}")))
    return path


def counted(database: Database, table: type[object]) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_files_are_imported_in_few_transactions_and_a_bad_one_fails_alone(
    database: Database, tmp_path: Path
) -> None:
    files = [a_file(tmp_path, number) for number in range(7)]
    files[2].write_text("[]")
    files[4].write_bytes(gzip.compress(files[4].read_bytes()))
    outcomes = list(batches.import_files(database, files, at_once=3))
    assert [outcome.path for outcome in outcomes] == files
    assert [len(outcome.results) for outcome in outcomes] == [1, 1, 0, 1, 1, 1, 1]
    assert "empty list" in outcomes[2].fault
    assert counted(database, Tender) == 6
    again = list(batches.import_files(database, files, at_once=100))
    assert {result.state for outcome in again for result in outcome.results} == {ReleaseState.unchanged}
    with database.reading() as session:
        assert list(audit.verify(session)) == []


def test_a_batch_that_fails_is_imported_file_by_file(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [a_file(tmp_path, number) for number in range(3)]
    real = importing.import_named

    def failing(
        session: Session, actor: Actor, releases: Sequence[importing.Named], **options: Any
    ) -> list[ReleaseResult]:
        results = real(session, actor, releases, **options)
        if "1.json" in dict(releases):
            raise Refused("This one cannot be stored.")
        return results

    monkeypatch.setattr(importing, "import_named", failing)
    outcomes = list(batches.import_files(database, files))
    assert [outcome.fault for outcome in outcomes] == ["", "This one cannot be stored.", ""]
    assert counted(database, NoticeRelease) == 2


def test_what_was_committed_before_a_stop_stays_and_importing_again_does_the_rest(
    database: Database, tmp_path: Path
) -> None:
    files = [a_file(tmp_path, number) for number in range(6)]
    running = batches.import_files(database, files, at_once=2)
    next(running)  # the first batch is committed, the rest is not begun
    running.close()
    assert counted(database, Tender) == 2
    states = [outcome.results[0].state.name for outcome in batches.import_files(database, files)]
    assert states == ["unchanged"] * 2 + ["imported"] * 4
    assert counted(database, Tender) == 6


def test_two_releases_of_one_notice_in_one_batch_are_read_in_their_order(
    database: Database, tmp_path: Path
) -> None:
    older, newer = tmp_path / "1.json", tmp_path / "2.json"
    later = {"id": "2", "date": "2026-02-01T09:00:00Z"}
    older.write_bytes(as_file(a_release()))
    newer.write_bytes(as_file(a_release(**later, tender={**a_release()["tender"], "title": "A new title"})))
    states = [outcome.results[0].state.name for outcome in batches.import_files(database, [older, newer])]
    assert states == ["imported", "updated"]
    with database.reading() as session:
        assert session.scalars(sa.select(Tender.title)).all() == ["A new title"]


def test_files_that_are_read_ahead_are_the_same_in_the_same_order(tmp_path: Path) -> None:
    files = [a_file(tmp_path, number) for number in range(reading_ahead.FEWEST)]
    files[7].write_text("not json")
    files[9].write_bytes(as_file(*(a_release(ocid=f"ocds-h6vhtk-many{number:03}") for number in range(60))))
    assert files[9].stat().st_size > reading.INLINE_BYTES
    ahead = list(reading_ahead.read_files(files))
    assert ahead == [reading_ahead.read_file(path, reading.INLINE_BYTES) for path in files]
    assert [len(file.releases) for file in ahead[6:10]] == [1, 0, 1, 60]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that the test starts."""
    processes: list[subprocess.Popen[bytes]] = []

    class Remembered(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, **named)
            processes.append(self)

    monkeypatch.setattr(subprocess, "Popen", Remembered)
    return processes


def test_files_are_read_here_when_the_process_that_reads_ahead_ends(
    tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    files = [a_file(tmp_path, number) for number in range(reading_ahead.FEWEST)]
    reading_files = reading_ahead.read_files(files)
    ahead = [next(reading_files)]
    started[0].kill()
    ahead.extend(reading_files)
    assert [file.path for file in ahead] == files
    assert all(len(file.releases) == 1 for file in ahead)
    assert started[0].returncode is not None


def test_the_process_that_reads_ahead_ends_with_whoever_stops_reading(
    tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    files = [a_file(tmp_path, number) for number in range(reading_ahead.FEWEST)]
    reading_files = reading_ahead.read_files(files)
    next(reading_files)
    assert started[0].returncode is None
    reading_files.close()
    assert started[0].returncode is not None


@pytest.mark.parametrize("bad", [0, 2, 4])
def test_what_no_database_holds_is_set_aside_alone_among_new_notices(database: Database, bad: int) -> None:
    read = [
        importing.read_file(as_file(a_release(ocid=f"ocds-h6vhtk-s{number:05}")))[0] for number in range(5)
    ]
    notice = read[bad].notice
    assert notice is not None
    read[bad] = replace(read[bad], notice=replace(notice, procedure="\ud800"))
    with database.unit_of_work() as session:
        results = importing.import_releases(session, SYSTEM, "x.json", read)
    states = ["imported"] * 5
    states[bad] = "quarantined"
    assert [result.state.name for result in results] == states
    with database.reading() as session:
        verbs = list(session.scalars(sa.select(audit.AuditEntry.verb).order_by(audit.AuditEntry.id)))
        assert verbs.count("tender.imported") == verbs.count("tender.work_packages_drafted") == 4
        assert verbs.count("notice.quarantined") == 1
        assert list(audit.verify(session)) == []


def test_notices_of_one_batch_are_twins_in_their_order(database: Database) -> None:
    ocids = ["ocds-h6vhtk-twin00", "ocds-b5fd17-twin00", "ocds-kuma6s-twin00"]
    read = [importing.read_file(as_file(a_release(ocid=ocid)))[0] for ocid in ocids]
    with database.unit_of_work() as session:
        results = importing.import_releases(session, SYSTEM, "x.json", read)
    counts = [
        sum("probably the same procurement" in remark for remark in result.remarks) for result in results
    ]
    assert counts == [0, 1, 1]
    with database.reading() as session:
        rows = list(session.scalars(sa.select(Tender).order_by(Tender.id)))
        assert [row.ocid for row in rows] == ocids
        assert [row.procurement_key for row in rows] == [None, ocids[0], ocids[0]]
        assert [set(row.related_ocids) for row in rows] == [set(ocids) - {row.ocid} for row in rows]


def test_new_notices_cost_a_few_statements_for_them_all(database: Database, statements: list[str]) -> None:
    def sent(count: int, first: int) -> int:
        read = [importing.read_file(as_file(a_release(ocid=f"ocds-{first + n:06}-c"))) for n in range(count)]
        statements.clear()
        with database.unit_of_work() as session:
            importing.import_named(session, SYSTEM, [("x.json", release) for (release,) in read])
        return len(
            [sql for sql in statements if not sql.startswith("UPDATE tenders") and not _row_by_row(sql)]
        )

    def _row_by_row(sql: str) -> bool:
        return "advisory" in sql or (sql.startswith("INSERT") and database.is_sqlite)

    assert sent(20, 100) == sent(2, 1)


@pytest.mark.parametrize(
    ("terminal", "says"), [(True, ["50 of 60 files done.", "60 of 60 files done."]), (False, [])]
)
def test_progress_is_told_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: bool, says: list[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    done = progress(60)
    for _ in range(60):
        done()
    assert capsys.readouterr().err.splitlines() == says
