"""One world for all tests of a database: a planted difference is rolled back, so that they can share it."""

from __future__ import annotations

import dataclasses
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.foundation import audit, config
from app.foundation.config import Settings
from app.foundation.database import Database
from app.record.backup import making, restoring
from tests.conftest import DATABASES
from tests.record import world


def _settings(folder: Path, url: str) -> Settings:
    return config.load(
        {"APP_ENV": "test", "INSTANCE_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": "k" * 40}
    )


@pytest.fixture(scope="session")
def played(of_this_run: Path, sqlite_template: Path) -> tuple[world.World, Path]:
    """The world, played through once a test run, and its backup."""
    folder = of_this_run / "played"
    settings = _settings(folder, f"sqlite:///{folder / 'played.sqlite3'}")
    backup, ids = folder / "played.zip", folder / "ids.json"
    audit.install()
    with (of_this_run / "played.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if ids.exists():
            return world.World(
                Database(settings.database_url), settings, **json.loads(ids.read_text())
            ), backup
        folder.mkdir()
        shutil.copyfile(sqlite_template, folder / "played.sqlite3")
        database = Database(settings.database_url)
        built = world.build(database, settings)
        making.make(database, settings, backup)
        ids.write_text(json.dumps({"sent": built.sent, "forming": built.forming, "pack": built.pack}))
    return built, backup


@pytest.fixture(scope="module", params=DATABASES)
def kept(
    request: pytest.FixtureRequest, played: tuple[world.World, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[world.World]:
    """The world on each database in turn, restored from its backup: a module may write to it."""
    original, backup = played
    folder = tmp_path_factory.mktemp("kept")
    url = f"sqlite:///{folder / 'kept.sqlite3'}"
    if request.param == "postgresql":
        name = f"kept_{os.getpid()}_{request.module.__name__.rpartition('.')[2]}"
        url = request.getfixturevalue("postgres").make(name)
    settings = _settings(folder, url)
    database = Database(url)
    restoring.restore(database, settings, backup)
    yield dataclasses.replace(original, database=database, settings=settings)
    database.engine.dispose()
