"""What a plan needs of the rules that may give way: from what to what, in exact integers."""

from __future__ import annotations

from solver.candidates import Candidates
from solver.evaluate import Plan
from solver.explain.elastic.soft import Soft
from solver.outcome import Change
from solver.problem import Problem

POUNDS_FROM = 100_000  # pence from which an amount is told, and moved, in whole pounds
TO = {"can_lead": "yes", "trust_with_lead": "optional", "resilience": "report", "pins": "dropped"}


def changes_for(problem: Problem, softs: list[Soft], c: Candidates, plan: Plan) -> list[Change]:
    """The softs that the plan does need, each as far as it must give way. `c` knows the plan's pairs."""
    taken = Taken(problem, c, plan)
    found = []
    for soft in softs:
        if soft.waiver:
            enterprise = problem.enterprises[plan.lead].id if soft.rule == "can_lead" else soft.enterprise
            found.append(Change(soft.rule, soft.start, TO.get(soft.rule), soft.work_package, enterprise))
            continue
        assert isinstance(soft.start, int)
        to = taken.figure(soft)
        if to > soft.start if soft.rises else to < soft.start:
            found.append(Change(soft.rule, soft.start, to, soft.work_package, soft.enterprise))
    return found


class Taken:
    """What a plan takes, by the rules' own measures."""

    def __init__(self, problem: Problem, c: Candidates, plan: Plan) -> None:
        self.problem = problem
        self.c = c
        self.plan = plan
        self.value = dict.fromkeys(plan.members, 0)
        self.by_package: dict[str, int] = {w.id: 0 for w in problem.work_packages}
        for p, units in plan.units.items():
            self.value[int(c.e[p])] += units * int(c.worth[p])
            self.by_package[problem.work_packages[c.w[p]].id] += units * int(c.worth[p])

    def figure(self, soft: Soft) -> int:
        """The figure of a rule that just lets the plan through, money rounded outwards to pounds."""
        return _FIGURES[soft.rule](self, soft)

    def price(self, soft: Soft) -> int:
        """Of everything, joining costs included."""
        return _up(sum(self.value.values()) + sum(int(self.c.joining[m]) for m in self.plan.members), soft)

    def lot(self, soft: Soft) -> int:
        """Value of a lot."""
        lots = {w.id: w.lot for w in self.problem.work_packages}
        mine = lots[str(soft.work_package)]
        return _up(sum(value for w, value in self.by_package.items() if lots[w] == mine), soft)

    def members(self, soft: Soft) -> int:
        """How many."""
        return len(self.plan.members)

    def least_part(self, soft: Soft) -> int:
        """Value of the smallest member."""
        return _down(min(self.value.values()), soft)

    def exposure(self, soft: Soft) -> int:
        """bp of the most exposed member's turnover in a year."""
        year = self.problem.rules.year
        worst = 0
        for member, value in self.value.items():
            turnover = max(1, int(self.c.turnover[member]))
            worst = max(worst, -(-120_000 * value // (turnover * year)))
        return worst

    def turnover(self, soft: Soft) -> int:
        """bp of the yearly value that turnover stands behind."""
        who = [self.plan.lead] if self.problem.rules.liability == "lead" else list(self.plan.members)
        counted = sum(int(self.c.turnover[m]) for m in who)
        return 10_000 * counted * self.problem.rules.year // (12 * self._total)

    def lead_turnover(self, soft: Soft) -> int:
        """Of the lead."""
        return _down(int(self.c.turnover[self.plan.lead]), soft)

    def lead_share(self, soft: Soft) -> int:
        """bp of the value that the lead delivers."""
        return 10_000 * self.value[self.plan.lead] // self._total

    def social_share(self, soft: Soft) -> int:
        """bp of the value that social enterprises deliver."""
        everybody = self.problem.enterprises
        return 10_000 * sum(v for m, v in self.value.items() if everybody[m].social_enterprise) // self._total

    def local_share(self, soft: Soft) -> int:
        """bp of the value that local enterprises deliver."""
        areas = set(self.problem.rules.local_areas)
        everybody = self.problem.enterprises
        return 10_000 * sum(v for m, v in self.value.items() if everybody[m].home_area in areas) // self._total

    def workforce(self, soft: Soft) -> int:
        """bp of the members' workforce that is supported."""
        everybody = self.problem.enterprises
        staff = max(1, sum(everybody[m].workforce for m in self.plan.members))
        return 10_000 * sum(everybody[m].supported_workforce for m in self.plan.members) // staff

    def quantity(self, soft: Soft) -> int:
        """Units delivered of a work package."""
        return sum(self._units(soft))

    def providers(self, soft: Soft) -> int:
        """How many deliver a work package."""
        return len(self._units(soft))

    def least_share(self, soft: Soft) -> int:
        """Units of the smallest provider of a work package."""
        return min(self._units(soft), default=int(soft.start or 0))

    def load(self, soft: Soft) -> int:
        """Units that the offer delivers."""
        c, e = self.c, self.c.place[str(soft.enterprise)]
        offer = next(
            o for o in self.problem.enterprises[e].offers if any(s.work_package == soft.work_package for s in o.serves)
        )
        number = c.offer_ids.index(offer.id)
        return sum(units for p, units in self.plan.units.items() if c.o[p] == number)

    def _units(self, soft: Soft) -> list[int]:
        w = self.c.package_place[str(soft.work_package)]
        return [units for p, units in self.plan.units.items() if self.c.w[p] == w]

    @property
    def _total(self) -> int:
        return max(1, sum(self.value.values()))


_FIGURES = {
    "budget": Taken.price,
    "lot_budget": Taken.lot,
    "members": Taken.members,
    "member_floor": Taken.least_part,
    "exposure": Taken.exposure,
    "combined_turnover": Taken.turnover,
    "lead_turnover": Taken.lead_turnover,
    "lead_value_share": Taken.lead_share,
    "social_enterprise_share": Taken.social_share,
    "local_share": Taken.local_share,
    "supported_workforce": Taken.workforce,
    "quantity": Taken.quantity,
    "max_providers": Taken.providers,
    "min_share": Taken.least_share,
    "capacity": Taken.load,
}


def _up(pence: int, soft: Soft) -> int:
    return -(-pence // 100) * 100 if isinstance(soft.start, int) and soft.start >= POUNDS_FROM else pence


def _down(pence: int, soft: Soft) -> int:
    return pence // 100 * 100 if isinstance(soft.start, int) and soft.start >= POUNDS_FROM else pence
