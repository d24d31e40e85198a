"""Lines of the table as text: medians beside their targets."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench.questions import Asked, Line
from bench.timing import Measured

NEVER = math.inf


@dataclass(frozen=True)
class Verdict:
    """One figure against its target: seconds (infinite: mostly never reached), or megabytes."""

    title: str
    figure: float
    target: float
    unit: str = "s"

    @property
    def kept(self) -> bool:
        """Whether the target was reached."""
        return self.figure <= self.target

    def __str__(self) -> str:
        figure = "never" if self.figure == NEVER else f"{self.figure:.2f} {self.unit}"
        return f"{self.title}: {figure}, target {self.target:g} {self.unit}"


def seconds_of(found: Sequence[Measured], mark: str) -> list[float]:
    """When each reached a mark; what never did stands as infinite, so that no median hides it."""
    return [one.marks.get(mark, NEVER) for one in found]


def mark_cell(found: Sequence[Measured], mark: str, words: str, target: float | None = None) -> str:
    """Median and worst of a mark, its target, and how many never reached it."""
    values = seconds_of(found, mark)
    if not values:
        return f"{words}: nothing asked"
    missed = sum(value == NEVER for value in values)
    cell = f"{words} {_shown(statistics.median(values))} (worst {_shown(max(values))})"
    if target is not None:
        cell += f", target {target:g}{'' if statistics.median(values) <= target else ' MISSED'}"
    return cell + (f", {missed} of {len(values)} never" if missed else "")


def _shown(value: float) -> str:
    return "never" if value == NEVER else f"{value:.2f} s"


def words_of(line: Line, mark: str) -> str:
    """What a mark is called."""
    every = f"all {line.count} proven" if line.count > 1 else "proven"
    return {
        "first": "first",
        "certified": "1% certified",
        "proven": "proven",
        "all": every,
        "within": f"{line.count} within 1% of their bounds",
        "points": "8 points within 0.5%",
        "reason": "first reason",
        "everything": "amounts, relaxations, unlocks, conditions",
        "answer": "answered",
        "over": "lives past its limit for",
    }[mark]


def row(line: Line, asked: Sequence[Asked], found: Sequence[Measured]) -> str:
    """One line of the table."""
    seeds = f"seeds {asked[0].seed}–{asked[-1].seed}" if len(asked) > 1 else f"seed {asked[0].seed}"
    spoilt = sorted({one.spoilt for one in asked if one.spoilt})
    cells = [
        line.title,
        line.asked + (f"; spoilt by {', '.join(spoilt)}" if spoilt else ""),
        f"weights: {asked[0].weights}",
        *([f"{statistics.median(one.pairs for one in found):,.0f} pairs"] if found[0].pairs else []),
        seeds,
        *(mark_cell(found, mark, words_of(line, mark), target) for mark, target in line.targets.items()),
    ]
    if found[0].memory_mb:
        cells.append(f"peak {max(one.memory_mb for one in found):.0f} MB")
    if any(one.reading for one in found):  # of a serving process, neither is known from outside
        cells.append(f"processor {statistics.median(one.processor for one in found):.2f} s")
        cells.append(f"reading the file {statistics.median(one.reading for one in found):.2f} s")
    return " | ".join(cells)


def each(asked: Asked, got: Measured) -> str:
    """One question's own line."""
    marks = ", ".join(f"{mark} {at:.2f}" for mark, at in got.marks.items())
    gap = "" if got.gap_bp is None else f"; largest gap {got.gap_bp} bp"
    kind = f" ({asked.spoilt})" if asked.spoilt else ""
    remark = f"; {got.remark}" if got.remark else ""
    return (
        f"      {asked.path.stem}{kind}: {got.pairs:,} pairs; {marks or 'nothing'}; "
        f"ended {got.seconds:.2f} s{gap}; {got.memory_mb:.0f} MB{remark}"
    )


def verdicts(line: Line, found: Sequence[Measured]) -> list[Verdict]:
    """The medians of a line against its targets."""
    return [
        Verdict(f"{line.title}, {words_of(line, mark)}", statistics.median(seconds_of(found, mark)), target)
        for mark, target in line.targets.items()
    ]
