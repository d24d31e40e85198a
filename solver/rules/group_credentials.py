"""What some member must hold."""

from __future__ import annotations

from solver.problem import Problem
from solver.program import INFINITY
from solver.rules.building import Building
from solver.rules.credentials import Credentials
from solver.rules.rule import Moved, with_rules


class GroupCredentials(Credentials):
    """At least one member holds each."""

    name = "group_credentials"
    title = "the credentials that at least one member must have"

    def names(self, problem: Problem) -> tuple[str, ...]:
        return problem.rules.group_credentials

    def with_names(self, problem: Problem, names: tuple[str, ...]) -> Problem:
        return with_rules(problem, group_credentials=names)

    def rows(self, b: Building) -> None:
        softs = {soft.start: soft for soft in b.softs(self.name)}
        for name in self.names(b.problem):
            holders = [i for i in b.c.members.tolist() if name in b.problem.enterprises[i].credentials]
            slack = b.waive(softs[name]) if name in softs else None
            b.name(self.name, name, b.row(b.v.y[holders], 1.0, 1, INFINITY, slack), 1.0)

    def change_in_words(self, moved: Moved) -> str:
        return f"not requiring any member to have {moved.change.from_}"

    def clash_in_words(self, moved: Moved) -> str:
        return f"At least one member must have {moved.change.from_}, but no suitable enterprise has it."
