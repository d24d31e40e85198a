"""A consortium is a star of people who know its lead."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.candidates import Candidates
from solver.model.columns import Columns
from solver.program import INFINITY, Indexes, Program


def add_trust_gap(program: Program, c: Candidates, v: Columns) -> None:
    """gap_e >= 1000·(y_e - lead_e) - Σ_f trust_ef·lead_f, in thousands, paid by its weight."""
    weight = c.problem.weights.trust
    if not weight:
        return
    v.gap = gap = program.columns(len(c.members), 0, 1, 1000 * weight / v.purse)
    place = np.full(len(c.alive), -1, dtype=np.int64)
    place[c.members] = program.open_rows(len(c.members), 0, INFINITY)
    program.entries(place[c.members], gap, 1.0)
    program.entries(place[c.members], v.y[c.members], -1.0)
    program.entries(place[c.leads], v.lead[c.leads], 1.0)
    _near(program, c, v, place, lambda strength: strength / 1000)


def add_trust_with_lead(program: Program, c: Candidates, v: Columns) -> None:
    """y_e <= lead_e + Σ lead_f over everybody with a pair with e."""
    if c.problem.rules.trust != "lead":
        return
    place = np.full(len(c.alive), -1, dtype=np.int64)
    place[c.members] = program.open_rows(len(c.members), 0, INFINITY)
    program.entries(place[c.members], v.y[c.members], -1.0)
    program.entries(place[c.leads], v.lead[c.leads], 1.0)
    _near(program, c, v, place, lambda strength: 1.0)


def _near(program: Program, c: Candidates, v: Columns, place: Indexes, worth: Callable[[int], float]) -> None:
    rows, columns, values = [], [], []
    for a, b, strength in c.problem.trust:
        i, j = c.place[a], c.place[b]
        for member, lead in ((i, j), (j, i)):
            if c.alive[member] and v.lead[lead] >= 0:
                rows.append(place[member])
                columns.append(v.lead[lead])
                values.append(worth(strength))
    if rows:
        program.entries(rows, columns, values)
