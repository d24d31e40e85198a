"""Rules on lots, from the notice and the form into the problem: how many, which exclude each other, which
kinds.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.consortia.actions import asking
from app.consortia.forms.asking import EnquiryForm
from app.consortia.models import Enquiry
from app.consortia.queries.enquiries import default_question
from app.consortia.rules.question import USUAL, Question, relaxed
from app.foundation.errors import Refused
from app.tenders.models import Lot, Tender
from solver import problem as problems
from solver.outcome import Change
from solver.problem import LotCategory
from tests import factories as make
from tests.consortia.conftest import Market, build, missing_from
from tests.consortia.test_freezing import frozen
from tests.consortia.test_pages import form_of
from tests.site import Site


@dataclasses.dataclass
class TwoLots:
    """The market with a second lot, which Anna and Cora could clean as well."""

    market: Market
    second: Lot

    @property
    def tender(self) -> Tender:
        return self.market.tender

    @property
    def ids(self) -> tuple[int, int]:
        return self.market.lot.id, self.second.id


def add_second_lot(session: Session, market: Market) -> TwoLots:
    second = make.lot(session, market.tender, title="Squares", position=2, key="2")
    make.work_package(session, second, name="Old square", quantity=10, periods=10)
    session.flush()
    session.expire_all()
    return TwoLots(market, second)


@pytest.fixture
def here(session: Session) -> TwoLots:
    return add_second_lot(session, build(session))


def question_with(here: TwoLots, **rules: Any) -> Question:
    """The tender's own question with these rules, which name lots by their ids as text."""
    question = default_question(here.tender)
    return dataclasses.replace(question, rules=dataclasses.replace(question.rules, **rules))


def test_rules_on_lots_are_frozen_by_the_names_of_lots_in_the_problem(
    session: Session, here: TwoLots
) -> None:
    first, second = map(str, here.ids)
    question = question_with(
        here,
        lots_per_bidder=2,
        lot_bidder="member",
        exclusive_lots=((second, first),),
        lot_categories=(LotCategory((first,), 1), LotCategory((second,), 2)),
    )
    rules = frozen(session, here.market, question)["rules"]
    assert rules["lots_per_bidder"] == 2
    assert rules["lot_bidder"] == "member"
    assert rules["exclusive_lots"] == [["2", "1"]]
    assert rules["lot_categories"] == [{"lots": ["1"], "most": 1}, {"lots": ["2"], "most": 2}]


def test_of_lots_that_are_not_asked_for_nothing_is_said(session: Session, here: TwoLots) -> None:
    first, second = map(str, here.ids)
    question = question_with(
        here, exclusive_lots=((first, second),), lot_categories=(LotCategory((second,), 1),)
    )
    rules = frozen(session, here.market, dataclasses.replace(question, lots=here.ids[:1]))["rules"]
    assert not {"exclusive_lots", "lot_categories", "lots_per_bidder", "lot_bidder"} & set(rules)


def test_what_the_notice_says_is_asked_of_itself(session: Session, here: TwoLots) -> None:
    assert default_question(here.tender).rules.lots_per_bidder is None
    here.tender.max_lots_awarded = 1
    assert default_question(here.tender).rules.lots_per_bidder is None, (
        "one may bid for more than one can win"
    )
    here.tender.max_lots_bid = 5
    assert default_question(here.tender).rules.lots_per_bidder == 5
    assert default_question(here.tender).lots == here.ids
    here.tender.max_lots_bid = 1
    suggested = default_question(here.tender)
    assert suggested.lots == here.ids[:1]
    assert asking.ask_for_consortia(session, here.market.adviser, here.tender.id, suggested, "as it is").id


def test_a_question_is_stored_and_read_with_its_rules_on_lots() -> None:
    rules = dataclasses.replace(
        USUAL, lots_per_bidder=1, exclusive_lots=(("3", "4"),), lot_categories=(LotCategory(("3", "5"), 2),)
    )
    question = Question(lots=(3,), rules=rules)
    assert Question.from_json(json.loads(json.dumps(question.to_json()))) == question
    without = Question(lots=(3,))
    assert "lot_bidder" not in without.to_json()["rules"]
    assert Question.from_json(without.to_json()).rules == USUAL


