"""The independent checker: recomputes every rule and figure of an outcome in exact integers.

It shares only the two formats with the search, no model and no OR-Tools, so that one mistake cannot hide
another. It cannot see optimality: the bounds are the solver's word, but for what the certificate lets it
recompute.
"""

from __future__ import annotations

from solver.check.answers import check_answers
from solver.check.certificate import certified_bound, check_certificate
from solver.check.figures import check_figures
from solver.check.findings import Finding
from solver.check.proposal_view import ProposalView
from solver.check.recovery import losses_of
from solver.check.rules import check_rules
from solver.outcome import Outcome
from solver.problem import Problem

__all__ = ["Finding", "certified_bound", "check", "losses_of"]


def check(problem: Problem, outcome: Outcome) -> list[Finding]:
    """Everything that is wrong with an outcome; an empty list means that it passes."""
    findings: list[Finding] = []
    if outcome.problem_sha256 != problem.sha256:
        findings.append(Finding("problem_sha256", "outcome", "the outcome is for another problem"))
    findings += check_answers(problem, outcome)
    for number, proposal in enumerate(outcome.proposals):
        where = f"proposals[{number}]"
        view = ProposalView.of(problem, proposal, where)
        findings += view.findings
        if not view.findings:
            findings += check_rules(problem, view)
            findings += check_figures(problem, view, outcome.proposals[0].objective)
    if not findings:
        findings += check_certificate(problem, outcome)
    return findings
