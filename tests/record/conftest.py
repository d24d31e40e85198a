"""One world for all comparisons of a database: a planted difference is rolled back, so that they can share it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from app import migrations
from app.foundation import audit, config
from app.foundation.database import Database
from tests.conftest import DATABASES
from tests.record import world


@pytest.fixture(scope="module", params=DATABASES)
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[world.World]:
    """The world on each database in turn, built once a module."""
    folder = tmp_path_factory.mktemp("kept")
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'kept.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres").make(
            f"kept_{os.getpid()}_{request.module.__name__.rpartition('.')[2]}"
        )
    settings = config.load(
        {"APP_ENV": "test", "INSTANCE_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": "k" * 40}
    )
    audit.install()
    database = Database(url)
    migrations.upgrade(database)
    yield world.build(database, settings)
    database.engine.dispose()
