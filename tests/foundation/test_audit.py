"""The audit chain: whole when nobody touched it, broken visibly when somebody did."""

from __future__ import annotations

from contextlib import suppress

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor
from app.foundation.audit import AuditEntry, AuditHead
from app.foundation.database import Database
from app.foundation.types import now
from tests import factories as make


def written(database: Database, count: int = 4) -> None:
    for number in range(count):
        with database.unit_of_work() as session:
            audit.record(session, Actor(number, f"Person {number}"), "thing.done", "things:1", number=number)


def breaks(database: Database) -> list[str]:
    with database.reading() as session:
        return list(audit.verify(session))


def test_an_untouched_chain_is_whole(database: Database) -> None:
    written(database)
    assert breaks(database) == []


def test_an_empty_chain_is_whole(database: Database) -> None:
    assert breaks(database) == []


@pytest.mark.parametrize(
    "damage",
    [
        sa.update(AuditEntry).where(AuditEntry.id == 2).values(details='{"number":9}'),
        sa.update(AuditEntry).where(AuditEntry.id == 2).values(actor_name="Somebody else"),
        sa.update(AuditEntry).where(AuditEntry.id == 3).values(at=now()),
        sa.delete(AuditEntry).where(AuditEntry.id == 2),
        sa.delete(AuditEntry).where(AuditEntry.id == 4),
        sa.delete(AuditEntry),
        sa.update(AuditHead).values(length=3),
    ],
    ids=["details", "actor", "time", "dropped inside", "dropped at the end", "all dropped", "head"],
)
def test_damage_shows(database: Database, damage: sa.Executable) -> None:
    written(database)
    with database.engine.begin() as connection:
        connection.execute(damage)
    assert breaks(database) != []


def test_reordering_shows(database: Database) -> None:
    written(database)
    with database.engine.begin() as connection:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            connection.execute(sa.update(AuditEntry).where(AuditEntry.id == old).values(id=new))
    assert breaks(database) != []


def test_an_entry_lives_and_dies_with_its_transaction(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.unit_of_work() as session:
        audit.record(session, SYSTEM, "thing.done", "things:1")
        session.flush()
        raise ZeroDivisionError
    written(database, 1)
    with database.reading() as session:
        assert [entry.actor_name for entry in audit.entries_for(session, "things:1")] == ["Person 0"]


def test_a_savepoint_that_is_rolled_back_takes_its_own_entries_along_and_no_others(
    database: Database,
) -> None:
    with database.unit_of_work() as session:
        audit.record(session, SYSTEM, "first.done", "things:1")
        with session.begin_nested():
            audit.record(session, SYSTEM, "second.done", "things:2")
        with suppress(ZeroDivisionError), session.begin_nested():
            audit.record(session, SYSTEM, "third.done", "things:3")
            with session.begin_nested():
                audit.record(session, SYSTEM, "fourth.done", "things:4")
            raise ZeroDivisionError
        audit.record(session, SYSTEM, "fifth.done", "things:5")
        assert (
            session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == 0
        )  # the head is locked at the end
    with database.reading() as session:
        verbs = session.scalars(sa.select(AuditEntry.verb).order_by(AuditEntry.id)).all()
    assert verbs == ["first.done", "second.done", "fifth.done"]
    assert breaks(database) == []


def test_a_change_in_a_savepoint_without_an_entry_is_refused(database: Database) -> None:
    with pytest.raises(RuntimeError, match="Person"), database.unit_of_work() as session:
        with session.begin_nested():
            session.add(Person(name="Ada", email="ada@example.org", password_hash="!"))
        with suppress(ZeroDivisionError), session.begin_nested():
            audit.record(session, SYSTEM, "thing.done", "things:1")
            raise ZeroDivisionError


def test_a_row_made_in_the_same_transaction_is_named_by_its_id(database: Database) -> None:
    with database.unit_of_work() as session:
        organisation = make.organisation(session)
    with database.reading() as session:
        assert len(audit.entries_for(session, organisation)) == 1
        assert audit.entries_for(session, organisation)[0].subject == f"organisations:{organisation.id}"


def test_every_entry_keeps_who_did_it(session: Session) -> None:
    actor = make.adviser(session)
    audit.record(session, actor, "thing.done", "things:2")
    session.commit()
    entry = audit.entries_for(session, "things:2")[0]
    assert (entry.person_id, entry.organisation_id, entry.actor_name) == (
        actor.person_id,
        actor.organisation_id,
        actor.name,
    )
