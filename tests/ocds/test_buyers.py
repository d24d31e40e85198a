"""Who buys, whose number that is, and whom to ask: a number decides who may claim a notice."""

from __future__ import annotations

from typing import Any

import pytest

from app.ocds import reader
from app.ocds.normalise import normalise
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.text import name
from app.ocds.notice import Notice
from tests.ocds.conftest import a_release, as_file


def party(called: str, number: str = "", **stated: Any) -> dict[str, Any]:
    register = {"identifier": {"scheme": "GB-PPON", "id": f"P{called[:3].upper()}"}} if called else {}
    return {"id": number or f"id-{called}", "name": called, "roles": ["buyer"], **register, **stated}


def read(**changes: Any) -> Notice:
    (release,) = reader.read(as_file(a_release(**changes)))
    return normalise(release)


BETA_ALPHA = [party("Beta"), party("Alpha")]


@pytest.mark.parametrize(
    ("buyer", "parties", "number", "other_buyers"),
    [({"name": "Alpha"}, BETA_ALPHA, "GB-PPON-PALP", ("Beta",)),
     ({"name": "ALPHA."}, BETA_ALPHA, "GB-PPON-PALP", ("Beta",)),
     ({"name": "Alpha", "id": "elsewhere"}, BETA_ALPHA, "GB-PPON-PALP", ("Beta",)),
     ({"name": "Gamma"}, BETA_ALPHA, None, ("Beta", "Alpha")),
     ({"name": "Gamma", "id": "elsewhere"}, BETA_ALPHA, None, ("Beta", "Alpha")),
     ({"name": "Gamma", "identifier": {"scheme": "GB-COH", "id": "01234567"}}, BETA_ALPHA, "GB-COH-01234567",
      ("Beta", "Alpha")),
     ({"id": "id-Alpha"}, BETA_ALPHA, "GB-PPON-PALP", ("Beta",)),
     ({"name": "Alpha", "id": "x"}, [party("Beta", "x"), party("Alpha", "x")], "GB-PPON-PALP", ("Beta",)),
     ({"name": "Gamma", "id": "x"}, [party("Beta", "x"), party("Alpha", "x")], None, ("Beta", "Alpha")),
     ({}, BETA_ALPHA, "GB-PPON-PBET", ("Alpha",))],
)  # fmt: skip
def test_a_buyer_has_only_its_own_number(
    buyer: dict[str, Any], parties: list[dict[str, Any]], number: str | None, other_buyers: tuple[str, ...]
) -> None:
    notice = read(buyer=buyer, parties=parties)
    assert (notice.buyer_identifier, notice.other_buyers) == (number, other_buyers)


def test_a_buyer_with_another_name_than_its_party_is_told() -> None:
    notice = read(buyer={"id": "id-Beta", "name": "Alpha"}, parties=[party("Beta")])
    assert any("“Alpha” in one place and “Beta” in another" in remark for remark in notice.remarks)


@pytest.mark.parametrize("written", ["Beta", "BETA", "Bêta", "Beta Limited"])
def test_one_name_written_in_two_ways_is_nothing_odd(written: str) -> None:
    of_register = {"scheme": "GB-PPON", "id": "1", "legalName": "Beta Limited"}
    notice = read(buyer={"id": "id-Beta", "name": written}, parties=[party("Beta", identifier=of_register)])
    assert not any("in another" in remark for remark in notice.remarks)


ASK = {"name": "Jo", "email": "jo@example.org"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({"parties": [party("Alpha", contactPoint=ASK)]}, "Jo"),
     ({"parties": [party("Alpha"), {"id": "e", "name": "Agents", "contactPoint": ASK}],
       "tender": {"procuringEntity": {"id": "e"}}}, "Jo"),
     ({"tender": {"procuringEntity": {"contactPoint": ASK}}}, "Jo"),
     ({"parties": [party("Alpha", contactPoint={"name": "N/A, not provided"})],
       "tender": {"procuringEntity": {"contactPoint": ASK}}}, "Jo"),
     ({"parties": [party("Alpha", contactPoint={"name": "N/A, not provided"})]}, "")],
)  # fmt: skip
def test_whom_to_ask_is_found_wherever_it_stands(changes: dict[str, Any], expected: str) -> None:
    assert read(**{"buyer": {"name": "Alpha"}, **changes}).contact_name == expected


@pytest.mark.parametrize(
    "nothing",
    [
        "N/A",
        "n/a",
        "N/A, not provided",
        "(not provided)",
        "-",
        "TBC",
        "Not applicable; N/A",
        "None",
        "Unknown",
        "N/A - n/a",
    ],
)
def test_words_for_nothing_name_nothing(nothing: str) -> None:
    assert name(nothing, Remarks()) == ""
    notice = read(
        buyer={"name": nothing}, parties=[],
        tender={"title": nothing, "lots": [{"id": "1", "title": nothing}, {"id": "2", "title": nothing}]},
        awards=[{"id": "1", "suppliers": [{"name": nothing}], "title": nothing}],
    )  # fmt: skip
    assert (notice.title, notice.buyer_name) == ("Daily cleaning.", "Buyer not stated")
    assert [lot.title for lot in notice.lots] == ["Lot 1", "Lot 2"]
    assert (notice.awards[0].suppliers, notice.awards[0].title) == ((), "")


@pytest.mark.parametrize("something", ["None Such Ltd", "N/A Services, Leeds", "Unknown Soldier memorial"])
def test_names_that_only_begin_like_nothing_stay(something: str) -> None:
    assert name(something, Remarks()) == something


def test_a_lot_is_never_called_by_a_guid() -> None:
    guids = ["5b0f3a4e-1111-2222-3333-444455556666", "6B0F3A4E111122223333444455556666"]
    assert [lot.title for lot in read(tender={"lots": [{"id": guid} for guid in guids]}).lots] == [
        "Lot 1",
        "Lot 2",
    ]
