"""What an officer mistypes comes back beside its field, with what was typed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.foundation.actor import Actor
from app.foundation.database import Database
from app.tenders.rules import TenderState
from tests import factories as make
from tests.site import Site


@dataclass(frozen=True)
class Desk:
    officer: Actor
    draft: int


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.unit_of_work() as session:
        officer = make.officer(session)
        draft = make.tender(
            session, organisation_id=officer.organisation_id, state=TenderState.draft, published_at=None
        )
        return Desk(officer, draft.id)


def test_a_portal_without_https_is_explained(site: Site, desk: Desk) -> None:
    typed = {
        "title": "Library cleaning",
        "arrangement": "contract",
        "liability": "joint",
        "portal_url": "in-tend.co.uk",
    }
    answer = site.client(desk.officer).post("/tenders/new", data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Enter a web address that begins with https://" in page
    assert 'value="in-tend.co.uk"' in page


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        ("members_max", "ten", "Enter a number"),
        ("members_max", "-1", "Enter a number from 1 to 100,000"),
        ("members_max", "1e9999", "Enter a number from 1 to 100,000"),
        ("lead_turnover", "two million", "Enter an amount in pounds"),
    ],
)
def test_a_mistyped_amount_of_a_condition_is_explained(
    site: Site, desk: Desk, kind: str, typed: str, message: str
) -> None:
    form = {"kind": kind, "amount": typed, "needed": "start"}
    answer = site.client(desk.officer).post(f"/tenders/{desk.draft}/conditions", data=form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert message in page
    assert f'value="{typed}"' in page
