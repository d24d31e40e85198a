"""python -m bench.freeze: how long it takes to freeze a problem from a register of the size of the country.

131,000 enterprises, some 950,000 offers on the product's real areas and codes, tenders of 40 work packages
with every rule on. Each frozen problem is compared with a plain walk over the market. Seconds are the wall
clock's; processor seconds beside them are this process's, so with PostgreSQL without its server's. Cold: a
new connection, and on SQLite the file put out of the system's cache first.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import migrations
from app.consortia.models import Enquiry
from app.consortia.solving.freezing import freeze
from app.foundation.database import Database
from bench.asking import ask, expected
from bench.filling import Register, drawn, fill
from solver import generate

ENTERPRISES = 131_000
OFFERS_EACH = 18.0  # drawn; a capability twice is dropped, which leaves some 960,000
WORK_PACKAGES = 40
MEMBERS = 40
TARGET = 1.0  # seconds

Say = Callable[[str], None]


@dataclass
class Timed:
    """One tender frozen several times on one database: seconds of wall and of this process, the cold time
    first.
    """

    seed: int
    pairs: int
    enterprises: int
    trust: int
    size: int
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @property
    def warm(self) -> float:
        """Median wall seconds once the tender was frozen before."""
        return statistics.median(self.wall[1:])

    def line(self) -> str:
        """The row of the table."""
        return (
            f"tender {self.seed} | {self.pairs:,} pairs | {self.enterprises:,} enterprises | {self.trust:,}"
            f" trust pairs | {self.size:,} bytes | cold {self.wall[0]:.2f} s | median {self.warm:.2f} s,"
            f" processor {statistics.median(self.processor[1:]):.2f} s"
        )


def measured(
    url: str, register: Register, seeds: Sequence[int], packages: int, dense: bool, repeats: int, say: Say
) -> list[Timed]:
    """Every tender asked and frozen on a filled database. Raises SystemExit where a frozen problem is not
    right.
    """
    found = []
    for seed in seeds:
        problem = generate.problem(register.market, packages, seed=seed, members=MEMBERS, dense=dense)
        database = Database(url)
        enquiry = ask(database, register, problem)
        database.engine.dispose()
        _forget(database)
        frozen: list[bytes] = []
        timed: list[tuple[float, float]] = []
        for _ in range(1 + repeats):
            timed.append(_once(database, enquiry, frozen))
        database.engine.dispose()
        if len(set(frozen)) > 1:
            raise SystemExit(f"tender {seed}: the same question gave different bytes")
        found.append(_judged(register, seed, frozen[0], timed))
        say(found[-1].line())
    return found


def _forget(database: Database) -> None:
    """Put a SQLite file out of the system's cache, where the system can."""
    if database.is_sqlite and database.url.database and hasattr(os, "posix_fadvise"):
        with open(database.url.database, "rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _once(database: Database, enquiry_id: int, frozen: list[bytes]) -> tuple[float, float]:
    with database.reading() as session:
        wall, processor = time.perf_counter(), time.process_time()
        frozen.append(freeze(session, session.get_one(Enquiry, enquiry_id)).problem)
        return time.perf_counter() - wall, time.process_time() - processor


def _judged(register: Register, seed: int, frozen: bytes, timed: list[tuple[float, float]]) -> Timed:
    problem = json.loads(frozen)
    for part, wanted in expected(register, problem["work_packages"]).items():
        if problem[part] != wanted:
            raise SystemExit(
                f"tender {seed}: {part} of the frozen problem differ: {_first(problem[part], wanted)}"
            )
    return Timed(
        seed=seed,
        pairs=sum(len(offer["serves"]) for one in problem["enterprises"] for offer in one["offers"]),
        enterprises=len(problem["enterprises"]),
        trust=len(problem["trust"]),
        size=len(frozen),
        wall=[wall for wall, _ in timed],
        processor=[processor for _, processor in timed],
    )


def _first(found: list[Any], wanted: list[Any]) -> str:
    for one, other in zip(found, wanted, strict=False):
        if one != other:
            return f"{one} should be {other}"
    return f"{len(found)} should be {len(wanted)}"


@contextmanager
def _databases(options: argparse.Namespace) -> Iterator[dict[str, str]]:
    """Name -> URL of the empty, migrated databases to fill."""
    with tempfile.TemporaryDirectory(prefix="bidbridge-freeze-") as folder:
        urls: dict[str, str] = {}
        if options.database:
            urls[Database(options.database).url.get_backend_name()] = options.database
        if not options.database or options.sqlite:
            urls["sqlite"] = f"sqlite:///{Path(folder) / 'register.sqlite3'}"
        for url in urls.values():
            database = Database(url)
            migrations.upgrade(database)
            database.engine.dispose()
        if not options.postgresql:
            yield urls
            return
        from tests.postgres import Postgres  # needs the server that only the tests install

        server = Postgres()
        try:
            yield {**urls, "postgresql": server.make("register")}
        finally:
            server.stop()


def _print(words: str) -> None:
    print(words, flush=True)


def run(arguments: Sequence[str] | None = None, say: Say = _print) -> dict[str, list[Timed]]:
    """Fills, freezes, compares and prints; what was measured, by database."""
    options = _options(arguments)
    seeds = range(options.start, options.start + options.seeds)
    began = time.perf_counter()

    def tell(words: str) -> None:
        say(f"{time.perf_counter() - began:7.1f} s  {words}")

    register = drawn(seeds[0], options.enterprises, options.offers_each)
    tell(
        f"drawn: {options.enterprises:,} enterprises, {len(register.market.columns.owner):,} offers, seed"
        f" {seeds[0]}"
    )
    found = {}
    with _databases(options) as urls:
        for name, url in urls.items():
            fill(url, register, lambda words, name=name: tell(f"{name}: {words}"))  # type: ignore[misc]
            say(f"{name}, tenders of {options.work_packages} work packages, every rule on:")
            found[name] = measured(
                url, register, seeds, options.work_packages, options.dense, options.repeats, say
            )
            say(_summary(name, found[name]))
    if len(found) == 2:
        warm = {name: statistics.median(one.warm for one in timed) for name, timed in found.items()}
        say(f"SQLite : PostgreSQL = {warm['sqlite'] / warm['postgresql']:.2f} : 1")
    return found


def _summary(name: str, timed: list[Timed]) -> str:
    warm, cold = statistics.median(one.warm for one in timed), statistics.median(one.wall[0] for one in timed)
    worst = max(one.warm for one in timed)
    return (
        f"{name}: median {warm:.2f} s, slowest tender {worst:.2f} s, cold median {cold:.2f} s, "
        f"first of all {timed[0].wall[0]:.2f} s (target {TARGET:.0f} s)"
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.freeze")
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES)
    parser.add_argument(
        "--offers-each", type=float, default=OFFERS_EACH, help="mean offers drawn for an enterprise"
    )
    parser.add_argument("--work-packages", type=int, default=WORK_PACKAGES)
    parser.add_argument("--dense", action="store_true", help="every tender in the largest city")
    parser.add_argument("--seeds", type=int, default=5, help="how many fresh seeds, one tender each")
    parser.add_argument("--start", type=int, default=int(time.time()) % 100_000, help="the first seed")
    parser.add_argument("--repeats", type=int, default=5, help="warm freezes of each tender")
    parser.add_argument("--database", help="URL of an empty database to fill instead of a SQLite file")
    parser.add_argument("--sqlite", action="store_true", help="a SQLite file too, beside --database")
    parser.add_argument(
        "--postgresql", action="store_true", help="also the PostgreSQL server that the tests use"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    run()
