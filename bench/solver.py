"""python -m bench.solver: every figure of the solver, and what others do on the same problems.

Clocks start at the question in a process that is awake; cold start is printed beside. Every question has a
process of its own, so that the memory is the solving's alone. Wall seconds depend on who else uses the
machine, so processor seconds stand beside them. A single line: --only NAME; what it measured question by
question: --each.

Beneath every line that asks for proposals stand ours, plain HiGHS, CP-SAT and a greedy broker, and where it
asks for several the sequence of plain calls as well. Where we need more than 1.1 times the seconds of the
best of them (`bench.comparing` says what counts), the line is named and the process ends with 1; a missed
target is only printed. --no-others leaves the others out.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.beside import compared, library
from bench.children import PROJECT, Serving, ask, run_over
from bench.comparing import Comparison, Standing, standing
from bench.orlib import together
from bench.questions import ENTERPRISES, LINES, OFFERS_EACH, ORLIB, Asked, Line, draw, facility_location, tiny
from bench.rows import Verdict, each, mark_cell, row, verdicts
from bench.timing import Measured
from bench.what_if import what_if
from solver import generate

MEMORY_MB = 400.0
LIMIT_SECONDS = 2.0
COLD_STARTS = 3

Say = Callable[[str], None]


class Bench:
    """One run: what was measured by line, and how it stands to the targets and to the others."""

    def __init__(self, options: argparse.Namespace, folder: Path, say: Say) -> None:
        self.options = options
        self.say = say
        self.tiny = tiny(folder)
        self.found: dict[str, list[Measured]] = {}
        self.comparisons: dict[str, list[Comparison]] = {}
        self.standings: list[Standing] = []
        self.changes: dict[str, list[Measured]] = {}
        self.verdicts: list[Verdict] = []

    def line(self, line: Line, asked: list[Asked]) -> None:
        """Asks and prints one line of the table, and the others' beneath."""
        if line.way == "what_if":
            self._what_if(line, asked)
        elif line.way == "limits":
            self._tell(line, asked, [run_over(tender.path, LIMIT_SECONDS) for tender in asked])
        elif line.way == "proposals" and not self.options.no_others:
            comparisons = compared(line, asked, self.options.seconds, self.tiny)
            self._tell(line, asked, list(comparisons[0].ours))
            self._compare(line, asked, comparisons)
        else:
            paths = [tender.path for tender in asked]
            self._tell(line, asked, ask(line.way, paths, self.options.seconds, self.tiny, line.until))

    def facility_location(self, line: Line, asked: list[Asked]) -> None:
        """The OR-Library instances, one after another in one process: seconds together."""
        paths = [tender.path for tender in asked]
        ours = ask("proposals", paths, self.options.seconds, self.tiny, children="one")
        whole = together(ours, paths)
        self.found[line.name] = ours
        self.verdicts += verdicts(line, [whole])
        self.say(
            " | ".join(
                (
                    line.title,
                    "members 1 to n, no lead rules; weights: price 1, money in eightieths",
                    f"{statistics.median(measured.pairs for measured in ours):,.0f} pairs",
                    f"{whole.proofs} of {len(ours)} proven at the published optimum",
                    mark_cell([whole], "all", "together", line.targets["all"]),
                    f"slowest {max(measured.seconds for measured in ours):.2f} s",
                    f"peak {whole.memory_mb:.0f} MB",
                )
            )
        )
        self._each(asked, ours)
        if not self.options.no_others:
            self._compare(line, [], [library(line, asked, ours, self.options.seconds, self.tiny)])

    def _tell(self, line: Line, asked: list[Asked], found: list[Measured]) -> None:
        self.found[line.name] = found
        self.verdicts += verdicts(line, found)
        self.say(row(line, asked, found))
        self._each(asked, found)

    def _each(self, asked: Sequence[Asked], found: Sequence[Measured]) -> None:
        if self.options.each:
            for one, got in zip(asked, found, strict=True):
                self.say(each(one, got))

    def _compare(self, line: Line, asked: Sequence[Asked], comparisons: list[Comparison]) -> None:
        """Ours and the others row by row, and the verdict; each tender's with `asked`."""
        self.comparisons[line.name] = comparisons
        for comparison in comparisons:
            self.say(f"  {comparison.title}: {comparison.words}, at most {comparison.limit:g} s")
            for text, measured in comparison.rows:
                self.say(f"    {text}")
                if asked:
                    self._each(asked, measured)
            verdict = standing(comparison)
            self.standings.append(verdict)
            self.say(f"    {'kept' if verdict.kept else 'BEHIND'}: {verdict.words}")

    def _what_if(self, line: Line, asked: list[Asked]) -> None:
        """Every change on every tender: the median of all stands against the target, each kind's own
        beneath.
        """
        by_kind: dict[str, list[Measured]] = {}
        for one in asked:
            for kind, got in what_if(one.path, self.tiny, one.seed, self.options.seconds).items():
                by_kind.setdefault(kind, []).append(got)
        self.changes = by_kind
        first = by_kind["first answer"]
        whole = [
            g
            for kind, found in by_kind.items()
            for g in found
            if "alone" not in kind and kind != "first answer"
        ]
        self._tell_changes(line, asked, first, whole)
        for kind, found in by_kind.items():
            target = None if kind == "first answer" else line.targets["answer"]
            told, whole_answer = (
                mark_cell(found, "first", "first told"),
                mark_cell(found, "answer", "answered", target),
            )
            fits = sum(one.objective is not None for one in found)
            self.say(f"    {kind} | {told} | {whole_answer} | {fits} of {len(found)} fit")

    def _tell_changes(
        self, line: Line, asked: list[Asked], first: list[Measured], whole: list[Measured]
    ) -> None:
        self.found[line.name] = whole or first
        self.verdicts += verdicts(line, whole or first)
        self.say(row(line, asked, whole or first))

    def summary(self) -> None:
        """Peak memory, what fell short of its target, and where another does better."""
        peaks = {
            name: max(one.memory_mb for one in found)
            for name, found in self.found.items()
            if found and found[0].memory_mb
        }
        if peaks:
            name = max(peaks, key=lambda one: peaks[one])
            memory = Verdict(f"peak memory of the solving process ({name})", peaks[name], MEMORY_MB, "MB")
            self.verdicts.append(memory)
            self.say(f"{memory}{'' if memory.kept else ' MISSED'}")
        missed = [verdict for verdict in self.verdicts if not verdict.kept]
        self.say(f"targets | {len(self.verdicts) - len(missed)} of {len(self.verdicts)} reached")
        for verdict in missed:
            self.say(f"    missed: {verdict}")
        behind = [verdict for verdict in self.standings if not verdict.kept]
        if self.standings:
            kept = len(self.standings) - len(behind)
            self.say(f"others | kept up with the best in {kept} of {len(self.standings)} comparisons")
        for lost in behind:
            self.say(f"    behind another: {lost}")

    @property
    def failed(self) -> bool:
        """Whether another does better on any line: then the process ends with 1."""
        return not all(verdict.kept for verdict in self.standings)


