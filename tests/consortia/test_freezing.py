"""What is frozen into a problem: who could deliver, what they hold, and the rules as they were asked."""

from __future__ import annotations

import dataclasses
import gc
import hashlib
import itertools
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.consortia.models import Enquiry
from app.consortia.rules.question import USUAL, Question, Weights
from app.consortia.solving.freezing import freeze
from app.enterprises.models import IncompatiblePair
from app.enterprises.rules import OfferState, TrustState
from app.foundation.errors import Refused
from app.foundation.types import now
from app.tenders.actions.confirming import confirm_narrower
from app.tenders.models import Condition
from app.tenders.rules import ConditionKind, WorkPackageState
from solver import problem as problems
from solver.problem import LotCategory
from tests import factories as make
from tests.consortia.conftest import Market, build

_numbers = itertools.count()


@pytest.fixture
def here(session: Session) -> Market:
    """The market, in this session."""
    market = build(session)
    session.expire_all()
    return market


def frozen(session: Session, market: Market, question: Question | None = None) -> dict[str, Any]:
    chosen = question or market.question
    enquiry = Enquiry(
        tender_id=market.tender.id,
        organisation_id=market.adviser.organisation_id,
        key=f"test-{next(_numbers)}",
        question=chosen.to_json(),
    )
    session.add(enquiry)
    session.flush()
    problem: dict[str, Any] = json.loads(freeze(session, enquiry).problem)
    return problem


def enterprise(problem: dict[str, Any], row: Any) -> dict[str, Any] | None:
    return next((entry for entry in problem["enterprises"] if entry["id"] == f"e{row.id}"), None)


def test_names_prices_capacities_and_trust_are_the_registers(session: Session, here: Market) -> None:
    problem = frozen(session, here)
    anna = enterprise(problem, here.anna)
    assert anna is not None
    assert anna["turnover"] == 50_000_000
    assert "iso9001" in anna["credentials"]
    assert anna["offers"] == [
        {
            "id": f"o{here.offers['anna'].id}",
            "capacity": 90,
            "serves": [
                {"work_package": f"w{package.id}", "unit_price": 1_000, "social_value": 2}
                for package in (here.north, here.south)
            ],
        }
    ]
    assert problem["trust"] == [[f"e{here.anna.id}", f"e{here.bela.id}", 700]]
    assert [package["id"] for package in problem["work_packages"]] == [
        f"w{here.north.id}",
        f"w{here.south.id}",
    ]


def test_the_same_question_to_the_same_register_gives_the_same_bytes(session: Session, here: Market) -> None:
    first = hashlib.sha256(json.dumps(frozen(session, here)).encode()).hexdigest()
    assert hashlib.sha256(json.dumps(frozen(session, here)).encode()).hexdigest() == first


def test_who_lacks_a_credential_stays_in_and_who_has_left_the_register_does_not(
    session: Session, here: Market
) -> None:
    here.cora.listed = False
    here.offers["bela"].state = OfferState.withdrawn
    session.flush()
    problem = frozen(session, here)
    assert [entry["id"] for entry in problem["enterprises"]] == [f"e{here.anna.id}"]
    here.cora.listed = True
    session.flush()
    cora = enterprise(frozen(session, here), here.cora)
    assert cora is not None  # though it lacks iso9001, which the north asks for
    assert "iso9001" not in cora["credentials"]


def test_only_free_capacity_counts(session: Session, here: Market) -> None:
    here.offers["anna"].held = 25
    here.offers["bela"].held = 60
    session.flush()
    problem = frozen(session, here)
    anna = enterprise(problem, here.anna)
    assert anna is not None
    assert anna["offers"][0]["capacity"] == 65
    assert enterprise(problem, here.bela) is None


def test_a_credential_must_last_through_deadline_and_first_day(session: Session, here: Market) -> None:
    assert here.tender.starts_on is not None
    make.credential(session, here.cora, "public_liability_10m", expires_on=here.tender.starts_on)
    make.credential(
        session, here.bela, "public_liability_10m", expires_on=here.tender.starts_on - timedelta(days=1)
    )
    make.credential(session, here.bela, "iso14001", withdrawn_at=now())
    session.expire_all()
    problem = frozen(session, here)
    cora, bela = enterprise(problem, here.cora), enterprise(problem, here.bela)
    assert cora is not None
    assert bela is not None
    # A higher level of insurance implies the lower ones.
    assert {"public_liability_10m", "public_liability_5m"} <= set(cora["credentials"])
    assert bela["credentials"] == []


