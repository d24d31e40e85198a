"""The problem with every rule of the tender lifted: the ground on which rules come back, each with a switch."""

from __future__ import annotations

from dataclasses import replace

from solver.problem import LeadRule, Members, Pins, Problem, Weights


def everything_allowed(problem: Problem) -> Problem:
    """The same people and packages with no rule of the tender left but who serves what at which price."""
    rules = replace(
        problem.rules,
        members=Members(0, max(1, len(problem.enterprises))),
        member_floor=None,
        budget=None,
        lot_budgets={},
        exposure_bp=None,
        combined_turnover_bp=None,
        liability="joint",
        lead=LeadRule(),
        group_credentials=(),
        social_enterprise_share_bp=None,
        local_share_bp=None,
        local_areas=(),
        supported_workforce_bp=None,
        trust="optional",
        resilience="report",
    )
    packages = tuple(
        replace(w, credentials=(), min_share=0, max_providers=max(1, len(problem.enterprises)))
        for w in problem.work_packages
    )
    quantity = {w.id: w.quantity for w in packages}
    enterprises = tuple(
        replace(
            e,
            can_lead=True,
            offers=tuple(
                replace(o, capacity=max([o.capacity, *(quantity[s.work_package] for s in o.serves)])) for o in e.offers
            ),
        )
        for e in problem.enterprises
    )
    return replace(
        problem,
        rules=rules,
        work_packages=packages,
        enterprises=enterprises,
        pins=Pins(exclude=problem.pins.exclude),
        baseline=(),
        incompatible=(),
        trust=(),
        weights=Weights(),
    )
