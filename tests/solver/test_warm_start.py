"""What a what-if borrows from the answer before it never makes it wrong."""

from __future__ import annotations

import copy
import random
from dataclasses import replace
from typing import Any

import pytest

from solver import problem
from solver.check import check
from solver.problem import Problem
from solver.search.answer import Answering
from solver.search.warm_start import WarmStart, narrows
from tests.solver.tiny import ONE_WORKER, everything, question, random_question


def _answering(tiny: Problem, warm_start: WarmStart | None = None) -> Answering:
    work = Answering(tiny, ONE_WORKER, warm_start=warm_start)
    work.run()
    return work


def _changed(data: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """One change of those a person makes."""
    after = copy.deepcopy(data)
    ids = [one["id"] for one in after["enterprises"]]
    free = [one for one in ids if one not in after["pins"]["include"] and one != after["pins"]["lead"]]
    kind = draw.choice(["exclude", "include", "weights", "members", "floor", "drop", "baseline", "count"])
    if kind == "exclude" and free:
        after["pins"] = {**after["pins"], "exclude": sorted({*after["pins"]["exclude"], draw.choice(free)})}
    elif kind == "include":
        one = draw.choice([one for one in ids if one not in after["pins"]["exclude"]])
        after["pins"] = {**after["pins"], "include": sorted({*after["pins"]["include"], one})}
    elif kind == "weights":
        after["weights"] = {**after["weights"], "members": draw.randint(0, 50), "trust": draw.randint(0, 3)}
    elif kind == "members":
        after["rules"]["members"] = {"min": 1, "max": draw.randint(2, 4)}
    elif kind == "floor":
        after["rules"]["social_enterprise_share_bp"] = draw.choice([None, 0, 6000])
    elif kind == "drop":
        after["rules"].pop(draw.choice(["budget", "exposure_bp", "lot_budgets"]), None)
    elif kind == "baseline":
        after["baseline"], after["weights"] = ids[:2], {**after["weights"], "changes": draw.randint(1, 300)}
    else:
        after["alternatives"] = {"count": draw.randint(1, 3), "min_difference": 1, "distinct_leads": False}
    return after


# Lending every bound, whether it still holds or not, is seen by 28 and 56 alone of the first sixty.
@pytest.mark.parametrize("seed", range(0, 60, 2))
def test_a_what_if_is_answered_as_if_it_had_been_asked_first(seed: int) -> None:
    draw = random.Random(seed)
    data = random_question(seed)
    data["alternatives"]["count"] = 3
    warm = _answering(problem.from_dict(data)).next_start()
    for _ in range(3):
        try:
            tiny = problem.from_dict(_changed(data, draw))
        except problem.ProblemError:
            continue
        found = _answering(tiny, warm).outcome()
        assert check(tiny, found) == []
        best = min((objective for objective, _ in everything(tiny)), default=None)
        assert (found.status == "infeasible") == (best is None)
        if best is not None:
            first = found.proposals[0]
            assert first.proven
            assert first.bound <= best <= first.objective
            assert first.objective <= best + max(1, tiny.weights.price * first.price // 20_000)


def test_bounds_are_lent_and_used_where_the_question_only_narrows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bound lent too high shows in the answer: that is how we know that it is used."""
    work = _answering(problem.from_dict(question()))
    warm = work.next_start()
    assert warm.lower_bound is not None
    assert warm.lower_bound <= work.outcome().proposals[0].objective
    wrong = replace(warm, lower_bound=10**9)
    narrower = problem.from_dict(
        question(pins={"include": [], "exclude": ["a"], "lead": None, "allocations": []})
    )
    wider = problem.from_dict(question(weights={"social_value": 1}))
    assert _answering(narrower, wrong).state.lower_bound == 10**9  # type: ignore[union-attr]
    assert _answering(wider, wrong).state.lower_bound < 10**9  # type: ignore[union-attr]


def test_a_wrong_bound_lent_is_seen_by_trying_everything() -> None:
    for seed in range(20):
        data = random_question(seed)
        data["alternatives"]["count"] = 1
        tiny = problem.from_dict(data)
        warm = _answering(tiny).next_start()
        best = min((objective for objective, _ in everything(tiny)), default=None)
        if best is None:
            continue
        dearest = max(everything(tiny), key=lambda pair: pair[0])
        if dearest[0] <= best * 1.1:
            continue
        wrong = replace(warm, consortia=(tuple(sorted(dearest[1].members)),), lower_bound=dearest[0])
        if _answering(tiny, wrong).outcome().proposals[0].bound > best:
            return
    pytest.fail("nobody noticed")


NARROWER: list[dict[str, Any]] = [
    {"pins": {"exclude": ["c"]}},
    {"pins": {"include": ["b"]}},
    {"pins": {"lead": "a"}},
    {"rules": {"members": {"min": 2, "max": 2}}},
    {"rules": {"budget": 10**6}},
    {"rules": {"member_floor": 5}},
    {"rules": {"trust": "lead"}},
    {"rules": {"exposure_bp": 9000}},
    {"weights": {"members": 3}},
    {"weights": {"trust": 3}},
    {"alternatives": {"count": 4, "min_difference": 2, "distinct_leads": True}},
    {"incompatible": [["a", "b"]]},
]


@pytest.mark.parametrize("change", NARROWER, ids=str)
def test_a_narrower_question_is_recognised_and_its_reverse_is_not(change: dict[str, Any]) -> None:
    data = question()
    after = {**data, **{k: {**data[k], **v} if isinstance(v, dict) else v for k, v in change.items()}}
    before, now = problem.from_dict(data), problem.from_dict(after)
    assert narrows(before, before)
    assert narrows(before, now)
    if "alternatives" not in change:
        assert not narrows(now, before)


@pytest.mark.parametrize(
    "change",
    [
        {"weights": {"price": 2}},
        {"weights": {"social_value": 1}},
        {"rules": {"term_months": 24}},
        {"rules": {"liability": "lead"}},
        {"enterprises": "dearer"},
    ],
    ids=str,
)
def test_a_question_that_may_be_wider_is_never_taken_for_narrower(change: dict[str, Any]) -> None:
    data = question()
    after = copy.deepcopy(data)
    for key, value in change.items():
        if key == "enterprises":
            after["enterprises"][0]["joining_cost"] += 1
        else:
            after[key].update(value)
    assert not narrows(problem.from_dict(data), problem.from_dict(after))
