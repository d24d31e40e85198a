"""propose: the search beside a watch, so that the clock, the memory and SIGTERM are held from outside it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import Any

from solver.cli.exits import EXIT_FOUND, EXIT_INFEASIBLE, EXIT_INVALID, EXIT_OUT_OF_TIME
from solver.cli.streams import keep_standard_output, progress, read_problem, say, writable, write
from solver.cli.watching import limit_memory, watched
from solver.outcome import to_bytes
from solver.problem import Problem
from solver.settings import Settings


def add_to(commands: Any) -> None:
    """The command and its options."""
    parser = commands.add_parser("propose", help="find the best consortia, best first, with proof")
    parser.add_argument("problem", help="a consortium-problem/1 file, gzipped or not; - means standard input")
    parser.add_argument("--out", default="-", help="where to write the outcome; - means standard output")
    add_limits(parser)
    parser.set_defaults(run=run)


def add_limits(parser: argparse.ArgumentParser) -> None:
    """Options of every command that searches."""
    usual = Settings()
    parser.add_argument("--seconds", type=float, default=usual.seconds)
    parser.add_argument("--workers", type=int, default=usual.workers)
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--memory-mb", type=int, default=usual.memory_mb)


def prepared(options: argparse.Namespace) -> tuple[Problem, Settings] | None:
    """The problem and settings, or None once the mistake has been said."""
    try:
        settings = Settings(options.seconds, options.workers, options.seed, options.memory_mb)
    except ValueError as error:
        say(f"settings: {error}")
        return None
    keep_standard_output()
    if not writable(options.out):
        return None
    limit_memory(settings)
    question = read_problem(options.problem)
    return None if question is None else (question, settings)


def leave(status: int) -> None:
    """Ends the process: its search may still be inside a solver that does not listen, and nothing more is
    wanted.
    """
    sys.stderr.flush()
    os._exit(status)


def run(options: argparse.Namespace) -> int:
    """Answers a problem within its limits."""
    started = time.monotonic()
    both = prepared(options)
    if both is None:
        return EXIT_INVALID
    question, settings = both
    from solver.search.answer import Answering

    left = max(0.05, settings.seconds - (time.monotonic() - started))
    work = Answering(question, settings, left, progress)
    work.stopped = watched(work.run, settings, started)
    answer = work.outcome()
    written = write(to_bytes(answer), options.out)
    for reason in answer.reasons:
        say(reason.text)
    status = {"solved": EXIT_FOUND, "infeasible": EXIT_INFEASIBLE}.get(answer.status, EXIT_OUT_OF_TIME)
    leave(status if written else EXIT_INVALID)
    return EXIT_FOUND
