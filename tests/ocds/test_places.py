"""Where the work is: what a notice names, and what only its postcode tells."""

from __future__ import annotations

from typing import Any

import pytest

from app.foundation.reference import areas
from app.ocds import reader
from app.ocds.normalise import normalise
from app.ocds.notice import Notice
from app.tenders.models import Lot, Tender, WorkPackage
from app.tenders.rules import TenderSource, WorkPackageState
from app.tenders.screens import listing
from tests.ocds.conftest import NOTICES, a_release, as_file


def read_at(*addresses: dict[str, Any], **tender: Any) -> Notice:
    item = {"deliveryAddresses": list(addresses)}
    return normalise(next(reader.read(as_file(a_release(tender={"items": [item], **tender})))))


def about_postcodes(notice: Notice) -> list[str]:
    return [remark for remark in notice.remarks if "postcode" in remark]


def about_places(notice: Notice) -> list[str]:
    words = ("postcode", "place", "area called", "together with areas inside them", "only part of")
    return [remark for remark in notice.remarks if any(word in remark for word in words)]


def named(notice: Notice) -> list[str]:
    return [areas.label(code) for code in notice.lots[0].areas]


def test_a_notice_with_only_a_postcode_is_placed_by_it() -> None:
    content = (NOTICES / "cases" / "only-a-postcode.json").read_bytes()
    notice = normalise(next(reader.read(content)))
    assert named(notice) == ["Birmingham"]
    assert about_postcodes(notice) == [
        "Only the postcode B21 9SA says where the work is. We chose Birmingham."
        " Most of B21 9 is in Handsworth ward."
    ]


@pytest.mark.parametrize(
    "address",
    [
        {"postalCode": "B21 9SA", "countryName": "England"},
        {"postalCode": "B21 9SA", "region": "England"},
        {"postalCode": "b219sa", "country": "GB"},
        {"postalCode": "B21 9SA", "region": "Handsworth and around"},
    ],
)
def test_a_postcode_says_more_than_the_country_beside_it(address: dict[str, Any]) -> None:
    notice = read_at(address)
    assert named(notice) == ["Birmingham"]
    assert len(about_postcodes(notice)) == 1


@pytest.mark.parametrize(
    "addresses",
    [
        [{"postalCode": "B21 9SA", "region": "UKG31"}],
        [{"postalCode": "B21 9SA", "locality": "Birmingham"}],
        [{"postalCode": "B21 9SA"}, {"region": "UKG31"}],
        [{"region": "UKG31"}, {"postalCode": "B21 9SA", "countryName": "England"}],
    ],
)
def test_a_region_beside_the_postcode_decides_and_nothing_is_remarked(
    addresses: list[dict[str, Any]],
) -> None:
    notice = read_at(*addresses)
    assert named(notice) == ["Birmingham"]
    assert about_postcodes(notice) == []
    assert not any("together with areas inside them" in remark for remark in notice.remarks)


@pytest.mark.parametrize(
    ("addresses", "place"),
    [([{"postalCode": "KW14 7TZ"}, {"region": "Scotland", "countryName": "United Kingdom"}], "Scotland"),
     ([{"postalCode": "CO4 5JL"}, {"countryName": "United Kingdom"}], "United Kingdom"),
     ([{"countryName": "England"}, {"postalCode": "B21 9SA", "countryName": "England"}], "England"),
     ([{"postalCode": "B69 3DB"}, {"region": "West Midlands"}], "West Midlands (region)")],
)  # fmt: skip
def test_a_postcode_in_a_wider_area_beside_it_adds_neither_place_nor_remark(
    addresses: list[dict[str, Any]], place: str
) -> None:
    notice = read_at(*addresses)
    assert named(notice) == [place]
    assert about_places(notice) == []


ANYWHERE = ("British Oversea Territories", "Channel Islands", "Europe", "Isle of Man", "Rest of the World")


def test_a_list_of_everywhere_is_the_whole_country_without_a_remark() -> None:
    notice = read_at(
        {"postalCode": "DN1 3BU"}, *({"countryName": word} for word in (*ANYWHERE, "United Kingdom"))
    )
    assert named(notice) == ["United Kingdom"]
    assert about_places(notice) == []


OUTSIDE = "The notice names places outside the United Kingdom, where we do not match enterprises: "


@pytest.mark.parametrize(
    ("addresses", "places", "words"),
    [([{"countryName": "Guernsey"}, {"countryName": "Jersey"}], [], "Guernsey, Jersey."),
     ([{"postalCode": "JE1 1BY"}], [], "JE1 1BY."), ([{"country": "IE", "locality": "Dublin"}], [], "IE."),
     ([{"postalCode": "GY1 1AA", "countryName": "United Kingdom"}], [], "GY1 1AA."),
     ([{"region": "UKG31"}, {"countryName": "Jersey"}], ["Birmingham"], "Jersey.")],
)  # fmt: skip
def test_work_outside_the_country_is_told_once_and_not_put_at_the_buyers(
    addresses: list[dict[str, Any]], places: list[str], words: str
) -> None:
    buyer = {"id": "b1", "name": "Sandwell Metropolitan Borough Council", "roles": ["buyer"]}
    release = a_release(
        parties=[buyer], buyer={"id": "b1", "name": buyer["name"]},
        tender={"items": [{"deliveryAddresses": addresses}]},
    )  # fmt: skip
    notice = normalise(next(reader.read(as_file(release))))
    assert named(notice) == places
    assert about_places(notice) == [OUTSIDE + words]


