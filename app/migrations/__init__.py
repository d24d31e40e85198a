"""Numbered schema changes, and bringing a database to the newest of them."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from app.foundation.database import Database

FOLDER = Path(__file__).parent


def config(database: Database) -> Config:
    """Alembic's settings for one database, without any file of its own."""
    return _config(database=database)


def _config(**attributes: object) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    settings.attributes.update(attributes)
    return settings


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to a revision; nothing happens when it is there already."""
    if revision == "head" and current(database) == head():
        return
    command.upgrade(config(database), revision)


def upgrade_within(connection: Connection, revision: str) -> None:
    """Bring the schema to a revision in the caller's transaction, which commits it or rolls it back."""
    command.upgrade(_config(connection=connection), revision)


def exists(revision: str) -> bool:
    """Whether this version knows a revision."""
    return any(script.revision == revision for script in ScriptDirectory(str(FOLDER)).walk_revisions())


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to a revision."""
    command.downgrade(config(database), revision)


def current(database: Database) -> str | None:
    """The revision the database is at; None for an empty one."""
    with database.engine.execution_options(writing=False).connect() as connection:
        return of(connection)


def of(connection: Connection) -> str | None:
    """The revision that a connection sees."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision there is."""
    return ScriptDirectory(str(FOLDER)).get_current_head()
