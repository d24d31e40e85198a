"""The main job, through pages alone: from an open tender to a bid that was sent, decided and learnt from."""

from __future__ import annotations

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.sample.rules import PASSWORD
from tests.journeys.conftest import Arrive, Walker
from tests.journeys.served import Served

TENDER = "Cleaning at competition and agreed venues"
NAME = "Clean Venues Together"
REASON = "None of them has the capacity to clean every venue alone; together each keeps to what it can carry."
FEEDBACK = "Clear on rota cover. The social value answer named no measures."


def ask(adviser: Walker, tender: str) -> None:
    """From the start page to the answer."""
    adviser.open("/")
    adviser.follow(tender)
    adviser.follow("Consortia for this tender")
    adviser.follow("Ask for consortia")
    adviser.press("Ask for consortia")
    assert "Looking for consortia" in adviser.heading
    adviser.see_result("See the answer")


def adopt(adviser: Walker) -> list[str]:
    """Adopt the proposal shown, having forgotten the reason once; who was invited, the lead first."""
    adviser.follow("Adopt proposal")
    invited = adviser.points()
    adviser.fill("Consortium name", NAME)
    adviser.press("Invite these members", status=422)
    assert "Enter why they are bidding together" in adviser.errors()
    assert adviser.typed("Consortium name") == NAME
    adviser.fill("Why are these enterprises bidding together?", REASON)
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
    consortium = adviser.path

    officer.sign_in("officer@example.org", PASSWORD)
    for private in (answer, consortium, f"{consortium}/bid"):
        officer.open(private, status=404)

    people: dict[str, Walker] = {}
    for name in members:
        people[name] = arrive(f"member-{len(people) + 1}")
        say_yes(
            people[name],
            served.owner_of(name),
            named=[other_member for other_member in members if other_member != name],
        )
    lead, member = people[members[0]], people[members[1]]

    adviser.open(consortium)
    adviser.reads("Everyone accepted on")
    for name in members:
        adviser.reads(name)
    print_pack(adviser)
    officer.open(f"{consortium}/bid", status=404)

    send_and_decide(lead, consortium)
    member.open("/")
    member.follow("Consortia")
    member.follow(NAME)
    member.follow("Go to the bid")
    member.reads("The buyer chose this bid")
    member.reads(FEEDBACK)
    officer.open(consortium, status=404)


def say_yes(visitor: Walker, address: str, named: list[str]) -> None:
    """By the link in the invitation's mail, through the sign-in, to the answer."""
    letter = visitor.site.letter(address, "invited")
    visitor.open(letter.link)
    visitor.fill("Email address", address)
    visitor.fill("Password", PASSWORD)
    visitor.press("Sign in")
    assert visitor.heading.startswith("You are invited to")
    assert not [name for name in named if name in visitor.words], "others are named before all have accepted"
    visitor.press("Accept")
    visitor.reads("Your part")


def print_pack(adviser: Walker) -> None:
    """Ask for the bid pack, watch it being printed, and compare the file with the sum that the page
    states.
    """
    adviser.follow("Go to the bid")
    adviser.press("Create the bid pack")
    adviser.see_result("See the copies")
    stated = adviser.sum_of("Buyer")
    name, content = adviser.download("Buyer")
    assert content.startswith(b"%PDF")
    assert name.endswith(".pdf")
    assert hashlib.sha256(content).hexdigest() == stated.replace("\u200b", "").strip()


def send_and_decide(lead: Walker, consortium: str) -> None:
    """The lead records what the portal answered, what the buyer decided, and why."""
    lead.open(consortium)
    lead.follow("Go to the bid")
    lead.follow("Record the receipt")
    lead.fill("Portal reference", "REA-2026-118")
    lead.date("Date submitted", 31, 2, 2026)
    lead.fill("Time submitted", "11:40")
    lead.press("Record the receipt", status=422)
    assert "Enter a real date" in lead.errors()
    taken = datetime.now(ZoneInfo("Europe/London"))
    lead.date("Date submitted", taken.day, taken.month, taken.year)
    lead.fill("Time submitted", f"{taken:%H:%M}")
    lead.press("Record the receipt")
    lead.reads("REA-2026-118")
    lead.follow("Record the outcome")
    lead.choose("It chose our bid")
    lead.press("Record the outcome")
    lead.reads("The buyer chose this bid")
    lead.follow("Add the buyer’s feedback")
    lead.fill("Buyer’s feedback", FEEDBACK)
    lead.press("Save")
    lead.reads(FEEDBACK)
