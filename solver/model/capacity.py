"""An offer's capacity is shared by all the work packages it serves."""

from __future__ import annotations

import numpy as np

from solver.candidates import Candidates
from solver.model.columns import Columns
from solver.program import INFINITY, Program


def add_capacity(program: Program, c: Candidates, v: Columns) -> None:
    """Σ units <= capacity·y for each offer with more than one work package."""
    pairs = np.bincount(c.o, minlength=len(c.capacity))
    reach = np.bincount(c.o, weights=c.high, minlength=len(c.capacity))
    shared = np.flatnonzero((pairs > 1) & (reach > c.capacity))
    rows = np.full(len(c.capacity), -1, dtype=np.int64)
    rows[shared] = program.open_rows(len(shared), -INFINITY, 0)
    mine = np.flatnonzero(rows[c.o] >= 0)
    scale = np.ones(len(c.capacity))
    np.maximum.at(scale, c.o, v.unit)
    program.entries(rows[c.o[mine]], v.x[mine], v.unit[mine] / scale[c.o[mine]])
    program.entries(rows[shared], v.y[c.owner[shared]], -c.capacity[shared] / scale[shared])
