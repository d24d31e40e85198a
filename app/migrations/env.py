"""Run by Alembic: hands it the models' metadata and the database that `app.migrations` chose."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy.engine import Connection

import app.models  # noqa: F401  (every table registers itself with Base)
from app.foundation.database import Base, Database
from app.foundation.types import CleanText, UtcDateTime, WholeNumber


def render(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Write our column types as plain SQL types: a migration must not change when our code does."""
    if kind == "type":
        if isinstance(item, UtcDateTime | WholeNumber):
            return "sa.BigInteger()"
        if isinstance(item, CleanText):
            return "sa.Text()"
    return False


def run(connection: Connection, **options: Any) -> None:
    """Run the migrations over one connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render,
        compare_type=True,
        **options,
    )
    with context.begin_transaction():
        context.run_migrations()


callers: Connection | None = context.config.attributes.get("connection")
if callers is not None:
    run(callers)  # the caller commits or rolls back
else:
    database: Database = context.config.attributes["database"]
    with database.engine.execution_options(writing=True).connect() as connection:
        driver: Any = connection.connection.driver_connection
        if database.is_sqlite:
            # On the driver's connection, because it would do nothing inside a transaction.
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            run(connection, transaction_per_migration=True)
            if connection.in_transaction():
                connection.commit()
        finally:
            if database.is_sqlite:
                connection.rollback()
                driver.execute("PRAGMA foreign_keys=ON")
