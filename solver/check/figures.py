"""Every figure of a proposal, recomputed."""

from __future__ import annotations

from solver.check.findings import Finding
from solver.check.recovery import losses_of
from solver.check.sight import Sight
from solver.problem import Problem


def check_figures(problem: Problem, sight: Sight, first_objective: int) -> list[Finding]:
    """A finding for each figure that is not what the proposal's own members and allocations give."""
    proposal, weights = sight.proposal, problem.weights
    price = sight.value + sum(member.joining_cost for member in sight.members.values())
    social = sum(part.quantity * part.package.periods * part.serve.social_value for part in sight.parts)
    gap = trust_gap(problem, sight)
    lost = losses_of(sight)
    shortfall = sum(loss.short for loss in lost)
    changed = len(set(sight.members) ^ set(problem.baseline))
    objective = (
        weights.price * price
        - weights.social_value * social
        + weights.trust * gap
        + weights.members * len(sight.members)
        + weights.shortfall * shortfall
        + weights.changes * changed
    )
    dividend = max(1, weights.price * price)
    # proven: objective - bound <= max(1, D / 20000), without rounding
    distance = proposal.objective - proposal.bound
    proven = distance <= 1 or 20_000 * distance <= dividend
    wanted: dict[str, object] = {
        "price": price,
        "value": sight.value,
        "social_value": social,
        "trust_gap": gap,
        "shortfall": shortfall,
        "objective": objective,
        "proven": proven,
        "gap_bp": 0 if proven else -(-10_000 * distance // dividend),
        "dearer_bp": -(-10_000 * (proposal.objective - first_objective) // dividend),
    }
    found = []
    for name, figure in wanted.items():
        stated = getattr(proposal, name)
        if stated != figure or type(stated) is not type(figure):
            found.append(Finding(name, sight.where, f"is {stated}, recomputed {figure}"))
    if proposal.bound > objective:
        found.append(Finding("bound", sight.where, f"{proposal.bound} is above the objective, {objective}"))
    stated_losses = {loss.of: (loss.short, frozenset(loss.work_packages)) for loss in proposal.losses}
    true_losses = {loss.of: (loss.short, frozenset(loss.work_packages)) for loss in lost}
    if stated_losses != true_losses or len(proposal.losses) != len(lost):
        found.append(Finding("losses", sight.where, f"are {stated_losses}, recomputed {true_losses}"))
    return found


def trust_gap(problem: Problem, sight: Sight) -> int:
    """Per-mille of trust missing between the lead and each other member, summed."""
    lead = sight.lead.id
    strength: dict[str, int] = {}
    for a, b, per_mille in problem.trust:
        if lead in (a, b):
            strength[a if b == lead else b] = per_mille
    return sum(1000 - strength.get(member, 0) for member in sight.members if member != lead)
