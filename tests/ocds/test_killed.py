"""kill -9 in the middle of importing many files: what was committed is whole, and importing again does the
rest.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import sqlalchemy as sa

from app.foundation import audit
from app.foundation.config import PROJECT_DIR
from app.foundation.database import Database
from app.ocds import batches
from app.record.check import comparisons
from app.tenders.models import NoticeRelease, Tender
from tests.ocds.conftest import a_release, as_file
from tests.ocds.killed import AT_ONCE

FILES = 7
# The moment, which of them, and how many notices are there afterwards. A notice is four inserts, and a batch
# one more.
MOMENTS = {
    "before anything is written": ("insert", 1, 0),
    "while the second batch is written": ("insert", 4 * AT_ONCE + 6, AT_ONCE),
    "just before the second commit": ("commit", 2, AT_ONCE),
    "while the results of the second batch are told": ("line", AT_ONCE + 1, 2 * AT_ONCE),
}


def test_importing_is_whole_after_a_kill_and_goes_on_where_it_stopped(
    tmp_path: Path, sqlite_template: Path
) -> None:
    files = [tmp_path / f"{number}.json" for number in range(FILES)]
    for number, path in enumerate(files):
        path.write_bytes(
            as_file(a_release(ocid=f"ocds-h6vhtk-k{number:05}", tender={"title": f"Tender {number}"}))
        )
    databases = [tmp_path / f"{number}.sqlite3" for number, _ in enumerate(MOMENTS)]
    for path in databases:
        shutil.copyfile(sqlite_template, path)
    ways = zip(databases, MOMENTS.values(), strict=True)
    killed = [f"sqlite:///{path} {moment} {number}" for path, (moment, number, _) in ways]
    command = [sys.executable, "-m", "tests.ocds.killed", *killed, "--", *map(str, files)]
    output = subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, text=True, check=True).stdout
    assert [int(line) for line in output.splitlines()] == [signal.SIGKILL] * len(MOMENTS)
    audit.install()
    for path, (when, (_, _, committed)) in zip(databases, MOMENTS.items(), strict=True):
        database = Database(f"sqlite:///{path}")
        assert_whole(database, tmp_path, committed, when)
        states = [
            result.state.name
            for outcome in batches.import_files(database, files)
            for result in outcome.results
        ]
        assert states == ["unchanged"] * committed + ["imported"] * (FILES - committed), when
        assert_whole(database, tmp_path, FILES, when)
        database.engine.dispose()


def assert_whole(database: Database, documents: Path, count: int, when: str) -> None:
    """`flask check` finds nothing, and so many notices are there, each once and with its draft and its
    entries.
    """
    with database.reading() as session:
        assert list(comparisons.run(session, documents)) == [], when
        ocids = session.scalars(sa.select(Tender.ocid).order_by(Tender.id)).all()
        assert ocids == [f"ocds-h6vhtk-k{number:05}" for number in range(count)], when
        assert session.scalar(sa.select(sa.func.count()).select_from(NoticeRelease)) == count, when
        verbs = session.scalars(sa.select(audit.AuditEntry.verb)).all()
        assert sorted(verbs) == ["tender.imported"] * count + ["tender.work_packages_drafted"] * count, when
        assert all(
            len(lot.work_packages) == 1
            for tender in session.scalars(sa.select(Tender))
            for lot in tender.lots
        )
