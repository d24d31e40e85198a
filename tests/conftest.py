"""Fixtures that every test may use: both databases, the site, people to sign in as."""

from __future__ import annotations

import fcntl
import gc
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.util import LRUCache

os.environ.setdefault("APP_ENV", "test")

import app as application
import app.models
from app import migrations
from app.accounts import codes, passwords
from app.foundation import audit, config
from app.foundation import database as engines
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.web.application import Application
from app.sample import actions as sample
from app.sample.rules import SEED
from tests import transactions
from tests.postgres import Postgres
from tests.site import Site

DATABASES = ("sqlite", "postgresql")
SECRET = "a secret of the tests, long enough to be taken"
TESTS = Path(__file__).parent
# By what `--durations=0` showed; all others take less than half a minute.
LONGEST_FIRST = (
    "journeys/test_main_job.py",
    "journeys/test_newcomers.py",
    "journeys/test_answers.py",
    "journeys/test_notices.py",
    "access/test_on_sqlite.py",
    "access/test_on_postgresql.py",
    "record/test_backup.py",
    "solver/test_brute_force.py",
    "solver/test_explain_clashes.py",
    "solver/test_hostile.py",
    "journeys/test_reading.py",
    "bench/test_solver_table.py",
    "record/test_check.py",
    "bids/test_printing.py",
    "solver/test_pennies.py",
    "enterprises/test_hostile.py",
    "sample/test_sample.py",
    "ocds/test_importing.py",
    "solver/test_explain.py",
    "sample/test_demo.py",
    "tenders/test_pages.py",
    "record/test_compared.py",
    "record/test_doctor.py",
    "enterprises/test_ledger.py",
    "enterprises/test_pages.py",
    "test_migrations.py",
    "consortia/test_rival_bids.py",
    "forms/test_stale.py",
    "solver/test_check.py",
    "solver/test_warm_start.py",
    "accounts/test_throttling.py",
)
gc.set_threshold(
    100_000, 20, 100
)  # much is made and little thrown away: looking more seldom saves a twentieth
PRODUCTS_CONNECT = engines._on_sqlite_connect


def _connect_without_waiting_for_the_disk(connection: Any, record: Any) -> None:
    """As in the product, only that a commit need not outlive a power cut: four waits for the disk each."""
    PRODUCTS_CONNECT(connection, record)
    connection.execute("PRAGMA synchronous=OFF")


engines._on_sqlite_connect = _connect_without_waiting_for_the_disk
PRODUCTS_DATABASE = Database.__init__
_first_engines: dict[tuple[str, str], Engine] = {}
STATEMENTS = 10_000  # a site sends some hundreds; all tests together, thousands


def _compile_statements_once(self: Database, url: str, secret: str | None = None) -> None:
    """As in the product, only that databases of one kind and secret share the SQL that was compiled already.

    Each test has an engine of its own, and would otherwise compile every statement again: a third of its
    time.
    """
    PRODUCTS_DATABASE(self, url, secret or SECRET)
    transactions.watch(self.engine)
    engine, kind = self.engine, (self.url.get_backend_name(), secret or SECRET)
    if kind not in _first_engines:
        with suppress(OperationalError), engine.connect():  # only then it knows what its server can do
            engine._compiled_cache = LRUCache(STATEMENTS)
            _first_engines[kind] = engine
    first = _first_engines.get(kind, engine)
    for part in (engine, self._writer.kw["bind"], self._reader.kw["bind"]):  # sessions have engines too
        part.dialect, part._compiled_cache = first.dialect, first._compiled_cache


Database.__init__ = _compile_statements_once  # type: ignore[method-assign]
# Slow on purpose, and no protection is needed here. test_passwords.py and test_codes.py look at the product's
# own.
PRODUCTS_HASHER, PRODUCTS_MEMORY_KIB = passwords._HASHER, codes.MEMORY_KIB
passwords._HASHER, codes.MEMORY_KIB = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1), 8
_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Hand files out in our order; xdist would begin with those that have the most tests, not the longest."""
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that no process ends with a long one while the others wait for it."""
    longest = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: longest.get(str(item.path.relative_to(TESTS)), len(longest)))


