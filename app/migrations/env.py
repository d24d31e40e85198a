"""Run by Alembic: hands it the models' metadata and the database that `app.migrations` chose."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

import app.models  # noqa: F401  (every table registers itself with Base)
from app.foundation.database import Base, Database
from app.foundation.types import CleanText, UtcDateTime, WholeNumber


def render(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write our column types as what they are in SQL: a migration must not change when our code does."""
    if kind == "type":
        if isinstance(item, UtcDateTime | WholeNumber):
            return "sa.BigInteger()"
        if isinstance(item, CleanText):
            return "sa.Text()"
    return False


database: Database = context.config.attributes["database"]
with database.engine.execution_options(writing=True).connect() as connection:

    def foreign_keys(switch: str) -> None:
        """Whether SQLite watches over them on this connection."""
        driver: Any = connection.connection.dbapi_connection
        driver.execute(f"PRAGMA foreign_keys={switch}")

    if database.is_sqlite:
        # A table that is made anew is dropped while others point to it. Said to the driver itself: inside a
        # transaction SQLite takes no notice.
        foreign_keys("OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.in_transaction():
        connection.commit()
    if database.is_sqlite:
        foreign_keys("ON")
