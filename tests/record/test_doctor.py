"""`flask doctor`: each check says that all is well where it is, and what to do where the fault is planted."""

from __future__ import annotations

import dataclasses
import socketserver
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.accounts.actions import people
from app.foundation import audit, pdf
from app.foundation.actor import SYSTEM, OrganisationKind
from app.foundation.config import PROJECT_DIR, Settings
from app.foundation.database import Database
from app.foundation.jobs import queue
from app.foundation.types import now
from app.record import heads
from app.record.backup.making import SUBJECT
from app.record.doctor import examination, records, surroundings
from app.record.doctor.finding import Deployment, Level
from app.record.heads import Head
from tests import factories as make
from tests.site import Site

GOOD_KEY = "q8Zr2vKx5tLw9sNc3bPd7mGf1hJy4aTu6eRo0iVk"


@dataclasses.dataclass
class Healthy:
    """A deployment with nothing wrong, and copies of it with other settings."""

    deployment: Deployment

    def with_settings(self, **changed: Any) -> Deployment:
        return dataclasses.replace(
            self.deployment,
            settings=dataclasses.replace(self.deployment.settings, **changed),
        )


@pytest.fixture
def healthy(settings: Settings, database: Database, tmp_path: Path) -> Healthy:
    """In production, with folders that only its own user reads."""
    for folder in (tmp_path / "instance", tmp_path / "documents"):
        folder.mkdir(mode=0o700)
    production = dataclasses.replace(
        settings,
        environment="production",
        instance_dir=tmp_path / "instance",
        documents_dir=tmp_path / "documents",
        secret_key=GOOD_KEY,
        public_url="https://bidbridge.example",
        trusted_proxies=1,
        ocid_prefix="ocds-a1b2c3",
        heads_file=tmp_path / "instance" / "heads.txt",
    )
    if database.is_sqlite:
        Path(database.url.database or "").chmod(0o600)
    return Healthy(Deployment(production, database, now()))


class Greeting(socketserver.StreamRequestHandler):
    """A mail server that only says hello and goodbye, and keeps the commands it is sent."""

    commands: list[str] = []
    refuses = False

    def handle(self) -> None:
        self.wfile.write(b"554 not now\r\n" if self.refuses else b"220 mail.example\r\n")
        for line in self.rfile:
            command = line.split()[0].decode().upper()
            self.commands.append(command)
            self.wfile.write(b"221 bye\r\n" if command == "QUIT" else b"250 mail.example\r\n")
            if command == "QUIT":
                return


@pytest.fixture
def mail_server() -> Iterator[int]:
    """The port of a mail server of our own."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greeting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        Greeting.commands, Greeting.refuses = [], False
        yield server.server_address[1]
        server.shutdown()


def test_settings_that_are_wrong_are_told_with_what_to_write(healthy: Healthy, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    shared.chmod(0o755)
    planted: tuple[tuple[examination.Check, dict[str, object], Level, str], ...] = (
        (surroundings.environment, {"environment": "development"}, Level.look, "APP_ENV=production"),
        (surroundings.secret, {"secret_key": "secret" * 8}, Level.wrong, "token_urlsafe"),
        (surroundings.folders, {"instance_dir": tmp_path / "nowhere"}, Level.wrong, "mkdir"),
        (surroundings.folders, {"documents_dir": shared}, Level.wrong, "chmod -R go-rwx"),
        (surroundings.public_address, {"public_url": "http://bidbridge.example"}, Level.wrong, "https://"),
        (surroundings.public_address, {"public_url": "https://127.0.0.1:8000"}, Level.wrong, "https://"),
        (surroundings.proxies, {"trusted_proxies": 0}, Level.look, "TRUSTED_PROXIES"),
        (surroundings.open_contracting, {"ocid_prefix": "ocds-sample"}, Level.look, "OCID_PREFIX"),
        (surroundings.mail_server, {"mail_url": "file:///somewhere"}, Level.wrong, "MAIL_URL"),
        (surroundings.mail_server, {"mail_url": "smtp://127.0.0.1:9"}, Level.wrong, "MAIL_URL"),
    )
    for check, changed, level, mend in planted:
        finding = check(healthy.with_settings(**changed))
        assert finding.level is level, (check.__name__, changed, finding)
        assert mend in finding.mend, (check.__name__, changed, finding)


def test_settings_that_are_well_are_told_as_well(healthy: Healthy, mail_server: int) -> None:
    site = healthy.with_settings(mail_url=f"smtp://127.0.0.1:{mail_server}")
    findings = [check(site) for check in examination.SURROUNDINGS if check is not surroundings.libraries]
    assert [finding.words for finding in findings if finding.level is not Level.ok] == []


def test_a_mail_server_is_greeted_and_sent_nothing(healthy: Healthy, mail_server: int) -> None:
    site = healthy.with_settings(mail_url=f"smtp://127.0.0.1:{mail_server}")
    assert surroundings.mail_server(site).level is Level.ok
    assert Greeting.commands == ["EHLO", "QUIT"]
    finding = surroundings.mail_server(
        healthy.with_settings(mail_url=f"smtp://me:hidden@127.0.0.1:{mail_server}")
    )
    assert (finding.level, "not offer TLS" in finding.words, "hidden" in finding.words) == (
        Level.wrong,
        True,
        False,
    )
    Greeting.refuses = True
    assert surroundings.mail_server(site).level is Level.wrong


def test_a_file_that_others_read_is_named(healthy: Healthy) -> None:
    folder = healthy.deployment.settings.instance_dir
    (folder / "secret_key").write_text("x")
    (folder / "secret_key").chmod(0o644)
    assert surroundings.folders(healthy.deployment).level is Level.ok, "its folder is closed to others"
    folder.chmod(0o711)
    assert surroundings.folders(healthy.deployment).level is Level.wrong
    folder.chmod(stat.S_IRWXU)


def test_missing_libraries_are_told(healthy: Healthy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "available", lambda: "this machine lacks Pango")
    assert surroundings.libraries(healthy.deployment).level is Level.wrong


def test_a_clock_that_went_back_is_told(healthy: Healthy) -> None:
    with healthy.deployment.database.unit_of_work() as session:
        audit.record(session, SYSTEM, "thing.done", "things:1")
    late = dataclasses.replace(healthy.deployment, at=now())
    assert surroundings.clock(late).level is Level.ok
    for wrong_by in (timedelta(hours=1), timedelta(days=365 * 10)):
        assert surroundings.clock(dataclasses.replace(late, at=late.at - wrong_by)).level is Level.wrong
    if not healthy.deployment.database.is_sqlite:
        ahead = surroundings.clock(dataclasses.replace(late, at=late.at + timedelta(minutes=1)))
        assert (ahead.level, "differ" in ahead.words) == (Level.wrong, True)


def test_the_database_and_its_schema_are_looked_at(healthy: Healthy, tmp_path: Path) -> None:
    site = healthy.deployment
    assert records.database(site).level is Level.ok
    with site.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    assert "upgrade" in records.database(site).mend
    with site.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer" in records.database(site).mend
    empty = dataclasses.replace(site, database=Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}"))
    assert "upgrade" in records.database(empty).mend
    away = dataclasses.replace(site, database=Database("postgresql+psycopg://nobody@127.0.0.1:9/none"))
    assert (records.database(away).level, "DATABASE_URL" in records.database(away).mend) == (
        Level.wrong,
        True,
    )


def test_a_careless_database_is_told(healthy: Healthy) -> None:
    """The tests' own PostgreSQL trades safety for speed, which no deployment may."""
    finding = records.engine(healthy.deployment)
    if healthy.deployment.database.is_sqlite:
        assert (finding.level, finding.words.startswith("SQLite 3.")) == (Level.ok, True)
    else:
        assert (finding.level, "has fsync" in finding.words) == (Level.wrong, True)


