"""What is certain of a clash before anything is tried: which rules could mend it alone, and by how much at
least.
"""

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
MOST_COUNTED = (
    12  # work packages counted as certain looked for: with as many nothing short of a new tender helps
)
SILENT = 1e-3  # basis points below which a relaxation sees no clash


@dataclass(frozen=True)
class Certainty:
    """Whatever mends the clash weighs at least `asked`; each rule may weigh up to weight · most.

    Weights may be the dual multipliers of the relaxation in which rules may give way. They stay valid when
    all other rules stand firm again: whatever the amounts t, the sum of weight·t is at least `asked`.
    `speaks_of` are the rules that it speaks of; it rules out nothing that holds another.
    """

    asked: float
    weight: dict[Soft, float]  # of one basis point
    most: dict[Soft, float]  # basis points
    speaks_of: frozenset[Soft]

    def could(self, softs: Iterable[Soft]) -> bool:
        """Whether these, and nothing else, might do; False is certain."""
        mine = list(softs)
        if any(soft not in self.speaks_of for soft in mine):
            return True
        reach = sum(self.weight.get(soft, 0.0) * self.most.get(soft, 0.0) for soft in mine)
        return reach >= self.asked * (1 - MARGIN)

    def least(self, soft: Soft) -> float:
        """Basis points that a rule must give way by if nothing else does; 0 where it cannot tell."""
        weight = self.weight.get(soft, 0.0)
        return self.asked / weight if weight > 1e-9 and soft in self.speaks_of else 0.0


def certain_of_relaxation(softened: SoftProgram, softs: Iterable[Soft], seconds: float) -> Certainty | None:
    """What the duals of the soft program make certain; None where they see no clash, or time is short."""
    answer = solve(softened.program, HIGHS, seconds, relaxed=True, options={"presolve": "off"})
    if answer.status != "optimal" or answer.reduced_costs is None or answer.objective <= SILENT:
        return None
    cost, upper, reduced = softened.program.cost, softened.program.upper, answer.reduced_costs
    # Columns at their upper bound take part in the bound; those of other rules will stand at 0 instead.
    asked = answer.objective - sum(min(0.0, reduced[k]) * upper[k] for k in softened.amount.values())
    return Certainty(
        float(asked),
        {soft: float((cost[k] - reduced[k]) / cost[k]) for soft, k in softened.amount.items()},
        {soft: float(cost[k] * upper[k]) for soft, k in softened.amount.items()},
        frozenset(softs),
    )


def certain_by_counting(c: Candidates, softs: list[Soft]) -> list[Certainty]:
    """What counting alone shows: a work package nobody can cover, no lead, a credential that nobody holds."""
    certainties: list[Certainty] = []
    for w, package in enumerate(c.problem.work_packages):
        if len(certainties) > MOST_COUNTED:
            break
        high = np.sort(c.high[c.package_of == w])[::-1]
        if int(high[: package.max_providers].sum()) < package.quantity:
            certainties.append(
                _one_of(softs, [s for s in softs if BY_NAME[s.rule].could_cover(c, s, package.id)])
            )
    if not c.can_lead.any():
        certainties.append(_one_of(softs, [s for s in softs if BY_NAME[s.rule].on_lead]))
    held = {name for e in c.problem.enterprises for name in e.credentials}
    for name in c.problem.rules.group_credentials:
        if name not in held:
            certainties.append(
                _one_of(softs, [s for s in softs if s.rule == "group_credentials" and s.start == name])
            )
    return certainties


def _one_of(softs: list[Soft], needed: list[Soft]) -> Certainty:
    return Certainty(1.0, dict.fromkeys(needed, 1.0), dict.fromkeys(needed, 1.0), frozenset(softs))


@dataclass
class Clash:
    """All that is certain of one problem."""

    certainties: list[Certainty]

    @property
    def silent(self) -> bool:
        """Whether nothing is certain: then only whole members clash."""
        return not self.certainties

    def could(self, softs: Iterable[Soft]) -> bool:
        """Whether these might do by all that is certain; False is certain."""
        mine = list(softs)
        return all(certainty.could(mine) for certainty in self.certainties)

    def least(self, soft: Soft) -> float:
        """Basis points that a rule must give way by if nothing else does."""
        return max((certainty.least(soft) for certainty in self.certainties), default=0.0)
