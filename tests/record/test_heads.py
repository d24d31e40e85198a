"""Heads kept elsewhere: a chain that was rewritten whole, or cut, no longer contains them."""

from __future__ import annotations

import dataclasses
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import job_kinds
from app.foundation import audit
from app.foundation.actor import SYSTEM
from app.foundation.audit import GENESIS, AuditEntry, AuditHead
from app.foundation.database import Database
from app.foundation.jobs import queue
from app.foundation.jobs import worker as worker_jobs
from app.foundation.jobs.daily import DailyRun
from app.foundation.mail.outbox import Mail
from app.foundation.types import now
from app.record import heads
from app.record.heads import Head
from tests.site import Site

AT = datetime(2026, 11, 28, 0, 0, 5, tzinfo=UTC)


def write(database: Database, count: int, name: str = "thing.done") -> list[Head]:
    kept = []
    for number in range(count):
        with database.unit_of_work() as session:
            audit.record(session, SYSTEM, name, "things:1", number=number)
        with database.reading() as session:
            kept.append(heads.current(session))
    return kept


def rewritten(database: Database, count: int) -> None:
    """Replace the chain by another that is consistent."""
    with database.engine.begin() as connection:
        connection.execute(sa.delete(AuditEntry))
        connection.execute(sa.update(AuditHead).values(length=0, hash=GENESIS))
    write(database, count, "thing.denied")


def test_a_rewritten_chain_is_whole_and_still_shows(site: Site) -> None:
    kept = write(site.database, 3)
    runner = site.app.test_cli_runner()
    for head in kept:
        assert runner.invoke(args=["audit", "verify", "--expect", str(head)]).exit_code == 0
    rewritten(site.database, 4)
    assert runner.invoke(args=["audit", "verify"]).exit_code == 0
    result = runner.invoke(args=["audit", "verify", "--expect", str(kept[1])])
    assert (result.exit_code, "rewritten" in result.output) == (1, True)
    result = runner.invoke(args=["audit", "verify", "--expect", f"9:{kept[1].hash}"])
    assert (result.exit_code, "cut off" in result.output) == (1, True)


def test_verify_prints_the_head_that_expect_takes(site: Site) -> None:
    kept = write(site.database, 2)
    output = site.app.test_cli_runner().invoke(args=["audit", "verify"]).output
    assert output.splitlines()[-1] == f"Head: {kept[-1]}"
    assert heads.parse(output.splitlines()[-1].removeprefix("Head: ")) == kept[-1]


@pytest.mark.parametrize("text", ["", "7", "7:abc", f"x:{GENESIS}", f"-1:{GENESIS}", f"7:{GENESIS}0"])
def test_what_is_no_head_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(heads.NoHead, match="NUMBER:HASH"):
        heads.parse(text)


def test_every_head_of_a_file_is_looked_for(site: Site, tmp_path: Path) -> None:
    kept = write(site.database, 3)
    file = tmp_path / "elsewhere.txt"
    for day, head in enumerate(kept):
        heads.keep(file, head, AT + timedelta(days=day))
    runner = site.app.test_cli_runner()
    result = runner.invoke(args=["audit", "verify", "--heads", str(file)])
    assert (result.exit_code, "all 3 heads" in result.output) == (0, True)
    heads.keep(file, Head(2, "f" * 64), AT)
    assert runner.invoke(args=["audit", "verify", "--heads", str(file)]).exit_code == 1
    file.write_text("nothing of the kind\n")
    result = runner.invoke(args=["audit", "verify", "--heads", str(file)])
    assert (result.exit_code, "Line 1" in result.output) == (1, True)
    file.unlink()
    assert "We cannot read" in runner.invoke(args=["audit", "verify", "--heads", str(file)]).output


def test_keeping_adds_a_line_and_never_touches_another(tmp_path: Path) -> None:
    file = tmp_path / "far" / "heads.txt"
    heads.keep(file, Head(1, "a" * 64), AT)
    before = file.read_bytes()
    heads.keep(file, Head(2, "b" * 64), AT + timedelta(days=1))
    assert file.read_bytes().startswith(before)
    assert [line.head for line in heads.read(file)] == [Head(1, "a" * 64), Head(2, "b" * 64)]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert heads.is_kept(file, date(2026, 11, 29))
    assert not heads.is_kept(file, date(2026, 11, 30))


def crew_of(site: Site, count: int) -> list[worker_jobs.Worker]:
    return [worker_jobs.Worker(site.database, job_kinds(), {"settings": site.settings}) for _ in range(count)]


def test_many_workers_keep_one_head_a_day(site: Site) -> None:
    site.settings = dataclasses.replace(site.settings, head_mail_to="records@example.org")
    kept = write(site.database, 2)[-1]
    workers = crew_of(site, 6)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(worker_jobs.Worker.plan_day, workers))
        list(pool.map(worker_jobs.Worker.run_until_idle, workers))
    for worker in crew_of(site, 2):  # the same day after a restart
        worker.plan_day()
        worker.run_until_idle()
    assert [line.head for line in heads.read(site.settings.heads_file)] == [kept]
    with site.database.reading() as session:
        mails = session.scalars(sa.select(Mail)).all()
        assert [mail.recipient for mail in mails] == ["records@example.org"]
    (letter,) = (site.settings.instance_dir / "mail").iterdir()
    assert f"--expect {kept}" in letter.read_text().replace("=\n", "")
    assert (
        site.app.test_cli_runner()
        .invoke(args=["audit", "verify", "--heads", str(site.settings.heads_file)])
        .exit_code
        == 0
    )


def test_a_worker_that_sees_a_new_day_plans_it(site: Site) -> None:
    worker = crew_of(site, 1)[0]
    worker.planned_on = now().date() - timedelta(days=1)
    worker.plan_day()
    with site.database.reading() as session:
        assert session.scalars(sa.select(DailyRun.day).where(DailyRun.kind == "keep_head")).all() == [
            now().date()
        ]


def test_the_job_of_a_day_that_passed_leaves_it_to_todays(site: Site) -> None:
    with site.database.unit_of_work() as session:
        queue.enqueue(session, "keep_head", (now() - timedelta(days=3)).toordinal())
    worker = crew_of(site, 1)[0]
    assert worker.run_until_idle() == 1
    assert not site.settings.heads_file.exists()
    worker.plan_day()
    worker.run_until_idle()
    assert len(heads.read(site.settings.heads_file)) == 1


def test_a_second_attempt_adds_no_second_line(site: Site) -> None:
    heads.keep(site.settings.heads_file, Head(0, GENESIS), now())
    worker = crew_of(site, 1)[0]
    worker.plan_day()
    worker.run_until_idle()
    assert len(heads.read(site.settings.heads_file)) == 1
