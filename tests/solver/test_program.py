"""The one door to the solvers: MathOpt's own entry point is private, so an upgrade that moves it is told
here.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from solver.program import GLOP, HIGHS, INFINITY, SCIP, Program, solve

ROOT = Path(__file__).parents[2]


def knapsack() -> Program:
    """Most of 3x + 2y under 2x + y <= 3 and y <= 1, both whole: x = y = 1; relaxed x is 1 too."""
    program = Program()
    x, y = program.columns(2, 0, [5, 1], [-3, -2], True).tolist()
    program.row([x, y], [2.0, 1.0], -INFINITY, 3)
    return program


@pytest.mark.parametrize("solver", [HIGHS, SCIP])
def test_a_whole_program_is_solved_with_values_objective_and_bound(solver: int) -> None:
    answer = solve(knapsack(), solver)
    assert answer.status == "optimal"
    assert answer.objective == pytest.approx(-5)
    assert answer.bound == pytest.approx(-5)
    assert answer.values is not None
    assert answer.values.tolist() == pytest.approx([1, 1])


@pytest.mark.parametrize("solver", [HIGHS, GLOP])
def test_a_relaxation_has_duals_and_reduced_costs(solver: int) -> None:
    answer = solve(knapsack(), solver, relaxed=True)
    assert answer.status == "optimal"
    assert answer.duals is not None
    assert answer.reduced_costs is not None
    assert answer.duals.tolist() == pytest.approx([-1.5])
    assert answer.reduced_costs.tolist() == pytest.approx([0, -0.5])


@pytest.mark.parametrize("solver", [HIGHS, SCIP])
def test_a_hint_is_taken_and_options_are_known(solver: int) -> None:
    name = "mip_heuristic_effort" if solver == HIGHS else "numerics/feastol"
    answer = solve(
        knapsack(), solver, hint=np.array([1.0, 1.0]), options={name: 0.0 if solver == HIGHS else 1e-7}
    )
    assert answer.status == "optimal"
    assert answer.objective == pytest.approx(-5)


@pytest.mark.parametrize("solver", [HIGHS, SCIP])
def test_what_cannot_be_is_infeasible(solver: int) -> None:
    program = knapsack()
    program.row([0], [1.0], 2, INFINITY)
    assert solve(program, solver).status == "infeasible"


@pytest.mark.parametrize("spoil", ["a row", "a column", "an empty row"])
def test_a_program_that_contradicts_itself_is_infeasible(spoil: str) -> None:
    program = knapsack()
    if spoil == "a row":
        program.row([0], [1.0], 1, 0)
    elif spoil == "a column":
        program.lower[0], program.upper[0] = 2, 1
    else:
        program.row([], [], 1, 0)
    assert program.contradicts_itself()
    assert solve(program).status == "infeasible"


def test_bounds_that_only_rounding_parts_contradict_nothing() -> None:
    program = knapsack()
    program.row([0], [1.0], 1 + 1e-12, 1)
    assert not program.contradicts_itself()


def test_no_time_is_no_answer() -> None:
    assert solve(knapsack(), seconds=0).status == "unknown"


def test_nothing_but_this_door_knows_the_solvers() -> None:
    knocking = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "solver").rglob("*.py"))
        if re.search(r"^\s*(from|import) ortools", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert knocking == ["solver/program.py"]
