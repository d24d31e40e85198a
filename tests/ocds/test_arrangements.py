"""A contract, a framework or a dynamic market: by field, else only by words that leave no doubt."""

from __future__ import annotations

from typing import Any

import pytest

from app.ocds.normalise import arrangements
from app.ocds.normalise.remarks import Remarks
from app.tenders.rules import Arrangement

CONTRACT, FRAMEWORK, MARKET = Arrangement.contract, Arrangement.framework, Arrangement.dynamic_market
LET = {
    "The council will set up a framework agreement with six suppliers.": FRAMEWORK,
    "We seek to establish a framework under the open procedure for school meals.": FRAMEWORK,
    "Up to seven contractors will be appointed to a ranked framework.": FRAMEWORK,
    "The tender is run under the open procedure to establish a framework agreement.": FRAMEWORK,
    "This framework agreement will cover tree works in all wards.": FRAMEWORK,
    "Framework for the supply of consumables": FRAMEWORK,
    "We are establishing a dynamic purchasing system for transport.": MARKET,
    "This Dynamic Purchasing System (DPS) is divided into lots.": MARKET,
}
NOT_LET = (
    "We are not setting up a framework.",
    "The council will appoint one supplier and will not establish a framework.",
    "Procured through L&Q framework",
    "Surface dressing, awarded via framework agreement for highways",
    "Door access - awarded via EAST OF ENGLAND NETWORK framework provider",
    "A call-off under an existing framework.",
    "We will create a monitoring framework.",
    "The supplier will establish a performance management framework.",
    "Suppliers will be appointed within the National Planning Policy Framework.",
    "Bids are judged by a quality framework.",
    "Awarded following a mini competition under the council's dynamic purchasing system.",
    "This appointment has been made under the Consortium's Works Framework.",
    "This framework is cheap. It was bought under the YPO framework 882.",
    "Daily cleaning.",
)
TITLES = {
    "Standard Network Cabling Framework": FRAMEWORK,
    "Road Haulage Services Framework 2019": FRAMEWORK,
    "PURCH1676 Provision Of Framework Agreement For An Online Enrolment System": FRAMEWORK,
    "Framework for Capital Building Works": FRAMEWORK,
    "Repairs and Maintenance DPS": MARKET,
    "Dynamic Purchasing System for Anglesey Childcare": MARKET,
    "CP7 Framework - Clifton Bridge - Waterproofing": CONTRACT,
    "Catering, call-off from the NHS Framework": CONTRACT,
    "Boilers via the YPO Framework": CONTRACT,
    "Evaluation of the Early Years Framework": CONTRACT,
    "A New Competency Framework": CONTRACT,
    "Cleaning of libraries": CONTRACT,
}


def read(**tender: Any) -> tuple[Arrangement, tuple[str, ...]]:
    remarks = Remarks()
    return arrangements.arrangement({"title": "Work", **tender}, {}, remarks), remarks.all()


@pytest.mark.parametrize(("words", "expected"), [*LET.items(), *((words, CONTRACT) for words in NOT_LET)])
def test_a_sentence(words: str, expected: Arrangement) -> None:
    let, remarks = read(description=words)
    assert let is expected
    assert len(remarks) == (expected is not CONTRACT)


@pytest.mark.parametrize(("title", "expected"), TITLES.items())
def test_a_title(title: str, expected: Arrangement) -> None:
    assert read(title=title)[0] is expected


@pytest.mark.parametrize(
    "how",
    ["Call-off from a framework agreement", "Other - Further Competition - Framework",
     "Other - Direct Award from a Framework Contract", "Call-off from a dynamic purchasing system"],
)  # fmt: skip
def test_a_call_from_one_is_a_contract(how: str) -> None:
    words = "We will establish a framework agreement."
    assert read(title="Cleaning Framework", description=words, procurementMethodDetails=how) == (CONTRACT, ())


@pytest.mark.parametrize(
    ("field", "title", "expected", "remarked"),
    [({"hasFrameworkAgreement": True}, "Repairs DPS", FRAMEWORK, True),
     ({"hasFrameworkAgreement": True}, "Repairs Framework", FRAMEWORK, False),
     ({"hasFrameworkAgreement": True}, "Repairs", FRAMEWORK, False),
     ({"hasDynamicPurchasingSystem": True}, "Repairs Framework", MARKET, True),
     ({"hasDynamicPurchasingSystem": True, "hasFrameworkAgreement": True}, "Repairs", MARKET, False),
     ({"hasFrameworkAgreement": False}, "Repairs Framework", CONTRACT, True),
     ({"hasFrameworkAgreement": False}, "Repairs", CONTRACT, False)],
)  # fmt: skip
def test_the_field_counts_and_a_contradiction_is_told(
    field: dict[str, bool], title: str, expected: Arrangement, remarked: bool
) -> None:
    let, remarks = read(title=title, techniques=field)
    assert let is expected
    assert ["The notice is marked as" in remark for remark in remarks] == [True] * remarked


def test_an_awarded_call_whose_title_names_the_market_lets_none() -> None:
    tender = {"title": "Home to School DPS"}
    assert arrangements.worded(tender, {"awards": [{"id": "1"}]}) is CONTRACT
    assert arrangements.worded(tender, {}) is MARKET
