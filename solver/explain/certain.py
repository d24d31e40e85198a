"""What is certain of a clash before anything is tried: which rules could mend it alone, and by how much at least."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from solver.candidates import Candidates
from solver.model import SoftProgram
from solver.program import HIGHS, solve
from solver.rules import BY_NAME
from solver.rules.soft import Soft

MARGIN = 1e-6  # of the worst case, for what floating point may have cost
MOST_COUNTED = 12  # cores of work packages looked for: with as many nothing short of a new tender helps
SILENT = 1e-3  # basis points below which a relaxation sees no clash


@dataclass(frozen=True)
class Core:
    """Whatever mends the clash weighs at least `asked`; each rule may weigh up to weight · most.

    Weights may be the dual multipliers of the relaxation in which rules may give way. They stay valid when all other
    rules stand firm again: whatever the amounts t, the sum of weight·t is at least `asked`. `known` are the rules
    that the core speaks of; it rules out nothing that holds another.
    """

    asked: float
    weight: dict[Soft, float]  # of one basis point
    most: dict[Soft, float]  # basis points
    known: frozenset[Soft]

    def could(self, softs: Iterable[Soft]) -> bool:
        """Whether these, and nothing else, might do; False is certain."""
        mine = list(softs)
        if any(soft not in self.known for soft in mine):
            return True
        reach = sum(self.weight.get(soft, 0.0) * self.most.get(soft, 0.0) for soft in mine)
        return reach >= self.asked * (1 - MARGIN)

    def least(self, soft: Soft) -> float:
        """Basis points that a rule must give way by if nothing else does; 0 where the core cannot tell."""
        weight = self.weight.get(soft, 0.0)
        return self.asked / weight if weight > 1e-9 and soft in self.known else 0.0


def relaxation_core(draft: SoftProgram, softs: Iterable[Soft], seconds: float) -> Core | None:
    """The core that the duals of the soft program give; None where it sees no clash, or time is short."""
    answer = solve(draft.program, HIGHS, seconds, relaxed=True, options={"presolve": "off"})
    if answer.status != "optimal" or answer.reduced_costs is None or answer.objective <= SILENT:
        return None
    cost, upper, reduced = draft.program.cost, draft.program.upper, answer.reduced_costs
    # Columns at their upper bound take part in the bound; those of other rules will stand at 0 instead.
    asked = answer.objective - sum(min(0.0, reduced[k]) * upper[k] for k in draft.amount.values())
    return Core(
        float(asked),
        {soft: float((cost[k] - reduced[k]) / cost[k]) for soft, k in draft.amount.items()},
        {soft: float(cost[k] * upper[k]) for soft, k in draft.amount.items()},
        frozenset(softs),
    )


def counted_cores(c: Candidates, softs: list[Soft]) -> list[Core]:
    """What counting alone shows: a work package nobody can cover, no lead, a credential that nobody holds."""
    found: list[Core] = []
    for w, package in enumerate(c.problem.work_packages):
        if len(found) > MOST_COUNTED:
            break
        high = np.sort(c.high[c.w == w])[::-1]
        if int(high[: package.max_providers].sum()) < package.quantity:
            found.append(_one_of(softs, [s for s in softs if BY_NAME[s.rule].could_cover(c, s, package.id)]))
    if not c.can_lead.any():
        found.append(_one_of(softs, [s for s in softs if BY_NAME[s.rule].on_lead]))
    held = {name for e in c.problem.enterprises for name in e.credentials}
    for name in c.problem.rules.group_credentials:
        if name not in held:
            found.append(_one_of(softs, [s for s in softs if s.rule == "group_credentials" and s.start == name]))
    return found


def _one_of(softs: list[Soft], needed: list[Soft]) -> Core:
    return Core(1.0, dict.fromkeys(needed, 1.0), dict.fromkeys(needed, 1.0), frozenset(softs))


@dataclass
class Clash:
    """All cores known of one problem."""

    cores: list[Core]

    @property
    def silent(self) -> bool:
        """Whether nothing is certain: then only whole members clash."""
        return not self.cores

    def could(self, softs: Iterable[Soft]) -> bool:
        """Whether these might do by every core; False is certain."""
        mine = list(softs)
        return all(core.could(mine) for core in self.cores)

    def least(self, soft: Soft) -> float:
        """Basis points that a rule must give way by if nothing else does."""
        return max((core.least(soft) for core in self.cores), default=0.0)
