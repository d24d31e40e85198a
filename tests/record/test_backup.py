"""A backup made while the site works, and its restore: whole and verified, or nothing at all."""

from __future__ import annotations

import dataclasses
import itertools
import json
import shutil
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

import app as application
from app import migrations
from app.accounts.actions import registering, signing_in
from app.accounts.models import Organisation, Person, SignIn
from app.foundation import audit, documents
from app.foundation.actor import SYSTEM
from app.foundation.canonical import sha256_of
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.errors import Refused
from app.foundation.snapshot import snapshot
from app.record import heads
from app.record.backup import making, restoring, tables
from app.record.backup.archive import Reader
from app.record.check import comparisons
from tests.record.world import World

_numbers = itertools.count(1)
# Rows that a restore adds or ends on purpose.
CHANGED_BY_RESTORE = {"audit_entries", "audit_head", "sign_ins", "half_sign_ins", "password_resets"}


@dataclasses.dataclass
class Place:
    """An empty, migrated place to restore to."""

    database: Database
    settings: Settings

    def differences(self) -> list[str]:
        with snapshot(self.database) as session:
            return list(comparisons.run(session, self.settings.documents_dir))

    def people(self) -> int:
        with self.database.reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(Person)) or 0


@pytest.fixture
def place(request: pytest.FixtureRequest, kept: World, tmp_path: Path) -> Iterator[Place]:
    """On a database of the same kind as the world's."""
    url = f"sqlite:///{tmp_path / 'place.sqlite3'}"
    if kept.database.is_sqlite:
        shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "place.sqlite3")
    else:
        url = request.getfixturevalue("postgres").make(f"place_{next(_numbers)}")
    database = Database(url)
    settings = dataclasses.replace(kept.settings, database_url=url, documents_dir=tmp_path / "documents")
    yield Place(database, settings)
    database.engine.dispose()


@contextmanager
def busy(world: World) -> Iterator[list[int]]:
    """Keep renaming and storing documents in the background; yields what was done."""
    done: list[int] = []
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            number = len(done)
            with world.database.unit_of_work() as session:
                organisation = session.get_one(Organisation, 1, with_for_update=True)
                audit.record(session, SYSTEM, "organisation.renamed", organisation, name=f"Name {number}")
                organisation.name = f"Name {number}"
                documents.store(
                    session, world.settings.documents_dir, "a", "text/plain", f"file {number}".encode()
                )
            done.append(number)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


def wait_for_more(done: list[int], seconds: int = 60) -> None:
    """Wait until the writer has written once more."""
    pause, before = threading.Event(), len(done)
    for _ in range(seconds * 50):
        if len(done) > before:
            return
        pause.wait(0.02)
    raise AssertionError("the writer was held up")


@pytest.fixture(scope="module")
def backup(kept: World, tmp_path_factory: pytest.TempPathFactory) -> making.Backup:
    """Made while someone else writes."""
    with kept.database.unit_of_work() as session:
        signing_in.open_sign_in(session, session.get_one(Person, 1), None)
    with busy(kept) as done:
        wait_for_more(done)
        finished = making.make(kept.database, kept.settings, tmp_path_factory.mktemp("backups"))
        wait_for_more(done)
    return finished


def test_a_backup_is_private_and_names_a_head_of_the_record(kept: World, backup: making.Backup) -> None:
    assert backup.faults == ()
    assert stat.S_IMODE(backup.path.stat().st_mode) == 0o600
    head = heads.parse(backup.manifest.head)
    with kept.database.reading() as session:
        assert list(heads.missing(session, [head])) == []


def test_a_backup_of_a_working_site_comes_back_whole(backup: making.Backup, place: Place) -> None:
    head = heads.parse(backup.manifest.head)
    restoring.restore(place.database, place.settings, backup.path)
    assert place.differences() == []
    assert migrations.current(place.database) == migrations.head()
    with place.database.reading() as session:
        assert heads.current(session).number == head.number + 1
        assert list(heads.missing(session, [head])) == []
        assert audit.entries_for(session, making.SUBJECT)[-1].verb == "backup.restored"
        assert session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0
        assert_same_rows(session.connection(), backup.path)


