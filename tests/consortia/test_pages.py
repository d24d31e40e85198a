"""The pages of the journey, in a browser without script."""

from __future__ import annotations

import dataclasses
import html
import re

import pytest

from app.consortia import tasks
from app.consortia.actions import asking, forming
from app.consortia.models import Consortium, Enquiry
from app.consortia.queries import enquiries
from app.consortia.rules.question import Question
from app.consortia.solving.run import SolverFailed
from app.foundation.actor import Actor
from tests import factories as make
from tests.consortia.conftest import Market, missing_from
from tests.site import Site


def form_of(page: str) -> dict[str, object]:
    """What the enquiry form would post as it was opened."""
    fields: dict[str, object] = {}
    for name, value in re.findall(
        r'<input class="govuk-input[^"]*"[^>]*name="([^"]+)"[^>]*?(?:value="([^"]*)")?[^>]*>', page
    ):
        fields[name] = value
    boxes: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = _attribute(tag, "name"), _attribute(tag, "value")
        if name is None or value is None or not _is_sent(tag):
            continue
        if "checkbox" in tag:
            boxes.setdefault(name, []).append(value)
        else:
            fields[name] = value
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        fields[name] = chosen[1] if chosen else ""
    return {**fields, **boxes}


def _attribute(tag: str, name: str) -> str | None:
    match = re.search(rf'{name}="([^"]*)"', tag)
    return match[1] if match else None


def _is_sent(tag: str) -> bool:
    return any(mark in tag for mark in (" checked", 'type="hidden"', 'type="text"'))


def test_an_adviser_asks_compares_and_invites_and_both_members_say_yes(site: Site, market: Market) -> None:
    adviser = site.client(market.adviser)
    form_page = adviser.get(f"/tenders/{market.tender.id}/enquiries/new")
    assert form_page.status_code == 200
    filled = form_of(form_page.get_data(as_text=True))
    response = adviser.post(
        f"/tenders/{market.tender.id}/enquiries", filled, page=f"/tenders/{market.tender.id}/enquiries/new"
    )
    waiting = adviser.follow(response)
    assert "Looking for consortia" in waiting.get_data(as_text=True)
    site.work()
    text = adviser.get(response.headers["Location"]).get_data(as_text=True)
    assert not missing_from(text, "Proven best", "Anna CIC", "What each member would deliver")
    with site.database.reading() as session:
        enquiry = session.query(Enquiry).one()
        proposal = enquiry.proposals[0].id
    formed = adviser.post(
        f"/proposals/{proposal}/adopt",
        {"name": "Two parks together", "joint_reason": "Neither could cover both parks alone."},
    )
    assert "Two parks together" in adviser.follow(formed).get_data(as_text=True)
    with site.database.unit_of_work() as session:
        consortium = session.query(Consortium).one().id
        people = [make.member_of(session, enterprise) for enterprise in (market.anna, market.bela)]
    for person in people:
        accept_invitation(site, person, consortium)
    text = site.client(people[1]).get(f"/consortia/{consortium}").get_data(as_text=True)
    assert not missing_from(text, "Anna CIC", "Agreed")


def accept_invitation(site: Site, person: Actor, consortium: int) -> None:
    """Open the invitation, which names no other member, and accept it."""
    client, address = site.client(person), f"/consortia/{consortium}"
    page = client.get(address).get_data(as_text=True)
    assert "You are invited to" in page
    assert "Bela CIC" not in page.replace(person.organisation_name or "", "")
    assert client.follow(client.post(f"{address}/accept", page=address)).status_code == 200


def test_what_was_typed_is_kept_beside_what_is_wrong_with_it(site: Site, market: Market) -> None:
    adviser, path = site.client(market.adviser), f"/tenders/{market.tender.id}/enquiries"
    filled = form_of(adviser.get(f"{path}/new").get_data(as_text=True))
    wrong = {**filled, "budget": "a lot", "members_min": "7", "members_max": "3", "local_share_bp": "130"}
    answer = adviser.post(path, wrong, page=f"{path}/new")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Enter an amount in pounds" in text
    assert 'value="a lot"' in text
    assert "Enter 100 or less" in text
    # Well formed, but senseless: the product's own rule answers in the same way.
    answer = adviser.post(path, {**filled, "members_min": "7", "members_max": "3"}, page=f"{path}/new")
    assert answer.status_code == 422
    assert "The minimum number of members cannot be more than the maximum." in answer.get_data(as_text=True)
    with site.database.reading() as session:
        assert session.query(Enquiry).count() == 0


