"""Each quantity is met exactly, by few enough providers, each with its least share."""

from __future__ import annotations

import numpy as np

from solver.candidates import Candidates
from solver.model.columns import Columns
from solver.program import INFINITY, Program


def add_quantity(program: Program, c: Candidates, v: Columns) -> None:
    """Σ units = quantity, a row a work package."""
    # A work package's rows share one power of two, so they stay exact when divided by it.
    scale = np.ones(c.packages)
    np.maximum.at(scale, c.w, v.unit)
    rows = program.open_rows(c.packages, c.quantity / scale, c.quantity / scale)
    program.entries(rows[c.w], v.x, v.unit / scale[c.w])


def add_linking(program: Program, c: Candidates, v: Columns) -> None:
    """low·a <= units <= high·a and a <= y for each pair."""
    rows = program.open_rows(len(c.w), -INFINITY, 0)
    program.entries(rows, v.x, 1.0)
    program.entries(rows, v.a, -c.high / v.unit)
    # With one unit as the least share, a switch without units is harmless: nothing counts it but its own limit.
    asked = np.flatnonzero(c.low > 1)
    rows = program.open_rows(len(asked), 0, INFINITY)
    program.entries(rows, v.x[asked], 1.0)
    program.entries(rows, v.a[asked], -c.low[asked] / v.unit[asked])
    own = np.flatnonzero(v.a != v.y[c.e])
    rows = program.open_rows(len(own), -INFINITY, 0)
    program.entries(rows, v.a[own], 1.0)
    program.entries(rows, v.y[c.e[own]], -1.0)


def add_providers(program: Program, c: Candidates, v: Columns) -> None:
    """At most max_providers for each work package."""
    for w, package in enumerate(c.problem.work_packages):
        pairs = np.flatnonzero(c.w == w)
        if package.max_providers < min(len(pairs), c.problem.rules.members.max):
            program.row(v.a[pairs], 1.0, -INFINITY, package.max_providers)


def add_presence(program: Program, c: Candidates, v: Columns) -> None:
    """A member delivers at least one unit of something."""
    quiet = c.members[c.least[c.members] == 0]
    rows = np.full(len(c.alive), -1, dtype=np.int64)
    rows[quiet] = program.open_rows(len(quiet), 0, INFINITY)
    pairs = np.flatnonzero(rows[c.e] >= 0)
    # Divided by the member's largest scale, so that one unit is the row's 1.
    program.entries(rows[c.e[pairs]], v.x[pairs], v.unit[pairs])
    program.entries(rows[quiet], v.y[quiet], -1.0)
