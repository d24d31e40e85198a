"""The main job, through pages alone: from an open tender to a bid that was sent, decided and learnt from."""

from __future__ import annotations

import hashlib
import re

import pytest

from app.sample.rules import PASSWORD
from tests.journeys.conftest import Arrive
from tests.journeys.served import Served
from tests.journeys.visitor import Visitor

TENDER = "Cleaning at competition and agreed venues"
NAME = "Clean Venues Together"
REASON = "None of them has the capacity to clean every venue alone; together each keeps to what it can carry."


def ask(adviser: Visitor, tender: str) -> None:
    """From the start page to the answer."""
    adviser.follow(tender)
    adviser.follow("Consortia for this tender")
    adviser.follow("Ask for consortia")
    adviser.press("Ask for consortia")
    assert "Looking for consortia" in adviser.heading
    adviser.wait_for("See the answer")
    adviser.follow("See the answer")


def adopt(adviser: Visitor) -> list[str]:
    """Adopt the proposal shown, after forgetting the reason once; who was invited, the lead first."""
    adviser.follow("Adopt proposal")
    invited = [line.inner_text() for line in adviser.page.locator("main ul.govuk-list--bullet li").all()]
    adviser.fill("What shall the consortium be called?", NAME)
    adviser.press("Invite these members", status=422)
    assert "Say why they bid together" in adviser.errors()
    assert adviser.page.get_by_label("What shall the consortium be called?").input_value() == NAME
    adviser.fill("Why do these enterprises bid together?", REASON)
    adviser.press("Invite these members")
    assert adviser.heading == NAME
    lead = [name for name in invited if name.endswith(" (lead)")]
    return [name.removesuffix(" (lead)") for name in (*lead, *(name for name in invited if name not in lead))]


@pytest.mark.parametrize("served", ["sqlite", "postgresql"], indirect=True, scope="module")
def test_from_an_open_tender_to_a_decided_bid(served: Served, arrive: Arrive) -> None:
    adviser, officer = arrive("adviser"), arrive("officer")
    adviser.sign_in("adviser@example.org", PASSWORD)
    ask(adviser, TENDER)
    answer = adviser.path
    members = adopt(adviser)
