"""One set of rules that may give way, tried: the least it must give, and a consortium that then fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from solver.candidates import candidates
from solver.evaluate import Figures, Plan
from solver.model import SoftProgram, add_difference
from solver.outcome import Change
from solver.problem import Alternatives, Problem
from solver.program import HIGHS, SCIP, Answer, Numbers, Program, solve
from solver.rules import BY_NAME, apply, changes_for
from solver.rules.soft import Soft
from solver.search.completion import Completer, add_flows, members_of, read_plan
from solver.search.regions import BARE, keep_only
from solver.search.search import optimise, start_from
from solver.search.shortlist import worth_a_look
from solver.search.state import SearchState
from solver.settings import Settings

TINY = 60  # pairs below which amounts are exact at once
LARGE = (
    1000  # pairs from which finding a first consortium is the hard part, and no amount is proven the least
)
AMOUNT_GAP = 1.0  # bp of what the amount is measured against, above that: whole units settle the rest
PRICE_GAP = 0.03  # of the objective, where nothing but the price is left to choose
ROUNDS = 3  # consortia tried where whole units do not fit the first
SHARPER = 4  # how often a share may turn out to be more attainable than thought
POLISH_SECONDS = 1.0
PROOF_SECONDS = 1.0
STEADY = 300  # pairs above which a steady run leaves out what it could only end by the clock


@dataclass(frozen=True)
class Relaxed:
    """Changes that together let a consortium through, and that consortium."""

    changes: tuple[Change, ...]
    plan: Plan
    figures: Figures

    @property
    def objective(self) -> int:
        """Of the consortium found, exact."""
        return self.figures.objective


@dataclass(frozen=True)
class Tried:
    """What trying said: a relaxation, or none because nothing fits (`impossible`) or time was short."""

    relaxed: Relaxed | None = None
    impossible: bool = False


class Trial:
    """Tries sets of softs of one problem."""

    def __init__(self, problem: Problem, settings: Settings, left: Callable[[], float]) -> None:
        self.problem = replace(problem, alternatives=Alternatives(1, 1, False))
        self.settings = settings
        self.left = left

    def run(self, softs: tuple[Soft, ...], seconds: float = 10.0) -> Tried:
        """The set tried, for at most `seconds` of the time left."""
        end = self.left() - seconds
        relaxed, impossible = self._least(softs, end)
        if relaxed is None:
            return Tried(None, impossible)
        if relaxed.changes and len(softs) == 1 and BY_NAME[softs[0].rule].a_share:
            relaxed = self._sharpened(softs[0], relaxed, end)
        rules = {soft.rule for soft in softs}
        if rules != {"budget"} and not all(soft.waiver for soft in softs):
            relaxed = self._polished(relaxed, self.left() - end)
        return Tried(relaxed)

    def fits(self, softs: tuple[Soft, ...], seconds: float = 10.0) -> bool | None:
        """Whether a consortium fits with these dropped; None where time did not suffice."""
        end = self.left() - seconds
        relaxed, impossible = self._least(softs, end)
        return True if relaxed is not None else False if impossible else None

    def _least(
        self, softs: tuple[Soft, ...], end: float, beyond: int | None = None
    ) -> tuple[Relaxed | None, bool]:
        """The least that lets a consortium through, and whether it is certain that nothing does.

        With `beyond`, a figure of the one soft, a share: not what is least short of what is asked, but what
        passes that figure by most.
        """
        softened = self._softened(softs, beyond)
        for attempt in range(ROUNDS):
            answer = self._solved(softened, softs, end)
            if answer.values is None:
                return None, answer.status == "infeasible" and not attempt
            members = members_of(softened.model, answer.values)
            relaxed = self._completed(softs, members, end, beyond)
            if relaxed is not None:
                return relaxed, False
            add_difference(softened.program, softened.c, softened.v, members, 1)
        return None, False

    def _solved(self, softened: SoftProgram, softs: tuple[Soft, ...], end: float) -> Answer:
        """Among those worth a look first; among everybody where that finds nothing, or a reason hangs on the
        amount.
        """
        many, large = len(softened.c.package_of) > TINY, len(softened.c.package_of) > LARGE
        absolute = AMOUNT_GAP if many and softened.amount else 0.0
        relative = 0.0 if softened.amount else PRICE_GAP

        def ask(program: Program, hint: Numbers | None, bare: bool, seconds: float) -> Answer:
            return solve(
                program,
                HIGHS,
                seconds,
                seed=self.settings.seed,
                absolute_gap=absolute,
                relative_gap=relative,
                hint=hint,
                options=BARE if bare else None,
            )

        first: Answer | None = None
        if many:
            root = solve(softened.program, HIGHS, self.left() - end, relaxed=True)
            if root.status == "infeasible":
                return root
            look = worth_a_look(softened.model, root, self.left() - end)
            if look is not None:
                few = softened.model.copy()
                keep_only(few, look)
                first = ask(few.program, None, not large, self.left() - end)
                if first.values is not None:
                    near = first.objective <= root.objective + absolute + 1e-5
                    if large or near or not self._telling(softs):
                        return first
        if first is None or first.values is None:
            return ask(softened.program, None, False, self.left() - end)
        hint = np.where(softened.program.whole, first.values, np.nan)
        patience = self._patience(PROOF_SECONDS, self.left() - end, len(softened.c.package_of))
        if patience <= 0:
            return first
        closer = ask(softened.program, hint, True, patience)
        return closer if closer.values is not None and closer.objective < first.objective else first

    def _patience(self, seconds: float, left: float, pairs: int) -> float:
        """How long a step that only betters what is known may take."""
        if not self.settings.steady:
            return min(seconds, left)
        return left if pairs <= STEADY else 0.0

    def _telling(self, softs: tuple[Soft, ...]) -> bool:
        """Whether a reason will name the amount: a rule of the tender alone."""
        return len(softs) == 1 and softs[0].work_package is None and not softs[0].waiver

    def _softened(
        self, softs: tuple[Soft, ...], beyond: int | None, members: tuple[int, ...] | None = None
    ) -> SoftProgram:
        if beyond is None:
            softened = SoftProgram(self.problem, softs, members=members)
        else:
            aimed = replace(softs[0], start=max(1, beyond))
            higher = Change(aimed.rule, softs[0].start, aimed.start)
            softened = SoftProgram(apply(self.problem, [higher]), (aimed,), members=members)
            place = softened.amount[aimed]
            softened.program.lower[place] = (
                -softened.program.upper[place] - 1.0 / softened.program.cost[place]
            )
        if not softened.amount:
            softened.program.cost[: len(softened.price)] = softened.price
        return softened

    def _completed(
        self, softs: tuple[Soft, ...], members: tuple[int, ...], end: float, beyond: int | None
    ) -> Relaxed | None:
        """The least these members need in whole units, and the best of their plans that then fits all
        rules.
        """
        softened = self._softened(softs, beyond, members)
        if softened.c.problem.rules.resilience == "require":
            add_flows(softened.model, members)
        answer = solve(softened.program, SCIP, self.left() - end, seed=self.settings.seed)
        if answer.values is None:
            return None
        plan = read_plan(softened.model, answer.values, softened.pairs)
        changes = changes_for(self.problem, list(softs), softened.everybody, plan)
        c = candidates(apply(self.problem, changes))
        completed = Completer(c, self.settings.seed).complete(members, self.left() - end)
        return None if completed is None else Relaxed(tuple(changes), *completed)

    def _sharpened(self, soft: Soft, relaxed: Relaxed, end: float) -> Relaxed:
        """The largest share there is, to a basis point: what is least short of a share need not come nearest
        to it.
        """
        for _ in range(SHARPER):
            reached = relaxed.changes[0].to
            assert isinstance(reached, int)
            better, _ = self._least((soft,), end, beyond=reached)
            if better is None or not better.changes:
                break
            nearer = better.changes[0].to
            if not isinstance(nearer, int) or nearer <= reached:
                break
            relaxed = better
        return relaxed

    def _polished(self, relaxed: Relaxed, seconds: float) -> Relaxed:
        """The same changes with a consortium whose price is near the best: least change was all that was
        asked yet.
        """
        changed = apply(self.problem, relaxed.changes)
        seconds = self._patience(
            POLISH_SECONDS, seconds, sum(len(o.serves) for e in changed.enterprises for o in e.offers)
        )
        if seconds <= 0.05:
            return relaxed
        settings = replace(self.settings, seconds=seconds, workers=1)
        search = SearchState(changed, settings, confirm=False, good_enough=PRICE_GAP)
        start_from(search, [tuple(changed.enterprises[m].id for m in relaxed.plan.members)])
        search.completer.hear(relaxed.plan, relaxed.figures)
        optimise(search)
        best = search.solutions[0] if search.solutions else None
        if best is None or best.objective >= relaxed.objective:
            return relaxed
        return Relaxed(relaxed.changes, best.plan, best.figures)
