"""Somebody new: registers by mail, fills the profile, is found by a tender, brings in a second person."""

from __future__ import annotations

from datetime import UTC, datetime

from app.sample.rules import PASSWORD
from tests.journeys.conftest import Arrive
from tests.journeys.served import Served
from tests.journeys.visitor import Visitor

OWNER, EDITOR = "nadia@brightmop.example.org", "sam@brightmop.example.org"
ENTERPRISE = "Bright Mop Co-operative"
FIRST, SECOND, THIRD = "three brown teapots", "seven quiet herons", "eleven tall lighthouses"


def test_a_new_enterprise_from_the_first_mail_to_tenders_within_reach(served: Served, arrive: Arrive) -> None:
    nadia = arrive("nadia")
    register(nadia)
    nadia.follow("Start your profile")
    nadia.press("Start your profile")
    say_who(nadia)
    offer_cleaning(nadia)
    hold_insurance(nadia)
    nadia.open("/")
    nadia.reads("Tenders that match what you offer")
    nadia.follow("Cleaning at competition and agreed venues")
    found_by_everybody(arrive("anyone"))
    verify_and_vouch(arrive("adviser"), nadia)

    invite_a_colleague(nadia, arrive("sam"))
    change_and_lose_a_password(nadia, arrive("nadia-at-home"))


def register(nadia: Visitor) -> None:
    nadia.open("/")
    nadia.follow("Register")
    nadia.fill("Email address", "nadia at brightmop")
    nadia.press("Send the link", status=422)
    assert nadia.errors()
    nadia.fill("Email address", OWNER)
    nadia.press("Send the link")
    assert nadia.heading == "Check your email"
    nadia.open(nadia.site.letter(OWNER, "finish registering").link)
    nadia.fill("Your name", "Nadia Clarke")
    nadia.choose("Social enterprise")
    nadia.fill("Name of your organisation", ENTERPRISE)
    nadia.fill("Password", "short")
    nadia.press("Create account", status=422)
    assert "password" in nadia.errors().lower()
    nadia.fill("Password", FIRST)
    nadia.choose("I accept the data-sharing terms")
    nadia.press("Create account")
    nadia.reads("Tell us what your enterprise does")


def say_who(nadia: Visitor) -> None:
    nadia.follow("About your enterprise")
    nadia.fill(
        "What you do, in two or three sentences", "We clean public buildings and train people to lead teams."
    )
    nadia.select("Legal form", "Community interest company limited by guarantee")
    nadia.fill("Company number", "12")
    nadia.press("Save", status=422)
    assert "company number" in nadia.errors().lower()
    nadia.fill("Company number", "09876543")
    nadia.choose("We are a social enterprise")
    nadia.press("Save")
    nadia.follow("Where you are based")
    nadia.fill("Name of the area", "Ladywood")
    nadia.press("Find areas")
    nadia.press("Choose Ladywood")
    nadia.follow("Size of your enterprise")
    nadia.fill("Turnover in your last full year", "£640,000")
    nadia.fill("Number of people who work for you", "28")
    nadia.fill("How many of them are disabled or disadvantaged", "11")
    nadia.press("Save")


def offer_cleaning(nadia: Visitor) -> None:
    """Found in one's own words; the area by its name."""
    nadia.follow("Your offers")
    nadia.follow("Add your first offer")
    nadia.fill("What you do, in your own words", "cleaning")
    nadia.press("Find")
    nadia.follow("Cleaning services", exact=True)
    nadia.fill("How many", "120")
    nadia.fill("Your price for each", "17.20")
    nadia.press("Save and choose areas")
    nadia.fill("Add an area", "Birmingham")
    nadia.press("Find areas")
    nadia.press("Add Birmingham")
    nadia.follow("I have finished choosing areas")
    nadia.reads("£17.20")


def hold_insurance(nadia: Visitor) -> None:
    nadia.open("/enterprise")
    nadia.follow("Insurance and certificates")
    nadia.follow("Add insurance or a certificate")
    nadia.select("Type", "Public liability insurance of £5 million")
    nadia.fill("Issuer", "Mutual of the Midlands")
    nadia.date("Expiry date", 31, 3, datetime.now(UTC).year + 2)
    nadia.press("Save")
    nadia.reads("Public liability insurance of £5 million")


def found_by_everybody(anyone: Visitor) -> None:
    """In the public directory, with its work and its credentials, without its price or turnover."""
    anyone.open("/enterprises")
    anyone.fill("Name", "bright mop")
    anyone.press("Search")
    anyone.follow(ENTERPRISE)
    anyone.reads("Public liability insurance of £5 million")
    for private in ("17.20", "640,000"):
        assert private not in anyone.page.content()


def verify_and_vouch(adviser: Visitor, nadia: Visitor) -> None:
    """The adviser sees the figures that nobody else sees, verifies the enterprise, and vouches for it and
    another.
    """
    adviser.sign_in("adviser@example.org", PASSWORD)
    adviser.follow("Enterprises")
    adviser.fill("Name", "bright mop")
    adviser.press("Search")
    adviser.follow(ENTERPRISE)
    adviser.follow("Full entry for advisers")
    adviser.reads("£17.20")
    adviser.follow("Capacity promised to consortia")
    adviser.follow("Back")
    adviser.follow("Verify this enterprise")
    adviser.page.get_by_role("radio").first.check()
    today = datetime.now(UTC).date()
    adviser.date("When did you check?", today.day, today.month, today.year)
    adviser.press("Verify")
    adviser.follow("Vouch for this and another enterprise")
    adviser.fill("Name or part of the name", "cleaning")
    adviser.press("Find")
    partner = adviser.page.locator(".app-choices a").first.inner_text()
    adviser.follow(partner)
    adviser.page.get_by_role("radio").first.check()
    adviser.fill("Why you vouch for them", "They shared a depot last winter, and it went well.")
    adviser.press("Vouch for them")
    nadia.open("/enterprise")
    nadia.reads("Verified")
    nadia.follow("Enterprises you know")
    nadia.reads(partner)


def invite_a_colleague(nadia: Visitor, sam: Visitor) -> None:
    nadia.follow("Members")
    nadia.follow("Invite someone")
    nadia.fill("Their email address", EDITOR)
    nadia.choose("Editor")
    nadia.press("Invite")
    sam.open(nadia.site.letter(EDITOR, "invites you").link)
    sam.fill("Your name", "Sam Okoro")
    sam.fill("Password", SECOND)
    sam.press("Create account and join")
    sam.reads(ENTERPRISE)
    sam.follow("Members")
    assert "Invite someone" not in sam.words, "an editor may not decide who belongs to the organisation"
    nadia.open("/organisation")
    nadia.reads("Sam Okoro")


def change_and_lose_a_password(nadia: Visitor, home: Visitor) -> None:
    """A changed password ends every other session at once; a lost one is set anew by mail."""
    home.sign_in(OWNER, FIRST)
    nadia.follow("Account")
    nadia.follow("Change your password")
    nadia.fill("Current password", FIRST)
    nadia.fill("New password", SECOND)
    nadia.press("Change password")
    home.open("/account")
    assert home.heading == "Sign in"
    nadia.open("/account")
    assert nadia.heading == "Your account"

    home.follow("I have forgotten my password")
    home.fill("Email address", OWNER)
    home.press("Send the link")
    link = home.site.letter(OWNER, "set a new password").link
    home.open(link)
    home.fill("New password", THIRD)
    home.press("Save new password")
    nadia.open("/account")
    assert nadia.heading == "Sign in"
    nadia.sign_in(OWNER, THIRD)
    home.open(link, status=404)
