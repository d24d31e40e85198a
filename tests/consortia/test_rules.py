"""Shares, exposure, moves, and questions as plain values."""

from __future__ import annotations

import dataclasses
import enum
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.consortia.rules import states
from app.consortia.rules.figures import exposure_bp, shares_bp, yearly_value
from app.consortia.rules.question import USUAL, Question, QuestionError, Weights, relaxed
from app.consortia.rules.states import ConsortiumState, EnquiryState, MemberState
from app.foundation.errors import IllegalMove
from solver.outcome import Change
from solver.problem import LeadRule, Members


@given(st.lists(st.integers(0, 10**11), min_size=1, max_size=30))
def test_shares_add_up_to_the_whole_and_never_stray_by_a_basis_point(values: list[int]) -> None:
    shares = shares_bp(values)
    total = sum(values)
    assert sum(shares) == (10_000 if total else 0)
    assert all(
        abs(share * total - 10_000 * value) < max(1, total)
        for share, value in zip(shares, values, strict=True)
    )


def test_exposure_counts_a_short_contract_as_a_year_and_rounds_against_the_member() -> None:
    assert yearly_value(1_200, 6) == 1_200
    assert yearly_value(2_400, 24) == 1_200
    assert exposure_bp(2_400, 24, 4_800) == 2_500
    assert exposure_bp(1, 12, 3_000_000) == 1
    assert exposure_bp(1_000, 12, None) is None
    assert exposure_bp(1_000, 12, 0) is None


def test_moves_that_make_no_sense_are_refused_with_the_state_they_started_from() -> None:
    assert states.agree(ConsortiumState.forming) is ConsortiumState.agreed
    assert states.start_enquiry(EnquiryState.running) is EnquiryState.running
    refused: tuple[tuple[Callable[[Any], object], enum.Enum], ...] = (
        (states.agree, ConsortiumState.dissolved),
        (states.fall_back, ConsortiumState.submitted),
        (states.dissolve, ConsortiumState.delivering),
        (states.accept, MemberState.declined),
        (states.leave, MemberState.invited),
        (states.answer_enquiry, EnquiryState.answered),
        (states.fail_enquiry, EnquiryState.answered),
    )
    for verb, state in refused:
        with pytest.raises(IllegalMove, match=state.name):
            verb(state)


def test_a_question_survives_being_stored_as_json() -> None:
    question = Question(
        lots=(3, 4),
        rules=dataclasses.replace(
            USUAL, budget=5, lot_budgets={"3": 4}, local_areas=("E08000025",), lead=LeadRule(("iso9001",))
        ),
        weights=Weights(social_value=7),
        exclude=(9,),
        lead=2,
    )
    assert Question.from_json(json.loads(json.dumps(question.to_json()))) == question
    with pytest.raises(QuestionError):
        Question.from_json({**question.to_json(), "surprise": 1})


def test_a_relaxation_of_the_question_can_be_asked_and_one_of_the_tender_cannot() -> None:
    rules = dataclasses.replace(USUAL, budget=100, members=Members(2, 2), lead=LeadRule(min_turnover=50))
    question = Question(lots=(1,), rules=rules)
    wider = relaxed(question, [Change("budget", 100, 150), Change("members", 2, 3)])
    assert wider is not None
    assert (wider.rules.budget, wider.rules.members) == (150, Members(2, 3))
    dropped = relaxed(question, [Change("lead_turnover", 50, None)])
    assert dropped is not None
    assert dropped.rules.lead.min_turnover == 0
    assert (
        relaxed(question, [Change("budget", 100, 150), Change("quantity", 80, 60, work_package="w1")]) is None
    )
    assert relaxed(question, []) is None
    assert dataclasses.replace(wider, rules=question.rules) == question
