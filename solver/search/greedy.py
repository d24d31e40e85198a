"""What a broker without a solver would do: one work package after another, never taking back what he gave
away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.candidates import Candidates, candidates
from solver.check.proposal_view import ProposalView
from solver.check.rules import check_rules
from solver.evaluate import Plan, figures
from solver.outcome import Proposal
from solver.problem import Problem, WorkPackage
from solver.search.proposals import as_proposal


@dataclass(frozen=True, slots=True)
class Greedy:
    """What the broker reached. `failed` is the work package left uncovered; `broken` the rules the result
    breaks.

    `plan` and `proposal` are None where a package failed or nobody there may lead; the proposal's bound is
    meaningless and equals its objective.
    """

    failed: str | None
    broken: tuple[str, ...]
    plan: Plan | None = None
    proposal: Proposal | None = None

    @property
    def feasible(self) -> bool:
        """Whether the broker's consortium could be proposed at all."""
        return self.proposal is not None and not self.broken


def greedy(problem: Problem) -> Greedy:
    """Covers the work packages in their order: the cheapest first, or where that leaves a rest, who can take
    most.

    Capacity, exposure, least shares and the number of providers and members are respected as he goes; the
    rest he finds out at the end. The member with the largest part who may lead does.
    """
    c = candidates(problem)
    broker = _Broker(c)
    failed = broker.cover()
    if failed is not None:
        return Greedy(failed, ())
    plan = broker.plan()
    if plan is None:
        return Greedy(None, ("can_lead",))
    reckoned = figures(c, plan)
    proposal = as_proposal(c, plan, reckoned, reckoned.objective)
    findings = check_rules(problem, ProposalView.of(problem, proposal, "greedy"))
    return Greedy(None, tuple(sorted({finding.rule for finding in findings})), plan, proposal)


class _Broker:
    """What is left of everybody's room while the packages are given away."""

    def __init__(self, c: Candidates) -> None:
        self.c = c
        self.room: list[int] = c.capacity.tolist()
        self.purse: list[int] = c.most.tolist()
        self.units: dict[int, int] = {}
        self.members: set[int] = set()

    def cover(self) -> str | None:
        """Covers all packages; the id of the first he could not cover."""
        c = self.c
        for w, package in enumerate(c.problem.work_packages):
            pairs = np.flatnonzero(c.package_of == w).tolist()
            cheapest = sorted(pairs, key=lambda p: (int(c.worth[p]), int(c.enterprise_of[p])))
            widest = sorted(pairs, key=lambda p: (-self._reach(p), int(c.worth[p]), int(c.enterprise_of[p])))
            taken = self._taken(package, cheapest) or self._taken(package, widest)
            if taken is None:
                return package.id
            for p, units in taken.items():
                self.units[p] = units
                self.room[c.offer_of[p]] -= units
                self.purse[c.enterprise_of[p]] -= units * int(c.worth[p])
                self.members.add(int(c.enterprise_of[p]))
        return None

    def plan(self) -> Plan | None:
        """Led by whoever may and has the largest part; None where nobody may."""
        c = self.c
        value: dict[int, int] = dict.fromkeys(self.members, 0)
        for p, units in self.units.items():
            value[int(c.enterprise_of[p])] += units * int(c.worth[p])
        leads = [member for member in self.members if c.can_lead[member]]
        if not leads:
            return None
        lead = max(leads, key=lambda member: (value[member], -member))
        return Plan(lead, tuple(sorted(self.members)), self.units)

    def _reach(self, p: int) -> int:
        worth = int(self.c.worth[p])
        most = min(int(self.room[self.c.offer_of[p]]), int(self.c.high[p]))
        return min(most, int(self.purse[self.c.enterprise_of[p]]) // worth) if worth else most

    def _taken(self, package: WorkPackage, order: list[int]) -> dict[int, int] | None:
        """Units by pair that cover a package in an order of preference, None where they do not."""
        left = package.quantity
        taken: dict[int, int] = {}
        seats = self.c.problem.rules.members.max - len(self.members)
        for p in order:
            if not left or len(taken) == package.max_providers:
                break
            new = int(self.c.enterprise_of[p]) not in self.members
            units = min(left, self._reach(p))
            if units < left and left - units < package.least:
                units = left - package.least  # leaves the next a share worth having
            if units < package.least or (new and not seats):
                continue
            taken[p] = units
            left -= units
            seats -= new
        return None if left else taken