def test_the_whole_form_arrives_as_the_question_it_shows(site: Site, market: Market) -> None:
    adviser, path = site.client(market.adviser), f"/tenders/{market.tender.id}/enquiries"
    filled = form_of(adviser.get(f"{path}/new").get_data(as_text=True))
    typed = {
        **filled,
        "budget": "20,000",
        "keep_lot_values": "y",
        "lead_credentials": ["iso9001"],
        "lead_min_turnover": "400,000",
        "lead_min_value_share_bp": "12.5",
        "exposure_bp": "50",
        "local_share_bp": "30",
        "local_areas": [make.BIRMINGHAM],
        "trust": "lead",
        "resilience": "prefer",
        "shortfall_weight": "2",
        "trust_weight": "500",
        "social_value_weight": "4",
        "exclude": [str(market.cora.id)],
        "lead": str(market.anna.id),
        "seconds": "120",
        "distinct_leads": "y",
    }
    response = adviser.post(path, typed, page=f"{path}/new")
    assert response.status_code == 303, response.get_data(as_text=True)
    with site.database.reading() as session:
        question = Question.from_json(session.query(Enquiry).one().question)
    rules, weights = question.rules, question.weights
    assert (rules.budget, rules.lead.min_turnover, rules.lead.min_value_share_bp) == (
        2_000_000,
        40_000_000,
        1_250,
    )
    assert (rules.exposure_bp, rules.local_share_bp, rules.local_areas) == (5_000, 3_000, (make.BIRMINGHAM,))
    assert (rules.trust, rules.resilience, rules.lead.credentials) == ("lead", "prefer", ("iso9001",))
    assert (weights.trust, weights.social_value, weights.shortfall) == (50, 4, 2)
    assert (question.exclude, question.lead, question.seconds) == ((market.cora.id,), market.anna.id, 120)
    assert question.distinct_leads
    assert rules.lot_budgets == {}  # the lot has no published value
    again = adviser.get(f"{path}/new?again=1").get_data(as_text=True)
    assert not missing_from(again, 'value="12.5"', 'value="400,000"')


def test_a_failure_is_told_with_its_reason_and_can_be_tried_again(
    site: Site, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*arguments: object) -> bytes:
        raise SolverFailed("The search used more memory than it may.")

    monkeypatch.setattr(tasks, "solve", fails)
    with site.database.unit_of_work() as session:
        enquiry = asking.ask_for_consortia(session, market.adviser, market.tender.id, market.question, "k").id
    adviser = site.client(market.adviser)
    assert "hx-get" in adviser.get(f"/enquiries/{enquiry}").get_data(as_text=True)
    site.work()
    for path in (f"/enquiries/{enquiry}", f"/enquiries/{enquiry}/progress"):
        text = adviser.get(path).get_data(as_text=True)
        assert "The search used more memory than it may. We have kept your question." in text
        assert "hx-get" not in text  # nothing polls for ever
    again = adviser.post(f"/enquiries/{enquiry}/again", page=f"/enquiries/{enquiry}")
    assert "Looking for consortia" in adviser.follow(again).get_data(as_text=True)
    assert again.headers["Location"] != f"/enquiries/{enquiry}"


def test_why_nothing_fits_names_the_work_package_first_and_offers_to_ask_again(
    site: Site, market: Market, quick_solver: None
) -> None:
    rules = dataclasses.replace(market.question.rules, budget=1_000_000)
    question = dataclasses.replace(market.question, rules=rules)
    with site.database.unit_of_work() as session:
        enquiry = asking.ask_for_consortia(session, market.adviser, market.tender.id, question, "k").id
    site.work()
    adviser = site.client(market.adviser)
    text = adviser.get(f"/enquiries/{enquiry}").get_data(as_text=True)
    assert "No consortium meets these rules" in text
    offered = re.search(
        rf'href="(/tenders/{market.tender.id}/enquiries/new\?again={enquiry}&amp;change=\d+)"', text
    )
    assert offered, text
    with_change = adviser.get(html.unescape(offered[1])).get_data(as_text=True)
    budget = re.search(r'name="budget"[^>]*value="([^"]+)"', with_change) or re.search(
        r'value="([^"]+)"[^>]*name="budget"', with_change
    )
    assert budget
    assert int(budget[1].replace(",", "").partition(".")[0]) > 10_000


def test_lists_ask_the_database_no_more_for_many_than_for_one(
    site: Site, market: Market, quick_solver: None, statements: list[str]
) -> None:
    with site.database.unit_of_work() as session:
        enquiry = asking.ask_for_consortia(session, market.adviser, market.tender.id, market.question, "k").id
    site.work()
    adviser, counts = site.client(market.adviser), []
    adviser.get("/consortia")  # a site's first page asks whether the sample is loaded, and later ones do not
    for rank in range(2):
        with site.database.unit_of_work() as session:
            proposal = enquiries.enquiry_for(session, market.adviser, enquiry).proposals[rank].id
            reason = "Neither has the capacity to clean both parks alone."
            consortium = forming.adopt(
                session, market.adviser, proposal, f"Parks {rank}", reason, "http://127.0.0.1"
            )
        with site.database.unit_of_work() as session:
            forming.dissolve(
                session, market.adviser, consortium.id, "Another was better.", "http://127.0.0.1"
            )
        statements.clear()
        adviser.get("/consortia")
        counts.append(len(statements))
    assert counts[1] == counts[0]
