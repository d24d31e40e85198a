"""Branching regions: parts of all consortia, each asked of the same program.

After proposals S1..Sk, what may still be proposed is a region: all that differ as required from each. What
one more proposal takes away from a region is a region too: those close to it (or led by its lead).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from solver.evaluate import Figures, Plan
from solver.model import Model, add_difference

Members = tuple[int, ...]

# With an incumbent in hand, what is left is proof: time goes to bounds, not to looking for more consortia.
# Where losses are priced, the same holds for the first look: branching finds consortia sooner than programs
# within the program do, which the rows of losses make slow.
BARE: dict[str, float | int | bool | str] = {
    "mip_heuristic_effort": 0.0,
    "mip_allow_restart": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_root_reduced_cost": False,
    "mip_heuristic_run_feasibility_jump": False,
}


@dataclass(frozen=True)
class Region:
    """Consortia at least `least` members from each of `differs_from`, under no lead of `banned`; and, where
    given, at most `least` - 1 members from `close_to`, or under the lead `led_by`."""

    differs_from: tuple[Members, ...] = ()
    least: int = 1
    banned: frozenset[int] = frozenset()
    close_to: Members | None = None
    led_by: int | None = None

    @property
    def small(self) -> bool:
        """Whether it lies round one proposal."""
        return self.close_to is not None or self.led_by is not None

    @property
    def whole(self) -> bool:
        """Whether it leaves no consortium out."""
        return not self.differs_from and not self.banned and not self.small

    def inside(self, other: Region) -> bool:
        """Whether each of its consortia is one of the other's."""
        alike = (other.least, other.close_to, other.led_by) == (self.least, self.close_to, self.led_by)
        return alike and other.banned <= self.banned and set(other.differs_from) <= set(self.differs_from)


@dataclass
class RegionResult:
    """What is known of a region: a lower bound, the best exact plan in it, whether nothing is in it."""

    bound: float = -math.inf
    plan: Plan | None = None
    figures: Figures | None = None
    empty: bool = False
    bound_outside: float = (
        math.inf
    )  # a lower bound on the consortia already excluded by rows, their best known

    @property
    def objective(self) -> float:
        """Of the best plan in hand."""
        return math.inf if self.figures is None else self.figures.objective


def restrict(model: Model, region: Region, allowed: np.ndarray | None = None) -> None:
    """Makes a program that of a region; `allowed` flags the only enterprises that may take part."""
    c, program, v = model.candidates, model.program, model.columns
    for members in region.differs_from:
        add_difference(program, c, v, members, region.least)
    if region.close_to is not None:
        add_difference(program, c, v, region.close_to, 0, region.least - 1)
    for i in region.banned:
        program.upper[v.lead[i]] = 0
    if region.led_by is not None:
        program.lower[v.lead[region.led_by]] = 1
    if allowed is not None:
        keep_only(model, allowed)
    elif (
        region.close_to is not None
        and region.least <= 2
        and len(region.close_to) == c.problem.rules.members.max
    ):
        # Nobody can be added, and whoever is exchanged makes two differences: only its own members are left.
        inside = np.zeros(len(c.alive), dtype=bool)
        inside[list(region.close_to)] = True
        keep_only(model, inside)


def keep_only(model: Model, allowed: np.ndarray) -> None:
    """Fixes every column of the enterprises not `allowed`, so that the program handed over is small."""
    c, v, upper = model.candidates, model.columns, model.program.upper
    out = ~allowed[c.members]
    upper[v.y[c.members[out]]] = 0
    upper[v.lead[c.leads[~allowed[c.leads]]]] = 0
    if len(v.gap):
        upper[v.gap[out]] = 0
    pairs = ~allowed[c.enterprise_of]
    upper[v.x[pairs]] = 0
    upper[v.a[pairs]] = 0
    if model.resilience is not None:
        upper[model.resilience.lost[pairs]] = 0
