"""A password alone does not open others' private figures."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.accounts.models import Person
from app.accounts.rules import carries_trust
from app.foundation.actor import Actor, OrganisationKind
from tests import factories as make
from tests.bids import making
from tests.bids.making import unit_price
from tests.site import Site

ASKS = "/account/second-factor"


@pytest.fixture
def agreed(site: Site) -> making.Made:
    with site.database.unit_of_work() as session:
        return making.consortium(session, 3, 2)


def test_the_lead_opens_what_holds_others_prices_after_a_second_factor_only(
    site: Site, agreed: making.Made
) -> None:
    number = agreed.consortium.id
    price = f"{unit_price(1) // 100}.{unit_price(1) % 100:02}"
    unconfirmed, confirmed = site.client(agreed.lead, confirmed=False), site.client(agreed.lead)
    for path in (f"/consortia/{number}", f"/consortia/{number}/bid", f"/consortia/{number}/bid/receipt"):
        answer = unconfirmed.get(path)
        assert answer.headers["Location"].startswith(f"{ASKS}?to="), path
        assert confirmed.get(path).status_code == 200, path
    assert price in confirmed.get(f"/consortia/{number}").get_data(as_text=True)
    assert unconfirmed.get("/consortia").status_code == 200
    assert price not in unconfirmed.get("/consortia").get_data(as_text=True)
    member = site.client(agreed.members[1], confirmed=False)
    assert member.get(f"/consortia/{number}").status_code == 200, "a member sees its own price alone"


@pytest.mark.parametrize("kind", [kind for kind in OrganisationKind if carries_trust(kind)])
def test_people_of_every_trusted_kind_are_led_to_it_and_back(site: Site, kind: OrganisationKind) -> None:
    with site.database.unit_of_work() as session:
        actor = make.actor_for(session, make.organisation(session, kind))
    bare = site.client(actor, confirmed=False)
    private = {
        OrganisationKind.adviser_body: "/consortia",
        OrganisationKind.contracting_authority: "/tenders/import",
        OrganisationKind.operator: "/operator/organisations",
    }[kind]
    for path in ("/", private):
        assert bare.get(path).headers.get("Location", "").startswith(ASKS), path
    assert "You need a second factor" in bare.get(ASKS).get_data(as_text=True)
    assert site.client(actor).get(private).status_code == 200


def test_sample_people_are_not_asked(site: Site, agreed: making.Made) -> None:
    everybody: tuple[Actor, ...] = (agreed.lead, agreed.adviser)
    with site.database.unit_of_work() as session:
        session.execute(sa.update(Person).values(is_sample=True))
    for actor in everybody:
        assert (
            site.client(actor, confirmed=False).get(f"/consortia/{agreed.consortium.id}").status_code == 200
        )
