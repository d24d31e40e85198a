"""The whole URL map × actors × methods against the table written by hand, judged by behaviour.

Refused means: sent to the sign-in page, 403 or 404, and nothing was changed. Everything else is being let in, whatever
becomes of an empty form.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import app as application
from app import migrations
from app.foundation import audit, config
from app.foundation.audit import AuditHead
from app.foundation.config import Settings
from app.foundation.database import Database
from tests.access.table import EVERYBODY, MORE, TABLE, Row
from tests.access.world import NOTICE, World, build
from tests.postgres import Postgres

CASES = [*TABLE.items(), *MORE]
NAMES = [f"{endpoint} {row.ids}".strip() for endpoint, row in CASES]
NOTICES = Path(__file__).parents[1] / "data" / "notices"


class Theatre:
    """The site on the world, which can be put back as it was."""

    NAME = "world"  # of its database

    def __init__(self, folder: Path, postgres: Postgres | None) -> None:
        self.folder, self.postgres = folder, postgres
        self.url = f"sqlite:///{folder / 'world.sqlite3'}" if postgres is None else postgres.make(self.NAME)
        self.settings = self._settings(folder)
        audit.install()
        database = Database(self.url)
        if postgres is None:
            migrations.upgrade(database)
        self.world: World = build(database, self.settings, (NOTICES / NOTICE).read_bytes())
        database.engine.dispose()
        self._keep()
        self.database = Database(self.url)
        self.app = application.create_app(self.settings, self.database)
        self.app.config["WTF_CSRF_ENABLED"] = False  # tokens have tests of their own; here who comes through counts

    def _settings(self, folder: Path) -> Settings:
        return config.load(
            {
                "APP_ENV": "test", "INSTANCE_DIR": str(folder), "DATABASE_URL": self.url,
                "PUBLIC_URL": "http://127.0.0.1", "SECRET_KEY": "a secret of the tests, long enough to be taken",
            }
        )  # fmt: skip

    def _keep(self) -> None:
        if self.postgres is None:
            shutil.copyfile(self.folder / "world.sqlite3", self.folder / "kept.sqlite3")
        else:
            self.postgres.keep(self.url)

    def restore(self) -> None:
        """The world as it was built."""
        self.database.engine.dispose()
        if self.postgres is None:
            shutil.copyfile(self.folder / "kept.sqlite3", self.folder / "world.sqlite3")
        else:
            assert self.postgres.restore(self.url), "the world could not be put back"

    def changes(self) -> int:
        with self.database.reading() as session:
            return session.scalar(sa.select(AuditHead.length)) or 0

    def ask(self, actor: str, method: str, address: str) -> Any:
        client = self.app.test_client()
        token = self.world.tokens[actor]
        if token is not None:
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["_fresh"] = token, True
        return client.open(address, method=method)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def theatre(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    """The site on a world, one for each database."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    made = Theatre(tmp_path_factory.mktemp("access"), server)
    made.app.jinja_env.bytecode_cache = request.getfixturevalue("compiled_templates")
    yield made
    made.database.engine.dispose()


def address(theatre: Theatre, endpoint: str, row: Row) -> str:
    values = {}
    for part in row.ids.split():
        name, _, value = part.partition("=")
        values[name] = theatre.world.ids.get(value, value)
    with theatre.app.test_request_context():
        found: str = theatre.app.url_for(endpoint, **values)
        return found


def let_in(response: Any) -> bool:
    to_sign_in = response.status_code == 303 and "/sign-in?" in f"{response.headers['Location']}?"
    return not to_sign_in and response.status_code not in (401, 403, 404)


def who_comes_through(theatre: Theatre, endpoint: str, row: Row, method: str) -> set[str]:
    where = address(theatre, endpoint, row)
    found = set()
    for actor in sorted(EVERYBODY):
        before = theatre.changes() if method == "POST" else 0
        response = theatre.ask(actor, method, where)
        assert response.status_code < 500, f"{actor}: {method} {where} answered {response.status_code}"
        if let_in(response):
            found.add(actor)
            if method == "POST" and response.status_code < 400:
                theatre.restore()
        elif method == "POST":
            assert theatre.changes() == before, f"{actor} was refused, yet {method} {where} changed something"
    return found


@pytest.mark.parametrize(("endpoint", "row"), CASES, ids=NAMES)
def test_exactly_those_of_the_table_come_through(theatre: Theatre, endpoint: str, row: Row) -> None:
    for method, wanted in (("GET", row.get), ("POST", row.post)):
        if wanted is not None:
            assert sorted(who_comes_through(theatre, endpoint, row, method)) == sorted(wanted), method


def test_every_route_and_method_stands_in_the_table(theatre: Theatre) -> None:
    real = {
        (rule.endpoint, method)
        for rule in theatre.app.url_map.iter_rules()
        for method in rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}
    }
    table = {(endpoint, "GET") for endpoint, row in TABLE.items() if row.get is not None}
    table |= {(endpoint, "POST") for endpoint, row in TABLE.items() if row.post is not None}
    assert real == table


def test_a_route_that_declares_nothing_stops_the_start(settings: Settings, database: Database) -> None:
    from app.foundation.web.access import refuse_undeclared

    site = application.create_app(settings, database)
    site.add_url_rule("/open-by-mistake", "open_by_mistake", lambda: "")
    with pytest.raises(RuntimeError, match="open_by_mistake"):
        refuse_undeclared(site)
