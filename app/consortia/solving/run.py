"""One run of the solver: a child process with limits, and the check of its answer.

The process reports its progress and is never left behind. `app/foundation/launch.py` limits its memory and
processor time. The wall clock is kept here: the solver promises to end 2 s after its seconds; it is asked to
stop a little later (it then answers with the best found so far) and killed after that. No answer is used
before the independent checker has recomputed it.
"""

from __future__ import annotations

import json
import os
import re
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from app.foundation.config import PROJECT_DIR
from app.foundation.errors import DomainError
from app.foundation.limited import LAUNCHER
from solver import check as checker
from solver import outcome as outcomes
from solver import problem as problems
from solver.settings import Settings

TICK_SECONDS = 1.0
STARTING_SECONDS = 15.0  # loading the libraries on a busy machine, before its clock starts
STOPPING_SECONDS = 5.0  # from being asked to stop to being killed
LOADED_MB = 3072  # address space of the libraries themselves; the solver limits what it uses beyond them
MOST_OUTCOME_BYTES = 64 * 1024 * 1024
MOST_LINE = 64 * 1024
SOLVED, INVALID, INFEASIBLE, OUT_OF_TIME = 0, 2, 3, 4


class SolverFailed(DomainError):
    """There is no answer that can be stored; the message says why, for a person."""


@dataclass(frozen=True)
class SearchProgress:
    """How far the search is. Objectives in pence as the problem weighs them; None while there is none."""

    stage: str
    seconds: float
    best: int | None = None
    bound: int | None = None
    proposals: int = 0


Listener = Callable[[SearchProgress], None]


def solve(problem: bytes, seconds: int, on_progress: Listener, command: list[str] | None = None) -> bytes:
    """The outcome's bytes, unchecked. `on_progress` is called about once a second and may raise to stop the
    search.

    Raises SolverFailed with a reason when there is no answer. `command` replaces the solver in tests: it is
    given the problem on standard input and `--out FILE --seconds N`.
    """
    program = command or [sys.executable, "-m", "solver", "propose", "-"]
    with tempfile.TemporaryDirectory(prefix="enquiry-") as folder:
        question, answer = Path(folder, "problem.json"), Path(folder, "outcome.json")
        question.write_bytes(problem)
        with question.open("rb") as stdin:
            process = subprocess.Popen(
                [*_launcher(seconds), *program, "--out", str(answer), "--seconds", str(seconds)],
                stdin=stdin,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd=PROJECT_DIR,
                env=_environment(),
            )
        try:
            last_words = _listen(process, seconds, on_progress)
        except BaseException:
            process.kill()
            raise
        finally:
            _end(process)
        return _answer(process.returncode, answer, last_words)


def _launcher(seconds: int) -> list[str]:
    settings = Settings(seconds=seconds)
    memory = (settings.memory_mb + LOADED_MB) * 1024 * 1024
    processor = int((seconds + STARTING_SECONDS + STOPPING_SECONDS) * max(settings.workers, 2))
    return [sys.executable, "-I", "-S", str(LAUNCHER), str(memory), str(processor), str(os.getpid())]


def _environment() -> dict[str, str]:
    """What a solver needs and nothing more: no database address, no secret."""
    names = ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "SYSTEMROOT")
    return {name: os.environ[name] for name in names if name in os.environ} | {"PYTHONUNBUFFERED": "1"}


def _listen(process: subprocess.Popen[bytes], seconds: int, on_progress: Listener) -> str:
    """Report progress until the child ends its error stream; return its last lines that were no progress."""
    assert process.stderr is not None
    started = time.monotonic()
    asked_to_stop: float | None = None
    latest = SearchProgress("Starting the search", 0.0)
    reader = _Lines(process.stderr)
    with selectors.DefaultSelector() as selector:
        os.set_blocking(process.stderr.fileno(), False)
        selector.register(process.stderr, selectors.EVENT_READ)
        next_tick = started + TICK_SECONDS
        while not reader.ended:
            selector.select(timeout=max(0.05, next_tick - time.monotonic()))
            latest = reader.read(latest)
            moment = time.monotonic()
            if moment >= next_tick:
                on_progress(latest)
                next_tick = moment + TICK_SECONDS
            if asked_to_stop is None and moment - started > seconds + STARTING_SECONDS:
                process.send_signal(signal.SIGTERM)
                asked_to_stop = moment
            if asked_to_stop is not None and moment - asked_to_stop > STOPPING_SECONDS:
                process.kill()
                break
    on_progress(latest)
    return reader.words()


