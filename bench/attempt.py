"""What another way of solving comes to, and how much it may leave open."""

from __future__ import annotations

from dataclasses import dataclass, field

from solver.evaluate import Figures, Plan
from solver.problem import Problem

PROOF = 1 / 20_000  # of the price, times its weight: what counts as proven
HUNDREDTH = 1 / 100
ROOM = 1e-5  # of it left to the completion to whole units
DOUBT = 1e-6  # by which a solver's bound is lowered, ours as well


@dataclass
class Attempt:
    """Plans in the order of their objectives, each with a lower bound (None: none claimed), and a remark.

    `none_left`: it was shown that there are no further plans.
    """

    plans: list[tuple[Plan, Figures, float | None]] = field(default_factory=list)
    none_left: bool = False
    remark: str = ""

    def ending(self, remark: str) -> Attempt:
        """This attempt with a remark on how it ended."""
        self.remark = remark
        return self


def allowed(question: Problem, figures: Figures, share: float) -> float:
    """How far below an objective its bound may lie, in objective units."""
    return max(1.0, share * question.weights.price * figures.price)


def lowered(bound: float) -> float:
    """A solver's bound less what its floating point may hide."""
    return bound - DOUBT * abs(bound)
