"""One lead, a member, which delivers its share."""

from __future__ import annotations

import numpy as np

from solver.candidates import Candidates
from solver.model.columns import Columns, in_lowest_terms, power_of_two
from solver.program import INFINITY, Program


def add_one_lead(program: Program, c: Candidates, v: Columns) -> None:
    """Σ lead = 1 and lead <= y."""
    program.row(v.lead[c.leads], 1.0, 1, 1)
    rows = program.open_rows(len(c.leads), -INFINITY, 0)
    program.entries(rows, v.lead[c.leads], 1.0)
    program.entries(rows, v.y[c.leads], -1.0)


def add_lead_share(program: Program, c: Candidates, v: Columns) -> None:
    """w_e <= value_e, w_e <= most_e·lead_e, 10000·Σ w >= share·V."""
    share = c.problem.rules.lead.min_value_share_bp
    if not share:
        return
    leads = c.leads
    reach = np.bincount(c.e, weights=(c.high * c.worth).astype(float), minlength=len(c.alive))
    most = np.minimum(reach, c.most.astype(float))[leads] / v.money
    w = program.columns(len(leads), 0, np.maximum(most, 0))
    rows = program.open_rows(len(leads), -INFINITY, 0)
    program.entries(rows, w, 1.0)
    program.entries(rows, v.lead[leads], -most)
    rows = np.full(len(c.alive), -1, dtype=np.int64)
    rows[leads] = program.open_rows(len(leads), -INFINITY, 0)
    program.entries(rows[leads], w, 1.0)
    mine = np.flatnonzero(rows[c.e] >= 0)
    program.entries(rows[c.e[mine]], v.x[mine], -v.value(c, mine))
    pairs = np.arange(len(c.w))
    columns = np.concatenate([w, v.x])
    part, whole = in_lowest_terms(share, 10_000)
    values = np.concatenate([np.full(len(w), whole), -part * v.value(c, pairs)])
    program.row(columns, values / power_of_two(whole), 0, INFINITY)
