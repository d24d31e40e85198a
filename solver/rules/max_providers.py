"""A work package has only so many providers."""

from __future__ import annotations

from solver.problem import Problem
from solver.program import INFINITY
from solver.rules.amounts import Amounts
from solver.rules.building import Building
from solver.rules.figures import OfPackages
from solver.rules.rule import Moved
from solver.rules.soft import Soft


class MaxProviders(OfPackages):
    """At most max_providers for each work package."""

    name = "max_providers"
    title = "the maximum number of providers"
    field = "max_providers"

    def free(self, problem: Problem) -> int:
        return max(len(problem.enterprises), *(w.max_providers for w in problem.work_packages))

    def softs(self, problem: Problem) -> list[Soft]:
        everybody = len(problem.enterprises)
        binding = [w for w in problem.work_packages if w.max_providers < everybody]
        return [self.soft(w.max_providers, work_package=w.id, rises=True) for w in binding]

    def rows(self, b: Building) -> None:
        softs = {soft.work_package: soft for soft in b.softs(self.name)}
        for package in b.problem.work_packages:
            pairs, most = b.pairs_of(package.id), package.max_providers
            if most >= min(len(pairs), b.c.problem.rules.members.max):
                continue
            slack = None
            if package.id in softs:
                slack = b.give(softs[package.id], float(len(pairs) - most), whole=True)
            b.name(self.name, package.id, b.row(b.v.a[pairs], 1.0, -INFINITY, most, slack), 1.0)

    def amount(self, plan: Amounts, soft: Soft) -> int:
        return len(plan.units_of(str(soft.work_package)))

    def change_in_words(self, moved: Moved) -> str:
        return f"up to {moved.end:,} providers of {moved.change.work_package} instead of {moved.start:,}"

    def clash_in_words(self, moved: Moved) -> str:
        providers = f"{moved.start:,} provider{'' if moved.start == 1 else 's'}"
        return f"{moved.change.work_package} can have at most {providers}, but it needs {moved.end:,}."
