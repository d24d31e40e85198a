"""python -m bench.timing: questions asked in a process of their own, so that its memory is the solving's
alone.

Reads a job as JSON on standard input and writes what was measured to the job's `out`. The process is woken
with a tiny question first. Clocks start at the question, once its file is read; the reading is reported
beside. What is found is checked by `solver.check` outside the clock, and a finding ends the process with it.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from solver import problem
from solver.candidates import candidates
from solver.check import check
from solver.cli.watching import lean_memory
from solver.outcome import Outcome, Proposal
from solver.problem import Problem
from solver.search.answer import Answering
from solver.search.frontier import frontier
from solver.search.search import outcome_of
from solver.settings import Settings

GRACE_SECONDS = 2.0  # past the limit, as on the command line
POINTS = 8
POINT_GAP_BP = 50


@dataclass
class Job:
    """What a child is asked: a way of solving, files of questions, and limits."""

    way: str
    paths: list[str]
    seconds: float
    tiny: str
    out: str
    until: str | None = None


@dataclass
class Measured:
    """One question answered. `marks`: what was reached, after how many seconds; `scale` is D, price x its
    weight.

    `gap_bp` is the largest of all proposals; `reading` the seconds the file took, before the clock. `whole`:
    there are as many proposals as were asked for, or as there can be.
    """

    marks: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    processor: float = 0.0
    reading: float = 0.0
    memory_mb: float = 0.0
    pairs: int = 0
    objective: int | None = None
    bound: float | None = None
    scale: int = 1
    gap_bp: int | None = None
    proven: bool = False
    proposals: int = 0
    proofs: int = 0
    whole: bool = False
    remark: str = ""

    def of(self, proposals: tuple[Proposal, ...], price_weight: int) -> None:
        """Takes the figures of what was proposed."""
        if proposals:
            first = proposals[0]
            self.objective, self.bound, self.proven = first.objective, first.bound, first.proven
            self.scale = max(1, price_weight * first.price)
            self.gap_bp = max(one.gap_bp for one in proposals)
            self.proposals, self.proofs = len(proposals), sum(one.proven for one in proposals)


def timed(question: Problem, job: Job) -> Measured:
    """Proposals, with the moments of: the first; it certified to 1%; all within 1%; the first proven; all
    proven.
    """
    got = Measured()
    reached = threading.Event()
    kept: list[Outcome] = []
    reach, count = question.weights.price, question.alternatives.count

    def hear(stage: str, at: float, best: int | None, bound: int | None, proposals: int) -> None:
        state = work.state
        if best is None or state is None or not state.solutions:
            return
        now = time.perf_counter() - started
        got.marks.setdefault("first", now)
        if bound is not None and 100 * (best - bound) <= max(1, reach * state.solutions[0].figures.price):
            got.marks.setdefault("certified", now)
        if count > 1 and len(state.solutions) == count and "within" not in got.marks:
            state.bound_solutions()
            answer = outcome_of(state)
            if within(answer, reach, count):
                got.marks["within"] = time.perf_counter() - started
                kept.append(answer)
        if job.until in got.marks:
            reached.set()

    work = Answering(question, Settings(seconds=job.seconds), None, hear)
    processor = time.process_time()
    started = time.perf_counter()
    ended = _held(work.run, job.seconds, reached)
    got.seconds = time.perf_counter() - started
    got.processor = time.process_time() - processor
    answer = work.outcome()
    for one in (*kept, answer):
        _checked(question, one)
    got.of(answer.proposals, reach)
    got.whole = is_whole(answer, count)
    if ended and answer.proposals:
        mark_end(got, answer, reach, count)
    return got


def mark_end(got: Measured, answer: Outcome, reach: int, count: int) -> None:
    """The marks that only a run to its end can reach."""
    first = answer.proposals[0]
    if first.proven:
        got.marks["proven"] = got.seconds
    if first.proven or near(first, reach):
        got.marks.setdefault("certified", got.seconds)
    if answer.ended != "out_of_time" and all(one.proven for one in answer.proposals):
        got.marks["all"] = got.seconds
    if within(answer, reach, count):
        got.marks.setdefault("within", got.seconds)


def within(answer: Outcome, reach: int, count: int) -> bool:
    """Whether there are as many proposals as asked, or as there can be, each within 1% of its own bound."""
    return is_whole(answer, count) and all(near(proposal, reach) for proposal in answer.proposals)


def near(proposal: Proposal, reach: int) -> bool:
    """Whether a proposal is within 1% of its own bound."""
    return 100 * (proposal.objective - proposal.bound) <= max(1, reach * proposal.price)


def is_whole(answer: Outcome, count: int) -> bool:
    """Whether there are as many proposals as asked, or as there can be."""
    return len(answer.proposals) == count or answer.ended == "none_left"


def explained(question: Problem, job: Job) -> Measured:
    """What nobody can cover: the first reason, and all that would help."""
    got = Measured()
    work = Answering(question, Settings(seconds=job.seconds))
    processor = time.process_time()
    started = time.perf_counter()
    _held(work.run, job.seconds)
    got.seconds = time.perf_counter() - started
    got.processor = time.process_time() - processor
    answer = work.outcome()
    _checked(question, answer)
    if answer.status == "solved":
        raise SystemExit(f"{question.tender}: what should be infeasible was solved")
    if work.reason_seconds is not None:
        got.marks["reason"] = work.reason_seconds
    if answer.status == "infeasible" and got.seconds < job.seconds - 0.5:
        got.marks["everything"] = got.seconds
    got.remark = (
        f"{len(answer.relaxations)} relaxations, {len(answer.unlocks)} unlocks, {len(answer.conditions)}"
        " conditions"
    )
    return got


def floors(question: Problem, job: Job) -> Measured:
    """A frontier, reached only where every point is within half a per cent of its bound."""
    got = Measured()
    processor = time.process_time()
    started = time.perf_counter()
    found = frontier(question, POINTS, Settings(seconds=job.seconds))
    got.seconds = time.perf_counter() - started
    got.processor = time.process_time() - processor
    points = [one.proposal for one in found.points if one.proposal is not None]
    for point in found.points:
        if point.proposal is not None:
            _checked(question, Outcome(question.sha256, "solved", "out_of_time", (point.proposal,)))
            if point.proposal.social_value < point.floor:
                raise SystemExit(f"{question.tender}: a point below its floor of {point.floor}")
    got.of(tuple(points), question.weights.price)
    if len(points) == POINTS and all(one.gap_bp <= POINT_GAP_BP for one in points):
        got.marks["points"] = got.seconds
    got.remark = f"{len(points)} points, largest gap {got.gap_bp} bp"
    return got


def _held(labour: Callable[[], None], seconds: float, reached: threading.Event | None = None) -> bool:
    """Runs `labour` until it ends (True), `reached` is set, or its time is long out: as the command line
    holds it.
    """
    failed: list[BaseException] = []
    wanted = reached or threading.Event()
    ended = threading.Event()

    def work() -> None:
        try:
            labour()
        except BaseException as error:
            failed.append(error)
        finally:
            ended.set()
            wanted.set()

    threading.Thread(target=work, daemon=True).start()
    wanted.wait(seconds + GRACE_SECONDS)
    if failed:
        raise failed[0]
    return ended.is_set()


def _checked(question: Problem, answer: Outcome) -> None:
    findings = check(question, answer)
    if findings:
        raise SystemExit(f"{question.tender}: the checker found: {findings[0]}")


def peak_mb(process: int | str = "self") -> float:
    """The most memory a process has held. Not `ru_maxrss`: that counts what its parent held when it was
    started.
    """
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if process == "self" else math.nan


OURS = {"proposals": timed, "explained": explained, "frontier": floors}


def way_of(name: str) -> Callable[[Problem, Job], Measured]:
    """A way to be asked by name. The others' are loaded only where they are wanted: they take memory too."""
    if name in OURS:
        return OURS[name]
    from bench.baselines import measured

    return lambda question, job: measured(name, question, job)


def main() -> None:
    """One job from beginning to end."""
    job = Job(**json.load(sys.stdin))
    way = way_of(job.way)
    if job.way in OURS:
        # As our command line does: it costs HiGHS up to a third more time, which others need not pay.
        lean_memory()
    awake = timed if job.way in OURS else way
    awake(problem.read(job.tiny), Job(job.way, [], 2.0, job.tiny, job.out))
    found: list[dict[str, Any]] = []
    for path in job.paths:
        started = time.perf_counter()
        question = problem.read(path)
        reading = time.perf_counter() - started
        got = way(question, job)
        got.memory_mb, got.reading = peak_mb(), reading
        got.pairs = len(candidates(question).w)
        found.append(asdict(got))
    Path(job.out).write_text(json.dumps(found))
    sys.stderr.flush()
    os._exit(0)  # a search that was not waited for may still be inside a solver


if __name__ == "__main__":
    main()
