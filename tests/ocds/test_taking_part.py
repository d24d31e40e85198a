"""What one lot says of who may take part is never said of another."""

from __future__ import annotations

from typing import Any

import pytest

from app.ocds import reader
from app.ocds.normalise import normalise, taking_part, terms
from app.ocds.normalise.remarks import Remarks
from app.ocds.writing.tender import _reserved
from tests.ocds.conftest import a_release, as_file

KEYS = ("1", "2", "3")
EMPLOYMENT = "supported employment providers (Procurement Act 2023, section 32)"
MUTUALS = "public service mutuals (Procurement Act 2023, section 33)"


def tender(*lots: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**fields, "lots": list(lots)}


def kept_for(*codes: str) -> dict[str, Any]:
    return {"otherRequirements": {"reservedParticipation": list(codes)}}


def suiting(**flags: bool) -> dict[str, Any]:
    return {"suitability": flags}


def variants(policy: str) -> dict[str, Any]:
    return {"submissionTerms": {"variantPolicy": policy}}


WORKSHOP, MUTUAL = kept_for("shelteredWorkshop"), kept_for("publicServiceMissionOrganization")


OTHERS = "The notice does not say that the other lots are reserved."


@pytest.mark.parametrize(
    ("notice", "expected"),
    [(tender(), ""), (tender({}, {}), ""), (tender(**WORKSHOP), f"Reserved for {EMPLOYMENT}"),
     (tender(WORKSHOP), f"Reserved for {EMPLOYMENT}"),
     (tender(WORKSHOP, WORKSHOP), f"Reserved for {EMPLOYMENT}"),
     (tender({}, {}, **WORKSHOP), f"Reserved for {EMPLOYMENT}"),
     (tender(WORKSHOP, {}), f"Lot 1: reserved for {EMPLOYMENT}. {OTHERS}"),
     (tender(WORKSHOP, MUTUAL), f"Lot 1: reserved for {EMPLOYMENT}. Lot 2: reserved for {MUTUALS}."),
     (tender(WORKSHOP, {}, WORKSHOP),
      f"Lots 1 and 3: reserved for {EMPLOYMENT}. {OTHERS}"),
     (tender(kept_for("sme", "vcse")),
      "Reserved for small and medium-sized enterprises or voluntary, community and social enterprises")],
)  # fmt: skip
def test_who_alone_may_take_part(notice: dict[str, Any], expected: str) -> None:
    assert taking_part.reserved(notice, KEYS) == expected


@pytest.mark.parametrize(
    ("notice", "suits", "sentences"),
    [(tender(), None, []), (tender(**suiting(sme=True)), True, []),
     (tender(suiting(sme=True), suiting(sme=True)), True, []),
     (tender(suiting(sme=False), {}), False, []), (tender(suiting(sme=False), suiting(sme=False)), False, []),
     (tender(suiting(sme=True), suiting(sme=False)), None,
      ["The buyer says that lot 1 would suit small and medium-sized enterprises."]),
     (tender({}, suiting(sme=True), suiting(sme=True)), None,
      ["The buyer says that lots 2 and 3 would suit small and medium-sized enterprises."]),
     (tender({}, suiting(sme=False), **suiting(sme=True)), None,
      ["The buyer says that lot 1 would suit small and medium-sized enterprises."])],
)  # fmt: skip
def test_whom_it_suits(notice: dict[str, Any], suits: bool | None, sentences: list[str]) -> None:
    assert taking_part.suits(notice, KEYS, "sme") is suits
    assert taking_part.suits(notice, KEYS, "vcse") is None
    assert taking_part.sentences(notice, KEYS) == sentences


@pytest.mark.parametrize(
    ("notice", "sentences"),
    [
        (tender(variants("allowed"), variants("allowed")), ["Variant bids are allowed."]),
        (
            tender(variants("allowed"), variants("notAllowed"), variants("notAllowed")),
            ["Variant bids are allowed in lot 1.", "Variant bids are not allowed in lots 2 and 3."],
        ),
        (tender({}, variants("mandatory")), ["Variant bids are required in lot 2."]),
        (
            tender({}, variants("allowed"), **variants("notAllowed")),
            ["Variant bids are allowed in lot 2.", "Variant bids are not allowed in lot 1."],
        ),
        (tender(variants("perhaps")), []),
        (tender(**variants("notAllowed")), ["Variant bids are not allowed."]),
    ],
)
def test_variants_are_told_of_the_lots_they_are_about(notice: dict[str, Any], sentences: list[str]) -> None:
    assert terms.further(notice, KEYS, Remarks()) == tuple(sentences)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [(["1"], "lot 1"), (["1", "2", "9"], "lots 1, 2 and 9"), (["LOT-0001"], "LOT-0001"),
     ([str(number) for number in range(12)], "12 of the 30 lots")],
)  # fmt: skip
def test_lots_in_a_sentence(keys: list[str], expected: str) -> None:
    assert taking_part.named(keys, 30) == expected


@pytest.mark.parametrize(
    ("codes", "expected"),
    [(["en"], "English"), (["en", "cy"], "English or Welsh"),
     (["en", "cy", "ga", "fr"], "English, Welsh, Irish or French"), (["eng", "EN"], "English")],
)  # fmt: skip
def test_languages_in_a_sentence(codes: list[str], expected: str) -> None:
    sentences = terms.further({"submissionTerms": {"languages": codes}}, KEYS, Remarks())
    assert sentences == (f"Bids can be written in {expected}.",)


def test_our_own_file_says_of_the_whole_only_what_holds_of_the_whole() -> None:
    assert _reserved("Reserved for supported employment providers") == ["shelteredWorkshop"]
    assert _reserved("Lot 1: reserved for supported employment providers.") == []


def test_a_lot_whose_number_is_for_machines_is_called_by_its_place() -> None:
    lots = [{"id": f"{number}1111111-2222-4333-8444-555555555512", "title": "Work"} for number in (7, 8)]
    release = a_release(tender={"lots": [{**lots[0], **WORKSHOP}, lots[1]]})
    (source,) = reader.read(as_file(release))
    assert normalise(source).reserved.startswith("Lot 1: reserved for supported")
