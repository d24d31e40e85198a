"""Who is put down as able to lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from solver.outcome import Change
from solver.problem import Problem
from solver.program import INFINITY
from solver.rules.building import Building
from solver.rules.rule import Moved, Rule
from solver.rules.soft import Soft


class CanLead(Rule):
    """The lead is able to. Candidates already leave out whoever is not; a waiver lets them in."""

    name = "can_lead"
    title = "what each enterprise says about leading"
    of_tender = False
    waiver = True
    waived_to = "yes"
    numerous = True
    on_lead = True

    def asked(self, problem: Problem) -> bool:
        return not all(e.can_lead for e in problem.enterprises)

    def dropped(self, problem: Problem) -> Problem:
        return replace(problem, enterprises=tuple(replace(e, can_lead=True) for e in problem.enterprises))

    def narrows(self, before: Problem, now: Problem) -> bool:
        return before.enterprises == now.enterprises

    def softs(self, problem: Problem) -> list[Soft]:
        return [self.soft("no")] if self.asked(problem) else []

    def moved(self, problem: Problem, change: Change) -> Problem:
        able = tuple(
            replace(e, can_lead=True) if e.id == change.enterprise else e for e in problem.enterprises
        )
        return replace(problem, enterprises=able)

    def rows(self, b: Building) -> None:
        for soft in b.softs(self.name):
            bar_leads(b, soft, [e.can_lead for e in b.problem.enterprises])

    def change_in_words(self, moved: Moved) -> str:
        return f"having {moved.change.enterprise}, which has not said it can lead, as the lead"

    def clash_in_words(self, moved: Moved) -> str:
        return f"No enterprise that could lead {moved.rest} has said it can lead."


def bar_leads(b: Building, soft: Soft, able: Sequence[bool]) -> None:
    """Whoever is not `able` (by enterprise) leads only where the rule is waived."""
    unable = [int(b.v.lead[i]) for i in b.c.leads.tolist() if not able[i]]
    if unable:
        b.row(unable, 1.0, -INFINITY, 0, b.waive(soft))
