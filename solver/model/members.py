"""Who may be together: how many, which credentials among them, who never meets, what is pinned."""

from __future__ import annotations

import numpy as np

from solver.candidates import Candidates
from solver.model.columns import Columns
from solver.program import INFINITY, Program


def add_size(program: Program, c: Candidates, v: Columns) -> None:
    """min <= members <= max."""
    limits = c.problem.rules.members
    program.row(v.y[c.members], 1.0, max(1, limits.min), limits.max)


def add_group_credentials(program: Program, c: Candidates, v: Columns) -> None:
    """At least one member holds each."""
    for name in c.problem.rules.group_credentials:
        holders = [i for i in c.members.tolist() if name in c.problem.enterprises[i].credentials]
        program.row(v.y[holders], 1.0, 1, INFINITY)


def add_incompatible(program: Program, c: Candidates, v: Columns) -> None:
    """y_a + y_b <= 1."""
    ends = np.array([(c.place[a], c.place[b]) for a, b in c.problem.incompatible], dtype=np.int64).reshape(-1, 2)
    ends = ends[c.alive[ends].all(axis=1)]
    rows = program.open_rows(len(ends), -INFINITY, 1)
    program.entries(rows[:, None], v.y[ends], 1.0)


def add_pins(program: Program, c: Candidates, v: Columns) -> None:
    """Included members and agreed parts as bounds; a pin nobody can keep becomes a row that cannot hold."""
    pins = c.problem.pins
    wanted = {c.place[one] for one in (*pins.include, *(kept.enterprise for kept in pins.allocations))}
    if pins.lead is not None:
        wanted.add(c.place[pins.lead])
    for i in sorted(wanted):
        if c.alive[i]:
            program.lower[v.y[i]] = 1
        else:
            program.row([], [], 1, INFINITY)
    kept = np.flatnonzero(c.kept)
    program.lower[v.x[kept]] = program.upper[v.x[kept]] = c.low[kept] / v.unit[kept]
    program.lower[v.a[kept]] = 1
    if len(kept) < len(pins.allocations):
        program.row([], [], 1, INFINITY)


def add_difference(
    program: Program, c: Candidates, v: Columns, members: tuple[int, ...], least: float, most: float = INFINITY
) -> None:
    """From `least` to `most` members differ (symmetric difference) from a consortium already known."""
    inside = np.zeros(len(c.alive), dtype=bool)
    inside[list(members)] = True
    alive = c.members
    sign = np.where(inside[alive], -1.0, 1.0)
    known = int(inside[alive].sum())
    # A known member that this question rules out differs whatever else is chosen.
    gone = len(members) - known
    program.row(v.y[alive], sign, least - known - gone, most - known - gone)