def test_sample_accounts_that_can_sign_in_are_told(healthy: Healthy) -> None:
    site = healthy.deployment
    with site.database.unit_of_work() as session:
        make.person(session, is_sample=True)
    assert records.sample_accounts(site).level is Level.wrong
    assert records.sample_accounts(healthy.with_settings(environment="development")).level is Level.look
    with site.database.unit_of_work() as session:
        people.close_sample_accounts(session, SYSTEM)
    assert records.sample_accounts(site).level is Level.ok


def test_a_site_that_nobody_runs_is_told(healthy: Healthy) -> None:
    site = healthy.deployment
    assert (records.operators(site).level, "create-operator" in records.operators(site).mend) == (
        Level.wrong,
        True,
    )
    with site.database.unit_of_work() as session:
        make.actor_for(session, make.organisation(session, OrganisationKind.operator))
    assert records.operators(site).level is Level.ok


def test_an_old_backup_is_told(healthy: Healthy) -> None:
    assert records.last_backup(healthy.deployment).level is Level.look
    with healthy.deployment.database.unit_of_work() as session:
        audit.record(session, SYSTEM, "backup.made", SUBJECT)
    levels = [
        records.last_backup(dataclasses.replace(healthy.deployment, at=now() + timedelta(days=days))).level
        for days in (1, 3, 9)
    ]
    assert levels == [Level.ok, Level.look, Level.wrong]


def test_heads_that_are_missing_old_or_gone_from_the_chain_are_told(healthy: Healthy) -> None:
    site, file = (
        healthy.with_settings(head_mail_to="records@example.org"),
        healthy.deployment.settings.heads_file,
    )
    assert records.kept_head(site).level is Level.look
    with site.database.reading() as session:
        head = heads.current(session)
    heads.keep(file, head, now())
    assert records.kept_head(site).level is Level.ok
    assert records.kept_head(healthy.deployment).level is Level.look, "kept on this machine only"
    assert records.kept_head(dataclasses.replace(site, at=now() + timedelta(days=3))).level is Level.wrong
    heads.keep(file, Head(head.number, "e" * 64), now())
    assert (records.kept_head(site).level, "rewritten" in records.kept_head(site).words) == (
        Level.wrong,
        True,
    )
    file.write_text("nothing of the kind\n")
    assert records.kept_head(site).level is Level.wrong


def test_the_command_prints_a_line_a_check_and_fails_where_one_is_wrong(site: Site) -> None:
    runner = site.app.test_cli_runner()
    output = runner.invoke(args=["doctor"]).stdout
    assert {line.split()[0] for line in output.splitlines() if line[:1].strip()} <= {"ok", "look", "wrong"}
    assert "APP_ENV is test." in output
    with site.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    result = runner.invoke(args=["doctor"])
    assert (result.exit_code, "Type: flask database upgrade" in result.output) == (1, True)


def test_a_setting_that_stops_the_site_is_told_without_a_trace(tmp_path: Path) -> None:
    environment = {"APP_ENV": "production", "INSTANCE_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "doctor"]
    done = subprocess.run(
        command, cwd=PROJECT_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "PUBLIC_URL must start with https://" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_site_whose_work_stands_still_is_told(healthy: Healthy) -> None:
    assert records.readiness(healthy.deployment).level is Level.ok
    with healthy.deployment.database.unit_of_work() as session:
        queue.enqueue(session, "mail.send", 0, run_after=now() - timedelta(hours=1))
    finding = records.readiness(healthy.deployment)
    assert (finding.level, "nothing begun" in finding.words) == (Level.wrong, True)
