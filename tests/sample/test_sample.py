"""The sample: the same each time, loaded once, written to suit no tender."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.models import Organisation, Person
from app.consortia.models import Enquiry
from app.consortia.queries.enquiries import default_question
from app.consortia.solving.freezing import freeze
from app.consortia.solving.run import checked, solve
from app.enterprises.models import Enterprise, Offer
from app.foundation import audit, security_log
from app.foundation.actor import SYSTEM
from app.foundation.database import Database
from app.foundation.errors import Refused
from app.foundation.reference import areas, cpv, units
from app.sample import actions as sample
from app.sample import queries, register
from app.sample.rules import PASSWORD, SEED, SIGN_INS
from app.tenders.models import Tender, WorkPackage
from app.tenders.rules import TenderSource, TenderState, WorkPackageState
from solver import problem as problems
from solver.search.greedy import Greedy, greedy
from tests import factories as make
from tests.conftest import load_sample

DAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
SEEDS = (SEED, 2022)
SECONDS = 30


@pytest.fixture(scope="module")
def loaded(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The sample as a new user gets it."""
    return Database(
        f"sqlite:///{shutil.copyfile(sample_file, tmp_path_factory.mktemp('sample') / 'copy.sqlite3')}"
    )


def test_it_is_loaded_once(database: Database) -> None:
    first = sample.load(database, count=20)
    assert (first.enterprises, first.tenders, first.practice_copies) == (20, 6, 3)
    with database.reading() as session:
        before = session.scalar(sa.select(audit.AuditHead.length))
    assert sample.load(database, count=20) == sample.Loaded()
    with database.reading() as session:
        assert session.scalar(sa.select(audit.AuditHead.length)) == before
        assert list(audit.verify(session)) == []


