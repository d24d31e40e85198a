"""Serve the site with an embedded worker: one process, for one machine. `./run` calls this."""

from __future__ import annotations

import functools
import logging
import signal
import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING, Any

from app.foundation import pdf
from app.foundation.config import ConfigError, Settings, load
from app.foundation.database import Database
from app.foundation.private_files import keep_new_files_private

if TYPE_CHECKING:
    from app.foundation.web.application import Application

WEB_THREADS = 8


def main() -> None:
    """Migrate, load the sample when the database is empty, start the worker, serve until told to stop."""
    keep_new_files_private()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    signal.signal(signal.SIGTERM, _leave)
    try:
        settings, database, server = _start()
    except ConfigError as error:
        sys.exit(f"Bidbridge cannot start: {error}")
    from app.site.work import worker

    stop = threading.Event()
    embedded = threading.Thread(
        target=worker(database, settings).run, args=(stop,), name="worker", daemon=True
    )
    embedded.start()
    _say_where(settings, database)
    try:
        server.run()
    finally:
        stop.set()
        embedded.join(timeout=5)


def _leave(number: int, frame: FrameType | None) -> None:
    # A container's first process ignores SIGTERM unless it handles it.
    raise SystemExit(0)


def _start() -> tuple[Settings, Database, Any]:
    """Everything that can fail before the first page; raises ConfigError naming the setting."""
    from app import create_app, migrations
    from app.site.work import ready

    settings = load()
    database, _ = ready(settings)
    migrations.upgrade(database)
    site = create_app(settings, database)
    server = _listen(site, settings)
    if not settings.production:
        _load_sample(database)
    return settings, database, server


def _listen(site: Application, settings: Settings) -> Any:
    import waitress

    from app.foundation import connections

    try:
        server = waitress.create_server(
            site,
            host=settings.listen_on,
            port=settings.port,
            threads=WEB_THREADS,
            ident=None,
            **connections.settings(),
        )
        return connections.bound(server)
    except OSError as error:
        raise ConfigError(
            f"HOST and PORT say {settings.listen_on}:{settings.port}, but it cannot use that:"
            f" {error.strerror}. To use another port: PORT={settings.port % 65_535 + 1} ./run"
        ) from None
    except ValueError:
        raise ConfigError(f"HOST is {settings.listen_on!r}. Enter an address of this machine.") from None


def _load_sample(database: Database) -> None:
    from app.sample.queries import database_is_empty

    with database.reading() as session:
        if not database_is_empty(session):
            return
    from app.sample import actions as sample

    print("Loading the sample register (about 120 invented enterprises), only this once.", flush=True)  # noqa: T201
    sample.load(database)


def _say_where(settings: Settings, database: Database) -> None:
    from app.sample.queries import may_sign_in
    from app.sample.rules import SIGN_INS

    say = functools.partial(print, flush=True)
    say(f"\nBidbridge is at {settings.public_url}\n")
    missing = pdf.available()
    if missing:
        say(f"{missing}\nEverything except bid packs works.\n")
    if settings.production and settings.mail_url.startswith("file:"):
        say("MAIL_URL does not name a mail server, so emails are saved as files and nobody receives them.\n")
    with database.reading() as session:
        sample = may_sign_in(session)
    if sample:
        say("Sample sign-ins (all the data is invented):")
        for entry in SIGN_INS:
            say(f"  {entry.role:<42} {entry.email:<36} {entry.password}")
    say("\nPress Ctrl-C to stop.")


if __name__ == "__main__":
    main()
