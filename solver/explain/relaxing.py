"""Which sets of rules, giving way together, let a consortium through: single ones first, then sets of
several.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from solver.candidates import Candidates
from solver.explain.certain import Clash, certain_by_counting, certain_of_relaxation
from solver.explain.trial import Relaxed, Trial, Tried
from solver.model import SoftProgram
from solver.outcome import Change
from solver.problem import Problem
from solver.program import HIGHS, solve
from solver.rules import BY_NAME, every_soft
from solver.rules.soft import Soft
from solver.search.regions import keep_only
from solver.search.shortlist import worth_a_look
from solver.settings import Settings

MOST = 10
FEW = 3  # relaxations from which larger sets are not looked for
ALIKE = 2  # capacities of single offers told at most
MOST_NODES = 8  # programs asked for larger sets
MOST_TOGETHER = 3  # changes in a set where smaller ones were found
MOST_CLASHES = 8  # that a set of changes may mend
NODE_SECONDS = 1.5
NODE_GAP = 0.05
LARGE = 3000  # offers for work packages
CERTAIN_SHARE = 0.15  # of the time
NEARLY_NOTHING = 8_000  # bp of a figure taken away


class Relaxing:
    """Finds relaxations of one problem; `heard` is told whenever there is another."""

    def __init__(
        self,
        problem: Problem,
        settings: Settings,
        left: Callable[[], float],
        c: Candidates,
        heard: Callable[[Relaxing], None] = lambda _: None,
    ) -> None:
        self.problem = problem
        self.settings = settings
        self.left = left
        self.heard = heard
        self.trial = Trial(problem, settings, left)
        self.every = every_soft(problem)
        self.clash = Clash(certain_by_counting(c, self.every))
        self.large = sum(len(o.serves) for e in problem.enterprises for o in e.offers) > LARGE
        self.softs = self._near()
        self.softened = SoftProgram(problem, self.softs, waivable=True, lossless=self.large)
        alone = [soft for soft in self.every if self.clash.could([soft])]
        if not self.clash.certainties or (len(alone) > FEW and not self.large):
            certainty = certain_of_relaxation(self.softened, self.softs, CERTAIN_SHARE * left())
            self.clash.certainties += [certainty] if certainty is not None else []
        self.working: list[frozenset[Soft]] = []
        self.hopeless: set[frozenset[Soft]] = set()
        self.relaxed: list[Relaxed] = []
        self.cut_short = False  # whether time ended before all that might do was tried

    def _near(self) -> list[Soft]:
        """All rules of a small question. Of a large one those of the tender, quantities, and what counting
        names: with every credential waived and every offer grown its relaxation takes longer than trying."""
        if not self.large:
            return self.every
        counted = [soft for soft in self.every if self.clash.certainties and self.clash.could([soft])]
        return [soft for soft in self.every if not BY_NAME[soft.rule].numerous or soft in counted]

    def order(self) -> list[Soft]:
        """Single rules that might do, the smallest change first; where nothing tells, rules of the tender
        first.
        """
        alone = [soft for soft in self.softs if self.clash.could([soft])]
        return sorted(alone, key=self.clash.least)

    def further(self) -> list[Soft]:
        """The other rules of a large question, for when nothing nearer helps."""
        near = set(self.softs)
        return [soft for soft in self.every if soft not in near and self.clash.could([soft])]

    def run(self, reserve: float) -> None:
        """Works until there are enough, or `reserve` seconds are left."""
        if len(self.clash.certainties) > MOST_CLASHES:
            return  # each needs a change of its own: the reasons say more than a list of a dozen changes
        with ThreadPoolExecutor(max(1, self.settings.workers)) as pool:
            for softs in (self.order, self.further):
                for soft, tried in self._tried(pool, softs(), reserve):
                    self._take((soft,), tried)
                    if len(self.relaxed) >= MOST:
                        return
                if self.gentle():
                    break
        if not self.relaxed or (len(self.gentle()) < FEW and not self.large):
            self._sets(reserve)

    def _tried(
        self, pool: ThreadPoolExecutor, softs: list[Soft], reserve: float
    ) -> Iterator[tuple[Soft, Tried]]:
        """Each rule alone, some at a time; capacities only while few of them are told."""
        waiting = deque(softs)
        running: deque[tuple[Soft, Future[Tried]]] = deque()
        while waiting or running:
            while waiting and len(running) < max(1, self.settings.workers) and self.left() > reserve:
                soft = waiting.popleft()
                if soft.rule == "capacity" and self._capacities() >= ALIKE:
                    continue
                running.append((soft, pool.submit(self.trial.run, (soft,))))
            if not running:
                self.cut_short |= bool(waiting)
                return
            soft, done = running.popleft()
            yield soft, done.result()

    def _capacities(self) -> int:
        return sum(relaxed.changes[0].rule == "capacity" for relaxed in self.relaxed)

    def _take(self, softs: tuple[Soft, ...], tried: Tried) -> None:
        if tried.impossible:
            self.hopeless.add(frozenset(softs))
        if tried.relaxed is not None and tried.relaxed.changes:
            self.working.append(frozenset(softs))
            self.relaxed.append(tried.relaxed)
            self.heard(self)

    def gentle(self) -> list[Relaxed]:
        """Those that leave something of what they change."""
        return [
            relaxed
            for relaxed in self.relaxed
            if not any(leaves_nothing(change) for change in relaxed.changes)
        ]

    def _sets(self, reserve: float) -> None:
        """Larger sets, none of which holds one that works: each next one does without a rule of one
        before.
        """
        start = frozenset(soft for works in self.working if len(works) == 1 for soft in works)
        waiting, seen = deque([start]), {start}
        for _ in range(MOST_NODES):
            if not waiting or len(self.relaxed) >= MOST:
                return
            if self.left() <= reserve:
                self.cut_short = True
                return
            firm = waiting.popleft()
            chosen = self._cheapest(firm)
            if chosen is None or len(chosen) > (MOST_TOGETHER if self.relaxed else MOST_CLASHES):
                continue
            works = next((smaller for smaller in self.working if smaller <= frozenset(chosen)), None)
            softs = tuple(works) if works is not None else self._verified(chosen, reserve)
            for soft in softs or chosen:
                child = firm | {soft}
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)

    def _cheapest(self, firm: frozenset[Soft]) -> tuple[Soft, ...] | None:
        """Rules whose giving way together is about the least, none of them firm; None where nothing would
        do.
        """
        if not self.clash.could([soft for soft in self.softs if soft not in firm]):
            return None
        model = self.softened.model.copy()
        for soft in firm:
            if soft in self.softened.amount:
                model.program.upper[self.softened.amount[soft]] = 0.0
        patience = self.left() if self.settings.steady else min(NODE_SECONDS, self.left())
        root = solve(model.program, HIGHS, patience, relaxed=True, options={"presolve": "off"})
        if root.values is None:
            return None
        look = worth_a_look(model, root, self.left())
        if look is not None:
            keep_only(model, look)
        patience = self.left() if self.settings.steady else min(NODE_SECONDS, self.left())
        answer = solve(model.program, HIGHS, patience, seed=self.settings.seed, relative_gap=NODE_GAP)
        if answer.values is None:
            return None
        giving_way = [soft for soft, k in self.softened.amount.items() if answer.values[k] > 1e-6]
        return tuple(giving_way) or None

    def _verified(self, chosen: tuple[Soft, ...], reserve: float) -> tuple[Soft, ...] | None:
        """The set without what it can do without, tried and told; None where it does not work."""
        tried = self.trial.run(chosen)
        if tried.relaxed is None:
            return None
        softs = list(chosen)
        for soft in chosen:
            rest = tuple(other for other in softs if other != soft)
            if not rest or self.left() <= reserve or frozenset(rest) in self.hopeless:
                continue
            if not self.clash.could(rest):
                continue
            fewer = self.trial.run(rest)
            if fewer.relaxed is not None and fewer.relaxed.changes:
                softs, tried = list(rest), fewer
            elif fewer.impossible:
                self.hopeless.add(frozenset(rest))
        self._take(tuple(softs), tried)
        return tuple(softs)


def leaves_nothing(change: Change) -> bool:
    """Whether a change takes a figure away all but wholly: no relaxation a person would think of."""
    if not isinstance(change.from_, int) or not isinstance(change.to, int) or change.to >= change.from_:
        return False
    return 10_000 * (change.from_ - change.to) >= NEARLY_NOTHING * change.from_ and change.rule == "quantity"
