"""What more social value costs: floors at equal distances, each with the best consortium that reaches it."""

from __future__ import annotations

import dataclasses
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from solver.outcome import Proposal, to_dict
from solver.problem import Alternatives, Problem, Weights
from solver.search.answer import too_large
from solver.search.search import optimise, outcome_of, start_from
from solver.search.state import Report, SearchState, quiet
from solver.settings import Settings

FORMAT = "consortium-frontier/1"
WITHIN = 0.005  # of the bound, each point


@dataclass(frozen=True, slots=True)
class Point:
    """The best consortium of at least `floor` points of social value; None where there was none or no
    time.
    """

    floor: int
    proposal: Proposal | None


@dataclass(frozen=True, slots=True)
class Frontier:
    """Points from the least floor to the most that was found; `reason` says why there are none."""

    problem_sha256: str
    ended: str  # count | none_left | out_of_time
    points: tuple[Point, ...]
    reason: str | None = None


def frontier(problem: Problem, points: int, settings: Settings, report: Report = quiet) -> Frontier:
    """`points` floors on social value, the first what the best consortium has, the last near the most there
    can be.
    """
    if points < 2:
        raise ValueError("a frontier needs at least two points")
    end = time.monotonic() + settings.seconds
    once = dataclasses.replace(problem, alternatives=Alternatives(1, 1, False))
    refusal = too_large(problem)
    if refusal is not None:
        return Frontier(problem.sha256, "out_of_time", (), refusal)
    state = SearchState(once, settings, good_enough=WITHIN)
    optimise(state)
    best = next(iter(outcome_of(state).proposals), None)
    if best is None and state.infeasible:
        clash = "No consortium meets all the rules together. Run `explain` to see why."
        return Frontier(problem.sha256, "none_left", (), clash)
    if best is None:
        late = f"No consortium was found in {settings.seconds:g} seconds, and none was ruled out."
        return Frontier(problem.sha256, "out_of_time", (), late)
    report("frontier", settings.seconds - (end - time.monotonic()), best.objective, best.bound, 1)
    richest = _richest(once, settings, end, [best.members])
    reach = best.social_value if richest is None else max(best.social_value, richest.social_value)
    floors = [best.social_value + (reach - best.social_value) * k // (points - 1) for k in range(1, points)]
    pool = [*([] if richest is None else [richest.members]), best.members]
    alone = dataclasses.replace(settings, workers=1)
    if settings.workers > 1:
        # Points do not wait for each other: each core takes the next that is open.
        with ThreadPoolExecutor(settings.workers) as executor:
            proposals = list(executor.map(lambda floor: _best(once, alone, end, floor, pool), floors))
    else:
        proposals = []
        for floor in floors:
            proposals.append(_best(once, alone, end, floor, pool))
            pool += [proposals[-1].members] if proposals[-1] is not None else []
    reached = [Point(best.social_value, best), *map(Point, floors, proposals)]
    report("frontier", settings.seconds - (end - time.monotonic()), best.objective, best.bound, len(reached))
    ended = "count" if all(point.proposal is not None for point in reached) else "out_of_time"
    return Frontier(problem.sha256, ended, tuple(reached))


def _best(
    problem: Problem,
    settings: Settings,
    end: float,
    social_floor: int | None,
    pool: list[tuple[str, ...]],
    of_objective: bool = False,
) -> Proposal | None:
    left = end - time.monotonic()
    if left <= 0.05:
        return None
    limits = dataclasses.replace(settings, seconds=left)
    state = SearchState(
        problem,
        limits,
        confirm=False,
        social_floor=social_floor,
        good_enough=WITHIN,
        of_objective=of_objective,
    )
    start_from(state, pool)
    optimise(state)
    proposals = outcome_of(state).proposals
    return proposals[0] if proposals else None


def _richest(
    problem: Problem, settings: Settings, end: float, pool: list[tuple[str, ...]]
) -> Proposal | None:
    """A consortium within half a per cent of the most social value there is; price hardly counts for it."""
    dearest: dict[str, int] = {}
    volume = {w.id: w.quantity * w.periods for w in problem.work_packages}
    for enterprise in problem.enterprises:
        for offer in enterprise.offers:
            for serve in offer.serves:
                dearest[serve.work_package] = max(dearest.get(serve.work_package, 0), serve.social_value)
    points = sum(volume[w] * most for w, most in dearest.items())
    weight = (
        2**52 // max(1, points) // 2
    )  # as much as an objective may hold: a point outweighs any price it can
    rules = dataclasses.replace(
        problem.rules, resilience="require" if problem.rules.resilience == "require" else "report"
    )
    dearest_points = dataclasses.replace(
        problem, rules=rules, weights=Weights(price=1, social_value=max(1, weight))
    )
    return _best(dearest_points, settings, end, None, pool, of_objective=True)


def frontier_to_dict(reached: Frontier) -> dict[str, Any]:
    """The JSON value: proposals as an outcome has them."""
    from solver.outcome import Outcome

    shown = []
    for point in reached.points:
        listed = [] if point.proposal is None else [point.proposal]
        as_outcome = to_dict(Outcome(reached.problem_sha256, "solved", "count", tuple(listed)))["proposals"]
        shown.append({"floor": point.floor, "proposal": as_outcome[0] if as_outcome else None})
    return {
        "format": FORMAT,
        "problem_sha256": reached.problem_sha256,
        "ended": reached.ended,
        "points": shown,
    }
