"""Many files in few transactions: what `flask tenders import FILE…` does.

A commit costs more than a small notice, and what is asked of the register is the same for many of them. The
files are read ahead by another process. A batch that fails is imported again release by release, so that a
bad one fails alone. What was committed stays when this is stopped; importing the same files again does the
rest.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from app.foundation.actor import SYSTEM
from app.foundation.database import Database
from app.foundation.errors import DomainError
from app.ocds.actions import importing, preparing
from app.ocds.actions import results as results_actions
from app.ocds.merges import MOST_TRIES, Unmerged, merged_ahead
from app.ocds.reading import ReadRelease
from app.ocds.reading_ahead import SELDOM, read_files
from app.tenders.actions.drafting import Medians, share_medians

AT_ONCE = (
    50  # releases in one transaction: on SQLite everybody else's saving waits for it, about half a second
)
BUSY = "More releases of this procurement kept arriving meanwhile. Import this file again."
MEDIANS_LAST = 20  # batches, a few seconds each at most: what the register says meanwhile is taken up then


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file: a result for each of its releases, or why it could not be read or imported."""

    path: Path
    results: Sequence[results_actions.ReleaseResult] = ()
    fault: str = ""


@dataclass
class _Waiting:
    """A file with those of its releases that are not imported yet."""

    path: Path
    fault: str
    left: int
    results: list[results_actions.ReleaseResult] = field(default_factory=list)

    def outcome(self) -> FileOutcome:
        return FileOutcome(self.path, self.results, self.fault)


_Part = tuple[_Waiting, ReadRelease]


def import_files(
    database: Database, paths: Iterable[Path], *, publishing: bool = False, at_once: int = AT_ONCE
) -> Generator[FileOutcome]:
    """Import files in their order as the operator; what became of each, once all of it is committed."""
    files: list[_Waiting] = []
    parts: list[_Part] = []
    importer = _Importer(database, publishing)
    with contextlib.closing(read_files(list(paths))) as reading:
        for read in reading:
            files.append(_Waiting(read.path, read.fault, len(read.releases)))
            for release in read.releases:
                parts.append((files[-1], release))
                if len(parts) == at_once:
                    importer.batch(parts)
                    parts = []
            yield from _finished(files)
    importer.batch(parts)
    yield from _finished(files)


def _finished(files: list[_Waiting]) -> Iterator[FileOutcome]:
    while files and files[0].left == 0:
        yield files.pop(0).outcome()


class _Importer:
    """Imports batch by batch, and remembers between them what things cost."""

    def __init__(self, database: Database, publishing: bool) -> None:
        self._database, self._publishing = database, publishing
        self._medians: Medians = {}
        self._batches = 0

    def batch(self, parts: Sequence[_Part]) -> None:
        """Import these, and note on the file of each what became of it."""
        self._batches += 1
        if self._batches % MEDIANS_LAST == 0:
            self._medians.clear()
        if not parts:
            return
        before = gc.get_threshold()
        gc.set_threshold(*SELDOM)  # a quarter of the time otherwise
        try:
            self._import(parts)
        finally:
            gc.set_threshold(*before)

    def _import(self, parts: Sequence[_Part], tries: int = 1) -> None:
        try:
            results = self._together(parts)
        except (DomainError, DBAPIError, Unmerged) as error:
            if len(parts) > 1:
                for part in parts:
                    self._import([part])
                return
            if isinstance(error, Unmerged) and tries < MOST_TRIES:
                self._import(parts, tries + 1)
                return
            if isinstance(error, DBAPIError):
                raise
            parts[0][0].fault = error.message if isinstance(error, DomainError) else BUSY
            parts[0][0].left -= 1
            return
        for (file, _), result in zip(parts, results, strict=True):
            file.results.append(result)
            file.left -= 1

    def _together(self, parts: Sequence[_Part]) -> list[results_actions.ReleaseResult]:
        named = [(file.path.name, release) for file, release in parts]
        with self._database.reading() as session:
            needed = preparing.needed_merges(session, SYSTEM, (release for _, release in parts))
        merges = merged_ahead(needed)
        with self._database.unit_of_work() as session:
            share_medians(session, self._medians)
            return importing.import_named(session, SYSTEM, named, publishing=self._publishing, merges=merges)
