"""The pages of a bid, without script, as each party opens them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from app.bids.rules.states import PackState
from app.foundation import pdf
from app.foundation.database import Database
from app.foundation.templating.states import state_tag
from tests import factories as make
from tests.bids.making import Made
from tests.site import Site


def address(rows: Made) -> str:
    return f"/consortia/{rows.consortium.id}/bid"


def text_of(response: Any) -> str:
    return str(response.get_data(as_text=True))


@pytest.fixture
def packed(site: Site, agreed: Made, printing: list[Any]) -> Made:
    """With a finished version 1."""
    site.client(agreed.lead).post(f"{address(agreed)}/packs", page=address(agreed))
    site.work()
    return agreed


def test_the_lead_makes_a_pack_and_downloads_exactly_what_is_stored(
    site: Site, agreed: Made, printing: list[Any]
) -> None:
    client = site.client(agreed.lead)
    page = client.follow(client.post(f"{address(agreed)}/packs", page=address(agreed)))
    assert "Waiting to start" in text_of(page)
    site.work()
    page = client.get(address(agreed))
    links = re.findall(r'href="(/bid-packs/copies/\d+)"', text_of(page))
    assert len(links) == 2
    response = client.get(links[0])
    assert response.data.startswith(b"%PDF-1.7 1 buyer")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in response.headers["Content-Disposition"]


def test_each_sees_its_own_copies_and_strangers_see_no_page(
    site: Site, packed: Made, database: Database
) -> None:
    links = re.findall(
        r'href="(/bid-packs/copies/\d+)"', text_of(site.client(packed.adviser).get(address(packed)))
    )
    assert len(links) == 4
    member = site.client(packed.members[1])
    assert [member.get(link).status_code for link in links] == [404, 404, 200, 404]
    assert "Your copy" in text_of(member.get(address(packed)))
    with database.unit_of_work() as session:
        strangers = [
            make.adviser(session),
            make.officer(session),
            make.member_of(session, make.enterprise(session)),
        ]
    for stranger in strangers:
        client = site.client(stranger)
        assert [client.get(path).status_code for path in (address(packed), *links)] == [404] * 5


def test_a_draft_is_shown_to_the_adviser_alone(site: Site, forming: Made, printing: list[Any]) -> None:
    adviser = site.client(forming.adviser)
    adviser.post(f"{address(forming)}/packs", page=address(forming))
    site.work()
    page = adviser.get(address(forming))
    links = re.findall(r'href="(/bid-packs/copies/\d+)"', text_of(page))
    assert "says DRAFT on every page" in text_of(page)
    lead = site.client(forming.lead)
    assert "/bid-packs/" not in text_of(lead.get(address(forming)))
    assert {lead.get(link).status_code for link in links} == {404}
    assert site.client(forming.members[1]).get(address(forming)).status_code == 404


def test_the_progress_partial_says_how_far_it_is_and_stops_asking_when_it_is_ready(
    site: Site, agreed: Made, printing: list[Any]
) -> None:
    client = site.client(agreed.lead)
    page = text_of(client.follow(client.post(f"{address(agreed)}/packs", page=address(agreed))))
    partial = re.search(r'hx-get="([^"]+)"', page)
    assert partial is not None
    assert "hx-get" in text_of(client.get(partial[1]))
    site.work()
    after = text_of(client.get(partial[1]))
    assert "is ready" in after
    assert "hx-get" not in after


def test_receipt_outcome_and_feedback_are_recorded_by_the_lead_and_read_by_every_member(
    site: Site, packed: Made
) -> None:
    lead = site.client(packed.lead)
    receipt = {"number": "1", "reference": "DN-774411", "day": ["1", "3", "2024"], "time": "2.30pm"}
    page = lead.follow(lead.post(f"{address(packed)}/receipt", receipt))
    assert "DN-774411" in text_of(page)
    assert "1 March 2024, 2:30pm" in text_of(page)
    outcome = {"outcome": "lost", "score": "72.5", "feedback": "Strong on jobs.\nDear on windows."}
    lead.follow(lead.post(f"{address(packed)}/outcome", outcome))
    for actor in (packed.members[1], packed.adviser):
        text = text_of(site.client(actor).get(address(packed)))
        assert "Dear on windows." in text
        assert "72.5%" in text
    lead.follow(lead.post(f"{address(packed)}/feedback", {"feedback": "New words."}))
    assert "New words." in text_of(lead.get(address(packed)))


def test_a_member_may_not_record_anything(site: Site, packed: Made) -> None:
    member = site.client(packed.members[1])
    for page in ("receipt", "outcome", "feedback"):
        assert member.get(f"{address(packed)}/{page}").status_code == 403


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ({}, "Enter the portal reference"),
        ({"time": "25:00"}, "Enter a time, like 2:30pm or 14:30"),
        ({"time": "nine"}, "Enter a time, like 2:30pm or 14:30"),
        ({"day": ["31", "2", "2024"]}, "Enter a real date"),
        ({"day": ["1", "1", "2199"], "time": "9am", "reference": "x", "number": "1"}, "must be in the past"),
        ({"reference": "x" * 200}, "Shorten this"),
        ({"number": "7", "reference": "x"}, "version"),
    ],
)
def test_what_is_wrong_with_a_receipt_is_said_beside_it(
    site: Site, packed: Made, typed: dict[str, Any], refusal: str
) -> None:
    response = site.client(packed.lead).post(f"{address(packed)}/receipt", typed)
    assert response.status_code == 422
    assert refusal in text_of(response)


def test_somebody_elses_feedback_is_never_written_over_and_what_was_typed_is_kept(
    site: Site, packed: Made
) -> None:
    lead = site.client(packed.lead)
    receipt = {"number": "1", "reference": "A", "day": ["1", "3", "2024"], "time": "14:30"}
    lead.post(f"{address(packed)}/receipt", receipt)
    lead.post(f"{address(packed)}/outcome", {"outcome": "won", "feedback": "Before."})
    opened = lead.form(f"{address(packed)}/feedback")
    lead.post(f"{address(packed)}/feedback", {"feedback": "First."})
    response = lead.flask.post(f"{address(packed)}/feedback", data=opened.filled(feedback="My long words"))
    assert response.status_code == 409
    assert "My long words" in text_of(response)
    assert "Someone saved a change" in text_of(response)
    assert "First." in text_of(response)


def test_without_pango_the_page_says_why_packs_are_switched_off(
    site: Site, agreed: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "available", lambda: "PDFs are switched off here: this machine lacks pango.")
    page = text_of(site.client(agreed.lead).get(address(agreed)))
    assert "lacks pango" in page
    assert "Create the bid pack" not in page


def test_every_state_of_a_pack_has_its_words() -> None:
    assert all(state_tag("bid_pack", state).text for state in PackState)
