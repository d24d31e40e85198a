"""Many files in few transactions: a bad file fails alone, and what was committed stays."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.foundation import audit
from app.foundation.database import Database
from app.foundation.errors import Refused
from app.ocds import actions, batches
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


def test_files_are_imported_in_few_transactions_and_a_bad_one_fails_alone(database: Database, tmp_path: Path) -> None:
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
    real = actions.import_releases

    def failing(session, actor, name, releases, **given):  # type: ignore[no-untyped-def]
        results = real(session, actor, name, releases, **given)
        if name == "1.json":
            raise Refused("This one cannot be stored.")
        return results

    monkeypatch.setattr(actions, "import_releases", failing)
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


def test_two_releases_of_one_notice_in_one_batch_are_read_in_their_order(database: Database, tmp_path: Path) -> None:
    older, newer = tmp_path / "1.json", tmp_path / "2.json"
    later = {"id": "2", "date": "2026-02-01T09:00:00Z"}
    older.write_bytes(as_file(a_release()))
    newer.write_bytes(as_file(a_release(**later, tender={**a_release()["tender"], "title": "A new title"})))
    states = [outcome.results[0].state.name for outcome in batches.import_files(database, [older, newer])]
    assert states == ["imported", "updated"]
    with database.reading() as session:
        assert session.scalars(sa.select(Tender.title)).all() == ["A new title"]


@pytest.mark.parametrize(("terminal", "says"), [(True, ["50 of 60 files done.", "60 of 60 files done."]), (False, [])])
def test_progress_is_told_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], terminal: bool, says: list[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    done = progress(60)
    for _ in range(60):
        done()
    assert capsys.readouterr().err.splitlines() == says
