"""propose: the search in a thread of its own, so that the clock, the memory and SIGTERM are held from outside it."""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
import threading
import time
from typing import Any

from solver.cli import EXIT_FOUND, EXIT_INFEASIBLE, EXIT_INVALID, EXIT_OUT_OF_TIME
from solver.cli.streams import keep_standard_output, progress, read_problem, say, write
from solver.outcome import Outcome, to_bytes
from solver.problem import Problem
from solver.settings import Settings


def add_to(commands: Any) -> None:
    """The command and its options."""
    parser = commands.add_parser("propose", help="the best consortia, best first, with proof")
    parser.add_argument("problem", help="consortium-problem/1, gzipped or not; - is standard input")
    parser.add_argument("--out", default="-", help="where the outcome goes; - is standard output")
    add_limits(parser)
    parser.set_defaults(run=run)


def add_limits(parser: argparse.ArgumentParser) -> None:
    """Options of every command that searches."""
    usual = Settings()
    parser.add_argument("--seconds", type=float, default=usual.seconds)
    parser.add_argument("--workers", type=int, default=usual.workers)
    parser.add_argument("--seed", type=int, default=usual.seed)
    parser.add_argument("--memory-mb", type=int, default=usual.memory_mb)


def settings_of(options: argparse.Namespace) -> Settings:
    """Settings from the options. Raises ValueError."""
    return Settings(options.seconds, options.workers, options.seed, options.memory_mb)


def run(options: argparse.Namespace) -> int:
    """Answers a problem within its limits."""
    started = time.monotonic()
    try:
        settings = settings_of(options)
    except ValueError as error:
        say(f"settings: {error}")
        return EXIT_INVALID
    keep_standard_output()
    limit_memory(settings)
    question = read_problem(options.problem)
    if question is None:
        return EXIT_INVALID
    answer = supervised(question, settings, started)
    write(to_bytes(answer), options.out)
    for reason in answer.reasons:
        say(reason.text)
    status = {"solved": EXIT_FOUND, "infeasible": EXIT_INFEASIBLE}.get(answer.status, EXIT_OUT_OF_TIME)
    sys.stderr.flush()
    # The search's thread may still be inside a solver that does not listen; nothing it could say is wanted now.
    os._exit(status)


def limit_memory(settings: Settings) -> None:
    """Holds the address space to what a fresh process needs and `memory_mb` more."""
    try:
        limit = (settings.memory_mb + 1024) * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ValueError, OSError):
        say("memory: this system does not let the address space be limited")


def resident_mb() -> float:
    """Memory of this process now."""
    try:
        with open("/proc/self/statm") as stream:
            return int(stream.read().split()[1]) * resource.getpagesize() / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def supervised(question: Problem, settings: Settings, started: float) -> Outcome:
    """Runs the whole answer beside a watch; whatever is known when the watch ends is the answer."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    from solver.answer import Answering

    left = max(0.05, settings.seconds - (time.monotonic() - started))
    work = Answering(question, settings, left, progress)

    def labour() -> None:
        try:
            work.run()
        except MemoryError:
            say("memory: the limit was reached")
        finally:
            stop.set()

    threading.Thread(target=labour, daemon=True).start()
    end = started + settings.seconds + 0.3
    while not stop.wait(0.05) and time.monotonic() < end:
        if resident_mb() > settings.memory_mb:
            say("memory: the limit was reached")
            break
    return work.outcome()