def assert_same_rows(connection: Connection, path: Path) -> None:
    """The database has the tables of the backup, with the same rows in the same order."""
    with Reader(path) as reader:
        in_backup = {table.name: table for table in reader.manifest.tables}
        here = tables.schema(connection)
        assert {table.name for table in here} == set(in_backup)
        for table in here:
            if table.name not in CHANGED_BY_RESTORE:
                assert [column.name for column in table.columns] == in_backup[table.name].columns
                lines = [json.loads(line) for line in tables.lines(connection, table)]
                assert lines == list(reader.lines(in_backup[table.name])), table.name


def test_ids_are_never_given_again_after_a_restore(backup: making.Backup, place: Place) -> None:
    """The number of a row that was deleted before the backup is not used again: the record refers to it."""
    restoring.restore(place.database, place.settings, backup.path)
    with Reader(backup.path) as reader:
        last = next(table.last_id for table in reader.manifest.tables if table.name == "people")
    with place.database.unit_of_work() as session:
        assert registering.register(session, SYSTEM, "New", "new@example.org", "!").id == last + 1


def test_the_last_id_of_deleted_rows_is_kept(place: Place, tmp_path: Path) -> None:
    with place.database.unit_of_work() as session:
        for number in range(3):
            registering.register(session, SYSTEM, "Somebody", f"p{number}@example.org", "!")
    with place.database.engine.begin() as connection:
        connection.execute(sa.delete(Person).where(Person.id == 3))
    finished = making.make(place.database, place.settings, tmp_path / "one.zip")
    restoring.restore(place.database, place.settings, finished.path, replace=True)
    with place.database.unit_of_work() as session:
        assert registering.register(session, SYSTEM, "New", "new@example.org", "!").id == 4


def test_what_a_database_holds_is_replaced_only_when_asked(backup: making.Backup, place: Place) -> None:
    with place.database.unit_of_work() as session:
        registering.register(session, SYSTEM, "Here before", "here@example.org", "!")
    with pytest.raises(Refused, match="--replace"):
        restoring.restore(place.database, place.settings, backup.path)
    assert place.people() == 1
    restoring.restore(place.database, place.settings, backup.path, replace=True)
    assert place.people() > 100
    assert place.differences() == []


