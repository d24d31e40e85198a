"""Where the work is: what a notice names, and what only its postcode tells."""

from __future__ import annotations

from typing import Any

import pytest

from app.foundation.reference import areas
from app.ocds import reader
from app.ocds.normalise import normalise
from app.ocds.notice import Notice
from tests.ocds.conftest import NOTICES, a_release, as_file


def read_at(*addresses: dict[str, Any], **tender: Any) -> Notice:
    item = {"deliveryAddresses": list(addresses)}
    return normalise(next(reader.read(as_file(a_release(tender={"items": [item], **tender})))))


def about_postcodes(notice: Notice) -> list[str]:
    return [remark for remark in notice.remarks if "postcode" in remark]


def named(notice: Notice) -> list[str]:
    return [areas.label(code) for code in notice.lots[0].areas]


def test_a_notice_with_only_a_postcode_is_placed_by_it() -> None:
    content = (NOTICES / "cases" / "only-a-postcode.json").read_bytes()
    notice = normalise(next(reader.read(content)))
    assert named(notice) == ["Birmingham"]
    assert about_postcodes(notice) == [
        "Only the postcode B21 9SA says where the work is; we took Birmingham. Most of B21 9 lies in Handsworth ward."
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
def test_a_region_beside_the_postcode_decides_and_nothing_is_remarked(addresses: list[dict[str, Any]]) -> None:
    notice = read_at(*addresses)
    assert named(notice) == ["Birmingham"]
    assert about_postcodes(notice) == []
    assert not any("together with their parts" in remark for remark in notice.remarks)


def test_a_postcode_outside_the_region_beside_it_is_a_further_place() -> None:
    notice = read_at({"region": "UKG31"}, {"postalCode": "CF10 4UW"})
    assert named(notice) == ["Birmingham", "Cardiff"]
    assert len(about_postcodes(notice)) == 1


def test_a_postcode_we_do_not_know_leaves_the_country_or_is_remarked() -> None:
    assert named(read_at({"postalCode": "ZZ99 9ZZ", "countryName": "England"})) == ["England"]
    (remark,) = about_postcodes(read_at({"postalCode": "ZZ9 9ZZ"}))
    assert remark == "Only the postcode ZZ9 9ZZ says where the work is, and we do not know it."


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
    assert any("the buyer's own (Birmingham) was taken" in remark for remark in notice.remarks)