def test_invented_people_fill_no_security_log_and_real_ones_are_told_afterwards(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """The first start of a new user prints the log."""
    security_log.install()
    caplog.set_level(logging.INFO, logger="bidbridge.security")
    sample.load(database, count=20)
    (line,) = caplog.messages
    assert line.startswith("event=sample.loaded entries=")
    with database.unit_of_work() as session:
        make.person(session)
        audit.record(session, SYSTEM, "person.registered", "people:1")
    assert caplog.messages[1:] == ["event=person.registered subject=people:1"]


def test_it_never_joins_real_data(database: Database) -> None:
    with database.unit_of_work() as session:
        make.person(session)
    with pytest.raises(Refused, match="real data"):
        sample.load(database)


def test_the_same_seed_draws_the_same_enterprises() -> None:
    first, second = (list(register.sketches(register.drawn_market(7, 30))) for _ in range(2))
    assert first == second
    assert first != list(register.sketches(register.drawn_market(8, 30)))


def test_every_enterprise_is_one_that_could_be(loaded: Database) -> None:
    with loaded.reading() as session:
        enterprises = session.scalars(sa.select(Enterprise)).all()
        names = [enterprise.organisation.name for enterprise in enterprises]
        assert len(enterprises) == 120
        assert len(set(names)) == 120
        for enterprise in enterprises:
            assert areas.level(enterprise.home_area or "") == "ward"
            assert enterprise.supported_workforce <= enterprise.workforce
            assert enterprise.company_number or enterprise.charity_number


def test_every_offer_is_one_that_could_be(loaded: Database) -> None:
    with loaded.reading() as session:
        for offer in session.scalars(sa.select(Offer)):
            assert cpv.group_or_deeper(offer.capability)
            assert offer.unit == units.standard_unit(offer.capability).name
            assert offer.areas


def test_one_can_sign_in_in_every_role(loaded: Database) -> None:
    with loaded.reading() as session:
        for entry in SIGN_INS:
            person = session.scalars(sa.select(Person).where(Person.email == entry.email)).one()
            assert passwords.verify_password(person.password_hash, PASSWORD)
            kinds = {membership.organisation.kind for membership in person.memberships}
            assert kinds == {entry.kind}


def practice_copies(session: Session) -> Sequence[Tender]:
    return session.scalars(sa.select(Tender).where(Tender.source == TenderSource.practice)).all()


def test_practice_copies_say_so_and_link_their_source(loaded: Database) -> None:
    with loaded.reading() as session:
        copies = practice_copies(session)
        assert len(copies) == 3
        for copy in copies:
            assert copy.practice
            assert copy.practice_of is not None
            assert copy.buyer_name != copy.practice_of.buyer_name
            assert copy.state is TenderState.published


def test_the_work_packages_of_practice_copies_are_drafts(loaded: Database) -> None:
    with loaded.reading() as session:
        for copy in practice_copies(session):
            drafts = [package for lot in copy.lots for package in lot.work_packages]
            assert drafts
            assert all(package.state is WorkPackageState.draft for package in drafts)
            assert all(areas.contains("UK", package.area) for package in drafts)


def test_a_newcomer_can_sign_in_as_each_enterprise(loaded: Database) -> None:
    with loaded.reading() as session:
        names = set(
            session.scalars(
                sa.select(Organisation.name).join(Enterprise, Enterprise.organisation_id == Organisation.id)
            )
        )
        rows = queries.sign_ins(session)
        assert names <= {name for name, _ in rows}
        some_name, some_email = rows[7]
        assert (some_name, some_email) in queries.sign_ins(session, some_name.upper())
        assert queries.sign_ins(session, "%") == []
        hashes = set(session.scalars(sa.select(Person.password_hash).where(Person.is_sample)))
    assert all(passwords.verify_password(password_hash, PASSWORD) for password_hash in hashes)


def test_all_the_work_of_the_six_tenders_is_confirmed(loaded: Database) -> None:
    with loaded.reading() as session:
        packages = session.scalars(
            sa.select(WorkPackage)
            .join(WorkPackage.lot)
            .join(Tender)
            .where(Tender.source == TenderSource.written)
        ).all()
        assert len(packages) >= 30
        assert {package.state for package in packages} == {WorkPackageState.confirmed}


class Answer(NamedTuple):
    """The answer to what a tender suggests, and what a greedy broker would reach."""

    title: str
    outcome: dict[str, Any]
    broker: Greedy


@cache
def answers(database_file: Path) -> list[Answer]:
    """The answers of the six tenders."""
    database = Database(f"sqlite:///{database_file}")
    six = []
    with database.reading() as session:
        tenders = session.scalars(
            sa.select(Tender).where(Tender.source == TenderSource.written).order_by(Tender.id)
        ).all()
        for tender in tenders:
            enquiry = Enquiry(
                tender_id=tender.id,
                organisation_id=1,
                key="x",
                tender=tender,
                question=default_question(tender).to_json(),
            )
            with session.no_autoflush:
                problem = freeze(session, enquiry).problem
            if enquiry in session:
                session.expunge(enquiry)
            outcome = solve(problem, SECONDS, lambda progress: None)
            checked(problem, outcome)  # raises when a rule or a figure is wrong
            broker = greedy(problems.from_dict(json.loads(problem)))
            six.append(Answer(tender.title, json.loads(outcome), broker))
    database.engine.dispose()
    return six


@pytest.fixture(scope="module", params=SEEDS)
def six(
    request: pytest.FixtureRequest, sample_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[Answer]:
    """The six answers for each of several seeds: none is special."""
    file = tmp_path_factory.mktemp("six") / "sample.sqlite3"
    if request.param == SEED:
        shutil.copyfile(sample_file, file)
    else:
        load_sample(f"sqlite:///{file}", request.param)
    return answers(file)


def test_each_is_proven_or_explained(six: list[Answer]) -> None:
    for title, outcome, _ in six:
        if outcome["status"] == "solved":
            assert outcome["proposals"][0]["proven"], title
        else:
            assert outcome["status"] == "infeasible", title
            assert outcome["reasons"], title
            assert all(reason["text"] for reason in outcome["reasons"]), title


def test_a_greedy_broker_fails_or_is_dearer_on_most(six: list[Answer]) -> None:
    worse = 0
    for _, outcome, broker in six:
        if not broker.feasible:
            worse += 1
        elif outcome["proposals"]:
            assert broker.proposal is not None
            worse += broker.proposal.objective >= 1.02 * outcome["proposals"][0]["objective"]
    assert worse >= 4


def test_the_security_tender_cannot_be_covered_and_says_which_package_lacks_what(six: list[Answer]) -> None:
    title, outcome, _ = six[-1]
    assert "security" in title.lower()
    assert outcome["status"] == "infeasible"
    first = outcome["reasons"][0]
    assert first.get("work_package"), first
    assert first.get("short"), first
