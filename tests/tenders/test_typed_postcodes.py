"""Every page on which somebody types an area takes a postcode, offers what it can be, and says how sure that
is.
"""

from __future__ import annotations

import pytest

from app.foundation.actor import SYSTEM
from app.ocds.actions import importing
from app.tenders.models import Tender
from tests import factories as make
from tests.ocds.conftest import a_release, as_file
from tests.site import Site

POSTCODE, CAUTION = "B21 9SA", "Most of B21 9 is in Handsworth ward."


@pytest.mark.parametrize(
    "address", ["/enterprise/home-area?q=B21+9SA", "/enterprise/offers/{offer}/areas?q=B21+9SA"]
)
def test_an_enterprise_is_offered_the_areas_of_its_postcode(site: Site, address: str) -> None:
    with site.database.unit_of_work() as session:
        enterprise = make.enterprise(session)
        offer, owner = (
            make.offer(session, enterprise, areas=(make.SANDWELL,)),
            make.member_of(session, enterprise),
        )
        address = address.format(offer=offer.id)
    page = site.client(owner).get(address).text
    for words in ("Handsworth", "Birmingham", CAUTION):
        assert words in page
    _, _, choices = page.partition(CAUTION)
    assert choices.index('value="E08000025"') < choices.index(
        "Handsworth"
    )  # the district first, because all of the sector lies in it


@pytest.mark.parametrize("address", ["/enterprises?where=B21+9SA", "/tenders?state=all&area=B21+9SA"])
def test_whoever_searches_reads_which_area_was_taken(site: Site, address: str) -> None:
    with site.database.unit_of_work() as session:
        make.offer(session, make.enterprise(session, name="Handsworth Hands"), areas=(make.BIRMINGHAM,))
        importing.import_file(session, SYSTEM, "one.json", as_file(a_release()), publishing=True)
    page = site.client().get(address).text
    assert CAUTION in page
    assert ("Handsworth Hands" if "enterprises" in address else "Cleaning of libraries") in page


def test_whoever_confirms_a_work_package_chooses_among_the_areas(site: Site) -> None:
    with site.database.unit_of_work() as session:
        (result,) = importing.import_file(session, SYSTEM, "one.json", as_file(a_release()), publishing=True)
        package = session.get_one(Tender, result.tender_id).lots[0].work_packages[0].id
        adviser = make.adviser(session)
    client = site.client(adviser)
    address = f"/tenders/{result.tender_id}/work-packages/{package}"
    answers = {
        "capability": "90911200",
        "area": POSTCODE,
        "quantity": "40",
        "periods": "52",
        "max_providers": "2",
    }
    refused = client.post(address, answers)
    assert refused.status_code == 422
    for words in ("Choose an area from the list", CAUTION, POSTCODE):
        assert words in refused.text
    chosen = {**answers, "area_choice": "E08000025", "area_words": POSTCODE}
    assert client.post(address, chosen).status_code == 303
    with site.database.reading() as session:
        assert session.get_one(Tender, result.tender_id).lots[0].work_packages[0].area in (
            "E08000025",
            "TLG31",
        )