def test_no_stated_turnover_is_none_at_all(session: Session, here: Market) -> None:
    here.bela.turnover = None
    session.flush()
    bela = enterprise(frozen(session, here), here.bela)
    assert bela is not None
    assert bela["turnover"] == 0


def test_of_two_offers_for_one_package_one_serves_it(session: Session, here: Market) -> None:
    dearer = make.offer(session, here.anna, capacity=500, unit_price=1_400)
    session.expire_all()
    anna = enterprise(frozen(session, here), here.anna)
    assert anna is not None
    assert [offer["id"] for offer in anna["offers"]] == [f"o{here.offers['anna'].id}"]
    # But the cheaper one is no help where it cannot deliver the least share.
    here.north.min_share = 80
    here.offers["anna"].held = 20
    session.flush()
    anna = enterprise(frozen(session, here), here.anna)
    assert anna is not None
    served = {offer["id"]: [serve["work_package"] for serve in offer["serves"]] for offer in anna["offers"]}
    assert served == {
        f"o{here.offers['anna'].id}": [f"w{here.south.id}"],
        f"o{dearer.id}": [f"w{here.north.id}"],
    }


def test_drafts_are_not_solved_for(session: Session, here: Market) -> None:
    here.south.state = WorkPackageState.draft
    session.flush()
    assert [package["id"] for package in frozen(session, here)["work_packages"]] == [f"w{here.north.id}"]
    here.north.state = WorkPackageState.draft
    session.flush()
    with pytest.raises(Refused, match="confirmed work package"):
        frozen(session, here, dataclasses.replace(here.question, lots=(here.lot.id,)))


def test_a_condition_on_whoever_delivers_is_asked_of_every_package_of_its_lot(
    session: Session, here: Market
) -> None:
    session.add(
        Condition(tender_id=here.tender.id, kind=ConditionKind.package_credential, credential="chas", text="")
    )
    session.flush()
    session.expire_all()
    asked = {package["id"]: package["credentials"] for package in frozen(session, here)["work_packages"]}
    assert asked == {f"w{here.north.id}": ["chas", "iso9001"], f"w{here.south.id}": ["chas"]}


def test_only_counting_trust_is_told_and_incompatible_pairs_are(session: Session, here: Market) -> None:
    make.trust(session, here.anna, here.cora, state=TrustState.proposed)
    make.incompatible(session, here.bela, here.cora)
    problem = frozen(session, here)
    assert problem["trust"] == [[f"e{here.anna.id}", f"e{here.bela.id}", 700]]
    assert problem["incompatible"] == [[f"e{here.bela.id}", f"e{here.cora.id}"]]


def test_local_means_every_home_inside_the_chosen_area(session: Session, here: Market) -> None:
    from app.foundation.reference import areas

    ward = areas.descendants(make.BIRMINGHAM, at="ward")[0]
    here.cora.home_area = ward
    session.flush()
    rules = dataclasses.replace(USUAL, local_share_bp=3_000, local_areas=(make.BIRMINGHAM,))
    local = frozen(session, here, dataclasses.replace(here.question, rules=rules))["rules"]["local_areas"]
    assert {make.BIRMINGHAM, ward} <= set(local)
    assert make.SANDWELL not in local


def test_who_is_left_out_may_have_left_the_register_but_who_must_be_in_may_not(
    session: Session, here: Market
) -> None:
    here.cora.listed = False
    session.flush()
    without = dataclasses.replace(here.question, exclude=(here.cora.id, here.bela.id))
    assert frozen(session, here, without)["pins"]["exclude"] == [f"e{here.bela.id}"]
    with pytest.raises(Refused, match="no longer in the register"):
        frozen(session, here, dataclasses.replace(here.question, include=(here.cora.id,)))


def test_weights_and_rules_are_written_as_the_solver_wants_them(session: Session, here: Market) -> None:
    rules = dataclasses.replace(
        USUAL, resilience="prefer", lot_budgets={str(here.lot.id): 5_000_000}, budget=4_000_000
    )
    question = dataclasses.replace(here.question, rules=rules, weights=Weights(social_value=3, members=100))
    problem = frozen(session, here, question)
    assert problem["weights"] == {
        "price": 1,
        "social_value": 3,
        "trust": 0,
        "members": 100,
        "shortfall": 1,
        "changes": 0,
    }
    assert problem["rules"]["lot_budgets"] == {"1": 5_000_000}
    assert "exposure_bp" not in problem["rules"]
    plain = frozen(session, here, dataclasses.replace(question, rules=USUAL, weights=Weights(shortfall=5)))
    assert plain["weights"]["shortfall"] == 0


