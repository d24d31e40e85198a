"""generate: an invented tender on an invented market."""

from __future__ import annotations

import argparse
import json
from typing import Any

from solver.cli.exits import EXIT_FOUND, EXIT_INVALID
from solver.cli.streams import say, write


def add_to(commands: Any) -> None:
    """The command and its options."""
    parser = commands.add_parser("generate", help="invent a tender and a market, as a problem")
    parser.add_argument("--enterprises", type=int, default=1000)
    parser.add_argument("--work-packages", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--members", type=int, default=8)
    parser.add_argument("--rules", default="all", help="which rules to include: all or price")
    parser.add_argument("--dense", action="store_true", help="place the tender in the largest city")
    parser.add_argument("--infeasible", metavar="KIND", default=None)
    parser.add_argument("--out", default="-")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Writes the problem."""
    from solver import generate

    try:
        found = generate.problem(
            options.seed,
            options.work_packages,
            enterprises=options.enterprises,
            dense=options.dense,
            infeasible=options.infeasible,
            rules=options.rules,
            members=options.members,
        )
    except ValueError as error:
        say(f"generate: {error}")
        return EXIT_INVALID
    written = write((json.dumps(found, ensure_ascii=False) + "\n").encode(), options.out)
    return EXIT_FOUND if written else EXIT_INVALID
