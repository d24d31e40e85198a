"""What a consortium is, whatever its rules: members who deliver something, and one of them leads."""

from __future__ import annotations

import numpy as np

from solver.candidates import Candidates
from solver.program import INFINITY, Program
from solver.rules.building import Building
from solver.rules.columns import Columns, power_of_two


def add_linking(b: Building) -> None:
    """units <= high·a and a <= y for each pair."""
    c, v, program = b.c, b.v, b.program
    rows = program.open_rows(len(c.w), -INFINITY, 0)
    program.entries(rows, v.x, 1.0)
    program.entries(rows, v.a, -c.high / v.unit)
    own = np.flatnonzero(v.a != v.y[c.e])
    rows = program.open_rows(len(own), -INFINITY, 0)
    program.entries(rows, v.a[own], 1.0)
    program.entries(rows, v.y[c.e[own]], -1.0)


def add_presence(b: Building) -> None:
    """A member delivers at least one unit of something."""
    c, v, program = b.c, b.v, b.program
    quiet = c.members[c.least[c.members] == 0]
    rows = np.full(len(c.alive), -1, dtype=np.int64)
    rows[quiet] = program.open_rows(len(quiet), 0, INFINITY)
    pairs = np.flatnonzero(rows[c.e] >= 0)
    # Divided by the member's largest scale, so that one unit is the row's 1.
    program.entries(rows[c.e[pairs]], v.x[pairs], v.unit[pairs])
    program.entries(rows[quiet], v.y[quiet], -1.0)


def add_one_lead(b: Building) -> None:
    """Σ lead = 1 and lead <= y."""
    c, v, program = b.c, b.v, b.program
    program.row(v.lead[c.leads], 1.0, 1, 1)
    rows = program.open_rows(len(c.leads), -INFINITY, 0)
    program.entries(rows, v.lead[c.leads], 1.0)
    program.entries(rows, v.y[c.leads], -1.0)


def add_social_floor(b: Building) -> None:
    """Social value >= the floor a frontier asks for."""
    if b.c.social_floor is not None:
        points = b.c.points * b.v.unit
        scale = power_of_two(float(points.max(initial=1.0)) / 1024)
        b.row(b.v.x, points / scale, b.c.social_floor / scale, INFINITY)


def add_difference(
    program: Program,
    c: Candidates,
    v: Columns,
    members: tuple[int, ...],
    least: float,
    most: float = INFINITY,
) -> None:
    """From `least` to `most` members differ (symmetric difference) from another consortium."""
    inside = np.zeros(len(c.alive), dtype=bool)
    inside[list(members)] = True
    alive = c.members
    sign = np.where(inside[alive], -1.0, 1.0)
    there = int(inside[alive].sum())
    # A member of the other that this question rules out differs whoever else is chosen.
    gone = len(members) - there
    program.row(v.y[alive], sign, least - there - gone, most - there - gone)
