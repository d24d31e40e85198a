"""Every figure of a proposal, recomputed."""

from __future__ import annotations

from solver.check.findings import Finding
from solver.check.proposal_view import ProposalView
from solver.check.recovery import losses_of
from solver.problem import Problem


def check_figures(problem: Problem, view: ProposalView, first_objective: int) -> list[Finding]:
    """A finding for each figure that is not what the proposal's own members and allocations give."""
    proposal, weights = view.proposal, problem.weights
    price = view.value + sum(member.joining_cost for member in view.members.values())
    social = sum(part.quantity * part.package.periods * part.serve.social_value for part in view.parts)
    gap = trust_gap(problem, view)
    lost = losses_of(view)
    shortfall = sum(loss.short for loss in lost)
    changed = len(set(view.members) ^ set(problem.baseline))
    objective = (
        weights.price * price
        - weights.social_value * social
        + weights.trust * gap
        + weights.members * len(view.members)
        + weights.shortfall * shortfall
        + weights.changes * changed
    )
    dividend = max(1, weights.price * price)
    # proven: objective - bound <= max(1, D / 20000), without rounding
    distance = proposal.objective - proposal.bound
    proven = distance <= 1 or 20_000 * distance <= dividend
    wanted: dict[str, object] = {
        "price": price,
        "value": view.value,
        "social_value": social,
        "trust_gap": gap,
        "shortfall": shortfall,
        "objective": objective,
        "proven": proven,
        "gap_bp": 0 if proven else -(-10_000 * distance // dividend),
        "dearer_bp": -(-10_000 * (proposal.objective - first_objective) // dividend),
    }
    findings = []
    for name, figure in wanted.items():
        stated = getattr(proposal, name)
        if stated != figure or type(stated) is not type(figure):
            findings.append(Finding(name, view.where, f"is {stated}, recomputed {figure}"))
    if proposal.bound > objective:
        findings.append(Finding("bound", view.where, f"{proposal.bound} is above the objective, {objective}"))
    stated_losses = {loss.of: (loss.short, frozenset(loss.work_packages)) for loss in proposal.losses}
    true_losses = {loss.of: (loss.short, frozenset(loss.work_packages)) for loss in lost}
    if stated_losses != true_losses or len(proposal.losses) != len(lost):
        findings.append(Finding("losses", view.where, f"are {stated_losses}, recomputed {true_losses}"))
    return findings


def trust_gap(problem: Problem, view: ProposalView) -> int:
    """Per-mille of trust missing between the lead and each other member, summed."""
    lead = view.lead.id
    strength: dict[str, int] = {}
    for a, b, per_mille in problem.trust:
        if lead in (a, b):
            strength[a if b == lead else b] = per_mille
    return sum(1000 - strength.get(member, 0) for member in view.members if member != lead)
