"""The certificate: the multipliers of the linear relaxation, rounded to whole numbers of a small unit.

The relaxation is of the rows whose names the checker knows. Nothing rests on its being right: the checker
takes the multipliers as it finds them and recomputes what they prove.
"""

from __future__ import annotations

from typing import Any

from solver.candidates import Candidates
from solver.check.certificate import certified_bound
from solver.model import build_certified
from solver.program import HIGHS, solve

UNIT = 2**40


def certificate_of(c: Candidates, seconds: float) -> dict[str, Any] | None:
    """The certificate of a question, None where there was no time or nothing to prove."""
    program, v, named = build_certified(c)
    answer = solve(program, HIGHS, seconds, relaxed=True)
    if answer.duals is None:
        return None
    rows: dict[str, Any] = {}
    for row in named:
        # A dual is objective (in purses) for one row unit; a row unit is `scale` of what the checker counts.
        price = float(answer.duals[row.row]) * v.purse / row.scale
        name = row.rule
        if name == "members":  # one row with two limits: the sign says which of them binds
            name = "members_min" if price > 0 else "members_max"
        multiplier = round((price if name == "quantity" else abs(price)) * UNIT)
        if multiplier and row.key is None:
            rows[name] = multiplier
        elif multiplier and row.key is not None:
            rows.setdefault(name, {})[row.key] = multiplier
    certificate: dict[str, Any] = {"unit": UNIT, "rows": rows}
    bound = certified_bound(c.problem, certificate)
    return None if bound is None else {**certificate, "bound": bound}
