"""Flow covers: what a work package's providers must be, where the relaxation has them by halves.

Providers C of a work package could deliver λ > 0 more than its quantity q, so if one of them is left out the
others fall short of it by what it could deliver beyond λ. Hence, for any further providers L with û_p =
max(u_p, max of C),

    Σ_{C ∪ L} x_p + Σ_C max(0, u_p - λ)·(1 - a_p) <= q + Σ_L (û_p - λ)·a_p

holds for whole a (Van Roy and Wolsey, 1986). It speaks of nothing but quantities and switches, so it is true
for every question asked of the same candidates.
"""

from __future__ import annotations

import numpy as np

from solver.candidates import Candidates
from solver.program import INFINITY, Numbers, Program
from solver.rules.columns import Columns, power_of_two

HALF = 1e-6  # a switch this near a whole number is whole
BROKEN = 1e-4  # of the quantity: what a cover must be broken by to be worth a row


def add_covers(program: Program, c: Candidates, v: Columns, values: Numbers) -> int:
    """Adds the covers that a point of the relaxation breaks, at most one a work package; how many."""
    units, switch = values[v.x] * v.unit, values[v.a]
    halves = (switch > HALF) & (switch < 1 - HALF) & (units > HALF)
    added = 0
    for w in np.unique(c.w[halves]).tolist():
        added += _cover(program, c, v, np.flatnonzero(c.w == w), units, switch, float(c.quantity[w]))
    return added


def _cover(
    program: Program,
    c: Candidates,
    v: Columns,
    pairs: np.ndarray,
    units: Numbers,
    switch: Numbers,
    quantity: float,
) -> bool:
    """The cover of one work package, chosen greedily: those nearest to taking part for what they can
    deliver.
    """
    x, a, most = units[pairs], switch[pairs], c.high[pairs].astype(float)
    order = np.lexsort(((1 - a) / most, x <= HALF))
    reach = np.cumsum(most[order])
    last = int(np.searchsorted(reach, quantity, side="right"))
    if last >= len(pairs):
        return False
    chosen = order[: last + 1].tolist()
    beyond = reach[last] - quantity
    for one in sorted(chosen, key=lambda j: a[j]):
        if most[one] < beyond and len(chosen) > 1:
            chosen.remove(one)
            beyond -= most[one]
    inside = np.array(chosen)
    if most[inside].max() <= beyond:
        return False
    outside = np.setdiff1d(np.arange(len(pairs)), inside)
    lack = np.maximum(0.0, most[inside] - beyond)
    raised = np.maximum(most[inside].max(), most[outside]) - beyond
    gains = x[outside] - raised * a[outside]
    lifted, raised = outside[gains > HALF], raised[gains > HALF]
    left = float(x[inside].sum() + lack @ (1 - a[inside]) + gains[gains > HALF].sum())
    if left <= quantity * (1 + BROKEN) + HALF:
        return False
    members = np.concatenate([pairs[inside], pairs[lifted]])
    scale = power_of_two(quantity / 16)
    columns = np.concatenate([v.x[members], v.a[members]])
    factors = np.concatenate([v.unit[members], -lack, -raised]) / scale
    program.row(columns, factors, -INFINITY, (quantity - float(lack.sum())) / scale)
    return True
