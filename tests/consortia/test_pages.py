"""The pages of the journey, in a browser without script."""

from __future__ import annotations

import re

from app.consortia.models import Consortium, Enquiry
from tests import factories as make
from tests.consortia.conftest import Market
from tests.site import Site


def form_of(page: str) -> dict[str, object]:
    """What the enquiry form would post as it stands."""
    found: dict[str, object] = {}
    for name, value in re.findall(
        r'<input class="govuk-input[^"]*"[^>]*name="([^"]+)"[^>]*?(?:value="([^"]*)")?[^>]*>', page
    ):
        found[name] = value
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and (" checked" in tag or 'type="hidden"' in tag or 'type="text"' in tag):
            if "checkbox" in tag:
                found.setdefault(name[1], [])
                found[name[1]].append(value[1])  # type: ignore[attr-defined]
            else:
                found[name[1]] = value[1]
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body) or re.search(r'value="([^"]*)"', body)
        found[name] = chosen[1] if chosen else ""
    return found


def test_an_adviser_asks_compares_and_invites_and_both_members_say_yes(site: Site, market: Market) -> None:
    adviser = site.client(market.adviser)
    form_page = adviser.get(f"/tenders/{market.tender.id}/enquiries/new")
    assert form_page.status_code == 200
    filled = form_of(form_page.get_data(as_text=True))
    asked = adviser.post(
        f"/tenders/{market.tender.id}/enquiries", filled, page=f"/tenders/{market.tender.id}/enquiries/new"
    )
    waiting = adviser.follow(asked)
    assert "Looking for consortia" in waiting.get_data(as_text=True)
    site.work()
    answered = adviser.get(asked.headers["Location"])
    text = answered.get_data(as_text=True)
    assert "Proven best" in text
    assert "Anna CIC" in text
    assert "What each member would do" in text
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
        client = site.client(person)
        page = client.get(f"/consortia/{consortium}").get_data(as_text=True)
        assert "You are invited to" in page
        assert "Bela CIC" not in page.replace(person.organisation_name or "", "")
        said = client.post(f"/consortia/{consortium}/accept", page=f"/consortia/{consortium}")
        assert client.follow(said).status_code == 200
    text = site.client(people[1]).get(f"/consortia/{consortium}").get_data(as_text=True)
    assert "Anna CIC" in text
    assert "Agreed" in text
