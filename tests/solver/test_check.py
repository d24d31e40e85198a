"""The checker passes what is right and finds every single thing that is not."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from solver import outcome, problem
from solver.check import check
from solver.outcome import Outcome, Proposal
from solver.problem import Problem
from solver.search.answer import propose
from tests.solver.tiny import ONE_WORKER, question, random_question


@pytest.fixture(scope="module")
def answers() -> list[tuple[Problem, Outcome]]:
    """Solved tiny problems with several proposals."""
    found = []
    for seed in range(30):
        tiny = problem.from_dict(random_question(seed))
        answer = propose(tiny, ONE_WORKER)
        if len(answer.proposals) >= 2:
            found.append((tiny, answer))
    assert len(found) >= 5
    return found


FIGURES = ("objective", "price", "value", "social_value", "trust_gap", "shortfall", "gap_bp", "dearer_bp")


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_off_by_one_is_found(name: str, answers: list[tuple[Problem, Outcome]]) -> None:
    for tiny, answer in answers:
        first = answer.proposals[0]
        wrong = replace(first, **{name: getattr(first, name) + 1})
        assert check(tiny, replace(answer, proposals=(wrong, *answer.proposals[1:]))), name


def test_a_bound_above_the_objective_is_found(answers: list[tuple[Problem, Outcome]]) -> None:
    for tiny, answer in answers:
        wrong = replace(answer.proposals[0], bound=answer.proposals[0].objective + 1)
        assert check(tiny, replace(answer, proposals=(wrong, *answer.proposals[1:])))


def test_a_proof_claimed_too_early_is_found(answers: list[tuple[Problem, Outcome]]) -> None:
    for tiny, answer in answers:
        first = answer.proposals[0]
        wrong = replace(first, bound=first.objective - 2 - tiny.weights.price * first.price // 20_000)
        assert check(tiny, replace(answer, proposals=(wrong, *answer.proposals[1:])))


def test_a_planted_wrong_shortfall_is_found() -> None:
    tiny, answer = _losing()
    first = answer.proposals[0]
    assert first.shortfall > 0
    for wrong in (
        replace(first, losses=()),
        replace(first, losses=(replace(first.losses[0], short=first.losses[0].short - 1),)),
        replace(first, losses=(replace(first.losses[0], work_packages=("w2", "w1")[:1]),)),
    ):
        if wrong.losses != first.losses:
            assert check(tiny, replace(answer, proposals=(wrong,)))


def _losing() -> tuple[Problem, Outcome]:
    data = question(rules={"members": {"min": 2, "max": 2}})
    data["enterprises"] = data["enterprises"][:2]
    for one in data["enterprises"]:
        one["offers"][0]["capacity"] = 12
    tiny = problem.from_dict(data)
    return tiny, propose(tiny, ONE_WORKER)


MUTATIONS: dict[str, Any] = {
    "a unit more": lambda p: _allocations(p, lambda a: [replace(a[0], quantity=a[0].quantity + 1), *a[1:]]),
    "a unit less": lambda p: _allocations(p, lambda a: [replace(a[0], quantity=a[0].quantity - 1), *a[1:]]),
    "an allocation gone": lambda p: _allocations(p, lambda a: a[1:]),
    "an allocation twice": lambda p: _allocations(p, lambda a: [a[0], *a]),
    "another's offer": lambda p: _allocations(p, lambda a: [replace(a[0], offer="nobody's"), *a[1:]]),
    "a member gone": lambda p: replace(p, members=p.members[:-1]),
    "a stranger": lambda p: replace(p, members=(*p.members, "stranger")),
    "a member twice": lambda p: replace(p, members=(*p.members, p.members[0])),
    "no lead": lambda p: replace(p, lead="stranger"),
}


def _allocations(proposal: Proposal, change: Any) -> Proposal:
    return replace(proposal, allocations=tuple(change(list(proposal.allocations))))


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutated_proposal_is_found(name: str, answers: list[tuple[Problem, Outcome]]) -> None:
    for tiny, answer in answers:
        wrong = MUTATIONS[name](answer.proposals[0])
        assert check(tiny, replace(answer, proposals=(wrong, *answer.proposals[1:]))), name


def test_the_order_the_count_and_the_difference_are_checked(answers: list[tuple[Problem, Outcome]]) -> None:
    for tiny, answer in answers:
        first, second = answer.proposals[:2]
        assert check(tiny, replace(answer, proposals=(first, first)))
        assert check(tiny, replace(answer, proposals=answer.proposals * 3))
        assert check(tiny, replace(answer, status="infeasible"))
        assert check(tiny, replace(answer, problem_sha256="0" * 64))
        if second.objective > first.objective:
            assert check(tiny, replace(answer, proposals=(second, first)))


def test_an_outcome_written_and_read_is_the_same(answers: list[tuple[Problem, Outcome]]) -> None:
    for _, answer in answers:
        assert outcome.read(outcome.to_bytes(answer)) == answer


def test_an_outcome_with_a_wrong_kind_is_refused(answers: list[tuple[Problem, Outcome]]) -> None:
    good = outcome.to_dict(answers[0][1])
    spoils: tuple[Callable[[dict[str, Any]], object], ...] = (
        lambda d: d["proposals"][0].update(price="1"),
        lambda d: d["proposals"][0].pop("lead"),
        lambda d: d.update(surprise=1),
        lambda d: d["proposals"][0]["allocations"][0].update(quantity=1.0),
        lambda d: d.update(reasons={}),
    )
    for spoil in spoils:
        data = copy.deepcopy(outcome.to_dict(outcome.from_dict(good)))
        data = json.loads(json.dumps(data))
        spoil(data)
        with pytest.raises(outcome.OutcomeError):
            outcome.from_dict(data)
