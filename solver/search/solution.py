"""A consortium the search has found, and the proposals made of several."""

from __future__ import annotations

from dataclasses import dataclass

from solver.candidates import Candidates
from solver.evaluate import Figures, Plan
from solver.outcome import Proposal
from solver.search.proposals import as_proposal

NO_BOUND = -(2**53)  # below every objective a problem may have


@dataclass
class Found:
    """A consortium with its figures and a valid lower bound on its question."""

    plan: Plan
    figures: Figures
    bound: int = NO_BOUND

    @property
    def objective(self) -> int:
        """Exact, in the problem's objective units."""
        return self.figures.objective


def proposals_of(c: Candidates, found: list[Found]) -> tuple[Proposal, ...]:
    """Best first. A bound stays valid for a question with more exclusions."""
    if not found:
        return ()
    ordered = sorted(found, key=lambda one: one.objective)
    if [id(one) for one in ordered] != [id(one) for one in found]:
        floor = min(found[0].bound, ordered[0].objective)
        ordered = [Found(one.plan, one.figures, floor) for one in ordered]
    first = ordered[0].objective
    return tuple(as_proposal(c, one.plan, one.figures, one.bound, first) for one in ordered)
