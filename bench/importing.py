"""python -m bench.importing [FILES]: how long the command line takes to import many files of notices.

Makes files (1,000 unless told) from the sample notices with OCIDs and titles of their own, and imports them
twice into a fresh SQLite database with the sample register: with one transaction a file, and in batches as
`flask tenders import` does. In turn, slice by slice, so that whatever else the machine does touches both
alike. Each slice starts the process that reads ahead anew. Target: 15 seconds for 1,000.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from app import migrations
from app.foundation import audit
from app.foundation.config import PROJECT_DIR
from app.foundation.database import Database
from app.ocds import batches, source_json
from app.sample import actions as sample

NOTICES = PROJECT_DIR / "tests" / "data" / "notices"
SLICE = 250


def make_files(folder: Path, count: int) -> list[Path]:
    """So many files, each with one of the sample notices under an OCID and a title of its own."""
    samples = [source_json.parse(path.read_bytes()) for path in sorted(NOTICES.glob("*.json"))]
    made = []
    for number in range(count):
        content = samples[number % len(samples)]
        for release in content.get("releases", [content]):
            _rename(release, number)
        made.append(folder / f"{number:05}.json")
        made[-1].write_text(source_json.canonical(content))
    return made


def _rename(release: dict[str, Any], number: int) -> None:
    release["ocid"] = f"{release['ocid'][:11]}-bench{number:06}"
    title = str(release["tender"].get("title") or "Work").partition(", no. ")[0]
    release["tender"]["title"] = f"{title}, no. {number}"


def database_with_sample(folder: Path, name: str) -> Database:
    """A fresh database with the sample register."""
    database = Database(f"sqlite:///{folder / name}.sqlite3")
    migrations.upgrade(database)
    sample.load(database)
    return database


def seconds(database: Database, files: list[Path], at_once: int) -> tuple[float, float]:
    """Seconds by the clock, and of the processor, the process that reads ahead included."""
    clock, processor = time.perf_counter(), _processor()
    for outcome in batches.import_files(database, files, at_once=at_once):
        assert outcome.results, outcome.fault
    return time.perf_counter() - clock, _processor() - processor


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def main() -> None:
    """Prints both ways and their ratio."""
    audit.install()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = make_files(folder, count)
        ways = {"one transaction a file": 1, f"{batches.AT_ONCE} notices a transaction": batches.AT_ONCE}
        databases = {way: database_with_sample(folder, str(at_once)) for way, at_once in ways.items()}
        totals = {way: [0.0, 0.0] for way in ways}
        for first in range(0, count, SLICE):
            for way, at_once in ways.items():
                for index, took in enumerate(seconds(databases[way], files[first : first + SLICE], at_once)):
                    totals[way][index] += took
    for way, (clock, processor) in totals.items():
        print(f"{count:,} files, {way}: {clock:.1f} s by the clock, {processor:.1f} s of the processor")
    before, after = (clock for clock, _ in totals.values())
    print(f"{before / after:.1f} times as quick")


if __name__ == "__main__":
    main()
