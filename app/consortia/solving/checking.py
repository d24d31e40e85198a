"""Nothing of an answer is believed before the independent checker has recomputed it."""

from __future__ import annotations

from dataclasses import dataclass

from app.consortia.solving.child import SolverFailed
from solver import check as checker
from solver import outcome as outcomes
from solver import problem as problems

SHOWN = 3


@dataclass(frozen=True)
class Checked:
    """A problem and its outcome after the check."""

    problem: problems.Problem
    outcome: outcomes.Outcome


def checked(problem_bytes: bytes, outcome_bytes: bytes) -> Checked:
    """Both, read and checked. Raises SolverFailed where any rule or figure does not hold."""
    problem = problems.read(problem_bytes)
    try:
        outcome = outcomes.read(outcome_bytes)
    except outcomes.OutcomeError as error:
        raise SolverFailed(
            f"The solver's answer could not be read, so we did not store it ({error.path})."
        ) from error
    findings = checker.check(problem, outcome)
    if findings:
        # Where and which rule: the sentence of a finding holds figures, and a reason is read by operators
        # too.
        listed = "; ".join(f"{finding.where}: {finding.rule}" for finding in findings[:SHOWN])
        raise SolverFailed(
            f"The solver's answer did not pass our own check, so we did not store it: {listed}."
        )
    return Checked(problem, outcome)
