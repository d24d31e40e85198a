"""What whoever serves a work package must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from solver.candidates import Candidates
from solver.outcome import Change
from solver.problem import Problem
from solver.program import INFINITY
from solver.rules.building import Building
from solver.rules.figures import OfPackages, with_package
from solver.rules.rule import Moved
from solver.rules.soft import Soft


class PackageCredentials(OfPackages):
    """Each provider holds each. Candidates already leave out whoever lacks one; a waiver lets them in."""

    name = "package_credentials"
    title = "the credentials that work packages require"
    field = "credentials"
    nothing = ()
    waiver = True
    of_credentials = True

    def could_cover(self, c: Candidates, soft: Soft, package: str) -> bool:
        return soft.work_package == package or self.could_revive(c, str(soft.work_package), package)

    def softs(self, problem: Problem) -> list[Soft]:
        return [self.soft(name, work_package=w.id) for w in problem.work_packages for name in w.credentials]

    def lifted(self, problem: Problem, softs: Iterable[Soft]) -> Problem:
        waived: dict[str | None, set[int | str | None]] = {}
        for soft in softs:
            waived.setdefault(soft.work_package, set()).add(soft.start)
        return replace(
            problem,
            work_packages=tuple(
                replace(w, credentials=tuple(name for name in w.credentials if name not in waived[w.id]))
                if w.id in waived
                else w
                for w in problem.work_packages
            ),
        )

    def moved(self, problem: Problem, change: Change) -> Problem:
        asked = next(w.credentials for w in problem.work_packages if w.id == change.work_package)
        return with_package(
            problem, change, credentials=tuple(name for name in asked if name != change.from_)
        )

    def rows(self, b: Building) -> None:
        c, v = b.c, b.v
        for soft in b.softs(self.name):
            pairs = b.pairs_of(str(soft.work_package))
            lacking = [
                p for p in pairs.tolist() if soft.start not in b.problem.enterprises[c.e[p]].credentials
            ]
            if lacking:
                rows = b.program.open_rows(len(lacking), -INFINITY, 0)
                b.program.entries(rows, v.x[lacking], 1.0)
                b.program.entries(rows, b.waive(soft), -c.high[lacking] / v.unit[lacking])

    def change_in_words(self, moved: Moved) -> str:
        return f"not requiring {moved.change.from_} for {moved.change.work_package}"

    def clash_in_words(self, moved: Moved) -> str:
        return (
            f"Too few enterprises that could deliver {moved.change.work_package} have {moved.change.from_}."
        )
