"""A greedy broker who tries twice: the cheapest first, and where that leaves a package uncovered, who can take most."""

from __future__ import annotations

from solver.candidates import Candidates
from solver.evaluate import Plan
from solver.problem import WorkPackage


class Broker:
    """Covers the work packages in their order; what he has given away he never takes back.

    Capacity, exposure, least shares and the number of providers and members are respected as he goes; all other rules
    he finds out about at the end.
    """

    def __init__(self, c: Candidates) -> None:
        self.c = c
        self.room: list[int] = c.capacity.tolist()
        self.purse: list[int] = c.most.tolist()
        self.units: dict[int, int] = {}
        self.members: set[int] = set()

    def covered(self) -> str | None:
        """Covers all packages; the id of the first he could not cover."""
        pairs: dict[int, list[int]] = {}
        for p, w in enumerate(self.c.w.tolist()):
            pairs.setdefault(w, []).append(p)
        for w, package in enumerate(self.c.problem.work_packages):
            mine = pairs.get(w, [])
            cheapest = sorted(mine, key=lambda p: (int(self.c.worth[p]), int(self.c.e[p])))
            widest = sorted(mine, key=lambda p: (-self._reach(p), int(self.c.worth[p]), int(self.c.e[p])))
            taken = self._taken(package, cheapest) or self._taken(package, widest)
            if taken is None:
                return package.id
            self._give(taken)
        return None

    def plan(self) -> Plan | None:
        """Led by whoever may and has the largest part; None where nobody may."""
        c = self.c
        value: dict[int, int] = dict.fromkeys(self.members, 0)
        for p, taken in self.units.items():
            value[int(c.e[p])] += taken * int(c.worth[p])
        leads = [m for m in self.members if c.can_lead[m]]
        if not leads:
            return None
        return Plan(max(leads, key=lambda m: (value[m], -m)), tuple(sorted(self.members)), self.units)

    def _reach(self, p: int) -> int:
        worth, o, e = int(self.c.worth[p]), int(self.c.o[p]), int(self.c.e[p])
        most = min(self.room[o], int(self.c.high[p]))
        return min(most, self.purse[e] // worth) if worth else most

    def _taken(self, package: WorkPackage, order: list[int]) -> dict[int, int] | None:
        """Units by pair that cover a package in an order of preference, None where they do not."""
        left = package.quantity
        taken: dict[int, int] = {}
        seats = self.c.problem.rules.members.max - len(self.members)
        for p in order:
            if not left or len(taken) == package.max_providers:
                break
            new = int(self.c.e[p]) not in self.members
            units = min(left, self._reach(p))
            if units < left and left - units < package.least:
                units = left - package.least  # leaves the next a share worth having
            if units < package.least or (new and not seats):
                continue
            taken[p] = units
            left -= units
            seats -= new
        return None if left else taken

    def _give(self, taken: dict[int, int]) -> None:
        for p, units in taken.items():
            self.units[p] = units
            self.room[int(self.c.o[p])] -= units
            self.purse[int(self.c.e[p])] -= units * int(self.c.worth[p])
            self.members.add(int(self.c.e[p]))