class _Lines:
    """The child's error stream: JSON lines are progress, anything else is kept as its last words."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.buffer = b""
        self.other: list[str] = []
        self.ended = False

    def read(self, latest: SearchProgress) -> SearchProgress:
        while True:
            try:
                chunk = os.read(self.stream.fileno(), 65536)
            except BlockingIOError:
                return latest
            if not chunk:
                self.ended = True
            self.buffer += chunk
            *lines, self.buffer = self.buffer.split(b"\n")
            if self.ended or len(self.buffer) > MOST_LINE:
                lines, self.buffer = [*lines, self.buffer], b""
            for line in lines:
                latest = self._read_line(line, latest)
            if self.ended:
                return latest

    def _read_line(self, line: bytes, latest: SearchProgress) -> SearchProgress:
        text = line.decode("utf-8", "replace").strip()
        try:
            data: Any = json.loads(text) if text.startswith("{") else None
        except ValueError:
            data = None
        if isinstance(data, dict) and isinstance(data.get("stage"), str):
            # After the first proposal, best and bound are about the next one, but people want those of the
            # first.
            first = latest.proposals == 0
            return SearchProgress(
                stage=data["stage"],
                seconds=float(_number(data.get("seconds")) or 0.0),
                best=_whole(data.get("best")) if first else latest.best,
                bound=_whole(data.get("bound")) if first else latest.bound,
                proposals=_whole(data.get("proposals")) or 0,
            )
        if text:
            self.other = [*self.other[-20:], text]
        return latest

    def words(self) -> str:
        return " ".join(self.other)[-500:]


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: Any) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave no process behind, whatever happened."""
    if process.poll() is None:
        try:
            process.wait(timeout=STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stderr is not None:
        process.stderr.close()


def _place(last_words: str) -> str:
    """Where in the question the fault is. The rest of the message is left out: it can have a price in it."""
    place = last_words.partition(": ")[0]
    return place if re.fullmatch(r"[\w$.\[\]-]{1,120}", place) else "no place given"


def _answer(status: int, answer: Path, last_words: str) -> bytes:
    if status in (SOLVED, INFEASIBLE, OUT_OF_TIME) and answer.exists():
        if answer.stat().st_size > MOST_OUTCOME_BYTES:
            raise SolverFailed("The solver's answer was too large to keep. Ask for fewer lots or proposals.")
        return answer.read_bytes()
    if status == INVALID:
        raise SolverFailed(f"The solver did not accept the question ({_place(last_words)}).")
    if status == OUT_OF_TIME:
        raise SolverFailed(
            "No consortium was found in the time allowed. Try again with more time or fewer lots."
        )
    if status in (-signal.SIGKILL, -signal.SIGXCPU, -signal.SIGTERM):
        raise SolverFailed(
            "The search was stopped because it used more time or memory than allowed. Ask for fewer lots."
        )
    if "MemoryError" in last_words or "bad_alloc" in last_words or status == -signal.SIGABRT:
        raise SolverFailed("The search needed more memory than allowed. Ask for fewer lots or proposals.")
    raise SolverFailed("The search stopped unexpectedly. Try again.")


SHOWN = 3


@dataclass(frozen=True)
class Checked:
    """A problem and its outcome after the check."""

    problem: problems.Problem
    outcome: outcomes.Outcome


def checked(problem_bytes: bytes, outcome_bytes: bytes) -> Checked:
    """Read and check both. Raises SolverFailed where any rule or figure is wrong."""
    problem = problems.read(problem_bytes)
    try:
        outcome = outcomes.read(outcome_bytes)
    except outcomes.OutcomeError as error:
        raise SolverFailed(
            f"The solver's answer could not be read, so we did not store it ({error.path})."
        ) from error
    findings = checker.check(problem, outcome)
    if findings:
        # Only where and which rule: the sentence of a finding has figures, and operators can read a reason.
        listed = "; ".join(f"{finding.where}: {finding.rule}" for finding in findings[:SHOWN])
        raise SolverFailed(
            f"The solver's answer did not pass our own check, so we did not store it: {listed}."
        )
    return Checked(problem, outcome)
