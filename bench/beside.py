"""Ours and the others asked side by side: the same tenders, limit and goal, tender by tender in turn.

In turn, because a machine that others use is slower at one time than at another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.children import ask
from bench.comparing import Comparison
from bench.orlib import together
from bench.questions import Asked, Line, once
from bench.rows import words_of
from bench.timing import Measured

SEVERAL = {"sequence": "the sequence"}
SINGLE = {"plain": "plain HiGHS", "cp_sat": "CP-SAT", "broker": "greedy broker"}


def compared(line: Line, asked: Sequence[Asked], seconds: float, tiny: Path) -> list[Comparison]:
    """The line itself; where it asks for several proposals, also the same tenders asked for one."""
    if line.count == 1:
        return [_in_turn(line, [tender.path for tender in asked], seconds, tiny, SINGLE)]
    single = replace(
        line, title=f"{line.title}, one proposal", count=1, until="certified" if line.until else None
    )  # fmt: skip
    return [
        _in_turn(line, [tender.path for tender in asked], seconds, tiny, SEVERAL),
        _in_turn(single, [once(tender).path for tender in asked], seconds, tiny, SINGLE),
    ]


def goal_of(line: Line) -> str:
    """The mark at which a line is done."""
    return line.until or ("all" if line.count > 1 else "proven")


def _in_turn(
    line: Line,
    paths: Sequence[Path],
    seconds: float,
    tiny: Path,
    others: dict[str, str],
) -> Comparison:
    measured: dict[str, list[Measured]] = {way: [] for way in ("proposals", *others)}
    for path in paths:
        for way, results in measured.items():
            results += ask(way, [path], seconds, tiny, line.until)
    goal = goal_of(line)
    ours = measured.pop("proposals")
    return Comparison(
        line.title, goal, words_of(line, goal), seconds, ours, {others[way]: measured[way] for way in others}
    )  # fmt: skip


def library(
    line: Line,
    asked: Sequence[Asked],
    ours: Sequence[Measured],
    seconds: float,
    tiny: Path,
) -> Comparison:
    """The instances of the library, one after another in one process: their seconds together."""
    paths = [tender.path for tender in asked]
    results = {name: ask(way, paths, seconds, tiny, children="one") for way, name in SINGLE.items()}
    return Comparison(
        line.title,
        "all",
        "all at the published optimum",
        seconds * len(paths),
        [together(ours, paths)],
        {name: [together(theirs, paths)] for name, theirs in results.items()},
    )
