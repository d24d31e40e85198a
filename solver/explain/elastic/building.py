"""The soft program of a problem, every chosen rule in turn."""

from __future__ import annotations

from collections.abc import Iterable

from solver.explain.elastic.draft import Draft
from solver.explain.elastic.group import add_soft_lead, add_soft_members, add_soft_ties
from solver.explain.elastic.money import add_soft_budgets, add_soft_shares, add_soft_value_limits
from solver.explain.elastic.soft import Soft
from solver.explain.elastic.supply import (
    add_soft_capacity,
    add_soft_package_credentials,
    add_soft_providers,
    add_soft_quantity,
)
from solver.problem import Problem

SOFT_RULES = (
    add_soft_quantity,
    add_soft_providers,
    add_soft_package_credentials,
    add_soft_capacity,
    add_soft_value_limits,
    add_soft_members,
    add_soft_budgets,
    add_soft_lead,
    add_soft_shares,
    add_soft_ties,
)


def elastic(
    problem: Problem, softs: Iterable[Soft], waivable: bool = False, members: tuple[int, ...] | None = None
) -> Draft:
    """The program in which the softs may give way, and all else stands firm."""
    draft = Draft(problem, softs, waivable, members)
    for rule in SOFT_RULES:
        rule(draft)
    return draft
