"""python -m bench.solver: every figure of the solver, and what others do on the same problems.

Clocks start at the question, in a warm process; cold start is printed beside. Wall seconds depend on who else uses
the machine, so processor seconds of this process stand beside them.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.baselines import HIGHS, SCIP, broker, one_cp_sat, one_mip
from bench.orlib import EIGHTIETHS, OPTIMA, orlib
from solver import generate, problem
from solver.answer import Answering, Memory
from solver.check import check
from solver.frontier import frontier
from solver.outcome import Outcome
from solver.problem import Problem
from solver.settings import Settings

ENTERPRISES = 131_000
OFFERS_EACH = 14.0  # drawn; a capability twice is dropped, which leaves some 830,000


@dataclass
class Timed:
    """Marks of one answer in wall seconds (None: never reached), and its processor seconds."""

    answer: Outcome
    processor: float
    marks: dict[str, float] = field(default_factory=dict)


def timed(question: Problem, seconds: float, known: Memory | None = None) -> Timed:
    """One question answered, with the moments of its first, nearly proven and proven proposals."""
    marks: dict[str, float] = {}
    reach = question.weights.price

    def hear(stage: str, at: float, best: int | None, bound: int | None, proposals: int) -> None:
        if best is not None:
            marks.setdefault("first", at)
            price = max(1, reach * price_of(work))
            if bound is not None and best - bound <= price / 100:
                marks.setdefault("certified", at)

    work = Answering(question, Settings(seconds=seconds), None, hear, known=known)
    processor = time.process_time()
    started = time.perf_counter()
    work.run()
    took = time.perf_counter() - started
    answer = work.outcome()
    findings = check(question, answer)
    if findings:
        raise SystemExit(f"the checker found: {findings[0]}")
    if answer.proposals and answer.proposals[0].proven:
        marks["proven"] = took
    if answer.ended != "out_of_time" and all(one.proven for one in answer.proposals):
        marks["all"] = took
    return Timed(answer, time.process_time() - processor, marks)


def price_of(work: Answering) -> int:
    """Price of the best proposal so far."""
    search = work.search
    return search.found[0].figures.price if search is not None and search.found else 0


def figure(values: list[float | None]) -> str:
    """Median, with how many were never reached."""
    reached = [value for value in values if value is not None]
    if not reached:
        return "never"
    missed = f" ({len(values) - len(reached)} of {len(values)} not)" if len(reached) < len(values) else ""
    return f"{statistics.median(reached):.2f}{missed}"


def row(name: str, *cells: str) -> None:
    """One line of the table."""
    print(" | ".join((name, *cells)), flush=True)


def pairs_of(question: Problem) -> int:
    """Pairs of offer and work package that could take part."""
    from solver.candidates import candidates

    return len(candidates(question).w)


def proposals(name: str, questions: list[Problem], seconds: float) -> list[Timed]:
    """First, within 1%, proven and all proposals proven."""
    found = [timed(question, seconds) for question in questions]
    row(
        name,
        f"pairs {statistics.median(map(pairs_of, questions)):.0f}",
        *(
            f"{mark} {figure([one.marks.get(mark) for one in found])} s"
            for mark in ("first", "certified", "proven", "all")
        ),
        f"processor {statistics.median(one.processor for one in found):.2f} s",
        f"worst gap {max((p.gap_bp for one in found for p in one.answer.proposals), default=0)} bp",
    )
    return found


def compare(questions: list[Problem], answers: list[Timed], seconds: float) -> None:
    """The same questions asked of others."""
    ways: list[Callable[[Problem], Any]] = [
        lambda q: one_mip(q, HIGHS, seconds),
        lambda q: one_mip(q, SCIP, seconds),
        lambda q: one_cp_sat(q, seconds),
        broker,
    ]
    for way in ways:
        lines = [way(question) for question in questions]
        ratios = []
        for line, answer in zip(lines, answers, strict=True):
            if line.objective is not None and answer.answer.proposals:
                ratios.append(line.objective / answer.answer.proposals[0].objective)
        quality = f"objective x {statistics.median(ratios):.4f}" if ratios else "nothing found"
        remarks = "; ".join(sorted({line.remark for line in lines if line.remark}))
        took = statistics.median(line.seconds for line in lines)
        row(f"    {lines[0].name}", f"{took:.2f} s", f"{quality} ({len(ratios)} of {len(lines)})", remarks)


def real(market: generate.Market, seeds: list[int], seconds: float) -> None:
    """The real thing: all rules, 3 to 12 work packages, at most 8 members."""
    questions = [
        problem.from_dict(generate.problem(market, 3 + seed * 4 % 10, seed=seed, rules="all", members=8))
        for seed in seeds
    ]
    answers = proposals(
        "real thing: all rules, all weights, prefer, 3-12 packages, 8 members, 5 proposals", questions, seconds
    )
    compare(questions, answers, min(seconds, 10.0))
    again = []
    for question, answer in zip(questions, answers, strict=True):
        if answer.answer.proposals:
            changed = problem.to_dict(question)
            changed["pins"]["exclude"] = [answer.answer.proposals[0].members[-1]]
            changed["alternatives"]["count"] = 1
            again.append(timed(problem.from_dict(changed), seconds, Memory.of(answer.answer)))
    row("what-if (one member excluded)", f"proven {figure([one.marks.get('all') for one in again])} s")
    took = []
    for question in questions[:3]:
        started = time.perf_counter()
        found = frontier(question, 8, Settings(seconds=seconds))
        took.append(time.perf_counter() - started if found.ended == "count" else None)
    row("frontier of 8 points", f"{figure(took)} s")


def infeasible(market: generate.Market, seeds: list[int], seconds: float) -> None:
    """Reasons and all that would help."""
    kinds = sorted(generate.INFEASIBLE)
    first: list[float | None] = []
    whole: list[float | None] = []
    for number, seed in enumerate(seeds):
        kind = kinds[number % len(kinds)]
        question = problem.from_dict(generate.problem(market, 6, seed=seed, infeasible=kind))
        work = Answering(question, Settings(seconds=seconds))
        started = time.perf_counter()
        work.run()
        took = time.perf_counter() - started
        found = work.outcome()
        if found.status != "infeasible" or check(question, found):
            raise SystemExit(f"{kind} was not recognised")
        first.append(work.reason_seconds)
        whole.append(took if took < seconds else None)
    row("infeasible", f"first reason {figure(first)} s", f"everything {figure(whole)} s")


def facility_location(seconds: float) -> None:
    """The thirteen OR-Library instances together."""
    started = time.perf_counter()
    proven = 0
    for name, optimum in OPTIMA.items():
        question = problem.from_dict(orlib(name))
        found = timed(question, seconds).answer.proposals[0]
        right = abs(found.objective - optimum * EIGHTIETHS) <= optimum * EIGHTIETHS / 20_000 + 1
        proven += found.proven and right
    took = time.perf_counter() - started
    row("OR-Library, 13 instances", f"{proven} proven at the published optimum", f"{took:.2f} s together")


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.solver")
    parser.add_argument("--seeds", type=int, default=5, help="how many fresh seeds")
    parser.add_argument("--start", type=int, default=int(time.time()) % 100_000, help="the first seed")
    parser.add_argument("--seconds", type=float, default=30.0, help="limit of each question")
    parser.add_argument("--only", choices=("real", "stress", "infeasible", "orlib"), default=None)
    options = parser.parse_args()
    seeds = list(range(options.start, options.start + options.seeds))
    cold = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import solver.answer"], check=True)
    row("cold start", f"{time.perf_counter() - cold:.2f} s", f"seeds {seeds[0]} to {seeds[-1]}")
    if options.only in (None, "orlib"):
        facility_location(options.seconds)
    started = time.perf_counter()
    market = generate.market(seeds[0], ENTERPRISES, offers_each=OFFERS_EACH)
    row(
        "market",
        f"{len(market):,} enterprises, {len(market.columns.owner):,} offers",
        f"{time.perf_counter() - started:.1f} s",
    )
    if options.only in (None, "real"):
        real(market, seeds, options.seconds)
    if options.only in (None, "infeasible"):
        infeasible(market, seeds, options.seconds)
    if options.only in (None, "stress"):
        for name, packages, members, dense in (
            ("stress: price only, 40 packages, 40 members, 5 proposals", 40, 40, False),
            ("stress: the same in the densest city", 40, 40, True),
            ("stress: price only, 100 packages, 60 members, 5 proposals", 100, 60, False),
        ):
            questions = [
                problem.from_dict(
                    generate.problem(market, packages, seed=seed, rules="price", members=members, dense=dense)
                )
                for seed in seeds
            ]
            proposals(name, questions, options.seconds)
    row("peak memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, the market included")


if __name__ == "__main__":
    main()
