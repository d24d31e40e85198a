"""Parts of all consortia, each with its least objective: the pieces from which every proposal's bound is put together.

After proposals S1..Sk, what may still be proposed is a region: all that differ as required from each. What one more
proposal takes away from a region is a piece: those near it (or under its lead). Each is asked of the same program.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.candidates import Candidates
from solver.evaluate import Figures, Plan, Recovery, spare_places
from solver.model import Model
from solver.model.covers import add_covers
from solver.model.members import add_difference
from solver.model.resilience import add_cuts
from solver.program import HIGHS, SCIP, Answer, Numbers, solve
from solver.search.completion import Completer, members_of
from solver.search.incumbent import Rival

Members = tuple[int, ...]

COVER_ROUNDS = 5
ENOUGH_OF_COVERS = 1e-4  # of the bound: a round that raises it by less is the last

# With something to beat in hand, what is left is proof: time goes to bounds, not to looking for more consortia. Where
# losses are priced, the same holds for the first look: branching finds consortia sooner than programs within the
# program do, which the rows of losses make slow.
BARE: dict[str, float | int | bool | str] = {
    "mip_heuristic_effort": 0.0,
    "mip_allow_restart": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_feasibility_jump": False,
}


# A large program nearly proven by its relaxation and the cuts at its root shrinks to a tenth when started again: the
# prices of what is left then rule most enterprises out. A small one, or one whose gap leaves all in, only loses time.
RESTARTING = {**BARE, "mip_allow_restart": True}
WORTH_RESTARTING = 5000  # pairs
RESTART_GAP = 5e-3  # of the objective


@dataclass(frozen=True)
class Region:
    """Consortia at least `least` members from each of `apart`, under no lead of `banned`; and, for a piece, at most
    `least` - 1 members from `near`, or under the lead `under`."""

    apart: tuple[Members, ...]
    least: int
    banned: frozenset[int] = frozenset()
    near: Members | None = None
    under: int | None = None


@dataclass
class Minimum:
    """What is known of a region: a lower bound, the best exact plan found in it, whether nothing is in it."""

    bound: float = -math.inf
    plan: Plan | None = None
    figures: Figures | None = None
    empty: bool = False
    aside: float = math.inf  # a lower bound on the consortia set aside with their best known

    @property
    def objective(self) -> float:
        """Of the best plan found."""
        return math.inf if self.figures is None else self.figures.objective


class Miner:
    """Finds the minimum of regions of one question. Cuts that one region teaches serve all others."""

    def __init__(
        self, c: Candidates, base: Model, completer: Completer, seed: int, deadline: Callable[[], float]
    ) -> None:
        self.c = c
        self.base = base
        self.completer = completer
        self.seed = seed
        self.deadline = deadline
        self.lock = threading.Lock()
        self.relaxed = -math.inf  # the relaxation's objective, once covers have raised it

    @property
    def left(self) -> float:
        """Seconds until it must stop."""
        return self.deadline() - time.monotonic()

    def tighten(self, root: Answer) -> Answer:
        """Adds the covers that the relaxation breaks to the base, round by round; the relaxation after the last."""
        for _ in range(COVER_ROUNDS):
            if root.values is None or self.left <= 0:
                break
            with self.lock:
                if not add_covers(self.base.program, self.c, self.base.columns, root.values):
                    break
                model = self.base.copy()
            raised = solve(model.program, HIGHS, self.left, relaxed=True)
            if raised.status != "optimal":
                break
            before, root = root, raised
            if root.objective - before.objective < ENOUGH_OF_COVERS * abs(root.objective):
                break
        self.relaxed = root.objective * self.base.columns.purse if root.values is not None else -math.inf
        return root

    def model_of(self, region: Region, allowed: np.ndarray | None = None) -> Model:
        """The program of a region; `allowed` flags the only enterprises that may take part."""
        c = self.c
        with self.lock:
            model = self.base.copy()
        program, v = model.program, model.columns
        for members in region.apart:
            add_difference(program, c, v, members, region.least)
        if region.near is not None:
            add_difference(program, c, v, region.near, 0, region.least - 1)
        for i in region.banned:
            program.upper[v.lead[i]] = 0
        if region.under is not None:
            program.lower[v.lead[region.under]] = 1
        if allowed is not None:
            keep_only(model, allowed)
        elif region.near is not None and region.least <= 2 and len(region.near) == c.problem.rules.members.max:
            # Nobody can be added, and whoever is exchanged makes two differences: only its own members are left.
            inside = np.zeros(len(c.alive), dtype=bool)
            inside[list(region.near)] = True
            keep_only(model, inside)
        return model

    def sketch(self, members: Members, banned: frozenset[int]) -> tuple[Plan, Figures] | None:
        """A good plan of these members, at once; the best where that is known."""
        return self.completer.sketch(members, self.left, banned)

    def exact(self, members: Members, banned: frozenset[int], under: int | None = None) -> tuple[Plan, Figures] | None:
        """The best plan of these members, exact."""
        return self.completer.complete(members, self.left, banned, under)

    def mine(
        self,
        region: Region,
        enough: Callable[[float], float],
        aim: float = math.inf,
        known: Plan | None = None,
        confirm: bool = False,
        relative_gap: float = 0.0,
    ) -> Minimum:
        """The minimum of a region, to within `enough(objective)` of `aim` or of its own best, whichever is lower.

        Stops early with a plan below `aim` by more than that: the order of proposals has changed then.
        """
        model = self.model_of(region)
        rival, best = Rival(model, known), Minimum()
        while True:
            target = min(aim, best.objective)
            slack = enough(target) if math.isfinite(target) else 0.0
            rival.at(target, slack)
            answer = self._asked(model, rival.hint, target, slack, relative_gap)
            if answer.status == "infeasible" and confirm and best.plan is None:
                answer = self._confirmed(model, answer)
            rest = math.inf if answer.status == "infeasible" else self._bound(model, answer)
            best.bound = max(best.bound, min(rest, best.aside))
            if answer.status == "infeasible":
                # Members set aside whose best is not known to the penny may hold a plan: then it is not empty.
                best.empty = best.plan is None and math.isinf(best.aside)
                return best
            if answer.values is None:
                return best
            if rival.stands(answer.values):
                if rest >= target - slack:
                    return best
                rival.retire()
                continue
            if not self._weigh(model, answer.values, region, best):
                return best
            best.bound = max(best.bound, min(rest, best.aside))
            target = min(aim, best.objective)
            slack = enough(target) if math.isfinite(target) else 0.0
            near = relative_gap * abs(target) if math.isfinite(target) else 0.0
            done = rest >= target - max(slack, near)
            if done or best.objective < aim - enough(aim) or self.left <= 0:
                return best
            rival.forget()

    def _asked(self, model: Model, hint: Numbers | None, target: float, slack: float, relative_gap: float) -> Answer:
        """The program asked once, to a third of what is enough, or to `relative_gap` if that is wider."""
        bare = RESTARTING if self._nearly_proven(target) else BARE
        return solve(
            model.program,
            HIGHS,
            self.left,
            seed=self.seed,
            absolute_gap=0.3 * slack / model.columns.purse,
            relative_gap=max(relative_gap, 0.0 if slack else 1e-5),
            hint=hint,
            options=None if hint is None else bare,
        )

    def _nearly_proven(self, target: float) -> bool:
        """Whether a large program's relaxation is already close to what is to be beaten."""
        near = math.isfinite(target) and target - self.relaxed <= RESTART_GAP * abs(target)
        return near and len(self.c.w) >= WORTH_RESTARTING

    def _weigh(self, model: Model, values: Numbers, region: Region, best: Minimum) -> bool:
        """Completes the members of a solution exactly, sets them aside, and adds the cuts the solution breaks.

        False where there was no time to know the members' best: then they must not be set aside.
        """
        members = members_of(model, values)
        known = self.exact(members, region.banned, region.under)
        if known is not None and known[1].objective < best.objective:
            best.plan, best.figures = known
        if not self.completer.certain(members, region.banned, region.under):
            return False
        best.aside = min(best.aside, self.completer.lower(members, region.banned, region.under))
        add_difference(model.program, self.c, model.columns, members, 1)
        self.learn(model, values)
        return True

    def _confirmed(self, model: Model, answer: Answer) -> Answer:
        """A second solver's word before anybody hears that nothing fits."""
        second = solve(model.program, SCIP, self.left, seed=self.seed)
        return answer if second.status == "infeasible" else second

    def _bound(self, model: Model, answer: Answer) -> float:
        """The solver's bound in objective units, whole, less what floating point may have cost."""
        if not math.isfinite(answer.bound):
            return -math.inf
        exact = answer.bound * model.columns.purse
        return float(math.floor(exact - 1e-6 * abs(exact) - 1e-6))

    def learn(self, model: Model, values: Numbers) -> bool:
        """Adds, here and for every later region, the shortfall cuts the program's own point breaks."""
        if model.resilience is None:
            return False
        c, v = self.c, model.columns
        units = np.floor(values[v.x] * v.unit + 1e-6).astype(np.int64)
        plan = Plan(-1, members_of(model, values), {int(p): int(units[p]) for p in np.flatnonzero(units > 0)})
        broken = [(member, packages) for member in plan.members for packages in violated(c, plan, member)]
        learnt = add_cuts(model.program, c, v, model.resilience, broken)
        with self.lock:
            if self.base.resilience is not None:
                add_cuts(self.base.program, c, v, self.base.resilience, broken)
        return learnt > 0


def keep_only(model: Model, allowed: np.ndarray) -> None:
    """Fixes every column of the enterprises not `allowed`, so that the program handed over is small."""
    c, v, upper = model.candidates, model.columns, model.program.upper
    out = ~allowed[c.members]
    upper[v.y[c.members[out]]] = 0
    upper[v.lead[c.leads[~allowed[c.leads]]]] = 0
    if len(v.gap):
        upper[v.gap[out]] = 0
    pairs = ~allowed[c.e]
    upper[v.x[pairs]] = 0
    upper[v.a[pairs]] = 0
    if model.resilience is not None:
        upper[model.resilience.lost[pairs]] = 0


def violated(c: Candidates, plan: Plan, member: int) -> list[frozenset[int]]:
    """Sets of work packages whose cut the plan may break when `member` is lost: the minimum cuts of its flow."""
    room, able = spare_places(c, plan)
    network = Recovery(c, room, able, member)
    lost = sorted((p for p in plan.units if c.e[p] == member), key=lambda p: -int(c.worth[p]))
    found = []
    for pair in lost:
        if network.take(int(c.w[pair]), plan.units[pair]) < plan.units[pair]:
            found.append(frozenset(network.reached_w))
    return found
