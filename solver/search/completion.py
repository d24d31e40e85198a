"""From chosen members to exact whole quantities: a small program with every recovery flow written out."""

from __future__ import annotations

import math

import numpy as np

from solver.candidates import Candidates, only
from solver.evaluate import Figures, Plan, figures
from solver.model.build import Model, build
from solver.program import HIGHS, INFINITY, SCIP, Answer, Numbers, solve
from solver.search.proposals import breaches, whole_bound

Completed = tuple[Plan, Figures] | None  # the best plan of some members; None where they have none
LARGE = 24  # pairs of the members from which the last millionths are left to the bound
LARGE_GAP = 1e-5  # a fifth of what a proof needs
SMALL_GAP = 1e-6  # of the least price: to the very penny, seconds have gone by over a dozen offers
STRICTER = 8  # times a program is asked more strictly, where what it says breaks a rule
# SCIP's tolerance is relative to a row: a millionth of a budget of ten million pounds would be ten pounds.
STRICT: dict[str, float | int | bool | str] = {"numerics/feastol": 1e-9}


class Completer:
    """Finds the best whole quantities and lead for a given set of members, and remembers them."""

    def __init__(self, c: Candidates, seed: int = 0) -> None:
        self.c = c
        self.seed = seed
        self._exact: dict[tuple[tuple[int, ...], frozenset[int], int | None], Completed] = {}
        self._lower: dict[tuple[tuple[int, ...], frozenset[int], int | None], float] = {}
        self._unfinished: dict[tuple[tuple[int, ...], frozenset[int], int | None], Completed] = {}

    def certain(
        self, members: tuple[int, ...], banned: frozenset[int] = frozenset(), led_by: int | None = None
    ) -> bool:
        """Whether what `complete` says of these members is final."""
        return (members, banned, led_by) in self._exact

    def lower(
        self, members: tuple[int, ...], banned: frozenset[int] = frozenset(), led_by: int | None = None
    ) -> float:
        """A lower bound on these members' objective, once `certain`: the objective less what a solver left
        open.
        """
        return self._lower[members, banned, led_by]

    def reckoned(self) -> list[tuple[tuple[int, ...], int]]:
        """Every set of members that has a plan, with the objective of the best known."""
        best: dict[tuple[int, ...], int] = {}
        plans = [(key[0], completed) for key, completed in [*self._unfinished.items(), *self._exact.items()]]
        for members, completed in plans:
            if completed is not None:
                best[members] = min(completed[1].objective, best.get(members, completed[1].objective))
        return list(best.items())

    def hear(self, plan: Plan, figures: Figures) -> None:
        """A good plan known from elsewhere, which has passed the independent rules of this very question."""
        self._unfinished.setdefault((plan.members, frozenset(), None), (plan, figures))

    def complete(
        self,
        members: tuple[int, ...],
        seconds: float,
        banned: frozenset[int] = frozenset(),
        led_by: int | None = None,
    ) -> Completed:
        """The best plan with exactly these members, led by none of `banned` and, if given, by `led_by`.

        Where time was short, the best it reached (`certain` tells). None where there is none, or none that
        rounding lets through: then `lower` is finite. Every plan has passed the independent rules.
        """
        key = (members, banned, led_by)
        if key in self._exact:
            return self._exact[key]
        status, completed, lower = self._passed(members, seconds, banned, led_by)
        if status in ("optimal", "infeasible"):
            self._lower[key] = lower
            self._exact[key] = completed
            return completed
        if completed is not None:
            self._unfinished[key] = completed
        return self._unfinished.get(key)

    def _passed(
        self, members: tuple[int, ...], seconds: float, banned: frozenset[int], led_by: int | None
    ) -> tuple[str, Completed, float]:
        """What the program says once the independent rules have passed it, asked more strictly where they do
        not.

        The bound is the first answer's: what only tolerances let through still bounds what the rules let
        through.
        """
        smaller, pairs = only(self.c, members)
        model = build(smaller, whole=True, lossless=True)
        v, program = model.columns, model.program
        if not all(smaller.alive[list(members)]):
            return "infeasible", None, INFINITY
        program.lower[v.y[list(members)]] = 1
        for i in smaller.leads.tolist():
            if i in banned or led_by not in (None, i):
                program.upper[v.lead[i]] = 0
        add_flows(model, members)
        large = len(pairs) > LARGE
        slack = (LARGE_GAP if large else SMALL_GAP) * self.c.least_payment / v.purse
        first: float | None = None
        for _ in range(STRICTER):
            answer = solve(program, SCIP, seconds, seed=self.seed, absolute_gap=slack, options=STRICT)
            if answer.status == "infeasible" and first is None:
                # So strict a word empties these members for good: a second solver must say it too.
                answer = solve(program, HIGHS, seconds, seed=self.seed, absolute_gap=slack)
            if answer.values is None:
                break
            plan = read_plan(model, answer.values, pairs)
            reckoned = figures(self.c, plan)
            if first is None:
                first = self._lower_of(reckoned, answer, v.purse, large)
            if self._keeps_all(plan, reckoned):
                return answer.status, (plan, reckoned), first
            whole = np.where(program.whole, np.rint(answer.values), answer.values)
            rows, below, above = program.exceeded(whole)
            if not len(rows):
                break
            program.move_in(rows, 1.5 * below, 1.5 * above)
        if first is None:
            return answer.status, None, INFINITY
        # There may be a plan that only tolerances keep apart from those found: nobody is told there is none.
        return answer.status, None, first

    def _keeps_all(self, plan: Plan, reckoned: Figures) -> bool:
        least = self.c.social_floor
        return (least is None or reckoned.social_value >= least) and not breaches(self.c, plan, reckoned)

    @staticmethod
    def _lower_of(reckoned: Figures, answer: Answer, purse: float, large: bool) -> float:
        """What these members cost at least: the exact objective less what the solver left open."""
        if large or not math.isfinite(answer.bound):
            return min(float(reckoned.objective), whole_bound(answer.bound * purse))
        return float(reckoned.objective - math.ceil(max(0.0, answer.objective - answer.bound) * purse))


