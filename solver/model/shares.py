"""Shares of contract value for social enterprises and local members, and of the combined workforce."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from solver.candidates import Candidates
from solver.model.columns import Columns, in_lowest_terms, power_of_two
from solver.program import INFINITY, Program


def add_social_enterprise_share(program: Program, c: Candidates, v: Columns) -> None:
    """10000·value of social enterprises >= share·V."""
    inside = np.array([e.social_enterprise for e in c.problem.enterprises], dtype=bool)
    _share(program, c, v, inside, c.problem.rules.social_enterprise_share_bp)


def add_local_share(program: Program, c: Candidates, v: Columns) -> None:
    """10000·value of members at home in the local areas >= share·V."""
    areas = set(c.problem.rules.local_areas)
    inside = np.array([e.home_area in areas for e in c.problem.enterprises], dtype=bool)
    _share(program, c, v, inside, c.problem.rules.local_share_bp)


def add_social_floor(program: Program, c: Candidates, v: Columns) -> None:
    """Social value >= the floor a frontier asks for."""
    if c.social_floor is not None:
        points = c.points * v.unit
        scale = power_of_two(float(points.max(initial=1.0)) / 1024)
        program.row(v.x, points / scale, c.social_floor / scale, INFINITY)


def _share(program: Program, c: Candidates, v: Columns, inside: NDArray[np.bool_], share: int | None) -> None:
    if not share:
        return
    pairs = np.arange(len(c.w))
    part, whole = in_lowest_terms(share, 10_000)
    factor = (whole * inside[c.e] - part) / power_of_two(whole)
    program.row(v.x, factor * v.value(c, pairs), 0, INFINITY)


def add_supported_workforce(program: Program, c: Candidates, v: Columns) -> None:
    """10000·Σ supported >= share·Σ workforce over members."""
    share = c.problem.rules.supported_workforce_bp
    if not share:
        return
    staff = np.array([e.workforce for e in c.problem.enterprises], dtype=float)
    supported = np.array([e.supported_workforce for e in c.problem.enterprises], dtype=float)
    part, whole = in_lowest_terms(share, 10_000)
    factor = whole * supported - part * staff
    largest = max(1.0, float(np.abs(factor[c.members]).max(initial=0.0)))
    program.row(v.y[c.members], factor[c.members] / power_of_two(largest / 64), 0, INFINITY)
