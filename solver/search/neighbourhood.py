"""Good consortia among a few enterprises, quickly. Nothing here bounds anything: each is only a
suggestion.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from solver.evaluate import Plan
from solver.model import Model, add_difference
from solver.program import HIGHS, Numbers, solve
from solver.search.branching import learn
from solver.search.completion import members_of
from solver.search.incumbent import hint_of
from solver.search.regions import BARE, Members, Region, restrict
from solver.search.state import SearchState

STEPS = 2  # further than it must be: the next best is mostly a neighbour of the best
EXCHANGE_GAP = 1e-3


def among(
    state: SearchState,
    region: Region,
    allowed: np.ndarray,
    seconds: float,
    gap: float,
    around: Members | None = None,
    plan: Plan | None = None,
) -> Iterator[Members]:
    """The members of good consortia of a region among the `allowed`, few steps from `around`, better than
    `plan`.

    Where losses are priced, the first answer is to the question without them: it costs a tenth of the time,
    shows which losses matter, and gives the whole question an incumbent.
    """
    model = state.copy_model()
    restrict(model, region, allowed)
    if around is not None:
        add_difference(model.program, state.c, model.columns, around, region.least, region.least + STEPS)
    end = time.monotonic() + seconds
    hint = None if plan is None else hint_of(model, plan)
    if model.resilience is not None and state.problem.rules.resilience != "require" and hint is None:
        values = _lossless(state, model, end, gap)
        if values is not None:
            yield members_of(model, values)
            completed = state.completer.complete(members_of(model, values), state.left, region.banned)
            learn(state, model, values)
            hint = None if completed is None else hint_of(model, completed[0])
    answer = solve(
        model.program,
        HIGHS,
        min(state.left, end - time.monotonic()),
        seed=state.settings.seed,
        relative_gap=gap,
        hint=hint,
        options=BARE if model.resilience is not None else None,
    )
    if answer.values is not None:
        yield members_of(model, answer.values)
        learn(state, model, answer.values)


def exchange(
    state: SearchState, region: Region, allowed: np.ndarray, plan: Plan, away: list[int], seconds: float
) -> Iterator[Members]:
    """Members that keep a known plan but for those `away`, replaced as cheaply as the `allowed` let it.

    With everybody else fixed the program is small however large the consortium.
    """
    model = state.copy_model()
    restrict(model, region, allowed)
    program, y = model.program, model.columns.y
    program.upper[y[away]] = 0
    program.lower[y[[member for member in plan.members if member not in away]]] = 1
    answer = solve(
        program, HIGHS, min(state.left, seconds), seed=state.settings.seed, relative_gap=EXCHANGE_GAP
    )
    if answer.values is not None:
        yield members_of(model, answer.values)


def _lossless(state: SearchState, model: Model, end: float, gap: float) -> Numbers | None:
    """A point of the program without the price of losses."""
    assert model.resilience is not None
    lost = model.resilience.lost
    price = model.program.cost[lost].copy()
    model.program.cost[lost] = 0.0
    left = min(state.left, end - time.monotonic())
    answer = solve(model.program, HIGHS, left, seed=state.settings.seed, relative_gap=max(gap, 1e-3))
    model.program.cost[lost] = price
    return answer.values