def add_flows(model: Model, members: tuple[int, ...]) -> None:
    """The exact shortfall of fixed members: units taken over by each other's offer, a flow for each loss.

    Whole x make the flows whole, so they may stay continuous columns.
    """
    c = model.candidates
    rules, weights = c.problem.rules, c.problem.weights
    if rules.resilience != "require" and not weights.shortfall:
        return
    able: dict[int, list[int]] = {}
    for o, w in zip(c.spare_o.tolist(), c.spare_w.tolist(), strict=True):
        able.setdefault(w, []).append(o)
    loads: dict[int, list[int]] = {}
    mine: dict[int, list[int]] = {}
    for pair, (e, o) in enumerate(zip(c.enterprise_of.tolist(), c.offer_of.tolist(), strict=True)):
        loads.setdefault(o, []).append(pair)
        mine.setdefault(e, []).append(pair)
    for member in members:
        _one_loss(model, member, mine.get(member, []), able, loads, rules.resilience == "require")


def _one_loss(
    model: Model,
    member: int,
    pairs: list[int],
    able: dict[int, list[int]],
    loads: dict[int, list[int]],
    required: bool,
) -> None:
    c, v, program = model.candidates, model.columns, model.program
    weight = c.problem.weights.shortfall
    taken: dict[int, list[int]] = {}
    leads = v.lead[member] >= 0
    for pair in pairs:
        offers = [o for o in able.get(int(c.package_of[pair]), []) if c.owner[o] != member]
        roof = 0.0 if required else float(c.high[pair])
        lost = int(program.columns(1, 0, roof, weight * int(c.worth[pair]) / v.purse)[0])
        flows = program.columns(len(offers), 0, INFINITY).tolist()
        # lost + taken over + high·lead >= units
        row = int(program.open_rows(1, 0, INFINITY)[0])
        program.entries(row, [lost, *flows], 1.0)
        program.entries(row, v.x[pair], -v.unit[pair])
        if leads:
            program.entries(row, v.lead[member], float(c.high[pair]))
        for o, flow in zip(offers, flows, strict=True):
            taken.setdefault(o, []).append(flow)
    for o, flow_columns in taken.items():
        row = int(program.open_rows(1, -INFINITY, 0)[0])
        program.entries(row, flow_columns, 1.0)
        program.entries(row, v.x[loads.get(o, [])], v.unit[loads.get(o, [])])
        program.entries(row, v.y[c.owner[o]], -float(c.capacity[o]))


def read_plan(model: Model, values: Numbers, pairs: np.ndarray) -> Plan:
    """Who leads, who is in and what each delivers, read off a solution; `pairs` maps to the whole
    question's.
    """
    v = model.columns
    units = np.rint(values[v.x] * v.unit).astype(np.int64)
    return Plan(
        lead_of(model, values),
        members_of(model, values),
        {int(pairs[p]): int(units[p]) for p in np.flatnonzero(units > 0)},
    )


def members_of(model: Model, values: Numbers) -> tuple[int, ...]:
    """Enterprises whose switch is on."""
    c, v = model.candidates, model.columns
    return tuple(c.members[values[v.y[c.members]] > 0.5].tolist())


def lead_of(model: Model, values: Numbers) -> int:
    """The enterprise that leads."""
    c, v = model.candidates, model.columns
    return int(c.leads[np.argmax(values[v.lead[c.leads]])])