def test_two_who_both_refuse_each_other_are_one_pair(session: Session, here: Market) -> None:
    make.incompatible(session, here.bela, here.cora)
    session.add(
        IncompatiblePair(
            first_id=here.bela.id, second_id=here.cora.id, declared_by_id=here.cora.organisation_id, reason=""
        )
    )
    assert frozen(session, here)["incompatible"] == [[f"e{here.bela.id}", f"e{here.cora.id}"]]


def test_an_offer_stands_once_though_it_serves_one_package_as_it_is_and_another_by_word(
    session: Session, here: Market
) -> None:
    narrow = make.offer(session, here.anna, capability="90911200", capacity=40, unit_price=800)
    here.south.capability = "90911200"
    confirm_narrower(session, make.member_of(session, here.anna), here.north, narrow)
    session.expire_all()
    anna = enterprise(frozen(session, here), here.anna)
    assert anna is not None
    served = {offer["id"]: [serve["work_package"] for serve in offer["serves"]] for offer in anna["offers"]}
    assert served == {f"o{narrow.id}": [f"w{here.north.id}", f"w{here.south.id}"]}


def test_the_file_has_the_form_the_solver_itself_would_write(session: Session, here: Market) -> None:
    here.anna.min_value, here.anna.max_value = 10_000, 900_000
    here.bela.home_area = None
    rules = dataclasses.replace(
        USUAL,
        group_credentials=("iso9001",),
        local_share_bp=2_000,
        local_areas=(make.BIRMINGHAM,),
        exposure_bp=0,
        lot_budgets={str(here.lot.id): 5_000_000},
    )
    question = dataclasses.replace(here.question, rules=rules, include=(here.anna.id,))
    for asked in (here.question, question):
        enquiry = Enquiry(
            tender_id=here.tender.id,
            organisation_id=here.adviser.organisation_id,
            key=f"form-{next(_numbers)}",
            question=asked.to_json(),
        )
        session.add(enquiry)
        session.flush()
        written = freeze(session, enquiry).problem
        assert problems.canonical_bytes(problems.read(written)) == written


def test_many_enterprises_take_no_more_statements_than_few(
    session: Session, here: Market, statements: list[str]
) -> None:
    frozen(session, here)
    session.expire_all()
    statements.clear()
    few = len(frozen(session, here)["enterprises"])
    for_few = len(statements)
    for _ in range(30):
        newcomer = make.enterprise(session)
        make.offer(session, newcomer)
        make.credential(session, newcomer, "iso9001")
        make.trust(session, here.anna, newcomer)
    session.expire_all()
    statements.clear()
    assert len(frozen(session, here)["enterprises"]) == few + 30
    assert len(statements) <= for_few


def test_the_garbage_collector_is_left_as_it_was_found(session: Session, here: Market) -> None:
    frozen(session, here)
    assert gc.isenabled()
    here.north.state = here.south.state = WorkPackageState.draft
    session.flush()
    with pytest.raises(Refused):
        frozen(session, here, dataclasses.replace(here.question, lots=(here.lot.id,)))
    assert gc.isenabled()
    gc.disable()
    try:
        with pytest.raises(Refused):
            frozen(session, here, dataclasses.replace(here.question, lots=(here.lot.id,)))
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_every_rule_of_the_format_can_be_asked_for(session: Session, here: Market) -> None:
    lot = here.lot.id
    every: dict[str, Any] = {
        "member_floor": 1,
        "budget": 10**9,
        "lot_budgets": {str(lot): 10**9},
        "exposure_bp": 9_000,
        "combined_turnover_bp": 1,
        "group_credentials": ("iso9001",),
        "social_enterprise_share_bp": 1,
        "local_share_bp": 1,
        "local_areas": (make.BIRMINGHAM,),
        "supported_workforce_bp": 1,
        "lot_bidder": "member",
        "lots_per_bidder": 3,
        "exclusive_lots": ((str(lot), "0"),),
        "lot_categories": (LotCategory((str(lot),), 2),),
    }
    optional = {field.name for field in dataclasses.fields(problems.Rules) if field.metadata}
    assert set(every) == optional, "a rule that the format has and no question can ask for"
    asked = dataclasses.replace(here.question, rules=dataclasses.replace(here.question.rules, **every))
    # A pair of lots needs both: tests/consortia/test_lot_rules.py freezes one.
    assert optional - {"exclusive_lots"} <= set(frozen(session, here, asked)["rules"])