def test_a_relaxation_of_the_number_of_lots_is_asked_again() -> None:
    question = Question(lots=(1, 2), rules=dataclasses.replace(USUAL, lots_per_bidder=1))
    wider = relaxed(question, [Change("lots_per_bidder", 1, 2)])
    assert wider is not None
    assert wider.rules.lots_per_bidder == 2
    both = (("1", "2"),)
    rules = dataclasses.replace(
        USUAL, exclusive_lots=both, lot_categories=(LotCategory(("1", "2"), 1),), budget=5
    )
    listed = Question(lots=(1, 2), rules=rules)
    for name in ("exclusive_lots", "lot_categories"):
        without = relaxed(listed, [Change(name, "kept", "dropped")])
        assert without is not None
        dropped: dict[str, Any] = {name: ()}
        assert without.rules == dataclasses.replace(listed.rules, **dropped)


def test_more_lots_than_a_bidder_may_have_are_refused_beside_the_field(
    session: Session, here: TwoLots
) -> None:
    first, second = map(str, here.ids)
    for field, rule, message in (
        ("lots_per_bidder", 1, "One bidder can have 1 lot, and you chose 2. Choose fewer lots, "),
        (
            "exclusive_lots",
            ((second, first),),
            "Lots 2 and 1 exclude each other, and you chose both. Choose one of them, ",
        ),
        (
            "lot_categories",
            (LotCategory((first, second), 1),),
            "These categories do not let one bidder have all the lots you chose. Choose fewer lots, ",
        ),
        (
            "lot_categories",
            (LotCategory((first,), 1), LotCategory((second,), 1)),
            "These categories do not let one bidder have all the lots you chose. Choose fewer lots, ",
        ),
    ):
        with pytest.raises(Refused) as refused:
            question = question_with(here, **{field: rule})
            asking.ask_for_consortia(session, here.market.adviser, here.tender.id, question, "k")
        assert refused.value.field == field
        assert refused.value.message == f"{message}or say that each member counts separately."
        members = question_with(here, **{field: rule}, lot_bidder="member")
        assert asking.ask_for_consortia(
            session, here.market.adviser, here.tender.id, members, f"{field}{rule}"
        ).id
    allowed = question_with(here, lots_per_bidder=2, lot_categories=(LotCategory((first, second), 2),))
    assert asking.ask_for_consortia(session, here.market.adviser, here.tender.id, allowed, "allowed").id


# What is typed -> what comes of it: lots by their numbers, or the message beside the field
PAIRS: dict[str, tuple[tuple[int, int], ...] | str] = {
    "1 and 2": ((1, 2),),
    " lot 2 or lot 1 ;": ((2, 1),),
    "1 and 2; 2 & 1": ((1, 2),),
    "1, 2": ((1, 2),),
    "1\u00a0and\u00a02": ((1, 2),),
    "1-2": ((1, 2),),
    "1/2.": ((1, 2),),
    "1 and 7": "This tender has no lot 7. Its lots are 1 to 2",
    "1 and 1": "Lot 1 cannot exclude itself",
    "1 and 2 and 3": "Enter pairs of lots by their numbers, like 1 and 2; 3 and 4",
    "all of them": "Enter pairs of lots by their numbers, like 1 and 2; 3 and 4",
}
CATEGORIES: dict[str, tuple[tuple[tuple[int, ...], int], ...] | str] = {
    "1 of lots 1, 2": (((1, 2), 1),),
    "1 of 1; or 2 of lot 2": (((1,), 1), ((2,), 2)),
    "2 of 1 and 2": (((1, 2), 2),),
    "1 of 1 2": (((1, 2), 1),),
    "1 of 1 to 2": (((1, 2), 1),),
    "One of lots 1, and 2.": (((1, 2), 1),),
    "1 of 2, 2": (((2,), 1),),
    "1 of 1; 1 of 1, 2": "Lot 1 is in two categories. Keep it in one",
    "0 of 1": "Enter 1 or more lots for each category",
    "1 of 9": "This tender has no lot 9. Its lots are 1 to 2",
    "1 of 2 to 1": "Enter how many of which lots, like 1 of lots 1, 2; 2 of lots 3, 4",
    "1 of 1 to 999999": "Enter how many of which lots, like 1 of lots 1, 2; 2 of lots 3, 4",
    "1 of and": "Enter how many of which lots, like 1 of lots 1, 2; 2 of lots 3, 4",
    "1 of 1 but not 2": "Enter how many of which lots, like 1 of lots 1, 2; 2 of lots 3, 4",
    "lots 1 and 2": "Enter how many of which lots, like 1 of lots 1, 2; 2 of lots 3, 4",
}


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [("exclusive_lots", *case) for case in PAIRS.items()]
    + [("lot_categories", *case) for case in CATEGORIES.items()],
)
def test_lots_are_typed_by_their_numbers(
    site: Site, session: Session, field: str, typed: str, expected: str | tuple[Any, ...]
) -> None:
    with site.app.test_request_context("/", method="POST", data={field: typed}):
        form = EnquiryForm()
        form.offer_choices([], [], [], [], {11: 1, 12: 2})
        form.validate()
        if isinstance(expected, str):
            assert list(form[field].errors) == [expected]
        else:
            assert not form[field].errors
            assert form[field].data == expected
            assert form[field].read(form[field].shown(expected)) == expected, (
                "what is shown again reads the same"
            )


