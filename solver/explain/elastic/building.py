"""The soft program of a problem, every rule in turn."""

from __future__ import annotations

from solver.explain.elastic.draft import Draft, Elastic
from solver.explain.elastic.group import add_soft_lead, add_soft_members, add_soft_ties
from solver.explain.elastic.money import add_soft_money, add_soft_shares, add_soft_value_limits
from solver.explain.elastic.supply import add_soft_capacity, add_soft_coverage, add_soft_package_credentials
from solver.model.build import Model
from solver.model.coverage import add_presence
from solver.model.lead import add_one_lead
from solver.model.members import add_pins

FIRM_RULES = (add_presence, add_one_lead, add_pins)
SOFT_RULES = (
    add_soft_coverage,
    add_soft_package_credentials,
    add_soft_capacity,
    add_soft_value_limits,
    add_soft_members,
    add_soft_money,
    add_soft_lead,
    add_soft_shares,
    add_soft_ties,
)


class ElasticBuilder(Draft):
    """Builds the program in which every rule of the tender may give way, at a cost."""

    def build(self) -> Elastic:
        """The rules that stand firm, then the soft ones; once for each builder."""
        for firm in FIRM_RULES:
            firm(self.program, self.c, self.v)
        for soft in SOFT_RULES:
            soft(self)
        return Elastic(self.problem, Model(self.c, self.program, self.v, None), self.softs)
