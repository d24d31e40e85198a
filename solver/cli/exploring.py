"""frontier and explain."""

from __future__ import annotations

import argparse
import dataclasses
import json
import time
from typing import Any

from solver.cli.exits import EXIT_FOUND, EXIT_INFEASIBLE, EXIT_INVALID, EXIT_OUT_OF_TIME
from solver.cli.proposing import add_limits, leave, prepared
from solver.cli.streams import progress, say, write
from solver.cli.watching import watched
from solver.outcome import LISTS, to_dict


def add_to(commands: Any) -> None:
    """The commands and their options."""
    parser = commands.add_parser("frontier", help="show what more social value would cost")
    parser.add_argument("problem")
    parser.add_argument("--points", type=int, default=8)
    parser.add_argument("--out", default="-")
    add_limits(parser)
    parser.set_defaults(run=run_frontier)
    parser = commands.add_parser("explain", help="show only the reasons, relaxations, unlocks and conditions")
    parser.add_argument("problem")
    parser.add_argument("--out", default="-")
    add_limits(parser)
    parser.set_defaults(run=run_explain)


def run_frontier(options: argparse.Namespace) -> int:
    """Writes consortium-frontier/1."""
    started = time.monotonic()
    if options.points < 2:
        say("frontier: needs at least two points")
        return EXIT_INVALID
    both = prepared(options)
    if both is None:
        return EXIT_INVALID
    question, settings = both
    from solver.search.frontier import Frontier, frontier, frontier_to_dict

    found = [Frontier(question.sha256, "out_of_time", ())]
    left = dataclasses.replace(settings, seconds=max(0.05, settings.seconds - (time.monotonic() - started)))
    watched(lambda: found.append(frontier(question, options.points, left, progress)), settings, started)
    if not write(
        (json.dumps(frontier_to_dict(found[-1]), separators=(",", ":")) + "\n").encode(), options.out
    ):
        leave(EXIT_INVALID)
    if found[-1].points:
        leave(EXIT_FOUND)
    say(found[-1].reason or "No point was found in the time allowed.")
    leave(EXIT_INFEASIBLE if found[-1].ended == "none_left" else EXIT_OUT_OF_TIME)
    return EXIT_FOUND


def run_explain(options: argparse.Namespace) -> int:
    """Writes consortium-explanation/1: the four lists of an outcome, and the objective they are measured
    against.
    """
    started = time.monotonic()
    both = prepared(options)
    if both is None:
        return EXIT_INVALID
    question, settings = both
    from solver.search.answer import Answering

    left = max(0.05, settings.seconds - (time.monotonic() - started))
    work = Answering(question, settings, left, progress, explained=True)
    work.stopped = watched(work.run, settings, started)
    answer = work.outcome()
    shown = to_dict(answer)
    keys = ("problem_sha256", "status", "reasons", *LISTS, "cut_short")
    lists = {key: shown[key] for key in keys if key in shown}
    objective = answer.proposals[0].objective if answer.proposals else None
    said = {"format": "consortium-explanation/1", **lists, "objective": objective}
    if not write((json.dumps(said, separators=(",", ":"), ensure_ascii=False) + "\n").encode(), options.out):
        leave(EXIT_INVALID)
    leave({"solved": EXIT_FOUND, "infeasible": EXIT_INFEASIBLE}.get(answer.status, EXIT_OUT_OF_TIME))
    return EXIT_FOUND
