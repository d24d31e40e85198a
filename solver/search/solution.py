"""A consortium the search has in hand, and the proposals made of several."""

from __future__ import annotations

from dataclasses import dataclass

from solver.candidates import Candidates
from solver.evaluate import Figures, Plan
from solver.outcome import Proposal
from solver.search.proposals import as_proposal

NO_BOUND = -(2**53)  # below every objective a problem may have


@dataclass
class Solution:
    """A plan with its figures and a valid lower bound on its question."""

    plan: Plan
    figures: Figures
    bound: int = NO_BOUND

    @property
    def objective(self) -> int:
        """Exact, in the problem's objective units."""
        return self.figures.objective


def proposals_of(c: Candidates, solutions: list[Solution]) -> tuple[Proposal, ...]:
    """Best first. A bound stays valid for a question with more exclusions."""
    if not solutions:
        return ()
    ordered = sorted(solutions, key=lambda solution: solution.objective)
    if [id(solution) for solution in ordered] != [id(solution) for solution in solutions]:
        bound = min(solutions[0].bound, ordered[0].objective)
        ordered = [Solution(solution.plan, solution.figures, bound) for solution in ordered]
    first = ordered[0].objective
    return tuple(
        as_proposal(c, solution.plan, solution.figures, solution.bound, first) for solution in ordered
    )