@pytest.fixture(scope="session")
def of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a test run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def sample_file(of_this_run: Path) -> Path:
    """A SQLite file with the sample in it, to copy: loaded once a run, which takes several seconds."""
    path = of_this_run / "sample.sqlite3"
    with (of_this_run / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            making = of_this_run / "sample-making.sqlite3"
            load_sample(f"sqlite:///{making}")
            making.rename(path)
    return path


def load_sample(url: str, seed: int = SEED) -> None:
    """Migrate a new database and load the sample as a new user gets it."""
    audit.install()
    database = Database(url)
    migrations.upgrade(database)
    sample.load(database, seed)
    database.engine.dispose()  # the last connection to close folds the write-ahead log into the file


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this test run, started at the first test that asks for it."""
    server = Postgres()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file to copy: migrating once instead of for each test."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    migrations.upgrade(database)
    database.dispose()
    return path


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty, migrated database of each kind in turn."""
    if request.param == "sqlite":
        path = tmp_path / f"test-{next(_numbers)}.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, migrated database, with the audit chain on."""
    audit.install()
    opened = Database(database_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session. Nothing is committed unless the test says so (`app.foundation.database.commit`)."""
    opened = database.writer()
    yield opened
    opened.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a site under test."""
    return config.load(
        {
            "APP_ENV": "test",
            "INSTANCE_DIR": str(tmp_path),
            "DATABASE_URL": database_url,
            "PUBLIC_URL": "http://127.0.0.1",
            "SECRET_KEY": SECRET,
        }
    )


@pytest.fixture(scope="session")
def compiled_templates(of_this_run: Path) -> FileSystemBytecodeCache:
    """Templates compiled once, not for each test: a site's first page takes 10 ms instead of 300."""
    folder = of_this_run / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


@pytest.fixture(scope="session")
def applications() -> dict[tuple[object, ...], tuple[Application, dict[str, Any], dict[str, Any]]]:
    """The applications of this process by their settings, each with the configuration and extensions it began
    with.
    """
    return {}


@pytest.fixture
def site(
    settings: Settings,
    database: Database,
    compiled_templates: FileSystemBytecodeCache,
    applications: dict[tuple[object, ...], tuple[Application, dict[str, Any], dict[str, Any]]],
) -> Site:
    """The site on that database, with clients that check every page they open.

    The application is made once for each kind of settings, for its routes take longer to compile than most
    tests last. A test that changes more of it than its configuration asks for `own_site`.
    """
    places = {"instance_dir", "database_url", "documents_dir", "mail_url", "heads_file"}
    kind = tuple(getattr(settings, field.name) for field in fields(settings) if field.name not in places)
    if kind not in applications:
        flask_app = application.create_app(settings, database)
        flask_app.jinja_env.bytecode_cache = compiled_templates
        applications[kind] = flask_app, dict(flask_app.config), dict(flask_app.extensions)
    kept, configuration, extensions = applications[kind]
    kept.config.clear()
    kept.config.update(configuration)
    kept.extensions.clear()  # a site keeps what it found out about its own database, too
    kept.extensions.update(extensions)
    kept.extensions["bidbridge"] = application.edge_of(settings, database)
    return Site(kept, database, settings)


@pytest.fixture
def own_site(settings: Settings, database: Database, compiled_templates: FileSystemBytecodeCache) -> Site:
    """The same with an application of its own."""
    flask_app = application.create_app(settings, database)
    flask_app.jinja_env.bytecode_cache = compiled_templates
    return Site(flask_app, database, settings)


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """Every SQL statement sent while the test runs: for tests that a page does not ask once a row."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *arguments: object) -> None:
        sent.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(database.engine, "before_cursor_execute", note)
