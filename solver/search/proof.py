"""The proof: every region that may hold something better is solved, until none is left open."""

from __future__ import annotations

import math
import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait

from solver.search.branching import solve_region
from solver.search.primal import look_around, look_closer
from solver.search.regions import Region, RegionResult
from solver.search.solution import Solution
from solver.search.state import SearchState


def prove(state: SearchState, helper: ThreadPoolExecutor | None, bounding: Future[None] | None) -> None:
    """Closes regions that together hold every consortium, starting again whenever the solutions change."""
    state.read_off()
    if state.warm_bound is not None and state.solutions:
        _near_warm_start(state, *state.warm_bound)
    if state.large and state.solutions:
        _prove_first(state, helper, bounding)
    while state.left > 0:
        before = list(state.solutions)
        cover = state.cover(before)
        open_regions = [region for region, cutoff in cover.items() if not _closed(state, region, cutoff)]
        if not open_regions:
            _finish(state, before)
            return
        standing = _standing(state, open_regions)
        _close(state, open_regions, cover, helper)
        state.read_off()
        if before and state.solutions and state.solutions[0].objective < before[0].objective:
            look_around(state)
        state.bound_solutions()
        state.tell("bound")
        if state.left > 0 and _standing(state, open_regions) == standing:
            return  # what is open now is open for good: something only tolerances tell apart


def _standing(state: SearchState, regions: list[Region]) -> tuple[object, ...]:
    """What a round must change to be worth another."""
    bounds = [state.results[region].bound if region in state.results else None for region in regions]
    return len(state.pool), [solution.objective for solution in state.solutions], bounds


def _near_warm_start(state: SearchState, neighbourhoods: tuple[Region, ...], outside: float) -> None:
    """With a bound on all that is far from some consortia, only their neighbourhoods are open.

    Asked only where the bound is worth it, which is where one of those consortia has become the first.
    """
    first = state.solutions[0]
    if outside < first.objective - state.tolerance(first.objective):
        return
    bound = outside
    for region in neighbourhoods:
        plan = first.plan if first.plan.members == region.close_to else None
        result = solve_region(state, region, first.objective, plan)
        state.record(region, result)
        bound = min(bound, math.inf if result.empty else result.bound)
        if state.left <= 0:
            return
    state.record(Region((), state.least), RegionResult(bound=bound))
    state.read_off()


def _prove_first(
    state: SearchState, helper: ThreadPoolExecutor | None, bounding: Future[None] | None
) -> None:
    """The first solution's proof alone: on a large question all others are worth asking only round the true
    first.

    First a closer look, for the proof is quick where there is little left to find; then the one large
    program, with nothing as large beside it: two would need twice the memory.
    """
    look_closer(state)
    state.read_off()
    if bounding is not None:
        wait([bounding])
    cutoff = state.solutions[0].objective
    whole = Region((), state.least)
    if _closed(state, whole, cutoff):
        return
    beside = helper.submit(look_around, state) if helper is not None and state.count > 1 else None
    _solve(state, whole, cutoff)
    if beside is not None:
        beside.result()
    state.read_off()
    if state.count > 1 and (beside is None or state.solutions[0].objective < cutoff):
        look_around(state)
    state.bound_solutions()
    state.tell("bound")


def _closed(state: SearchState, region: Region, cutoff: float) -> bool:
    """Whether a region's bound, or that of a larger one, is good enough."""
    enough = cutoff - state.tolerance(cutoff)
    if state.lower_bound >= enough:
        state.record(region, RegionResult(bound=state.lower_bound))
        return True
    for other, result in list(state.results.items()):
        if region.inside(other) and (result.empty or result.bound >= enough):
            state.record(region, result)
            return True
    return False


def _close(
    state: SearchState,
    open_regions: list[Region],
    cover: dict[Region, float],
    helper: ThreadPoolExecutor | None,
) -> None:
    """Solves regions, the large one first, on every core there is, until the solutions change."""
    waiting = deque(sorted(open_regions, key=lambda region: region.small))
    changed = threading.Event()

    def work() -> None:
        while not changed.is_set() and state.left > 0:
            try:
                region = waiting.popleft()
            except IndexError:
                return
            if _solve(state, region, cover[region]):
                changed.set()  # whatever else is open may no longer matter

    beside = helper.submit(work) if helper is not None and len(waiting) > 1 else None
    work()
    if beside is not None:
        beside.result()


def _solve(state: SearchState, region: Region, cutoff: float) -> bool:
    """Solves one region; whether it holds something better than its cutoff."""
    plan = next((solution.plan for solution in state.solutions if solution.objective == cutoff), None)
    result = solve_region(state, region, cutoff, plan, state.confirm and math.isinf(cutoff))
    state.record(region, result)
    return result.objective < cutoff - state.tolerance(cutoff)


def _finish(state: SearchState, solutions: list[Solution]) -> None:
    state.bound_solutions()
    if state.left <= 0:
        return
    if len(solutions) == state.count:
        state.ended = "count"
    elif state.results[state.region_after(solutions)].empty:
        state.ended = "none_left"
        state.infeasible = not solutions
