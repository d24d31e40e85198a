"""A consortium is a star of people who know its lead."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.candidates import Candidates
from solver.model.columns import Columns
from solver.program import INFINITY, Indexes, Numbers, Program


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
    _near(program, c, v, place, np.ones_like)


def _near(program: Program, c: Candidates, v: Columns, place: Indexes, worth: Callable[[Numbers], Numbers]) -> None:
    """The leads each enterprise has a pair with; as arrays, for there may be a million pairs."""
    ends = np.array([(c.place[a], c.place[b]) for a, b, _ in c.problem.trust], dtype=np.int64).reshape(-1, 2)
    strength = np.array([one[2] for one in c.problem.trust], dtype=float)
    both, strength = np.concatenate([ends, ends[:, ::-1]]), np.concatenate([strength, strength])
    counted = c.alive[both[:, 0]] & (v.lead[both[:, 1]] >= 0)
    both, strength = both[counted], strength[counted]
    program.entries(place[both[:, 0]], v.lead[both[:, 1]], worth(strength))
