"""A worker on its own: `./run worker`. Any number of them may share a PostgreSQL database."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from types import FrameType

from app import job_kinds, open_database
from app.foundation.config import ConfigError, Settings, load
from app.foundation.database import Database
from app.foundation.jobs import Worker


def worker(database: Database, settings: Settings) -> Worker:
    """A worker that knows every kind of job."""
    return Worker(database, job_kinds(), {"settings": settings})


def main() -> None:
    """Work until SIGTERM or Ctrl-C; a job under way is finished or, if killed, taken over by the next worker."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = load()
    except ConfigError as error:
        sys.exit(f"The worker cannot start: {error}")
    database = open_database(settings)
    stop = threading.Event()

    def leave(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    logging.getLogger("bidbridge.jobs").info("waiting for work")
    worker(database, settings).run(stop)


if __name__ == "__main__":
    main()
