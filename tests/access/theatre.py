"""The site on the world of the access tests, and every page of it that an actor may open, opened once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import app as application
from app.enterprises.models import FigureViewing
from app.enterprises.rules import VIEWED_AGAIN_AFTER
from app.foundation import audit, config
from app.foundation.audit import AuditHead
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.types import now
from tests.access.table import MORE, TABLE, Row
from tests.access.world import NOTICE, World, build
from tests.postgres import Postgres
from tests.site import KEYS

CASES = [*TABLE.items(), *MORE]
NAMES = [f"{endpoint} {row.ids}".strip() for endpoint, row in CASES]
NOTICES = Path(__file__).parents[1] / "data" / "notices"
NO_PAGES = ("static", "gallery.components", "bids.copy")


@dataclass(frozen=True)
class Opened:
    """What opening an address led to: the content of a page, and the enterprises whose figures were noted as
    viewed.
    """

    where: str
    status: int
    let_in: bool
    content: str | None
    viewed: frozenset[int]


class Theatre:
    """The site on the world, which can be restored."""

    NAME = "world"  # of its database

    def __init__(self, folder: Path, postgres: Postgres | None, template: Path) -> None:
        self.folder, self.postgres = folder, postgres
        self.url = f"sqlite:///{folder / 'world.sqlite3'}" if postgres is None else postgres.make(self.NAME)
        self.settings = self._settings(folder)
        audit.install()
        if postgres is None:
            shutil.copyfile(template, folder / "world.sqlite3")
        database = Database(self.url)
        self.world: World = build(database, self.settings, (NOTICES / NOTICE).read_bytes())
        database.engine.dispose()
        self._keep()
        self.database = Database(self.url)
        self.app = application.create_app(self.settings, self.database)
        self.app.config["WTF_CSRF_ENABLED"] = False  # the tokens have tests of their own
        self.built = self.changes()
        self._walks: dict[str, dict[str, Opened]] = {}

    def _settings(self, folder: Path) -> Settings:
        return config.load(
            {
                "APP_ENV": "test",
                "INSTANCE_DIR": str(folder),
                "DATABASE_URL": self.url,
                "PUBLIC_URL": "http://127.0.0.1",
                "SECRET_KEY": "a secret of the tests, long enough to be taken",
            }
        )

    def _keep(self) -> None:
        if self.postgres is None:
            shutil.copyfile(self.folder / "world.sqlite3", self.folder / "kept.sqlite3")
        else:
            self.postgres.keep(self.url)

    def restore(self) -> None:
        """Restore the world as it was built."""
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

    def address(self, endpoint: str, ids: str) -> str:
        """Where a route is, for rows of the world: `ids` as in the table."""
        values: dict[str, Any] = {}
        for part in ids.split():
            name, _, value = part.partition("=")
            values[name] = self.world.ids.get(value, value)
        with self.app.test_request_context():
            return str(self.app.url_for(endpoint, **values))

    def walk(self, actor: str) -> dict[str, Opened]:
        """What every address of the table that can be opened led to, by its name. Each actor walks once."""
        if actor not in self._walks:
            self._viewed()
            readable = [case for case in zip(NAMES, CASES, strict=True) if case[1][1].get is not None]
            self._walks[actor] = {
                name: self._open(actor, endpoint, row) for name, (endpoint, row) in readable
            }
        return self._walks[actor]

    def _open(self, actor: str, endpoint: str, row: Row) -> Opened:
        where = self.address(endpoint, row.ids)
        answer = self.ask(actor, "GET", where)
        inside = let_in(answer)
        page = inside and endpoint not in NO_PAGES
        content = KEYS.sub("", answer.get_data(as_text=True)) if page else None
        return Opened(where, answer.status_code, inside, content, self._viewed() if page else frozenset())

    def _viewed(self) -> frozenset[int]:
        """The enterprises whose viewing was noted since the last call. Dates the notes back, so that they
        count as old.
        """
        old = now() - 2 * VIEWED_AGAIN_AFTER
        new = FigureViewing.at > now() - VIEWED_AGAIN_AFTER
        with self.database.reading() as session:
            noted = frozenset(session.scalars(sa.select(FigureViewing.enterprise_id).where(new)))
        if noted:
            with self.database.unit_of_work() as session:
                session.execute(sa.update(FigureViewing).where(new).values(at=old))
        return noted


def let_in(response: Any) -> bool:
    """Whether the request got through: neither sent to the sign-in page nor refused."""
    to_sign_in = response.status_code == 303 and "/sign-in?" in f"{response.headers['Location']}?"
    return not to_sign_in and response.status_code not in (401, 403, 404)


@pytest.fixture(scope="module")
def theatre(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theatre]:
    """The site on a world, on the database that the file names."""
    server = request.getfixturevalue("postgres") if request.module.DATABASE == "postgresql" else None
    stage = Theatre(tmp_path_factory.mktemp("access"), server, request.getfixturevalue("sqlite_template"))
    stage.app.jinja_env.bytecode_cache = request.getfixturevalue("compiled_templates")
    yield stage
    stage.database.engine.dispose()
