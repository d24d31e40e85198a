"""Which law a procurement runs under: by its field, its words and when it began, and never by a guess."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.ocds import merging
from app.ocds.normalise import laws
from app.ocds.normalise.remarks import Remarks
from app.ocds.writing.tender import _LAWS
from tests.ocds.conftest import a_release

HEALTH, ACT, BEFORE = "provider_selection_regime", "procurement_act_2023", "earlier_rules"


def regime(ocid: str = "ocds-h6vhtk-1", **changes: Any) -> tuple[str, tuple[str, ...]]:
    release, remarks = a_release(**changes), Remarks()
    return laws.regime(ocid, release, release["tender"], remarks), remarks.all()


def later(day: str | None = None, **parts: Any) -> dict[str, Any]:
    """A release of an award after the Act came into force, with nothing that says when it began."""
    return {
        "tag": ["award"],
        "date": "2025-03-11T10:00:00Z",
        "tender": {"tenderPeriod": {"endDate": day}},
        **parts,
    }


@pytest.mark.parametrize(
    ("release", "expected"),
    [(later("2025-02-28", awards=[{"date": "2025-01-24T00:00:00Z"}]), BEFORE),
     (later("2025-02-27", contracts=[{"dateSigned": "2025-02-21T00:00:00Z"}]), BEFORE),
     (later("2025-02-20"), BEFORE), (later("2025-03-07"), "unknown"), (later(), "unknown"),
     (later("2025-03-07", awards=[{"date": "2025-03-11T00:00:00Z"}]), "unknown"),
     (later("2026-06-01"), ACT),
     ({**later("2025-03-07"), "tag": ["tender"]}, ACT), ({**later("2025-03-07"), "tag": ["planning"]}, ACT),
     ({**later("2025-03-07"), "tag": ["tenderUpdate"]}, "unknown"),
     ({**later(), "tender": {"datePublished": "2025-03-01T00:00:00Z", "tenderPeriod": None}}, ACT),
     ({**later(), "tender": {"datePublished": "2025-02-01T00:00:00Z", "tenderPeriod": None}}, BEFORE),
     (later(planning={"documents": [{"datePublished": "2025-02-26"}]}), ACT)],
)  # fmt: skip
def test_only_a_first_notice_shows_that_it_began_under_the_act(
    release: dict[str, Any], expected: str
) -> None:
    assert regime(**release) == (expected, ())


@pytest.mark.parametrize(
    "how",
    ["Call-off from a framework agreement", "Other - Further Competition", "Mini-competition",
     "Call-off from a dynamic purchasing system"],
)  # fmt: skip
def test_a_call_from_a_framework_is_not_known_without_more(how: str) -> None:
    began = {"datePublished": "2026-05-01T00:00:00Z", "tenderPeriod": None, "procurementMethodDetails": how}
    assert regime(tender=began)[0] == "unknown"
    assert regime(tender={**began, "description": "Run under the Procurement Act 2023."})[0] == ACT
    assert regime(tender={**began, "legalBasis": {"id": "2023/54"}})[0] == ACT
    assert regime(tender={**began, "datePublished": "2024-05-01"})[0] == BEFORE


@pytest.mark.parametrize(
    ("words", "field", "expected", "remarked"),
    [
        ("This procurement is not subject to the Provider Selection Regime.", "2023/54", ACT, False),
        ("The Provider Selection Regime does not apply.", "2023/54", ACT, False),
        ("Bought outside the Provider Selection Regime.", "2023/54", ACT, False),
        ("It is exempt from the Provider Selection Regime", "2023/54", ACT, False),
        (
            "Awarded under the Provider Selection Regime. The Procurement Act 2023 does not apply.",
            "2023/54",
            HEALTH,
            True,
        ),
        (
            (
                "The Procurement Act 2023 does not apply to this award, made under the Health Care Services"
                " (Provider Selection Regime) Regulations 2023."
            ),
            "2023/54",
            HEALTH,
            True,
        ),
        ("Not a procurement under PCR 2015 but under the Provider Selection Regime", "2023/54", HEALTH, True),
        ("This is not a call for competition under the Provider Selection Regime.", "2023/54", HEALTH, True),
        ("Awarded by Direct Award Process C.", "2023/54", HEALTH, True),
        (
            "Run under the Public Contracts Regulations 2015 and not the Procurement Act 2023.",
            "32014L0024",
            BEFORE,
            False,
        ),
        (
            "The buyer does not have to comply with the Public Contracts Regulations 2015",
            "2023/54",
            ACT,
            False,
        ),
        ("Run under PCR 2015; the Procurement Act 2023 does not apply.", "2023/54", ACT, True),
        (
            "Run under the Procurement Act 2023, which replaces the Public Contracts Regulations 2015.",
            "32014L0024",
            BEFORE,
            True,
        ),
        ("Run under the Public Contract Regulation 2015.", "2023/54", ACT, True),
        ("Run under the Procurement Act 2023.", "2023/1348", HEALTH, True),
        ("Separate from PCR 2015 due to S76", "2023/54", ACT, False),
        ("Daily cleaning.", "2023/1348", HEALTH, False),
    ],
)
def test_what_words_deny_they_do_not_say(words: str, field: str, expected: str, remarked: bool) -> None:
    law, remarks = regime(tender={"description": words, "legalBasis": {"id": field}})
    assert law == expected
    assert [remark[:34] for remark in remarks] == ["The notice’s legal basis points to"] * remarked


@pytest.mark.parametrize(
    ("scheme", "number", "expected"),
    [("UKSI", "2015/102", BEFORE), ("UKSI", "2016/274", BEFORE), ("UKSI", "2016/273", BEFORE),
     ("SSI", "2015/446", "scotland"), ("SSI", "2016/49", "scotland"), ("", "SSI 2015/446", "scotland"),
     ("UKPGA", "2023/54", ACT), ("UKSI", "2023/1348", HEALTH), ("UKSI", "UKSI 2015/102", BEFORE),
     ("WSI", "2024/782", "procurement_act_2023_wales"), ("CELEX", "32014L0024", BEFORE),
     ("CELEX", "32009L0081", BEFORE),
     ("SSI", "2015/102", ACT), ("X", "other", ACT)],
)  # fmt: skip
def test_the_field_by_the_number_of_its_law(scheme: str, number: str, expected: str) -> None:
    assert regime(tender={"legalBasis": {"scheme": scheme, "id": number}})[0] == expected


@pytest.mark.parametrize(("key", "law"), _LAWS.items())
def test_the_laws_that_we_write_read_as_themselves(key: str, law: tuple[str, str]) -> None:
    read, _ = regime(tender={"legalBasis": {"scheme": law[0], "id": law[1]}})
    assert read == key.removesuffix("_wales")


@pytest.mark.parametrize(
    ("code", "expected"),
    [("GB-WLS", "procurement_act_2023_wales"), ("GB-SCT", "scotland"), ("GB-NIR", ACT), ("", ACT)],
)
def test_whose_regulations_the_buyer_follows(code: str, expected: str) -> None:
    stated = {"classifications": [{"scheme": "UK_CA_DEVOLVED_REGULATIONS", "id": code}]}
    supplier = {"id": "s1", "name": "A supplier", "roles": ["supplier"], "details": stated}
    buyer = {"id": "b1", "name": "Ladywood Council", "roles": ["buyer"]}
    assert regime(parties=[supplier, {**buyer, "details": stated}])[0] == expected
    assert regime(parties=[supplier, buyer])[0] == ACT, "what another party follows says nothing of the buyer"


def test_an_award_that_comes_first_is_no_beginning() -> None:
    award = json.dumps(a_release(**later("2025-03-07")))
    assert merging.merged([award, award], "ocds-h6vhtk-0test0", "000001-2026", "Test").regime == "unknown"
