"""How a tender comes to be here: imported from a public notice, or written by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.foundation.config import PROJECT_DIR
from app.sample.rules import PASSWORD
from tests.journeys.conftest import Arrive
from tests.journeys.visitor import Visitor

NOTICES = PROJECT_DIR / "tests" / "data" / "notices"
WRITTEN = "Grounds care at twelve health centres"


def test_a_real_notice_becomes_a_practice_tender_with_confirmed_work(arrive: Arrive) -> None:
    adviser = arrive("adviser")
    adviser.sign_in("adviser@example.org", PASSWORD)
    adviser.follow("Tenders")
    adviser.follow("Import a notice")
    adviser.press("Import", status=422)
    assert "Choose a file" in adviser.errors()
    upload(adviser, "fts_050722-2026.json")
    adviser.reads("Unchanged. We already have this release.")
    adviser.reads("Public Toilet Cleaning Services")
    adviser.follow("Import another file")
    upload(adviser, "fts_050970-2026.json")
    adviser.reads("Imported")
    adviser.follow("Holiday Activities and Food")
    name, source = adviser.download("Download the source as JSON")
    assert name.endswith(".json")
    assert source.strip().startswith(b"{")

    adviser.follow("Make a practice copy")
    adviser.fill("Invent a name for the buyer", "Ladywood Parks Trust")
    adviser.press("Make the practice copy")
    assert adviser.heading == "Work packages"
    adviser.reads("PRACTICE")
    adviser.reads("How the drafts were made")
    confirm_every_draft(adviser)
    assert "How the drafts were made" not in adviser.words
    adviser.follow("Holiday Activities and Food")
    adviser.reads("Ladywood Parks Trust")
    adviser.reads("PRACTICE")


def upload(visitor: Visitor, name: str) -> None:
    """Import a real notice; the sample already has the first of them."""
    visitor.page.get_by_label("A file of Open Contracting JSON").set_input_files(NOTICES / name)
    visitor.press("Import")
    assert visitor.heading == "What was imported"


def confirm_every_draft(visitor: Visitor) -> None:
    """One by one. The notice names a bare division, which nobody can offer: what is needed must be chosen."""
    table = visitor.page.get_by_role("table")
    for number in range(4):
        visitor.follow("Enter quantity", within=table)
        assert visitor.heading == "Confirm this work package"
        if number == 0:
            visitor.press("Confirm", status=422)
            assert "kind of work" in visitor.errors()
        visitor.fill("Kind of work", "92620000")
        visitor.fill("Quantity in each period", "40")
        visitor.press("Confirm")
        visitor.reads("Confirmed:")


def begin_tender(officer: Visitor) -> None:
    """Title, value and portal, after two attempts that are refused."""
    officer.follow("Write a tender")
    officer.press("Save and continue", status=422)
    assert "Enter a title" in officer.errors()
    officer.fill("Title", WRITTEN)
    officer.fill("What you need, in plain words", "Mowing, hedges and litter, all year round.")
    officer.fill("Estimated value of the whole contract", "about £400k")
    officer.press("Save and continue", status=422)
    assert "Enter an amount in pounds" in officer.errors()
    assert officer.page.get_by_label("Estimated value").input_value() == "about £400k", (
        "what was typed is lost"
    )
    officer.fill("Estimated value of the whole contract", "400,000")
    officer.fill("Web address for bids", "https://portal.example.org/grounds")
    officer.press("Save and continue")
    officer.reads("Before you can publish")


def publish(officer: Visitor) -> None:
    """Confirm and publish, after an attempt without the official notice."""
    officer.follow("Check and publish")
    officer.choose("Yes", exact=True)
    officer.press("Publish this tender", status=422)
    assert "notice" in officer.errors().lower()
    officer.fill("Number of the official notice", "061234-2026")
    officer.fill(
        "Web address of the official notice", "https://www.find-tender.service.gov.uk/Notice/061234-2026"
    )
    officer.press("Publish this tender")


def test_an_officer_writes_a_tender_step_by_step_and_publishes_it(arrive: Arrive) -> None:
    officer = arrive("officer")
    officer.sign_in("officer@example.org", PASSWORD)
    officer.follow("Tenders")
    begin_tender(officer)
    closes = datetime.now(UTC).date() + timedelta(days=40)
    write_dates(officer, closes, closes + timedelta(days=90))
    write_lot(officer)
    write_package(officer)
    write_condition(officer)
    write_criteria(officer)

    publish(officer)
    assert officer.heading == WRITTEN

    anyone = arrive("anyone")
    anyone.open("/tenders")
    anyone.fill("Keywords", "health centres")
    anyone.press("Search")
    anyone.follow(WRITTEN)
    for words in ("061234-2026", "£400,000", "Heart of England Games Organising Committee"):
        anyone.reads(words)


def write_dates(officer: Visitor, closes: date, starts: date) -> None:
    ends = starts + timedelta(days=364)
    officer.follow("Dates")
    officer.date("Closing date for bids", closes.day, closes.month, closes.year)
    officer.date("Contract start date", starts.day, starts.month, starts.year)
    officer.date("Contract end date", ends.day, ends.month, ends.year)
    officer.press("Save and continue")


def write_lot(officer: Visitor) -> None:
    officer.follow("Lots")
    officer.follow("Change lot 1")
    officer.fill("Title of the lot", "Health centres in Birmingham")
    officer.press("Save and continue")
    officer.follow("Continue")


def write_package(officer: Visitor) -> None:
    """Found by words, not by codes."""
    officer.follow("Work packages")
    officer.follow("Add a work package")
    officer.fill("Short name", "Health centres, Aston")
    officer.fill("Kind of work", "grounds maintenance")
    officer.fill("Where", "Aston")
    officer.fill("Quantity in each period", "60")
    officer.fill("Number of periods", "12")
    officer.press("Save", status=422)
    assert "Choose a kind of work" in officer.errors()
    officer.page.get_by_role("group", name="Closest matches for “grounds maintenance”").get_by_role(
        "radio"
    ).first.check()
    officer.press("Save")
    officer.reads("Health centres, Aston")
    officer.reads("in Aston, Birmingham")
    officer.follow("Continue")


def write_condition(officer: Visitor) -> None:
    officer.follow("Conditions")
    officer.choose("In the buyer")
    officer.fill("In your own words", "Every mower is electric or hand-pushed.")
    officer.press("Add this condition")
    officer.reads("Every mower is electric")
    officer.follow("I have finished adding conditions")


def write_criteria(officer: Visitor) -> None:
    """Weights that do not add up are reported."""
    officer.follow("How bids are judged")
    for name, kind, weight in (("Method", "Quality", "60"), ("Price of a year", "Price", "40")):
        officer.choose(kind)
        officer.fill("Name of the criterion", name)
        officer.fill("Weight", weight)
        officer.press("Add this criterion")
        officer.reads(name)
    officer.follow("I have finished adding criteria")