def rewritten(path: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The backup with some of its parts changed, as a well-made zip."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return target


def truncated(path: Path, target: Path) -> Path:
    target.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    return target


def flipped(path: Path, target: Path) -> Path:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0x55
    target.write_bytes(content)
    return target


def another_file(path: Path, target: Path) -> Path:
    target.write_text("nothing of the kind")
    return target


def parts_changed(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)

    return change


def _with_manifest(parts: dict[str, bytes], change: Callable[[dict[str, Any]], None]) -> None:
    manifest = json.loads(parts["manifest.json"])
    change(manifest)
    parts["manifest.json"] = json.dumps(manifest).encode()


def _drop_document(parts: dict[str, bytes]) -> None:
    del parts[next(name for name in parts if name.startswith("documents/"))]


def _drop_manifest(parts: dict[str, bytes]) -> None:
    del parts["manifest.json"]


def _forge_record(parts: dict[str, bytes]) -> None:
    """A changed entry, with the manifest's hash made to fit: only the chain itself can tell."""
    name = "tables/audit_entries.jsonl"
    parts[name] = parts[name].replace(b"sample.loaded", b"sample.denied", 1)
    digest = sha256_of(parts[name])

    def fit(manifest: dict[str, Any]) -> None:
        next(table for table in manifest["tables"] if table["name"] == "audit_entries")["sha256"] = digest

    _with_manifest(parts, fit)


def _other_head(parts: dict[str, bytes]) -> None:
    _with_manifest(parts, lambda manifest: manifest.update(head=f"3:{'e' * 64}"))


def _one_row_more(parts: dict[str, bytes]) -> None:
    def count(manifest: dict[str, Any]) -> None:
        next(table for table in manifest["tables"] if table["name"] == "people")["rows"] += 1

    _with_manifest(parts, count)


def _newer(parts: dict[str, bytes]) -> None:
    _with_manifest(parts, lambda manifest: manifest.update(revision="9999"))


SPOILT: dict[str, tuple[Callable[[Path, Path], Path], str]] = {
    "truncated": (truncated, "not a whole backup"),
    "a flipped bit": (flipped, "damaged|changed"),
    "another file": (another_file, "not a whole backup"),
    "a changed row": (
        lambda path, target: rewritten(
            path, target, parts_changed("tables/people.jsonl", b"active", b"locked")
        ),
        "has been changed",
    ),
    "a missing document": (lambda path, target: rewritten(path, target, _drop_document), "does not contain"),
    "a strange part": (
        lambda path, target: rewritten(path, target, lambda parts: parts.update({"../escaped": b"x"})),
        "does not contain",
    ),
    "no manifest": (
        lambda path, target: rewritten(path, target, _drop_manifest),
        "not a backup",
    ),
    "a forged record": (
        lambda path, target: rewritten(path, target, _forge_record),
        "record in the backup is broken",
    ),
    "another head": (lambda path, target: rewritten(path, target, _other_head), "does not end where"),
    "another number of rows": (
        lambda path, target: rewritten(path, target, _one_row_more),
        "the number of rows",
    ),
    "a newer version": (lambda path, target: rewritten(path, target, _newer), "newer version"),
}


def test_a_spoilt_backup_is_refused_and_nothing_is_changed(
    backup: making.Backup, place: Place, tmp_path: Path
) -> None:
    with place.database.unit_of_work() as session:
        registering.register(session, SYSTEM, "Here before", "here@example.org", "!")
    for name, (spoil, words) in SPOILT.items():
        path = spoil(backup.path, tmp_path / "spoilt.zip")
        with pytest.raises(Refused, match=words):
            restoring.restore(place.database, place.settings, path, replace=True)
        assert place.people() == 1, name
        assert migrations.current(place.database) == migrations.head(), name
    assert place.differences() == []


def newest_verb(database: Database) -> str:
    with database.reading() as session:
        newest = sa.select(audit.AuditEntry.verb).order_by(audit.AuditEntry.id.desc()).limit(1)
        return session.scalars(newest).one()


def test_the_backup_command_says_what_it_did(kept: World, tmp_path: Path) -> None:
    runner = application.create_app(kept.settings, kept.database).test_cli_runner()
    result = runner.invoke(args=["backup", str(tmp_path / "kept.zip")])
    assert result.exit_code == 0, result.output
    assert "Head: " in result.output
    assert newest_verb(kept.database) == "backup.made"
    again = runner.invoke(args=["backup", str(tmp_path / "kept.zip")])
    assert (again.exit_code, "already exists" in again.output) == (1, True)
    with zipfile.ZipFile(tmp_path / "kept.zip") as inside:
        assert kept.settings.secret_key.encode() not in b"".join(
            inside.read(name) for name in inside.namelist()
        )


def test_the_restore_command_says_what_it_did(backup: making.Backup, place: Place, tmp_path: Path) -> None:
    runner = application.create_app(place.settings, place.database).test_cli_runner()
    result = runner.invoke(args=["restore", str(backup.path)])
    assert result.exit_code == 0, result.output
    assert "No differences." in result.output
    assert newest_verb(place.database) == "backup.restored"
    result = runner.invoke(args=["restore", str(tmp_path / "nowhere.zip")])
    assert (result.exit_code, "We cannot read" in result.output) == (1, True)


def test_a_document_that_was_lost_is_told_and_the_rest_is_kept(place: Place, tmp_path: Path) -> None:
    with place.database.unit_of_work() as session:
        folder = place.settings.documents_dir
        gone = documents.store(session, folder, "gone", "text/plain", b"gone").sha256
        documents.store(session, folder, "here", "text/plain", b"here")
    documents.path_of(folder, gone).unlink()
    runner = application.create_app(place.settings, place.database).test_cli_runner()
    result = runner.invoke(args=["backup", str(tmp_path / "copies")])
    assert (result.exit_code, "could not be copied" in result.output) == (1, True)
    (path,) = (tmp_path / "copies").iterdir()
    with Reader(path) as reader:
        assert [stored.size for stored in reader.manifest.documents] == [4]
        assert reader.manifest.lacking == [gone]


def test_a_backup_that_fails_leaves_nothing_behind(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "full"
    folder.mkdir()
    with place.database.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE mails"))
        connection.execute(sa.text("DELETE FROM audit_head"))
        connection.execute(sa.text("DROP TABLE audit_head"))
    with pytest.raises(sa.exc.DBAPIError):
        making.make(place.database, place.settings, folder)
    assert list(folder.iterdir()) == []
