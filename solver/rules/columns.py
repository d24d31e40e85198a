"""The columns every rule speaks of, and how they are scaled."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from solver.candidates import Candidates, Whole
from solver.problem import Problem
from solver.program import Indexes, Numbers, Program


def power_of_two(size: float) -> float:
    """The power of two nearest below `size`, at least 1: scaling by it loses no digit."""
    return float(2 ** max(0, int(np.floor(np.log2(max(1.0, size))))))


def in_lowest_terms(numerator: int, denominator: int) -> tuple[int, int]:
    """The same ratio in whole numbers as small as can be.

    A row whose numbers are whole but for a power of two is exact. With a ratio rounded to a binary fraction
    instead, SCIP at a tolerance of a billionth has called members empty whose only plan stood on the row's
    very edge.
    """
    common = math.gcd(numerator, denominator)
    return numerator // common, denominator // common


@dataclass
class Columns:
    """Column indexes. `y` and `lead` by enterprise (-1: none), `a` and `x` by pair; `a` may be the member's
    `y`.

    A pair delivers x[p] · unit[p] units. Money rows are divided by `money`, so are the objective's pence.
    """

    y: Indexes
    lead: Indexes
    a: Indexes
    x: Indexes
    unit: Numbers
    money: float
    purse: float  # objective units of one unit of the program's cost
    gap: Indexes = field(
        default_factory=lambda: np.zeros(0, dtype=np.int64)
    )  # trust gaps, by `Candidates.members`

    def value(self, c: Candidates, pairs: Indexes) -> Numbers:
        """Coefficients of x[pairs] in a money row."""
        return c.worth[pairs] * self.unit[pairs] / self.money


def add_columns(program: Program, c: Candidates, asked: Problem, whole: bool = False) -> Columns:
    """Columns for members, leads, pairs and their units; with `whole`, units are integers and not scaled.

    `asked` has the limits of the rows; the candidates may be of a question without some of them.
    """
    weights = c.problem.weights
    packages = asked.work_packages
    quantity = np.maximum(1, c.quantity)
    unit = np.array([power_of_two(q / 16) for q in quantity])[c.w] if not whole else np.ones(len(c.w))
    total = float((quantity * _dearest(c, c.worth)).sum()) + 1.0
    # Where price hardly counts, social value sets the size of the objective.
    largest = max(total * weights.price, float((quantity * _dearest(c, np.abs(c.cost))).sum()))
    money, purse = power_of_two(total / 1024), power_of_two(largest / 65_536)
    fixed = weights.price * c.joining + weights.members
    baseline = np.zeros(len(c.alive), dtype=np.int64)
    baseline[[c.place[one] for one in c.problem.baseline]] = 1
    fixed = fixed + weights.changes * (1 - 2 * baseline)
    program.offset += float(weights.changes * baseline.sum()) / purse
    y = np.full(len(c.alive), -1, dtype=np.int64)
    y[c.members] = program.columns(len(c.members), 0, 1, fixed[c.members] / purse, True)
    lead = np.full(len(c.alive), -1, dtype=np.int64)
    lead[c.leads] = program.columns(len(c.leads), 0, 1, 0, True)
    # A provider needs a switch of its own only where the number of providers or their least share binds.
    most = c.problem.rules.members.max
    busy = np.array([w.max_providers < most or w.least > 1 for w in packages])[c.w] | (c.low > 1)
    alone = np.bincount(c.e, minlength=len(c.alive))[c.e] == 1
    a = y[c.e].copy()
    own = busy & ~alone
    a[own] = program.columns(int(own.sum()), 0, 1, 0, True)
    x = program.columns(len(c.w), 0, c.high / unit, c.cost * unit / purse, whole)
    return Columns(y, lead, a, x, unit, money, purse)


def _dearest(c: Candidates, each: Whole) -> Numbers:
    """By work package, the largest of what pairs have."""
    found = np.zeros(c.packages)
    np.maximum.at(found, c.w, each.astype(float))
    return found
