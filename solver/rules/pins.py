"""What a person has decided already."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.candidates import Candidates
from solver.outcome import Change
from solver.problem import Problem
from solver.program import INFINITY
from solver.rules.building import Building
from solver.rules.rule import Moved, Rule
from solver.rules.soft import Soft


class PinsKept(Rule):
    """Included members, the pinned lead and agreed parts are there. They are kept together or give way
    together; whoever is excluded stays out whatever gives way."""

    name = "pins"
    title = "your required members"
    certified = False
    waiver = True
    waived_to = "dropped"
    on_lead = True

    def asked(self, problem: Problem) -> bool:
        return problem.pins != problem.pins.let_go

    def dropped(self, problem: Problem) -> Problem:
        return replace(problem, pins=problem.pins.let_go)

    def narrows(self, before: Problem, now: Problem) -> bool:
        wide, tight = before.pins, now.pins
        return (
            set(wide.include) <= set(tight.include)
            and set(wide.exclude) <= set(tight.exclude)
            and wide.lead in (None, tight.lead)
            and set(wide.allocations) <= set(tight.allocations)
        )

    def softs(self, problem: Problem) -> list[Soft]:
        return [self.soft("kept")] if self.asked(problem) else []

    def moved(self, problem: Problem, change: Change) -> Problem:
        return self.dropped(problem)

    def could_cover(self, c: Candidates, soft: Soft, package: str) -> bool:
        return True

    def rows(self, b: Building) -> None:
        waivers = b.softs(self.name)
        if waivers:
            self._soft_rows(b, b.waive(waivers[0]))
            return
        c, v, program, pins = b.c, b.v, b.program, b.c.problem.pins
        wanted = {
            c.place[member] for member in (*pins.include, *(kept.enterprise for kept in pins.allocations))
        }
        if pins.lead is not None:
            wanted.add(c.place[pins.lead])
        for i in sorted(wanted):
            if c.alive[i]:
                program.lower[v.y[i]] = 1
            else:
                program.row([], [], 1, INFINITY)  # a pin that nobody can keep is a row that cannot hold
        kept = np.flatnonzero(c.kept)
        program.lower[v.x[kept]] = program.upper[v.x[kept]] = c.low[kept] / v.unit[kept]
        program.lower[v.a[kept]] = 1
        if len(kept) < len(pins.allocations):
            program.row([], [], 1, INFINITY)

    def _soft_rows(self, b: Building, switch: int) -> None:
        c, v, pins = b.c, b.v, b.problem.pins
        for member in (*pins.include, *((pins.lead,) if pins.lead else ())):
            i = c.place[member]
            b.row([v.y[i]] if c.alive[i] else [], 1.0, 1, INFINITY, switch)
        if pins.lead is not None:
            i = c.place[pins.lead]
            b.row([v.lead[i]] if v.lead[i] >= 0 else [], 1.0, 1, INFINITY, switch)
        for kept in pins.allocations:
            i, w = c.place[kept.enterprise], c.package_place[kept.work_package]
            pairs = np.flatnonzero((c.e == i) & (c.w == w))
            if not len(pairs):
                b.row([], [], 1, INFINITY, switch)
                continue
            pair = int(pairs[0])
            agreed = kept.quantity / v.unit[pair]
            most = max(agreed, float(c.high[pair] / v.unit[pair]))
            b.row([v.x[pair]], 1.0, agreed, INFINITY, switch, agreed)
            b.row([v.x[pair]], 1.0, -INFINITY, agreed, switch, most)

    def change_in_words(self, moved: Moved) -> str:
        return "removing your required members"

    def clash_in_words(self, moved: Moved) -> str:
        return f"Your required lead and members cannot all be kept {moved.rest}."
