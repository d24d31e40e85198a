"""What the lead must hold."""

from __future__ import annotations

from solver.problem import Problem
from solver.rules.building import Building
from solver.rules.can_lead import bar_leads
from solver.rules.credentials import Credentials
from solver.rules.rule import Moved, with_lead


class LeadCredentials(Credentials):
    """The lead holds each. Candidates already leave out whoever lacks one; a waiver lets them in."""

    name = "lead_credentials"
    title = "the credentials the lead must have"
    numerous = True
    on_lead = True

    def names(self, problem: Problem) -> tuple[str, ...]:
        return problem.rules.lead.credentials

    def with_names(self, problem: Problem, names: tuple[str, ...]) -> Problem:
        return with_lead(problem, credentials=names)

    def rows(self, b: Building) -> None:
        for soft in b.softs(self.name):
            bar_leads(b, soft, [soft.start in e.credentials for e in b.problem.enterprises])

    def change_in_words(self, moved: Moved) -> str:
        return f"a lead without {moved.change.from_}"

    def clash_in_words(self, moved: Moved) -> str:
        return f"No enterprise that could lead {moved.rest} has {moved.change.from_}."
