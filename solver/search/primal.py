"""The primal search: good consortia among the shortlist quickly, and the quick certificate."""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from solver.search.branching import solve_region, tighten
from solver.search.certificate import certificate_of
from solver.search.neighbourhood import among, exchange
from solver.search.regions import Region
from solver.search.state import SearchState

_log = logging.getLogger(__name__)

LARGE_GAP = 5e-3
NEAR_BOUND = (
    0.003  # a solution known beforehand that is this near the lower bound makes a first look needless
)
CLOSER_PATIENCE = 0.15  # of the time that is left
EXCHANGE_PATIENCE = 2.0  # seconds for each
CERTIFIED = 0.008  # the relative gap of the quick certificate


def primal_search(state: SearchState, helper: ThreadPoolExecutor | None) -> Future[None] | None:
    """Fills the pool from the shortlist, one question after another; the work beside it on the first bound,
    if any.
    """
    allowed = shortlisted(state, wide=not state.large)
    if allowed is None:
        return None
    if not state.solutions:
        state.read_off()
        if state.solutions:
            state.tell("first")
    if not _near_bound(state):
        _look(state, 0, allowed)
    if not state.solutions and state.large:
        allowed = shortlisted(state)
        if allowed is not None:
            _look(state, 0, allowed)
    if not state.solutions or allowed is None:
        return None
    bounding: Future[None] | None = None
    if helper is None:
        bound_first(state)
    else:  # what bounds the first solution needs nobody's help where a second core is idle
        bounding = helper.submit(bound_first, state)
        bounding.add_done_callback(_failure)
    if state.large:
        _exchange_on(state)
    if len(state.solutions) < state.count or not state.large:
        _look_on(state, allowed)
    return bounding


def look_closer(state: SearchState) -> None:
    """Looks again, among more enterprises: for a question too large to have been nearly exact at once."""
    allowed = shortlisted(state)
    if allowed is not None:
        _look(state, 0, allowed, gap=3e-4, patience=CLOSER_PATIENCE * state.left)


def look_around(state: SearchState) -> None:
    """Looks round a first solution that is new."""
    allowed = shortlisted(state)
    if allowed is not None:
        _look_on(state, allowed)


def shortlisted(state: SearchState, wide: bool = True) -> np.ndarray | None:
    """Flags of the enterprises worth a look."""
    with state.lock:
        pool = list(state.pool)
    return state.shortlist.flags(wide, state.left, pool)


def _exchange_on(state: SearchState) -> None:
    """One solution after another by exchanging as few members of the first as must be, the smallest parts
    first.
    """
    allowed = shortlisted(state)
    if allowed is None:
        return
    first = state.solutions[0].plan
    parts = np.zeros(len(state.c.alive))
    for pair, units in first.units.items():
        parts[state.c.enterprise_of[pair]] += units * float(state.c.worth[pair])
    small = sorted(
        (member for member in first.members if member != first.lead), key=lambda member: parts[member]
    )
    step = max(1, -(-state.least // 2))
    patience = state.left if state.settings.steady else EXCHANGE_PATIENCE
    for start in range(0, min(len(small), 3 * step * state.count), step):
        if len(state.solutions) == state.count:
            break
        region = state.region_after(state.solutions)
        state.add(exchange(state, region, allowed, first, small[start : start + step], patience))


def _look_on(state: SearchState, allowed: np.ndarray) -> None:
    for number in range(1, state.count):
        if len(state.solutions) < number:
            break
        _look(state, number, allowed)


def _look(
    state: SearchState,
    number: int,
    allowed: np.ndarray,
    gap: float | None = None,
    patience: float | None = None,
) -> None:
    """One question asked of the shortlist: the solution that follows the first `number`."""
    solutions = state.solutions
    around = solutions[0].plan.members if number and state.large else None
    if gap is None:
        gap = 1e-4 if number or not state.large else LARGE_GAP
    if state.good_enough is not None:
        gap = max(gap, 0.2 * state.good_enough)
    if patience is None:
        patience = max(1.0, (0.2 if number else 0.6) * state.left)
    plan = solutions[number].plan if len(solutions) > number else None
    state.add(among(state, state.region_after(solutions[:number]), allowed, patience, gap, around, plan))


def _near_bound(state: SearchState) -> bool:
    """Whether what was known beforehand is so good that looking for better ones is not worth the time."""
    if not state.solutions:
        return False
    first = state.solutions[0].objective
    if state.warm_bound is not None and state.warm_bound[1] >= first - state.tolerance(first):
        return True
    return state.within(NEAR_BOUND)


def bound_first(state: SearchState) -> None:
    """Raises the lower bound: covers first, then to within about one per cent of the first solution.

    For everybody who cannot wait for the proof. The certificate is made here too, so that an answer cut short
    carries it.
    """
    if state.good_enough is not None and state.within(state.good_enough):
        return
    state.bound_by(tighten(state, state.shortlist.root))
    if state.good_enough is not None:
        return
    if not state.within(CERTIFIED):
        _bound_within(state, CERTIFIED)
    state.tell("certified")
    if state.confirm:
        state.certificate = certificate_of(state.c, state.left)


def near_enough(state: SearchState, gap: float) -> bool:
    """Whether the solutions are within `gap` of the lower bound, which is all that was asked for."""
    state.bound_solutions()
    if state.solutions and not state.within(gap):
        _bound_within(state, 0.8 * gap)
        state.read_off()
        state.bound_solutions()
    if not state.solutions or not state.within(gap):
        return False
    state.ended = "count" if len(state.solutions) == state.count else "out_of_time"
    return True


def _bound_within(state: SearchState, gap: float) -> None:
    """Raises the lower bound to within a share of the first solution's basis, by the program over
    everybody.
    """
    first = state.solutions[0]
    # A solver's gap is a share of the objective, of which the price may be only a part.
    scale = abs(first.objective) / max(1.0, state.basis(first))
    whole = Region((), state.least)
    state.record(whole, solve_region(state, whole, plan=first.plan, relative_gap=gap / max(scale, 0.1)))


def _failure(done: Future[None]) -> None:
    """A failure beside is not lost: without its bound the search goes on, but somebody must hear of it."""
    error = done.exception()
    if error is not None:
        _log.error("the quick bound failed: %s", error, exc_info=error)
