"""The search: good consortia quickly, then the proof that nothing better was missed.

1. The linear relaxation gives a first bound and says which enterprises are worth a first look: the shortlist.
2. Among those, a small program finds good consortia, question after question: the pool.
3. The solutions are read off the pool: the best, the best that differs from it, and so on.
4. One program over everybody asks whether what differs from all but the last is worse than the last; a small
   one for each solution asks whether anything close to it is better. Together they bound every solution.
5. Whatever better consortium they find joins the pool, and the solutions are read off again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from solver.model import build
from solver.outcome import Outcome
from solver.program import HIGHS, solve
from solver.search.double_cover import double_cover
from solver.search.primal import near_enough, primal_search
from solver.search.proof import prove
from solver.search.regions import Members, Region
from solver.search.shortlist import Shortlist
from solver.search.solution import NO_BOUND, Solution, proposals_of
from solver.search.state import SearchState
from solver.search.warm_start import LENT, WarmStart


def optimise(state: SearchState) -> None:
    """Works until there are enough proven proposals, there are no more, or time is out."""
    state.tell("read")
    state.model = build(state.c)
    if state.problem.rules.resilience == "require" and not state.pool:
        state.add(double_cover(state))
    root = solve(state.model.program, HIGHS, state.left, relaxed=True)
    state.bound_by(root)
    state.shortlist = Shortlist(
        state.model.copy(), root
    )  # as the relaxation saw it: the model goes on growing
    with ThreadPoolExecutor(max(1, min(2, state.settings.workers) - 1)) as pool:
        helper = pool if state.settings.workers > 1 else None
        bounding = primal_search(state, helper)
        if state.good_enough is None or not near_enough(state, state.good_enough):
            prove(state, helper, bounding)


def start_from(state: SearchState, consortia: Iterable[tuple[str, ...]]) -> None:
    """Consortia from an earlier question, by the ids of their members: tried first, trusted for nothing."""
    for ids in consortia:
        members = _places(state, ids)
        if members is not None and state.c.alive[list(members)].all():
            state.pool.add(members)


def start_warm(state: SearchState, warm: WarmStart) -> None:
    """All that an earlier question left and that holds of this one (`WarmStart.valid_for` has judged
    that).
    """
    start_from(state, warm.consortia)
    if warm.lower_bound is not None:
        state.raise_bound(warm.lower_bound)
    if warm.differing_bound is not None:
        places = [_places(state, ids) for ids in warm.differs_from]
        regions = [Region((), warm.least, close_to=members) for members in places if members is not None]
        if len(regions) == len(places):
            state.warm_bound = tuple(regions), warm.differing_bound


def warm_start_of(state: SearchState) -> WarmStart:
    """What is known now, for the next question."""
    ids = [enterprise.id for enterprise in state.problem.enterprises]
    with state.lock:
        solutions = list(state.solutions)
    best = sorted(state.completer.reckoned(), key=lambda reckoned: reckoned[1])[:LENT]
    warm = WarmStart(
        question=state.problem,
        consortia=tuple(tuple(ids[i] for i in members) for members, _ in best),
        lower_bound=int(state.lower_bound) if math.isfinite(state.lower_bound) else None,
        least=state.least,
    )
    if not solutions:
        return warm
    region = state.region_after(solutions[:-1])
    result = state.results.get(region)
    if result is None or region.banned or not math.isfinite(result.bound):
        return warm
    differs_from = tuple(tuple(ids[i] for i in members) for members in region.differs_from)
    return replace(warm, differs_from=differs_from, differing_bound=int(result.bound))


def _places(state: SearchState, ids: tuple[str, ...]) -> Members | None:
    place = state.c.place
    return tuple(sorted(place[name] for name in ids)) if all(name in place for name in ids) else None


def outcome_of(state: SearchState) -> Outcome:
    """What is known now, as an outcome."""
    with state.lock:
        bound = int(state.lower_bound) if math.isfinite(state.lower_bound) else NO_BOUND
        solutions = [
            Solution(solution.plan, solution.figures, max(solution.bound, min(bound, solution.objective)))
            for solution in state.solutions
        ]
    proposals = proposals_of(state.c, solutions)
    status = "solved" if proposals else "infeasible" if state.infeasible else "out_of_time"
    return Outcome(state.problem.sha256, status, state.ended, proposals, certificate=state.certificate)
