"""All rules together."""

from __future__ import annotations

from dataclasses import dataclass

from solver.candidates import Candidates
from solver.model.capacity import add_capacity
from solver.model.columns import Columns, add_columns
from solver.model.coverage import add_linking, add_presence, add_providers, add_quantity
from solver.model.exposure import add_value_floors, add_value_limits
from solver.model.lead import add_lead_share, add_one_lead
from solver.model.members import add_group_credentials, add_incompatible, add_pins, add_size
from solver.model.money import add_budget, add_combined_turnover, add_lot_budgets
from solver.model.resilience import Resilience, add_resilience
from solver.model.shares import add_local_share, add_social_enterprise_share, add_social_floor, add_supported_workforce
from solver.model.trust import add_trust_gap, add_trust_with_lead
from solver.program import Program

RULES = (
    add_quantity,
    add_linking,
    add_providers,
    add_presence,
    add_capacity,
    add_value_limits,
    add_value_floors,
    add_one_lead,
    add_lead_share,
    add_size,
    add_group_credentials,
    add_incompatible,
    add_budget,
    add_lot_budgets,
    add_combined_turnover,
    add_social_enterprise_share,
    add_local_share,
    add_supported_workforce,
    add_social_floor,
    add_trust_gap,
    add_trust_with_lead,
    add_pins,
)


@dataclass
class Model:
    """A program with the meaning of its columns."""

    candidates: Candidates
    program: Program
    columns: Columns
    resilience: Resilience | None

    def copy(self) -> Model:
        """A model whose rows and bounds may change without touching this one."""
        resilience = self.resilience
        if resilience is not None:
            resilience = Resilience(resilience.lost, dict(resilience.spare), set(resilience.done))
        return Model(self.candidates, self.program.copy(), self.columns, resilience)


def build(c: Candidates, whole: bool = False, lossless: bool = False) -> Model:
    """The program of a question; with `whole`, units are integer columns; `lossless` leaves resilience out."""
    program = Program()
    columns = add_columns(program, c, whole)
    for rule in RULES:
        rule(program, c, columns)
    return Model(c, program, columns, None if lossless else add_resilience(program, c, columns))
