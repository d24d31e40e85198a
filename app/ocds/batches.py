"""Many files in few transactions: what `flask tenders import FILE…` does.

A commit costs more than a small notice, and what is asked of the register is the same for many of them. A batch that
fails is imported again file by file, so that a bad one fails alone. What was committed stays when this is stopped;
importing the same files again does the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.foundation.actor import SYSTEM
from app.foundation.database import Database
from app.foundation.errors import DomainError
from app.ocds import actions, queries
from app.ocds.reading import ReadRelease
from app.ocds.source_json import MOST_BYTES, TOO_LARGE

AT_ONCE = 25  # releases in one transaction: on SQLite everybody else's saving waits for it


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file: a result for each of its releases, or why it could not be read or imported."""

    path: Path
    results: Sequence[actions.ReleaseResult] = ()
    fault: str = ""


@dataclass
class _ReadFile:
    path: Path
    releases: list[ReadRelease] = field(default_factory=list)
    fault: str = ""


def import_files(
    database: Database, paths: Iterable[Path], *, publishing: bool = False, at_once: int = AT_ONCE
) -> Iterator[FileOutcome]:
    """Import files in their order as the operator; what became of each, once it is committed."""
    waiting: list[_ReadFile] = []
    for path in paths:
        waiting.append(_read(path))
        if sum(len(file.releases) for file in waiting) >= at_once:
            yield from _import_batch(database, waiting, publishing)
            waiting = []
    yield from _import_batch(database, waiting, publishing)


def _read(path: Path) -> _ReadFile:
    try:
        if path.stat().st_size > MOST_BYTES:
            return _ReadFile(path, fault=TOO_LARGE)
        return _ReadFile(path, actions.read_file(path.read_bytes()))
    except DomainError as error:
        return _ReadFile(path, fault=error.message)


def _import_batch(database: Database, files: Sequence[_ReadFile], publishing: bool) -> list[FileOutcome]:
    try:
        return _import_together(database, files, publishing)
    except (DomainError, DBAPIError) as error:
        if len(files) > 1:
            return [outcome for file in files for outcome in _import_batch(database, [file], publishing)]
        if isinstance(error, DomainError):
            return [FileOutcome(files[0].path, fault=error.message)]
        raise


def _import_together(database: Database, files: Sequence[_ReadFile], publishing: bool) -> list[FileOutcome]:
    if not any(file.releases for file in files):
        return [FileOutcome(file.path, fault=file.fault) for file in files]
    outcomes = []
    with database.unit_of_work() as session:
        # All turns before the first change: two batches that share notices would else wait for each other.
        queries.take_turns(session, (release.ocid for file in files for release in file.releases))
        for file in files:
            results = actions.import_releases(session, SYSTEM, file.path.name, file.releases, publishing=publishing)
            outcomes.append(FileOutcome(file.path, results, file.fault))
    return outcomes
