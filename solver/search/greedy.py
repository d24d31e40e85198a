"""What a broker without a solver would do: the cheapest capable provider of each work package, one after another."""

from __future__ import annotations

from dataclasses import dataclass

from solver.candidates import Candidates, candidates
from solver.check.rules import check_rules
from solver.check.sight import Sight
from solver.evaluate import Plan, figures
from solver.outcome import Allocation, Proposal
from solver.problem import Problem
from solver.search.proposals import as_proposal


@dataclass(frozen=True, slots=True)
class Greedy:
    """What the broker reached. `failed` is the work package left uncovered; `broken` the rules the result breaks.

    `proposal` is None where a package failed or nobody there may lead; its bound is meaningless and equals its
    objective. `feasible` only when everything holds.
    """

    allocations: tuple[Allocation, ...]
    failed: str | None
    broken: tuple[str, ...]
    proposal: Proposal | None

    @property
    def feasible(self) -> bool:
        """Whether the broker's consortium could be proposed at all."""
        return self.proposal is not None and not self.broken


def greedy(problem: Problem) -> Greedy:
    """Covers the work packages in their order, each with the cheapest that can take most of what is left.

    Capacity, exposure and the number of providers are respected as he goes; the rest he finds out at the end. The
    member with the largest part who may lead does.
    """
    c = candidates(problem)
    units, failed = _cover(c)
    ids = [e.id for e in problem.enterprises]
    packages = [w.id for w in problem.work_packages]
    allocations = tuple(
        Allocation(ids[c.e[p]], c.offer_ids[c.o[p]], packages[c.w[p]], taken) for p, taken in sorted(units.items())
    )
    if failed is not None:
        return Greedy(allocations, packages[failed], (), None)
    members = tuple(sorted({int(c.e[p]) for p in units}))
    value = {m: sum(t * int(c.worth[p]) for p, t in units.items() if c.e[p] == m) for m in members}
    leads = [m for m in members if c.can_lead[m]]
    if not leads:
        return Greedy(allocations, None, ("can_lead",), None)
    plan = Plan(max(leads, key=lambda m: (value[m], -m)), members, units)
    found = figures(c, plan)
    proposal = as_proposal(c, plan, found, found.objective)
    findings = check_rules(problem, Sight.of(problem, proposal, "greedy"))
    return Greedy(allocations, None, tuple(sorted({finding.rule for finding in findings})), proposal)


def _cover(c: Candidates) -> tuple[dict[int, int], int | None]:
    """Units by pair, and the first work package that could not be covered."""
    room = {o: int(capacity) for o, capacity in enumerate(c.capacity.tolist())}
    purse = {e: int(most) for e, most in enumerate(c.most.tolist())}
    units: dict[int, int] = {}
    for w, package in enumerate(c.problem.work_packages):
        left, providers = package.quantity, 0
        pairs = sorted((p for p in range(len(c.w)) if c.w[p] == w), key=lambda p: (int(c.worth[p]), int(c.e[p])))
        for p in pairs:
            if not left or providers == package.max_providers:
                break
            o, e, worth = int(c.o[p]), int(c.e[p]), int(c.worth[p])
            taken = min(left, room[o], int(c.high[p]), purse[e] // worth if worth else left)
            if taken < left and left - taken < package.least:
                taken = left - package.least  # leaves the next provider a share worth having
            if taken < package.least:
                continue
            units[p] = taken
            room[o] -= taken
            purse[e] -= taken * worth
            left -= taken
            providers += 1
        if left:
            return units, w
    return units, None
