"""The schema: up, down and up again on both databases, and the newest revision is what the models say."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import app.models  # noqa: F401
from app import migrations
from app.accounts.models import Organisation
from app.consortia.models import Enquiry, Member, Proposal
from app.consortia.rules.question import Question
from app.foundation.audit import AuditHead
from app.foundation.database import Base, Database
from app.foundation.jobs import queue
from app.tenders.models import Tender
from solver.problem import Members
from tests.bids import making


def test_the_newest_revision_is_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_down_to_nothing_and_up_again(database: Database) -> None:
    migrations.downgrade(database, "base")
    left = set(sa.inspect(database.engine).get_table_names())
    assert left <= {"alembic_version", "sqlite_sequence"}
    migrations.upgrade(database)
    assert migrations.current(database) == migrations.head()
    assert {table.name for table in Base.metadata.sorted_tables} <= set(
        sa.inspect(database.engine).get_table_names()
    )


def test_rows_that_others_point_to_outlive_a_table_made_anew(database: Database) -> None:
    """SQLite changes a constraint by making the table again: with its foreign keys on, that would fail or
    take rows.
    """
    with database.unit_of_work() as session:
        making.consortium(session)
        queue.enqueue(session, "count", 7)
    counted = (Enquiry, Proposal, Member, Organisation, Tender, queue.Job)

    def counts() -> list[int | None]:
        with database.reading() as session:
            return [session.scalar(sa.select(sa.func.count()).select_from(table)) for table in counted]

    before = counts()
    migrations.downgrade(database, "0004")
    migrations.upgrade(database)
    assert counts() == before
    assert 0 not in before
    if database.is_sqlite:
        with database.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    migrations.upgrade(database)
    assert migrations.current(database) == migrations.head()


def test_the_chain_of_a_new_database_starts_at_nothing(database: Database) -> None:
    with database.reading() as session:
        head = session.get_one(AuditHead, 1)
        assert (head.length, head.hash) == (0, "0" * 64)


@pytest.mark.parametrize("table", ["offers", "members", "audit_head"])
def test_checks_stand_in_the_database_itself(database: Database, table: str) -> None:
    constraints = sa.inspect(database.engine).get_check_constraints(table)
    assert constraints


def test_ids_that_are_never_used_again_stay_so_in_tables_that_sqlite_copied(sqlite_template: Path) -> None:
    database = Database(f"sqlite:///{sqlite_template}")
    with database.engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all()
    statement_of: dict[str, str] = {table.name: table.sql for table in tables}
    database.engine.dispose()
    keeping = {
        table.name
        for table in Base.metadata.sorted_tables
        if table.dialect_options["sqlite"]["autoincrement"]
    }
    assert "people" in keeping
    assert {name for name in keeping if "AUTOINCREMENT" not in statement_of[name]} == set()


def test_the_rules_of_stored_questions_change_their_shape_both_ways() -> None:
    """0022: what was asked before can be asked again, and an older version can read it."""
    module = importlib.import_module("app.migrations.versions.0022_rules_of_the_solver")
    flat = {
        **module.AS_BEFORE,
        **module.BEFORE,
        "members_max": 5,
        "term_months": 24,
        "liability": "joint",
        "trust": "optional",
        "resilience": "report",
        "lead_credentials": ["iso9001"],
        "lot_budgets": {"7": 5_000},
        "exclusive_lots": [[7, 8]],
        "lot_categories": [{"lots": [7, 9], "most": 1}],
    }
    question = {"lots": [7], "weights": {}, "include": [], "exclude": [], "rules": module._nested(flat)}
    rules = Question.from_json(question).rules
    assert (rules.members, rules.lead.credentials, rules.term_months) == (Members(2, 5), ("iso9001",), 24)
    assert (rules.exclusive_lots, rules.lot_budgets) == ((("7", "8"),), {"7": 5_000})
    assert module._flat(module._nested(flat)) == flat