def cold_start(path: Path) -> str:
    """A whole process for a tiny question, and the same question asked of one that is awake."""
    took = []
    for _ in range(COLD_STARTS):
        started = time.perf_counter()
        command = [sys.executable, "-m", "solver", "propose", str(path)]
        subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took.append(time.perf_counter() - started)
    with Serving(30.0) as serving:
        serving.ask({"id": 1, "path": str(path)})
        _, awake, _ = serving.ask({"id": 2, "path": str(path)})
    return (
        f"cold start | a tiny question in a fresh process {statistics.median(took):.2f} s, awake"
        f" {awake:.2f} s"
    )


def _print(words: str) -> None:
    print(words, flush=True)


def run(arguments: Sequence[str] | None = None, say: Say = _print, lines: Sequence[Line] = LINES) -> Bench:
    """Draws, asks, checks, compares and prints; what was measured."""
    options = _options(arguments, [*(line.name for line in lines), ORLIB.name])
    chosen = [line for line in lines if (line.name in options.only if options.only else not line.extra)]
    seeds = list(range(options.start, options.start + options.seeds))
    with tempfile.TemporaryDirectory(prefix="bidbridge-bench-") as made:
        folder = Path(made)
        bench = Bench(options, folder, say)
        say(
            f"seeds {seeds[0]}–{seeds[-1]}; medians of {len(seeds)}; at most {options.seconds:g} s a question"
        )
        say(cold_start(bench.tiny))
        drawn = _drawn(options, chosen, seeds, folder, say)
        for line, asked in drawn:
            bench.line(line, asked)
        if not options.only or ORLIB.name in options.only:
            bench.facility_location(ORLIB, facility_location(folder))
        bench.summary()
    return bench


def _drawn(
    options: argparse.Namespace, chosen: Sequence[Line], seeds: list[int], folder: Path, say: Say
) -> list[tuple[Line, list[Asked]]]:
    """The tenders of every line, from one market, which is let go before anything is timed."""
    if not chosen:
        return []
    started = time.perf_counter()
    market = generate.market(seeds[0], options.enterprises, offers_each=options.offers_each)
    say(
        f"market | seed {seeds[0]}: {len(market):,} enterprises, {len(market.columns.owner):,} offers"
        f" | drawn in {time.perf_counter() - started:.1f} s"
    )
    return [(line, draw(market, line, seeds, folder)) for line in chosen]


def _options(arguments: Sequence[str] | None, names: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.solver")
    parser.add_argument("--seeds", type=int, default=5, help="how many fresh seeds")
    parser.add_argument("--start", type=int, default=int(time.time()) % 100_000, help="the first seed")
    parser.add_argument("--seconds", type=float, default=30.0, help="limit of each question")
    parser.add_argument(
        "--only", nargs="+", choices=names, default=None, metavar="NAME", help=", ".join(names)
    )
    parser.add_argument("--each", action="store_true", help="a line for every question too")
    parser.add_argument("--no-others", action="store_true", help="ours alone, for a quick look")
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES)
    parser.add_argument(
        "--offers-each", type=float, default=OFFERS_EACH, help="mean offers drawn for an enterprise"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(1 if run().failed else 0)
