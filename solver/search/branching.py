"""One region solved to its least objective. Cuts that one region teaches serve all others."""

from __future__ import annotations

import math

import numpy as np

from solver.candidates import Candidates
from solver.evaluate import Plan, Recovery, spare_places
from solver.model import Model, add_difference
from solver.model.covers import add_covers
from solver.program import HIGHS, SCIP, Answer, Numbers, solve
from solver.rules.losses import add_cuts
from solver.search.completion import members_of
from solver.search.incumbent import Incumbent
from solver.search.proposals import whole_bound
from solver.search.regions import BARE, Region, RegionResult, restrict
from solver.search.state import SearchState

COVER_ROUNDS = 5
ENOUGH_OF_COVERS = 1e-4  # of the bound: a round that raises it by less is the last
# A large program nearly proven by its relaxation and the cuts at its root shrinks to a tenth when started
# again: the prices of what is left then rule most enterprises out. A small one, or one whose gap leaves all
# in, only loses time.
RESTARTING = {**BARE, "mip_allow_restart": True}
WORTH_RESTARTING = 5000  # pairs
RESTART_GAP = 5e-3  # of the objective


def solve_region(
    state: SearchState,
    region: Region,
    cutoff: float = math.inf,
    plan: Plan | None = None,
    confirm: bool = False,
    relative_gap: float = 0.0,
) -> RegionResult:
    """The least objective of a region, to within the tolerance of `cutoff` or of its own best, whichever is
    lower.

    Stops early with a plan below `cutoff` by more than that: the order of proposals has changed then.
    """
    model = state.copy_model()
    restrict(model, region)
    incumbent, best = Incumbent(model, plan), RegionResult()
    while True:
        target = min(cutoff, best.objective)
        slack = state.tolerance(target) if math.isfinite(target) else 0.0
        incumbent.at(target, slack)
        answer = _asked(state, model, incumbent.hint, target, slack, relative_gap)
        if answer.status == "infeasible" and confirm and best.plan is None:
            answer = _confirmed(state, model, answer)
        rest = math.inf if answer.status == "infeasible" else whole_bound(answer.bound * model.columns.purse)
        best.bound = max(best.bound, min(rest, best.bound_outside))
        if answer.status == "infeasible":
            # Members excluded whose best is not known to the penny may have a plan: then it is not empty.
            best.empty = best.plan is None and math.isinf(best.bound_outside)
            return best
        if answer.values is None:
            return best
        if incumbent.unbeaten(answer.values):
            if rest >= target - slack:
                return best
            incumbent.remove()
            continue
        if not _exclude(state, model, answer.values, region, best):
            return best
        best.bound = max(best.bound, min(rest, best.bound_outside))
        target = min(cutoff, best.objective)
        slack = state.tolerance(target) if math.isfinite(target) else 0.0
        near = relative_gap * abs(target) if math.isfinite(target) else 0.0
        done = rest >= target - max(slack, near)
        if done or best.objective < cutoff - state.tolerance(cutoff) or state.left <= 0:
            return best
        incumbent.cut_off()


def _asked(
    state: SearchState, model: Model, hint: Numbers | None, target: float, slack: float, relative_gap: float
) -> Answer:
    """The program asked once, to a third of the tolerance, or to `relative_gap` if that is wider."""
    near = math.isfinite(target) and target - state.lower_bound <= RESTART_GAP * abs(target)
    bare = RESTARTING if near and len(state.c.package_of) >= WORTH_RESTARTING else BARE
    return solve(
        model.program,
        HIGHS,
        state.left,
        seed=state.settings.seed,
        absolute_gap=0.3 * slack / model.columns.purse,
        relative_gap=max(relative_gap, 0.0 if slack else 1e-5),
        hint=hint,
        options=None if hint is None else bare,
    )


def _exclude(state: SearchState, model: Model, values: Numbers, region: Region, best: RegionResult) -> bool:
    """Completes the members of a point exactly, excludes them by a row, and adds the cuts the point breaks.

    False where there was no time to know the members' best: then they must not be excluded.
    """
    members = members_of(model, values)
    completed = state.completer.complete(members, state.left, region.banned, region.led_by)
    if completed is not None and completed[1].objective < best.objective:
        best.plan, best.figures = completed
    if not state.completer.certain(members, region.banned, region.led_by):
        return False
    best.bound_outside = min(best.bound_outside, state.completer.lower(members, region.banned, region.led_by))
    add_difference(model.program, state.c, model.columns, members, 1)
    learn(state, model, values)
    return True


def _confirmed(state: SearchState, model: Model, answer: Answer) -> Answer:
    """A second solver's word before anybody hears that nothing fits."""
    second = solve(model.program, SCIP, state.left, seed=state.settings.seed)
    return answer if second.status == "infeasible" else second


def learn(state: SearchState, model: Model, values: Numbers) -> bool:
    """Adds, here and for every later region, the shortfall cuts the program's own point breaks."""
    if model.resilience is None:
        return False
    c, v = state.c, model.columns
    units = np.floor(values[v.x] * v.unit + 1e-6).astype(np.int64)
    plan = Plan(-1, members_of(model, values), {int(p): int(units[p]) for p in np.flatnonzero(units > 0)})
    broken = [(member, packages) for member in plan.members for packages in _broken_cuts(c, plan, member)]
    state.add_cuts(broken)
    return add_cuts(model.program, c, v, model.resilience, broken) > 0


def _broken_cuts(c: Candidates, plan: Plan, member: int) -> list[frozenset[int]]:
    """Sets of work packages whose cut the plan may break when `member` is lost: the minimum cuts of its
    flow.
    """
    room, able = spare_places(c, plan)
    network = Recovery(c, room, able, member)
    lost = sorted((p for p in plan.units if c.enterprise_of[p] == member), key=lambda p: -int(c.worth[p]))
    cuts = []
    for pair in lost:
        if network.take(int(c.package_of[pair]), plan.units[pair]) < plan.units[pair]:
            cuts.append(frozenset(network.reached_w))
    return cuts


def tighten(state: SearchState, root: Answer) -> Answer:
    """Adds the covers that the relaxation breaks to the model, round by round; the relaxation after the
    last.
    """
    for _ in range(COVER_ROUNDS):
        if root.values is None or state.left <= 0:
            break
        with state.lock:
            if not add_covers(state.model.program, state.c, state.model.columns, root.values):
                break
            model = state.model.copy()
        raised = solve(model.program, HIGHS, state.left, relaxed=True)
        if raised.status != "optimal":
            break
        before, root = root, raised
        if root.objective - before.objective < ENOUGH_OF_COVERS * abs(root.objective):
            break
    return root
