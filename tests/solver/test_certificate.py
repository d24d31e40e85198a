"""Whatever the multipliers, the checker's own bound is one; what is not a certificate is found."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from solver import problem
from solver.answer import propose
from solver.check import certified_bound, check
from solver.check.certificate import KEYED, SINGLE
from tests.solver.tiny import ONE_WORKER, everything, question, random_question


def _random_rows(draw: random.Random, tiny: problem.Problem) -> dict[str, Any]:
    keys = {
        "quantity": [w.id for w in tiny.work_packages],
        "max_providers": [w.id for w in tiny.work_packages],
        "lot_budget": list(tiny.rules.lot_budgets),
        "group_credentials": list(tiny.rules.group_credentials),
        "capacity": [o.id for e in tiny.enterprises for o in e.offers],
        "max_value": [e.id for e in tiny.enterprises],
        "min_value": [e.id for e in tiny.enterprises],
    }
    rows: dict[str, Any] = {name: draw.choice([0, draw.randint(0, 3)]) for name in SINGLE}
    rows |= {name: {key: draw.randint(0, 400) for key in keys[name]} for name in KEYED}
    rows["quantity"] = {key: draw.randint(-200, 3000) for key in keys["quantity"]}
    return rows


@pytest.mark.parametrize("seed", range(40))
def test_any_multipliers_give_a_bound_below_every_consortium(seed: int) -> None:
    tiny = problem.from_dict(random_question(seed))
    best = min((objective for objective, _ in everything(tiny)), default=None)
    if best is None:
        return
    draw = random.Random(seed)
    for _ in range(40):
        bound = certified_bound(tiny, {"unit": draw.choice([1, 4, 1000]), "rows": _random_rows(draw, tiny)})
        assert bound is not None
        assert bound <= best


def test_the_certificate_of_a_plain_tender_proves_nearly_everything() -> None:
    answer = propose(problem.from_dict(question()), ONE_WORKER)
    assert answer.certificate is not None
    assert answer.proposals[0].objective - 200 <= answer.certificate["bound"] <= answer.proposals[0].objective


def test_a_bound_that_the_multipliers_do_not_give_is_found() -> None:
    tiny = problem.from_dict(question())
    answer = propose(tiny, ONE_WORKER)
    assert answer.certificate is not None
    assert check(tiny, answer) == []
    planted = {**answer.certificate, "bound": answer.certificate["bound"] + 1}
    assert [finding.rule for finding in check(tiny, replace(answer, certificate=planted))] == ["certificate"]


@pytest.mark.parametrize(
    "rows", [{"budget": -1}, {"budget": 1.5}, {"colour": 1}, {"capacity": {"a-offer": -1}}, {"capacity": 3}, []]
)
def test_what_is_no_multiplier_is_found(rows: Any) -> None:
    tiny = problem.from_dict(question(rules={"budget": 30_000}))
    answer = propose(tiny, ONE_WORKER)
    assert check(tiny, replace(answer, certificate={"unit": 1, "rows": rows, "bound": 0}))
