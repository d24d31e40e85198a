"""Main pages can be read by each role on a phone, and the look that every journey takes notices what is
wrong.
"""

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
        for part in ("Your offers", "Insurance and certificates", "Enterprises you know"):
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
    for path in (
        "/",
        "/tenders",
        "/enterprises",
        "/help",
        "/privacy",
        "/accessibility",
        "/register",
        "/sign-in",
    ):
        anyone.open(path)
    anyone.open("/no-such-page", status=404)


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (
            "const i = document.createElement('img'); i.src = '/static/images/favicon.svg'; m.append(i)",
            "alternative",
        ),
        (
            (
                "const w = document.createElement('div'); w.style.width = '900px'; w.textContent = 'x';"
                " m.append(w)"
            ),
            "wider",
        ),
        ("m.append(document.createElement('h1'))", "main headings"),
        ("console.error('it broke')", "it broke"),
        ("fetch('/no-such-file.css')", "answered 404"),
        (
            "const s = document.createElement('script'); s.textContent = '1'; m.append(s)",
            "Content Security Policy",
        ),
        ("m.insertAdjacentHTML('beforeend', '<p style=\"color:#ddd\">pale</p>')", "Content Security Policy"),
    ],
)
def test_the_look_notices(arrive: Arrive, damage: str, complaint: str) -> None:
    anyone = arrive("anyone")
    anyone.open("/sign-in")
    anyone.page.evaluate(f"() => {{ const m = document.querySelector('main'); {damage} }}")
    anyone.page.wait_for_timeout(300)
    with pytest.raises(AssertionError, match=complaint):
        anyone.look()