@pytest.mark.parametrize(
    ("address", "place"),
    [({"locality": "Newport", "postalCode": "PO30 1UD"}, "Isle of Wight"),
     ({"locality": "Ashford", "postalCode": "TW15 1AA"}, "Spelthorne"),
     ({"locality": "Sutton", "postalCode": "CB6 2QA"}, "East Cambridgeshire"),
     ({"locality": "Birmingham", "postalCode": "B69 3DB"}, "Sandwell")],
)  # fmt: skip
def test_a_postcode_says_which_of_the_towns_of_one_name_is_meant(address: dict[str, Any], place: str) -> None:
    notice = read_at(address)
    assert named(notice) == [place]
    (remark,) = about_places(notice)
    town, sector = address["locality"], address["postalCode"][:-2]
    assert (
        remark
        == f"There are several places called “{town}”. We chose {place} because of the postcode {sector}."
    )


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ({"locality": "Birmingham", "region": "England"}, "Birmingham"),
        ({"locality": "Birmingham", "countryName": "United Kingdom"}, "Birmingham"),
        ({"locality": "Birmingham", "region": "West Midlands", "countryName": "England"}, "Birmingham"),
        ({"locality": "Newport", "region": "England"}, "England"),
        ({"locality": "Newport", "region": "Wales"}, "Newport"),
        ({"locality": "Newport", "region": "UKJ34"}, "Isle of Wight"),
        ({"locality": "Newport", "postalCode": "NP20 4UR"}, "Newport"),
        ({"locality": "Handsworth", "region": "England"}, "England"),
    ],
)
def test_a_town_counts_where_it_lies_in_the_region_or_country_beside_it(
    address: dict[str, Any], place: str
) -> None:
    notice = read_at(address)
    assert named(notice) == [place]
    assert about_places(notice) == []


@pytest.mark.parametrize(
    ("written", "places"),
    [("B21 9SA, B19 1AA", ["Birmingham"]), ("B21 9SA and CF10 4UW", ["Birmingham", "Cardiff"]),
     ("B21 9SA B19 1AA", ["Birmingham"]), ("B21; CF10", ["Birmingham", "Cardiff"]),
     ("B21 9SA (main site)", ["Birmingham"]),
     ("various, mostly b21 9sa", ["Birmingham"])],
)  # fmt: skip
def test_every_postcode_of_a_field_is_read(written: str, places: list[str]) -> None:
    notice = read_at({"postalCode": written})
    assert named(notice) == places
    assert len(about_postcodes(notice)) == len(places)
    assert not any("only part of" in remark for remark in notice.remarks)


def test_a_lot_without_a_place_is_listed_as_without_one() -> None:
    draft = WorkPackage(area="UK", capability="90910000", state=WorkPackageState.draft)
    tender = Tender(source=TenderSource.imported, lots=[Lot(key="1", areas=[], work_packages=[draft])])
    assert listing._place(tender, draft) == "a place not stated"
    placed = [(["UK"], WorkPackageState.draft), ([], WorkPackageState.confirmed)]
    for lot_areas, state in placed:
        lot = Lot(key="1", areas=lot_areas, work_packages=[draft])
        draft.state = state
        assert listing._place(Tender(source=TenderSource.imported, lots=[lot]), draft) == "United Kingdom"


def test_a_postcode_outside_the_region_beside_it_is_a_further_place() -> None:
    notice = read_at({"region": "UKG31"}, {"postalCode": "CF10 4UW"})
    assert named(notice) == ["Birmingham", "Cardiff"]
    assert len(about_postcodes(notice)) == 1


def test_a_postcode_we_do_not_know_leaves_the_country_or_is_remarked() -> None:
    assert named(read_at({"postalCode": "ZZ99 9ZZ", "countryName": "England"})) == ["England"]
    (remark,) = about_postcodes(read_at({"postalCode": "ZZ9 9ZZ"}))
    assert remark == "Only the postcode ZZ9 9ZZ says where the work is, and we do not know that postcode."


def test_a_postcode_in_the_description_of_a_place_counts() -> None:
    notice = read_at(items=[{"deliveryLocation": {"description": "B21 9SA"}}])
    assert named(notice) == ["Birmingham"]


def test_a_buyer_with_only_a_postcode_is_placed_by_it() -> None:
    buyer = {"id": "b1", "name": "Example Housing Ltd", "roles": ["buyer"]}
    release = a_release(
        parties=[{**buyer, "address": {"postalCode": "B21 9SA", "countryName": "England"}}],
        buyer={"id": "b1", "name": "Example Housing Ltd"},
        tender={"items": None},
    )
    notice = normalise(next(reader.read(as_file(release))))
    assert named(notice) == ["Birmingham"]
    assert any("we used the buyer’s own area (Birmingham)" in remark for remark in notice.remarks)
