"""A worker on its own: `./run worker`. Any number of them may share a PostgreSQL database."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from types import FrameType

from sqlalchemy.exc import DBAPIError

from app import job_kinds, migrations, open_database
from app.foundation.config import ConfigError, Settings, load, make_folders
from app.foundation.database import Database
from app.foundation.jobs.worker import Crew
from app.foundation.private_files import keep_new_files_private


def worker(database: Database, settings: Settings) -> Crew:
    """A crew that knows every kind of job."""
    return Crew(database, job_kinds(), {"settings": settings})


def ready(settings: Settings) -> tuple[Database, str | None]:
    """The database, once folders and database answer, and the revision it is at; ConfigError names what does
    not.
    """
    make_folders(settings)
    try:
        database = open_database(settings)
        return database, migrations.current(database)
    except DBAPIError as error:
        reason = " ".join(str(error.orig).split())
    except (OSError, ValueError, ImportError) as error:
        reason = str(error)
    raise ConfigError(f"The database in DATABASE_URL does not answer: {reason}") from None


def main() -> None:
    """Work until SIGTERM or Ctrl-C; a running job is finished, or taken over if this is killed."""
    keep_new_files_private()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        settings = load()
        database, revision = ready(settings)
    except ConfigError as error:
        sys.exit(f"The worker cannot start: {error}")
    if revision != migrations.head():
        sys.exit(
            "The worker cannot start: the database needs this version's schema. Start the site once first."
        )
    stop = threading.Event()

    def leave(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    logging.getLogger("bidbridge.jobs").info("waiting for work")
    worker(database, settings).run(stop)


if __name__ == "__main__":
    main()
