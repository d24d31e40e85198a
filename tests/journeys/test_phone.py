"""On a phone: each role's main pages, reached with a thumb through the menu."""

from __future__ import annotations

import pytest

from app.sample.rules import PASSWORD
from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

TENDER = "Cleaning at competition and agreed venues"
ROLES = {
    "adviser": ("adviser@example.org", ("Tenders", "Enterprises", "Consortia")),
    "officer": ("officer@example.org", ("Tenders", "Enterprises")),
    "enterprise": ("enterprise@example.org", ("Tenders", "Your enterprise", "Consortia")),
}


@pytest.mark.parametrize("role", ROLES)
def test_every_main_page_of_a_role_can_be_reached_and_read_on_a_phone(arrive: Arrive, role: str) -> None:
    visitor = arrive(f"phone-{role}", phone=True)
    address, sections = ROLES[role]
    visitor.sign_in(address, PASSWORD)
    for section in sections:
        through_the_menu(visitor, section)
    visitor.open("/tenders")
    visitor.follow(TENDER)
    visitor.open("/account")
    visitor.open("/organisation")
    if role == "enterprise":
        visitor.open("/enterprise")
        for part in ("What you offer", "What you hold", "Whom you trust"):
            visitor.follow(part)
            visitor.follow("Back")


def through_the_menu(visitor: Visitor, section: str) -> None:
    """The menu opens at a touch, and a touch on its entry leads there."""
    menu = visitor.page.get_by_role("button", name="Menu")
    assert menu.get_attribute("aria-expanded") == "false"
    menu.tap()
    assert menu.get_attribute("aria-expanded") == "true"
    visitor.follow(section, within=visitor.page.get_by_role("navigation", name="Main"))


def test_the_public_pages_can_be_read_on_a_phone(arrive: Arrive) -> None:
    anyone = arrive("phone-anyone", phone=True)
    for path in ("/", "/tenders", "/enterprises", "/help", "/privacy", "/accessibility", "/register", "/sign-in"):
        anyone.open(path)
    anyone.open("/no-such-page", status=404)
