"""Merging takes long, so nobody holds a lock meanwhile: whichever way a release comes in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor
from app.foundation.database import Database
from app.ocds import batches, merging
from app.ocds.actions import claiming, importing, preparing, suggesting
from app.ocds.merges import merged_ahead
from app.ocds.models import NoticeFile, SuggestedChange
from app.ocds.notice import Notice
from app.ocds.rules import FileState
from app.tenders.models import NoticeRelease, Tender
from tests import factories as make
from tests.ocds.conftest import a_release, as_file
from tests.ocds.test_files import send
from tests.site import Site

Merged = Callable[..., Notice]
OCID = a_release()["ocid"]


def newer(number: int, **tender: Any) -> dict[str, Any]:
    """Release number `number` of the procurement, a month after the one before it."""
    return a_release(id=f"{number}", date=f"2026-{number + 1:02}-01T09:00:00Z", tender=tender)


class Watched:
    """`merging.merged` as it is; it notes how often it ran, and fails when anybody has a transaction open
    meanwhile.
    """

    def __init__(self, database: Database) -> None:
        self.real: Merged = merging.merged
        self.database = database
        self.count = 0
        self.meanwhile: Callable[[], object] | None = None

    def __call__(self, *args: Any) -> Notice:
        self.count += 1
        assert not transactions(self.database), "somebody waits for this merge"
        if self.meanwhile is not None:
            act, self.meanwhile = self.meanwhile, None
            act()
        return self.real(*args)


def transactions(database: Database) -> int:
    """How many transactions are open; on SQLite 1 where nobody could write."""
    if database.is_sqlite:
        connection = sqlite3.connect(str(database.url.database), timeout=0, isolation_level=None)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return 1
        finally:
            connection.close()
        return 0
    with database.engine.connect() as connection_:
        query = sa.text(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"
        )
        return int(connection_.scalar(query) or 0)


@pytest.fixture
def watched(database: Database, monkeypatch: pytest.MonkeyPatch) -> Watched:
    watching = Watched(database)
    monkeypatch.setattr(merging, "merged", watching)
    return watching


def brought(database: Database, actor: Actor, *releases: Any) -> None:
    """Stored before the test begins, unwatched: each is of a procurement that is new here."""
    with database.unit_of_work() as session:
        results = importing.import_file(session, actor, "before.json", as_file(*releases))
        for tender in session.scalars(sa.select(Tender)):
            importing.publish(session, actor, tender)
        assert {result.state.name for result in results} == {"imported"}


def written(folder: Path, *releases: Any) -> list[Path]:
    """Files of one release each."""
    paths = [folder / f"{number}.json" for number in range(len(releases))]
    for path, release in zip(paths, releases, strict=True):
        path.write_bytes(as_file(release))
    return paths


def titles(database: Database) -> list[str]:
    with database.reading() as session:
        assert list(audit.verify(session)) == []
        return list(session.scalars(sa.select(Tender.title).order_by(Tender.id)))


def test_the_command_line_merges_before_it_writes(
    database: Database, watched: Watched, tmp_path: Path
) -> None:
    brought(database, SYSTEM, a_release())
    another = [
        {**newer(number, title=f"Other {number}"), "ocid": "ocds-h6vhtk-other0"} for number in (0, 1, 2)
    ]
    paths = written(tmp_path, newer(1, title="New title"), *another, newer(2, value=None))
    outcomes = list(batches.import_files(database, paths))
    assert [result.state.name for outcome in outcomes for result in outcome.results] == [
        "updated", "imported", "updated", "updated", "updated",
    ]  # fmt: skip
    assert titles(database) == ["Cleaning of libraries", "Other 2"]
    assert watched.count == 4


def test_a_release_that_came_in_meanwhile_is_merged_too(
    database: Database, watched: Watched, tmp_path: Path
) -> None:
    brought(database, SYSTEM, a_release())

    def add() -> None:
        list(
            batches.import_files(
                database, written(tmp_path, newer(1, title="Meanwhile", description="Meanwhile."))
            )
        )

    watched.meanwhile = add
    late = tmp_path / "late"
    late.mkdir()
    further = newer(2)
    further["tender"] = {"id": "T1", "description": "Last."}  # says nothing of the title
    (outcome,) = batches.import_files(database, written(late, further))
    assert [result.state.name for result in outcome.results] == ["updated"]
    assert titles(database) == ["Meanwhile"]
    assert watched.count == 3


def test_whoever_is_always_too_late_is_told(database: Database, watched: Watched, tmp_path: Path) -> None:
    brought(database, SYSTEM, a_release())
    numbers = iter(range(100))

    def add() -> None:
        folder = tmp_path / f"more {next(numbers)}"
        folder.mkdir()
        list(batches.import_files(database, written(folder, a_release(id=folder.name))))
        watched.meanwhile = add if watched.count < 200 else None

    watched.meanwhile = add
    (outcome,) = batches.import_files(database, written(tmp_path, newer(1, title="Never")))
    assert (outcome.fault, list(outcome.results)) == (batches.BUSY, [])


def test_the_import_page_and_its_job_merge_before_they_write(
    site: Site, database: Database, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.unit_of_work() as session:
        importer, stranger = make.adviser(session), make.officer(session)
    brought(database, importer, a_release())
    client = site.client(importer)
    assert send(client, as_file(newer(1, title="At once"))).status_code == 200
    assert titles(database) == ["At once"]
    # Two that build on each other; what somebody else suggests; and what takes a person too long to wait for.
    assert send(client, as_file(newer(2, title="First"), newer(3, title="Second"))).status_code == 200
    assert send(site.client(stranger), as_file(newer(4, title="Suggested"))).status_code == 200
    with monkeypatch.context() as small:
        small.setattr(merging, "INLINE_BYTES", 0)
        assert send(client, as_file(newer(5, title="By the job"))).status_code == 303
        before = watched.count
        assert site.work() == 1
        assert watched.count == before + 1
    assert titles(database) == ["By the job"]


def test_a_page_that_comes_too_late_leaves_the_rest_to_the_job(
    site: Site, database: Database, watched: Watched
) -> None:
    with database.unit_of_work() as session:
        importer = make.adviser(session)
    brought(database, importer, a_release())
    client = site.client(importer)

    def add() -> None:
        further = importing.read_file(as_file(newer(1, description="Meanwhile.")))
        with database.reading() as session:
            needed = preparing.needed_merges(session, importer, further)
        merges = merged_ahead(needed)
        with database.unit_of_work() as session:
            importing.import_releases(session, importer, "x.json", further, merges=merges)

    watched.meanwhile = add
    answer = send(client, as_file(newer(2, title="Later")))
    assert answer.status_code == 303
    assert titles(database) == ["Cleaning of libraries"]
    assert site.work() == 1
    assert titles(database) == ["Later"]
    with database.reading() as session:
        (file,) = session.scalars(sa.select(NoticeFile))
        assert (file.state, len(file.results)) == (FileState.read, 1)
        assert session.scalar(sa.select(sa.func.count()).select_from(NoticeRelease)) == 3


def test_deciding_and_claiming_merge_nothing(site: Site, database: Database, watched: Watched) -> None:
    """What an owner compared is what is applied: it was merged when it was suggested."""
    with database.unit_of_work() as session:
        importer, stranger, buyer = make.adviser(session), make.adviser(session), make.officer(session)
    brought(database, importer, a_release())
    assert send(site.client(stranger), as_file(newer(1, title="Suggested"))).status_code == 200
    assert watched.count == 1
    with database.unit_of_work() as session:
        tender, suggestion = (
            session.scalars(sa.select(Tender)).one(),
            session.scalars(sa.select(SuggestedChange)).one(),
        )
        suggesting.decide(
            session, importer, tender, suggestion.id, take=True, version=tender.version, public_url="x"
        )
        claiming.claim(session, buyer, tender, "x")
    assert (titles(database), watched.count) == (["Suggested"], 1)
