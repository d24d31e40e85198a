"""When somebody says no, when nothing fits, and the main job without any script."""

from __future__ import annotations

from app.sample.rules import PASSWORD
from tests.journeys.conftest import Arrive
from tests.journeys.served import Served, until
from tests.journeys.test_main_job import TENDER, adopt, ask, say_yes

NO = "Our vans are promised to the hospital until May."


def test_a_member_says_no_and_the_adviser_asks_again_without_it(served: Served, arrive: Arrive) -> None:
    adviser, refuser = arrive("adviser"), arrive("refuser")
    adviser.sign_in("adviser@example.org", PASSWORD)
    ask(adviser, "Grounds maintenance of hospital sites")
    refusing = adopt(adviser)[-1]
    consortium = adviser.path

    address = served.owner_of(refusing)
    refuser.open(served.letter(address, "invited").link)
    refuser.fill("Email address", address)
    refuser.fill("Password", PASSWORD)
    refuser.press("Sign in")
    refuser.follow("Decline")
    refuser.press("Decline", status=422)
    assert "reason" in refuser.errors().lower()
    refuser.fill("Why are you declining?", NO)
    refuser.press("Decline")
    refuser.open("/enterprise/capacity")

    assert NO in served.letter("adviser@example.org", "declined").text
    adviser.open("/consortia")
    adviser.open(consortium)
    adviser.reads(NO)
    adviser.follow("Dissolve this consortium")
    adviser.fill("Why are you dissolving it?", "One of the members could not take part.")
    adviser.press("Dissolve")
    adviser.follow("Ask again without them")
    adviser.press("Ask for consortia")
    adviser.see_result("See the answer")
    assert "proposal" in adviser.heading
    assert refusing not in adviser.words


def test_a_tender_that_nobody_can_cover_says_which_work_package_lacks_what(arrive: Arrive) -> None:
    adviser = arrive("adviser")
    adviser.sign_in("adviser@example.org", PASSWORD)
    ask(adviser, "Private contract security for venues and the village")
    assert adviser.heading == "No consortium meets these rules"
    adviser.reads("guard-hours")
    adviser.follow("Change the question and ask again")
    assert adviser.heading == "Ask for consortia"


def test_the_main_job_without_script(served: Served, arrive: Arrive) -> None:
    adviser = arrive("adviser", script=False)
    adviser.sign_in("adviser@example.org", PASSWORD)
    adviser.follow(TENDER)
    adviser.follow("Consortia for this tender")
    adviser.follow("Ask for consortia")
    adviser.press("Ask for consortia")

    def answered() -> bool | None:
        if adviser.page.get_by_text("Looking for consortia").count():
            adviser.page.wait_for_timeout(1_000)
            adviser.follow("Refresh to see progress")
        return None if adviser.page.get_by_text("Looking for consortia").count() else True

    assert until(answered, 60), "there is no answer after a minute"
    members = adopt(adviser)
    consortium = adviser.path
    for number, name in enumerate(members, start=1):
        member = arrive(f"member-{number}", script=False)
        say_yes(
            member,
            served.owner_of(name),
            named=[other_member for other_member in members if other_member != name],
        )
    adviser.open(consortium)
    adviser.reads("Everyone accepted on")
