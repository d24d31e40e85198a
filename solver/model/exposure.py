"""How much value a member may, and must, deliver: exposure, its own limits, the tender's floor."""

from __future__ import annotations

import numpy as np

from solver.candidates import Candidates
from solver.model.columns import Columns
from solver.program import INFINITY, Program


def add_value_limits(program: Program, c: Candidates, v: Columns) -> None:
    """Value <= most·y where the enterprise's pairs together could pass it."""
    reach = np.bincount(c.e, weights=(c.high * c.worth).astype(float), minlength=len(c.alive))
    pairs = np.bincount(c.e, minlength=len(c.alive))
    bound = np.flatnonzero(c.alive & (pairs > 1) & (reach > c.most))
    rows = np.full(len(c.alive), -1, dtype=np.int64)
    rows[bound] = program.open_rows(len(bound), -INFINITY, 0)
    mine = np.flatnonzero(rows[c.e] >= 0)
    program.entries(rows[c.e[mine]], v.x[mine], v.value(c, mine))
    program.entries(rows[bound], v.y[bound], -c.most[bound] / v.money)


def add_value_floors(program: Program, c: Candidates, v: Columns) -> None:
    """Value >= least·y."""
    asked = np.flatnonzero(c.alive & (c.least > 0))
    rows = np.full(len(c.alive), -1, dtype=np.int64)
    rows[asked] = program.open_rows(len(asked), 0, INFINITY)
    mine = np.flatnonzero(rows[c.e] >= 0)
    program.entries(rows[c.e[mine]], v.x[mine], v.value(c, mine))
    program.entries(rows[asked], v.y[asked], -c.least[asked] / v.money)
