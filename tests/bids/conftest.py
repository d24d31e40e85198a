"""Consortia for the tests of bids, and packs made without drawing them where drawing is not what is
tested.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from app.bids import tasks
from app.bids.printing.printer import Printed
from app.bids.rules.pack import Pack
from app.foundation.database import Database
from tests.bids import making


@pytest.fixture
def agreed(database: Database) -> making.Made:
    """An agreed consortium of three for two work packages, committed."""
    with database.unit_of_work() as session:
        return making.consortium(session, 3, 2)


@pytest.fixture
def forming(database: Database) -> making.Made:
    """One in which only the lead has accepted."""
    with database.unit_of_work() as session:
        return making.consortium(session, 3, 2, agreed=False)


@pytest.fixture
def printing(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str | None]]:
    """Printing that draws nothing: a copy's bytes are made of its order alone. Gives the orders, in turn."""
    orders: list[tuple[str, str | None]] = []

    def printed(data: Pack, audience: Any, member: str | None = None) -> Printed:
        orders.append((audience.name, member))
        content = f"%PDF-1.7 {data.number} {audience.name} {member} {data.asked_at}".encode()
        return Printed(content, hashlib.sha256(content).hexdigest(), 7, f"{audience.name}-{member}.pdf")

    monkeypatch.setattr(tasks, "printed", printed)
    return orders
