"""Plans become proposals only after the independent rules have passed them."""

from __future__ import annotations

import math

from solver import outcome
from solver.candidates import Candidates
from solver.check.proposal_view import ProposalView
from solver.check.rules import check_rules
from solver.evaluate import Figures, Plan


def tolerance(price_weight: int, price: int) -> int:
    """How far above its bound an objective may stand and be proven, rounded down: max(1, D/20000)."""
    return max(1, max(1, price_weight * price) // 20_000)


def whole_bound(exact: float) -> float:
    """A solver's bound in objective units, whole, less what floating point may have cost."""
    return float(math.floor(exact - 1e-6 * abs(exact) - 1e-6)) if math.isfinite(exact) else -math.inf


def as_proposal(
    c: Candidates, plan: Plan, figures: Figures, bound: int, first: int | None = None
) -> outcome.Proposal:
    """A plan with its figures as the outcome states them; `first` is the objective of the first proposal."""
    problem = c.problem
    dividend = max(1, problem.weights.price * figures.price)
    bound = min(bound, figures.objective)
    distance = figures.objective - bound
    proven = distance <= tolerance(problem.weights.price, figures.price)
    ids = [e.id for e in problem.enterprises]
    packages = [w.id for w in problem.work_packages]
    members = (plan.lead, *(m for m in plan.members if m != plan.lead))
    order = sorted(plan.units, key=lambda pair: (int(c.package_of[pair]), ids[c.enterprise_of[pair]]))
    return outcome.Proposal(
        lead=ids[plan.lead],
        members=tuple(ids[m] for m in members),
        allocations=tuple(
            outcome.Allocation(
                ids[c.enterprise_of[pair]],
                c.offer_ids[c.offer_of[pair]],
                packages[c.package_of[pair]],
                plan.units[pair],
            )
            for pair in order
        ),
        objective=figures.objective,
        price=figures.price,
        value=figures.value,
        social_value=figures.social_value,
        trust_gap=figures.trust_gap,
        shortfall=figures.shortfall,
        losses=tuple(
            outcome.Loss(ids[m], short, tuple(packages[w] for w in short_of))
            for m, (short, short_of) in sorted(figures.losses.items(), key=lambda item: ids[item[0]])
        ),
        bound=bound,
        proven=proven,
        gap_bp=0 if proven else -(-10_000 * distance // dividend),
        dearer_bp=0 if first is None else -(-10_000 * (figures.objective - first) // dividend),
    )


def breaches(c: Candidates, plan: Plan, figures: Figures) -> list[str]:
    """Rules the independent checker finds broken; a plan with any is never shown."""
    view = ProposalView.of(c.problem, as_proposal(c, plan, figures, figures.objective), "plan")
    return [str(finding) for finding in view.findings or check_rules(c.problem, view)]