def test_the_form_shows_the_numbers_and_brings_the_rules_to_the_question(site: Site, market: Market) -> None:
    with site.database.unit_of_work() as session:
        add_second_lot(session, market)
    adviser = site.client(market.adviser)
    path = f"/tenders/{market.tender.id}/enquiries"
    page = adviser.get(f"{path}/new").get_data(as_text=True)
    assert not missing_from(page, "1: Parks", "2: Squares")
    typed = {
        **form_of(page),
        "lots_per_bidder": "2",
        "exclusive_lots": "1 and 2",
        "lot_categories": "1 of lots 1, 2",
        "lot_bidder": "member",
    }
    wrong = adviser.post(path, {**typed, "exclusive_lots": "1 and 3"}, page=f"{path}/new")
    assert wrong.status_code == 422
    refusal = "This tender has no lot 3. Its lots are 1 to 2"
    assert not missing_from(wrong.get_data(as_text=True), refusal, 'value="1 and 3"')
    assert adviser.post(path, typed, page=f"{path}/new").status_code == 303
    with site.database.reading() as session:
        rules = Question.from_json(session.query(Enquiry).one().question).rules
        lots = session.get_one(Tender, market.tender.id).lots
        first, second = (str(lot.id) for lot in lots)
    assert (rules.lots_per_bidder, rules.lot_bidder) == (2, "member")
    assert rules.exclusive_lots == ((first, second),)
    assert rules.lot_categories == (LotCategory((first, second), 1),)
    again = adviser.get(f"{path}/new?again=1").get_data(as_text=True)
    assert not missing_from(again, 'value="1 and 2"', 'value="1 of lots 1, 2"')


def test_a_rule_that_cannot_be_read_is_shown_beside_its_field_on_a_tender_of_one_lot(
    site: Site, market: Market
) -> None:
    adviser, path = site.client(market.adviser), f"/tenders/{market.tender.id}/enquiries"
    page = adviser.get(f"{path}/new").get_data(as_text=True)
    assert "Rules about lots" not in page
    wrong = adviser.post(path, {**form_of(page), "lots_per_bidder": "0"}, page=f"{path}/new").get_data(
        as_text=True
    )
    assert 'id="lots_per_bidder"' in wrong
    assert 'value="0"' in wrong


def test_problems_refuse_rules_on_lots_that_make_no_sense() -> None:
    from tests.solver.tiny import question

    for rules, path in (
        ({"exclusive_lots": [["1"]]}, "rules.exclusive_lots[0]"),
        ({"exclusive_lots": [["1", "2"], ["2", "1"]]}, "rules.exclusive_lots[1]"),
        ({"exclusive_lots": [["1", "1"]]}, "rules.exclusive_lots[0][1]"),
        ({"lot_categories": [{"lots": ["1"], "most": 0}]}, "rules.lot_categories[0].most"),
        ({"lot_categories": [{"lots": ["1"], "most": 1}] * 2}, "rules.lot_categories[1].lots"),
        ({"lot_categories": [{"lots": [], "most": 1}]}, "rules.lot_categories[0].lots"),
        ({"exclusive_lots": [["1", str(n)] for n in range(2, 2_003)]}, "rules.exclusive_lots"),
        ({"lot_categories": [{"lots": [str(n)], "most": 1} for n in range(2_001)]}, "rules.lot_categories"),
        ({"lots_per_bidder": -1}, "rules.lots_per_bidder"),
        ({"lot_bidder": "somebody"}, "rules.lot_bidder"),
    ):
        with pytest.raises(problems.ProblemError) as error:
            problems.from_dict(question(rules=rules))
        assert error.value.path == path
