"""Flow covers and stand-ins: rows and columns that hasten a proof must never cut off what is allowed."""

from __future__ import annotations

import random
from itertools import product

import numpy as np
import pytest

from solver import problem
from solver.candidates import Candidates, candidates
from solver.evaluate import Plan
from solver.model import Model, build
from solver.model.covers import add_covers
from solver.program import HIGHS, INFINITY, Numbers, Program, solve
from tests.solver.tiny import everything, question, random_question, work_package


def _one_package(draw: random.Random) -> Candidates:
    """One work package of 3 to 9 units and up to four who could deliver part of it."""
    data = question()
    quantity = draw.randint(3, 9)
    data["work_packages"] = [work_package("w1", quantity=quantity, max_providers=4)]
    data["enterprises"] = [
        {**one, "offers": [{**one["offers"][0], "capacity": draw.randint(1, quantity)}]}
        for one in (
            _only_first(one, draw) for one in [*data["enterprises"], {**data["enterprises"][0], "id": "d"}]
        )
    ]
    for number, one in enumerate(data["enterprises"]):
        one["offers"][0]["id"] = f"o{number}"
    data["rules"]["members"] = {"min": 1, "max": 4}
    return candidates(problem.from_dict(data))


def _only_first(one: dict, draw: random.Random) -> dict:  # type: ignore[type-arg]
    offer = one["offers"][0]
    serves = [{"work_package": "w1", "unit_price": draw.randint(50, 150), "social_value": 0}]
    return {**one, "offers": [{**offer, "serves": serves}]}


def _broken(model: Model, values: Numbers, first: int) -> bool:
    """Whether a point breaks a row from `first` on."""
    row, column, value = model.program.matrix()
    low, high = model.program.row_bounds()
    sums = np.bincount(row, weights=value * values[column], minlength=model.program.row_count)
    return bool((sums[first:] > high[first:] + 1e-7).any() or (sums[first:] < low[first:] - 1e-7).any())


def _cuts_off_something(seed: int) -> tuple[bool, int]:
    """Whether a cover broken by some point of the relaxation also forbids whole quantities, and how many
    there were.
    """
    draw = random.Random(seed)
    c = _one_package(draw)
    model = build(c)
    v, before = model.columns, model.program.row_count
    point = np.zeros(len(model.program.cost))
    added = 0
    for _ in range(30):
        point[v.x] = [draw.uniform(0, most) for most in c.high / v.unit]
        point[v.x] *= float(c.quantity[0]) / max(1e-9, float((point[v.x] * v.unit).sum()))
        point[v.x] = np.minimum(point[v.x], c.high / v.unit)
        point[v.a] = np.clip(point[v.x] * v.unit / np.maximum(1, c.high), 0, 1)
        added += add_covers(model.program, c, v, point)
    for units in product(*(range(int(most) + 1) for most in c.high)):
        if sum(units) == c.quantity[0]:
            whole = np.zeros(len(model.program.cost))
            whole[v.x] = np.array(units) / v.unit
            whole[v.a] = np.array(units) > 0
            if _broken(model, whole, before):
                return True, added
    return False, added


def test_no_cover_forbids_whole_quantities() -> None:
    found = [_cuts_off_something(seed) for seed in range(40)]
    assert sum(added for _, added in found) > 100, "hardly any cover was tried"
    assert not any(wrong for wrong, _ in found)


def test_a_cover_taken_a_unit_too_far_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    whole_row = Program.row

    def greedy_row(self, columns, values, lower, upper):  # type: ignore[no-untyped-def]
        return whole_row(self, columns, values, lower, upper - 0.5 if lower == -INFINITY else upper)

    monkeypatch.setattr(Program, "row", greedy_row)
    assert any(_cuts_off_something(seed)[0] for seed in range(40))


@pytest.mark.parametrize("seed", range(12))
def test_a_cutoff_column_changes_no_optimum_that_beats_it_and_is_the_answer_where_none_does(
    seed: int,
) -> None:
    tiny = problem.from_dict(random_question(seed))
    c = candidates(tiny)
    optimum = solve(build(c).program, HIGHS)
    if optimum.values is None:
        return
    for factor, stands_in in ((1.05, False), (0.95, True)):
        model = build(c)
        place, hint = model.program.add_cutoff_column(optimum.objective * factor)
        answer = solve(model.program, HIGHS, hint=hint)
        assert answer.values is not None
        assert (answer.values[place] > 0.5) == stands_in
        assert answer.objective == pytest.approx(min(optimum.objective, optimum.objective * factor), rel=1e-6)


def test_covers_of_a_whole_question_leave_every_consortium() -> None:
    tried = 0
    for seed in range(20):
        tiny = problem.from_dict(random_question(seed))
        c = candidates(tiny)
        model = build(c)
        root = solve(model.program, HIGHS, relaxed=True)
        if root.values is None:
            continue
        before = model.program.row_count
        if not add_covers(model.program, c, model.columns, root.values):
            continue
        tried += 1
        place = {(c.place[e], c.package_place[w]): p for p, (e, w) in enumerate(_named(c))}
        for _, proposal in everything(tiny):
            units = {
                place[c.place[a.enterprise], c.package_place[a.work_package]]: a.quantity
                for a in proposal.allocations
            }
            assert not _broken(model, _point(model, Plan(c.place[proposal.lead], (), units)), before)
    assert tried, "no cover was ever broken"


def _named(c: Candidates) -> list[tuple[str, str]]:
    everybody, packages = c.problem.enterprises, c.problem.work_packages
    return [(everybody[e].id, packages[w].id) for e, w in zip(c.e.tolist(), c.w.tolist(), strict=True)]


def _point(model: Model, plan: Plan) -> Numbers:
    c, v = model.candidates, model.columns
    values = np.zeros(len(model.program.cost))
    for pair, units in plan.units.items():
        values[v.x[pair]] = units / v.unit[pair]
        values[v.y[c.e[pair]]] = 1.0
        values[v.a[pair]] = 1.0
    return values
