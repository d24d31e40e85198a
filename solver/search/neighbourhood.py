"""Good consortia among a few enterprises, quickly. Nothing here bounds anything: what it finds is only a suggestion."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from solver.evaluate import Figures, Plan
from solver.model import Model
from solver.model.members import add_difference
from solver.program import HIGHS, Numbers, solve
from solver.search.completion import members_of
from solver.search.incumbent import hint_of
from solver.search.regions import BARE, Members, Miner, Region

STEPS = 2  # further than it must be: the next best is mostly a neighbour of the best
EXCHANGE_GAP = 1e-3
ROUNDS = 3  # of learning which losses matter, before a suggestion is taken as it is


class Suggesting:
    """Asks a miner's program of few enterprises, or of few changes to a consortium."""

    def __init__(self, miner: Miner) -> None:
        self.miner = miner

    def among(
        self,
        region: Region,
        allowed: np.ndarray,
        seconds: float,
        around: Members | None = None,
        gap: float = 1e-4,
        heard: Callable[[Members], None] | None = None,
        known: Plan | None = None,
    ) -> None:
        """Tells `heard` the members of good consortia among the `allowed`, few steps from `around`.

        Where losses are priced, the first answer is to the question without them: it costs a tenth of the time, shows
        which losses matter, and gives the whole question something to beat.
        """
        model = self.miner.model_of(region, allowed)
        if around is not None:
            add_difference(model.program, self.miner.c, model.columns, around, region.least, region.least + STEPS)
        end = time.monotonic() + seconds
        priced = model.resilience is not None and self.miner.c.problem.rules.resilience != "require"
        hint = None if known is None else hint_of(model, known)
        if priced and hint is None:
            hint = self._blind(model, region, end, gap, heard)
        for _ in range(ROUNDS):
            answer = solve(
                model.program,
                HIGHS,
                min(self.miner.left, end - time.monotonic()),
                seed=self.miner.seed,
                relative_gap=gap,
                hint=hint,
                options=BARE if model.resilience is not None else None,
            )
            if answer.values is None:
                break
            exact = self._told(model, answer.values, region, heard)
            learnt = self.miner.learn(model, answer.values)
            close = exact is not None and exact[1].objective <= answer.objective * model.columns.purse * (1 + 2 * gap)
            if close or not learnt:
                break
            hint = None if exact is None else hint_of(model, exact[0])

    def exchange(
        self, region: Region, allowed: np.ndarray, plan: Plan, away: list[int], seconds: float
    ) -> Members | None:
        """Members that keep a known plan but for those `away`, replaced as cheaply as the `allowed` let it.

        With everybody else fixed the program is small however large the consortium. Bounds nothing.
        """
        model = self.miner.model_of(region, allowed)
        program, y = model.program, model.columns.y
        program.upper[y[away]] = 0
        program.lower[y[[one for one in plan.members if one not in away]]] = 1
        answer = solve(program, HIGHS, min(self.miner.left, seconds), seed=self.miner.seed, relative_gap=EXCHANGE_GAP)
        return None if answer.values is None else members_of(model, answer.values)

    def _blind(
        self, model: Model, region: Region, end: float, gap: float, heard: Callable[[Members], None] | None
    ) -> Numbers | None:
        """The question without the price of losses, its answer told; a hint for the whole question."""
        assert model.resilience is not None
        lost = model.resilience.lost
        price = model.program.cost[lost].copy()
        model.program.cost[lost] = 0.0
        answer = solve(
            model.program,
            HIGHS,
            min(self.miner.left, end - time.monotonic()),
            seed=self.miner.seed,
            relative_gap=max(gap, 1e-3),
        )
        model.program.cost[lost] = price
        if answer.values is None:
            return None
        known = self._told(model, answer.values, region, heard)
        self.miner.learn(model, answer.values)
        return None if known is None else hint_of(model, known[0])

    def _told(
        self, model: Model, values: Numbers, region: Region, heard: Callable[[Members], None] | None
    ) -> tuple[Plan, Figures] | None:
        members = members_of(model, values)
        known = self.miner.sketch(members, region.banned)
        if heard is not None:
            heard(members)
        return known
