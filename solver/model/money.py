"""Budgets, and the turnover that must stand behind the contract."""

from __future__ import annotations

import numpy as np

from solver.candidates import Candidates
from solver.model.columns import Columns, in_lowest_terms, power_of_two
from solver.program import INFINITY, Program


def add_budget(program: Program, c: Candidates, v: Columns) -> None:
    """Price <= budget."""
    budget = c.problem.rules.budget
    if budget is None:
        return
    pairs = np.arange(len(c.w))
    columns = np.concatenate([v.x, v.y[c.members]])
    values = np.concatenate([v.value(c, pairs), c.joining[c.members] / v.money])
    program.row(columns, values, -INFINITY, budget / v.money)


def add_lot_budgets(program: Program, c: Candidates, v: Columns) -> None:
    """Each lot's contract value <= its budget."""
    lots = [package.lot for package in c.problem.work_packages]
    for lot, most in c.problem.rules.lot_budgets.items():
        inside = np.array([one == lot for one in lots])
        pairs = np.flatnonzero(inside[c.w])
        if inside.any():
            program.row(v.x[pairs], v.value(c, pairs), -INFINITY, most / v.money)


def add_combined_turnover(program: Program, c: Candidates, v: Columns) -> None:
    """10000·turnover that counts·max(12, term) >= bp·12·value."""
    rules = c.problem.rules
    if not rules.combined_turnover_bp:
        return
    pairs = np.arange(len(c.w))
    who = c.leads if rules.liability == "lead" else c.members
    switch = v.lead[who] if rules.liability == "lead" else v.y[who]
    counted, asked = in_lowest_terms(10_000 * rules.year, 12 * rules.combined_turnover_bp)
    columns = np.concatenate([switch, v.x])
    values = np.concatenate([counted * (c.turnover[who] / v.money), -asked * v.value(c, pairs)])
    program.row(columns, values / power_of_two(asked), 0, INFINITY)
