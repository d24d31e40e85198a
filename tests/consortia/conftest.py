"""A tender that two small enterprises can only win together, and an adviser who asks about it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from app.consortia.queries import default_question
from app.consortia.rules import Question
from app.enterprises.models import Enterprise, Offer
from app.foundation.actor import Actor
from app.foundation.database import Database, commit
from app.tenders.models import Lot, Tender, WorkPackage
from tests import factories as make

PUBLIC_URL = "http://127.0.0.1"


@dataclass
class Market:
    """One tender with one lot of two packages; `anna` and `bela` together cover it, `cora` could replace `bela`."""

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
    north = make.work_package(session, lot, name="North park", quantity=80, periods=10, credentials=["iso9001"])
    south = make.work_package(session, lot, name="South park", quantity=60, periods=10)
    enterprises = {
        name: make.enterprise(session, name=name, home_area=home, turnover=50_000_000)
        for name, home in (("Anna CIC", make.BIRMINGHAM), ("Bela CIC", make.SANDWELL), ("Cora CIC", make.BIRMINGHAM))
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
        made = build(session)
        session.refresh(made.tender, ["lots", "conditions"])
        for lot in made.tender.lots:
            session.refresh(lot, ["work_packages"])
        commit(session)
    return made
