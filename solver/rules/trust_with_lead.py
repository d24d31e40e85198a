"""Every member knows the lead."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from solver.candidates import Candidates
from solver.outcome import Change
from solver.problem import Problem
from solver.program import INFINITY, Indexes, Numbers, Program
from solver.rules.building import Building
from solver.rules.columns import Columns
from solver.rules.rule import Moved, Rule, with_rules
from solver.rules.soft import Soft


class TrustWithLead(Rule):
    """y_e <= lead_e + Σ lead_f over everybody with a trust pair with e."""

    name = "trust_with_lead"
    title = "the rule that every member must know the lead"
    certified = False
    waiver = True
    waived_to = "optional"

    def asked(self, problem: Problem) -> bool:
        return problem.rules.trust == "lead"

    def dropped(self, problem: Problem) -> Problem:
        return with_rules(problem, trust="optional")

    def narrows(self, before: Problem, now: Problem) -> bool:
        return self.asked(now) or not self.asked(before)

    def softs(self, problem: Problem) -> list[Soft]:
        return [self.soft("lead")] if self.asked(problem) else []

    def moved(self, problem: Problem, change: Change) -> Problem:
        return self.dropped(problem)

    def rows(self, b: Building) -> None:
        if not self.asked(b.problem):
            return
        c, v = b.c, b.v
        place = np.full(len(c.alive), -1, dtype=np.int64)
        place[c.members] = b.program.open_rows(len(c.members), 0, INFINITY)
        b.program.entries(place[c.members], v.y[c.members], -1.0)
        b.program.entries(place[c.leads], v.lead[c.leads], 1.0)
        add_leads_known(b.program, c, v, place, np.ones_like)
        for soft in b.softs(self.name):
            b.program.entries(place[c.members], b.waive(soft), 1.0)

    def change_in_words(self, moved: Moved) -> str:
        return f"dropping {self.title}"

    def clash_in_words(self, moved: Moved) -> str:
        return "Every member must know the lead, but no lead knows enough enterprises to do all the work."


def add_trust_gap(b: Building) -> None:
    """gap_e >= 1000·(y_e - lead_e) - Σ_f trust_ef·lead_f, in thousands, paid by its weight in the
    objective.
    """
    c, v, weight = b.c, b.v, b.c.problem.weights.trust
    if not weight:
        return
    v.gap = gap = b.program.columns(len(c.members), 0, 1, 1000 * weight / v.purse)
    place = np.full(len(c.alive), -1, dtype=np.int64)
    place[c.members] = b.program.open_rows(len(c.members), 0, INFINITY)
    b.program.entries(place[c.members], gap, 1.0)
    b.program.entries(place[c.members], v.y[c.members], -1.0)
    b.program.entries(place[c.leads], v.lead[c.leads], 1.0)
    add_leads_known(b.program, c, v, place, lambda strength: strength / 1000)


def add_leads_known(
    program: Program, c: Candidates, v: Columns, place: Indexes, worth: Callable[[Numbers], Numbers]
) -> None:
    """In each enterprise's row, the leads it has a pair with; as arrays, for there may be a million pairs."""
    ends = np.array([(c.place[a], c.place[b]) for a, b, _ in c.problem.trust], dtype=np.int64).reshape(-1, 2)
    strength = np.array([pair[2] for pair in c.problem.trust], dtype=float)
    both, strength = np.concatenate([ends, ends[:, ::-1]]), np.concatenate([strength, strength])
    counted = c.alive[both[:, 0]] & (v.lead[both[:, 1]] >= 0)
    both, strength = both[counted], strength[counted]
    program.entries(place[both[:, 0]], v.lead[both[:, 1]], worth(strength))
