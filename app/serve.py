"""Serve the site with an embedded worker: one process, for one machine. `./run` calls this."""

from __future__ import annotations

import logging
import os
import sys
import threading

from app.foundation.config import ConfigError, load
from app.foundation.database import Database

DEFAULT_PORT = 8000
WEB_THREADS = 8


def main() -> None:
    """Migrate, load the sample when the database is empty, start the worker, serve until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        settings = load()
        port = _port()
    except ConfigError as error:
        sys.exit(f"Bidbridge cannot start: {error}")

    import waitress

    from app import create_app, migrations, open_database
    from app.work import worker

    database = open_database(settings)
    migrations.upgrade(database)
    if not settings.production:
        _load_sample(database)
    site = create_app(settings, database)
    stop = threading.Event()
    embedded = threading.Thread(target=worker(database, settings).run, args=(stop,), name="worker", daemon=True)
    embedded.start()
    _say_where(settings.production, port)
    try:
        waitress.serve(site, host=os.environ.get("HOST", "127.0.0.1"), port=port, threads=WEB_THREADS, ident=None)
    finally:
        stop.set()
        embedded.join(timeout=5)


def _port() -> int:
    value = os.environ.get("PORT", str(DEFAULT_PORT))
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ConfigError(f"PORT is {value!r}; it must be a number between 1 and 65535.")
    return int(value)


def _load_sample(database: Database) -> None:
    from app.sample.queries import database_is_empty

    with database.reading() as session:
        if not database_is_empty(session):
            return
    from app.sample import actions as sample

    print("Loading the sample register (about 120 invented enterprises); this happens once.", flush=True)  # noqa: T201
    sample.load(database)


def _say_where(production: bool, port: int) -> None:
    from app.sample.rules import SIGN_INS

    print(f"\nBidbridge is at http://127.0.0.1:{port}\n", flush=True)  # noqa: T201
    if production:
        return
    print("Sample sign-ins (the data are invented):")  # noqa: T201
    for entry in SIGN_INS:
        print(f"  {entry.role:<42} {entry.email:<36} {entry.password}")  # noqa: T201
    print("\nStop with Ctrl-C.", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
