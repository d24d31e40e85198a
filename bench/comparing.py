"""Ours beside the others on the same tenders: a row for each, and whether another does better.

The goal of a line is proven, all proposals proven, or (where a run may end there) all within 1% of their
bounds. Tender by tender, our seconds are divided by those of the best other that reached the goal there too:

- what came later than two seconds past the limit, as for us, is nothing (HiGHS and CP-SAT overrun);
- where we did not reach it and another did, ours count as the limit;
- where no other reached it, the ratio is 0;
- where nobody reached it, gaps left are divided instead, and another's answer that is cheaper by more than a
  basis point puts us behind.

Less than 0.1 s or a basis point is noise (a fresh process, a busy neighbour): it makes no ratio above 1. A
line is kept where the median of its ratios is at most 1.1 and no other reaches the goal on more tenders.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bench.timing import GRACE_SECONDS, Measured

LEEWAY = 1.1
NOISE_SECONDS = 0.1
NOISE_BP = 1.0
CHEAPER = 1e-4


@dataclass(frozen=True)
class Comparison:
    """One goal on some tenders (`words` name it): ours, and the others by name, tender by tender."""

    title: str
    goal: str
    words: str
    limit: float
    ours: Sequence[Measured]
    others: dict[str, Sequence[Measured]]

    @property
    def rows(self) -> list[tuple[str, Sequence[Measured]]]:
        """A row for ours and one for each of the others, with what it was made of."""
        everybody = {"ours": self.ours, **self.others}
        return [(self._row(name, measured), measured) for name, measured in everybody.items()]

    def reached(self, theirs: Sequence[Measured]) -> list[bool]:
        """Tender by tender, whether the goal was reached in time, by no bound that our answer refutes."""
        latest = self.limit + GRACE_SECONDS
        took = [other.marks.get(self.goal, math.inf) for other in theirs]
        true = [not refuted(mine, other) for mine, other in zip(self.ours, theirs, strict=True)]
        return [seconds <= latest and honest for seconds, honest in zip(took, true, strict=True)]

    def answer(self, theirs: Sequence[Measured]) -> list[float]:
        """Objectives over ours, where both have one; see `quality`."""
        ratios = [quality(mine, other) for mine, other in zip(self.ours, theirs, strict=True)]
        return [ratio for ratio in ratios if ratio is not None]

    def _row(self, name: str, theirs: Sequence[Measured]) -> str:
        took = [other.seconds for other in theirs]
        proofs, proposals = sum(other.proofs for other in theirs), sum(other.proposals for other in theirs)
        gaps = [gap for gap in map(gap_left, theirs) if 0 < gap < math.inf]
        ratios = self.answer(theirs)
        cells = [
            name,
            f"{statistics.median(took):.2f} s (worst {max(took):.2f} s)",
            f"processor {statistics.median(other.processor for other in theirs):.2f} s",
            f"{self.words} on {sum(self.reached(theirs))} of {len(theirs)}",
            *([] if theirs is self.ours else [f"sooner than ours on {self._sooner(theirs)}"]),
            f"{proofs} of {proposals} proposals proven",
        ]
        if gaps:
            cells.append(f"gap left {statistics.median(gaps):.0f} bp (worst {max(gaps):.0f} bp)")
        unbounded = sum(other.objective is not None and other.gap_bp is None for other in theirs)
        if unbounded:
            cells.append(f"{unbounded} without a bound")
        if ratios and theirs is not self.ours:
            cells.append(f"objective x {statistics.median(ratios):.5f} (worst x {max(ratios):.5f})")
        remarks = Counter(other.remark for other in theirs if other.remark)
        false = sum(refuted(mine, other) for mine, other in zip(self.ours, theirs, strict=True))
        remarks.update({"a bound that our answer refutes": false} if false else {})
        if remarks:
            cells.append(f"({'; '.join(f'{times} x {remark}' for remark, times in sorted(remarks.items()))})")
        return " | ".join(cells)

    def _sooner(self, theirs: Sequence[Measured]) -> int:
        """Tenders on which they reached the goal before us."""
        goal, pairs = self.goal, zip(self.ours, theirs, self.reached(theirs), strict=True)
        return sum(yes and other.marks[goal] < mine.marks.get(goal, math.inf) for mine, other, yes in pairs)


@dataclass(frozen=True)
class Standing:
    """How we stand to the best of the others on a line, in words, and whether that is good enough."""

    title: str
    words: str
    kept: bool

    def __str__(self) -> str:
        return f"{self.title}: {self.words}"


def standing(comparison: Comparison) -> Standing:
    """The verdict on one comparison, as the module says."""
    title = f"{comparison.title}, {comparison.words}"
    total, mine = len(comparison.ours), sum(comparison.reached(comparison.ours))
    reached = {name: sum(comparison.reached(theirs)) for name, theirs in comparison.others.items()}
    most = max(reached, key=lambda name: reached[name])
    if reached[most] > mine:
        words = f"{most} gets there on {reached[most]} of {total} tenders, we on {mine}"
        return Standing(title, words, False)
    ratios, ahead = [], Counter[str]()
    for place in range(total):
        best, ratio = against(comparison, place)
        ratios.append(ratio)
        ahead.update([best] if ratio > LEEWAY else [])
    median = statistics.median(ratios)
    words = f"x {median:.2f} of the best other" if median else "nobody else comes as far on most tenders"
    names = ", ".join(f"{name} {times}" for name, times in ahead.most_common())
    words += f"; behind on {ahead.total()} of {total}" + (f" ({names})" if names else "")
    return Standing(title, words, median <= LEEWAY)


def against(comparison: Comparison, place: int) -> tuple[str, float]:
    """The best of the others on one tender, and our seconds (or gap left) over its."""
    goal, ours = comparison.goal, comparison.ours[place]
    we_did = comparison.reached(comparison.ours)[place]
    others = {name: theirs[place] for name, theirs in comparison.others.items()}
    yes = {name: comparison.reached(theirs)[place] for name, theirs in comparison.others.items()}
    there = {name: other.marks[goal] for name, other in others.items() if yes[name]}
    if there:
        best = min(there, key=lambda name: there[name])
        seconds = ours.marks[goal] if we_did else max(comparison.limit, ours.seconds)
        return best, _ratio(seconds, there[best], NOISE_SECONDS)
    if we_did:
        return "", 0.0
    late = comparison.limit + GRACE_SECONDS
    others = {name: other if other.seconds <= late else Measured() for name, other in others.items()}
    cheaper = {name: quality(ours, other) or math.inf for name, other in others.items()}
    best = min(cheaper, key=lambda name: cheaper[name])
    alone = ours.objective is None and any(other.proposals for other in others.values())
    if cheaper[best] < 1 - CHEAPER or alone:
        return best, math.inf
    gaps = {name: gap_left(other) for name, other in others.items()}
    best = min(gaps, key=lambda name: gaps[name])
    return best, _ratio(gap_left(ours), gaps[best], NOISE_BP)


def _ratio(ours: float, best: float, noise: float) -> float:
    if best == math.inf:
        return 1.0 if ours == math.inf else 0.0
    return ours / max(1e-9, best) if ours > best + noise else min(1.0, ours / max(1e-9, best))


def gap_left(measured: Measured) -> float:
    """The largest gap in basis points; infinite where proposals are missing or nothing bounds them."""
    return measured.gap_bp if measured.whole and measured.gap_bp is not None else math.inf


def refuted(ours: Measured, theirs: Measured) -> bool:
    """Whether they call a lower bound what lies above our answer, which the checker has passed."""
    return ours.objective is not None and theirs.bound is not None and theirs.bound > ours.objective


def quality(ours: Measured, theirs: Measured) -> float | None:
    """Another's objective over ours, on D = price x its weight: the objective where price alone counts.

    Raises SystemExit where they found something below what ours calls a lower bound: then our proof is wrong.
    """
    if theirs.objective is None or ours.objective is None:
        return None
    if ours.bound is not None and theirs.objective < ours.bound:
        raise SystemExit(f"a bound is wrong: {ours.bound} is above {theirs.objective}, another's answer")
    return 1 + (theirs.objective - ours.objective) / ours.scale
