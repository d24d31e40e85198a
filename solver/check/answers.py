"""What the outcome says as a whole: status, order, differences, and that its lists name what exists."""

from __future__ import annotations

from itertools import combinations

from solver.check.findings import Finding
from solver.outcome import LISTS, RULES, Outcome
from solver.problem import Problem

_STATUSES = {
    "solved": ("count", "none_left", "out_of_time"),
    "infeasible": ("none_left",),
    "out_of_time": ("out_of_time",),
}


def check_answers(problem: Problem, outcome: Outcome) -> list[Finding]:
    """A finding for each thing that does not hold together."""
    findings = _status(problem, outcome) + _order(outcome) + _differences(problem, outcome)
    return findings + _names(problem, outcome) + _lists(outcome)


def _status(problem: Problem, outcome: Outcome) -> list[Finding]:
    findings = []
    if outcome.ended not in _STATUSES.get(outcome.status, ()):
        findings.append(Finding("status", "outcome", f"{outcome.status} cannot end with {outcome.ended}"))
    if (outcome.status == "solved") != bool(outcome.proposals):
        findings.append(
            Finding("status", "outcome", f"{outcome.status} with {len(outcome.proposals)} proposals")
        )
    if outcome.status == "infeasible" and not outcome.reasons:
        findings.append(Finding("reasons", "outcome", "infeasible without a reason"))
    wanted = problem.alternatives.count
    if len(outcome.proposals) > wanted or (outcome.ended == "count" and len(outcome.proposals) != wanted):
        findings.append(
            Finding("alternatives", "outcome", f"{len(outcome.proposals)} proposals, {wanted} asked for")
        )
    return findings


def _order(outcome: Outcome) -> list[Finding]:
    objectives = [proposal.objective for proposal in outcome.proposals]
    if objectives != sorted(objectives):
        return [Finding("alternatives", "outcome", "the proposals are not in order, best first")]
    return []


def _differences(problem: Problem, outcome: Outcome) -> list[Finding]:
    findings = []
    for (i, first), (j, other) in combinations(enumerate(outcome.proposals), 2):
        where = f"proposals[{j}]"
        if len(set(first.members) ^ set(other.members)) < problem.alternatives.min_difference:
            findings.append(Finding("alternatives", where, f"differs too little from proposals[{i}]"))
        if problem.alternatives.distinct_leads and first.lead == other.lead:
            findings.append(Finding("alternatives", where, f"has the lead of proposals[{i}]"))
    return findings


def _names(problem: Problem, outcome: Outcome) -> list[Finding]:
    packages = {w.id for w in problem.work_packages}
    enterprises = {e.id for e in problem.enterprises}
    findings = []
    named = [(f"reasons[{i}]", r) for i, r in enumerate(outcome.reasons)]
    for i, relaxation in enumerate(outcome.relaxations):
        named += [(f"relaxations[{i}]", change) for change in relaxation.changes]  # type: ignore[misc]
    for where, reason in named:
        if reason.rule not in RULES:
            findings.append(Finding("reasons", where, f"{reason.rule} is not a rule"))
        if reason.work_package is not None and reason.work_package not in packages:
            findings.append(Finding("reasons", where, f"there is no work package {reason.work_package}"))
        if reason.enterprise is not None and reason.enterprise not in enterprises:
            findings.append(Finding("reasons", where, f"there is no enterprise {reason.enterprise}"))
    for i, condition in enumerate(outcome.conditions):
        if condition.rule not in RULES:
            findings.append(Finding("conditions", f"conditions[{i}]", f"{condition.rule} is not a rule"))
    for i, unlock in enumerate(outcome.unlocks):
        if unlock.enterprise not in enterprises:
            findings.append(
                Finding("unlocks", f"unlocks[{i}]", f"there is no enterprise {unlock.enterprise}")
            )
    return findings


def _lists(outcome: Outcome) -> list[Finding]:
    findings = []
    changed = [len(relaxation.changes) for relaxation in outcome.relaxations]
    if len(changed) > 10 or changed != sorted(changed) or 0 in changed:
        findings.append(
            Finding("relaxations", "outcome", "are more than 10, empty, or not in order of rules changed")
        )
    for name in outcome.cut_short:
        if name not in LISTS:
            findings.append(Finding("cut_short", "outcome", f"{name} is not a list that may be cut short"))
    if len(outcome.unlocks) > 20:
        findings.append(Finding("unlocks", "outcome", "are more than 20"))
    if outcome.proposals:
        first = outcome.proposals[0].objective
        for i, unlock in enumerate(outcome.unlocks):
            if unlock.gain is None or unlock.gain < 1 or unlock.objective + unlock.gain != first:
                findings.append(
                    Finding("unlocks", f"unlocks[{i}]", "the gain is not the fall of the objective")
                )
    return findings
