"""The sentence under the proposals says what was checked, and what is only the solver's word."""

from __future__ import annotations

from typing import Any

import pytest

from app.consortia.screens.alternatives import proof
from solver import problem as problems
from solver.outcome import Outcome, Proposal
from tests.solver import tiny

FIRST = Proposal(
    lead="a",
    members=("a",),
    allocations=(),
    objective=100_000,
    price=100_000,
    value=100_000,
    social_value=0,
    trust_gap=0,
    shortfall=0,
    losses=(),
    bound=100_000,
    proven=True,
    gap_bp=0,
    dearer_bp=0,
)


def proof_of(certificate: dict[str, Any] | None) -> str:
    problem = problems.from_dict(tiny.question())
    return proof(
        problem, Outcome(problem.sha256, "solved", "count", proposals=(FIRST,), certificate=certificate)
    )


@pytest.mark.parametrize(("bound", "words"), [(98_765, "1.24%"), (100_000, "0%"), (0, "100%")])
def test_the_checks_own_bound_is_told_against_the_price(bound: int, words: str) -> None:
    assert f"more than {words} of the price better than the first" in proof_of(
        {"unit": 1, "rows": {}, "bound": bound}
    )


@pytest.mark.parametrize("certificate", [None, {"unit": 1, "rows": {}, "bound": None}])
def test_without_a_certificate_the_distance_is_the_solvers_word(certificate: dict[str, Any] | None) -> None:
    assert "It cannot check how close each proposal is to the best possible" in proof_of(certificate)
