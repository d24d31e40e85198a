"""A tender that two small enterprises can only win together, and an adviser who asks about it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from app.consortia import tasks
from app.consortia.actions import asking, forming
from app.consortia.models import Consortium
from app.consortia.queries import enquiries
from app.consortia.queries.enquiries import default_question
from app.consortia.rules.question import Question
from app.consortia.solving.run import Listener, solve
from app.enterprises.models import Enterprise, Offer
from app.foundation.actor import Actor
from app.foundation.database import Database, commit
from app.foundation.jobs import worker
from app.tenders.models import Lot, Tender, WorkPackage
from tests import factories as make

PUBLIC_URL = "http://127.0.0.1"


@dataclass
class Market:
    """One tender with one lot of two packages; `anna` and `bela` together cover it, `cora` could replace
    `bela`.
    """

    adviser: Actor
    tender: Tender
    lot: Lot
    north: WorkPackage
    south: WorkPackage
    anna: Enterprise
    bela: Enterprise
    cora: Enterprise
    offers: dict[str, Offer]

    @property
    def question(self) -> Question:
        return default_question(self.tender)


def build(session: Session) -> Market:
    """The market, flushed."""
    tender = make.tender(session, title="Cleaning of two parks", term_months=12)
    lot = make.lot(session, tender, title="Parks", position=1, key="1")
    north = make.work_package(
        session, lot, name="North park", quantity=80, periods=10, credentials=["iso9001"]
    )
    south = make.work_package(session, lot, name="South park", quantity=60, periods=10)
    enterprises = {
        name: make.enterprise(session, name=name, home_area=home, turnover=50_000_000)
        for name, home in (
            ("Anna CIC", make.BIRMINGHAM),
            ("Bela CIC", make.SANDWELL),
            ("Cora CIC", make.BIRMINGHAM),
        )
    }
    anna, bela, cora = enterprises.values()
    offers = {
        "anna": make.offer(session, anna, capacity=90, unit_price=1_000),
        "bela": make.offer(session, bela, capacity=60, unit_price=1_100),
        "cora": make.offer(session, cora, capacity=70, unit_price=1_300),
    }
    make.credential(session, anna, "iso9001")
    make.trust(session, anna, bela, 700)
    session.refresh(tender)
    return Market(make.adviser(session), tender, lot, north, south, anna, bela, cora, offers)


@pytest.fixture
def market(database: Database) -> Market:
    """The market, committed."""
    with database.unit_of_work() as session:
        market = build(session)
        session.refresh(market.tender, ["lots", "conditions"])
        for lot in market.tender.lots:
            session.refresh(lot, ["work_packages"])
        commit(session)
    return market


_answers: dict[str, bytes] = {}


@pytest.fixture
def quick_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real solver, asked once for each different problem of the whole run."""

    def remembered(problem: bytes, seconds: int, on_progress: Listener) -> bytes:
        key = hashlib.sha256(problem).hexdigest()
        if key not in _answers:
            _answers[key] = solve(problem, seconds, on_progress)
        return _answers[key]

    monkeypatch.setattr(tasks, "solve", remembered)


def work(database: Database) -> None:
    """Run what is queued, as the worker would."""
    worker.Worker(database, {kind.name: kind for kind in tasks.JOB_KINDS}).run_until_idle()


@pytest.fixture
def answered(database: Database, market: Market, quick_solver: None) -> int:
    """The id of an enquiry about the market, answered with proposals."""
    with database.unit_of_work() as session:
        enquiry = asking.ask_for_consortia(
            session, market.adviser, market.tender.id, market.question, "first"
        )
    work(database)
    return enquiry.id


@pytest.fixture
def formed(database: Database, market: Market, answered: int) -> int:
    """The id of the consortium adopted from the best proposal: Anna leads or joins, Bela is the other."""
    with database.unit_of_work() as session:
        return adopt_first(session, market, answered).id


def adopt_first(session: Session, market: Market, enquiry_id: int) -> Consortium:
    """Adopt the best proposal."""
    enquiry = enquiries.enquiry_for(session, market.adviser, enquiry_id)
    reason = "Neither has the capacity to clean both parks alone."
    return forming.adopt(
        session, market.adviser, enquiry.proposals[0].id, "Parks together", reason, PUBLIC_URL
    )


def person_at(database: Database, enterprise: Enterprise) -> Actor:
    """A new person of an enterprise."""
    with database.unit_of_work() as session:
        return make.member_of(session, enterprise)


def missing_from(text: str, *words: str) -> list[str]:
    """Those of these words that a page does not have."""
    return [word for word in words if word not in text]
