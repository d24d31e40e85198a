"""check: recomputes an outcome without OR-Tools."""

from __future__ import annotations

import argparse
from typing import Any

from solver.cli.exits import EXIT_FAILED, EXIT_FOUND, EXIT_INVALID
from solver.cli.streams import read_problem, say


def add_to(commands: Any) -> None:
    """The command and its options."""
    parser = commands.add_parser("check", help="recalculate every rule and figure of an outcome")
    parser.add_argument("problem")
    parser.add_argument("outcome")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Says what is wrong, a line each."""
    from solver import outcome
    from solver.check import check

    question = read_problem(options.problem)
    if question is None:
        return EXIT_INVALID
    try:
        answer = outcome.read(options.outcome)
    except (outcome.OutcomeError, OSError) as error:
        say(str(error))
        return EXIT_FAILED
    findings = check(question, answer)
    for finding in findings:
        say(str(finding))
    if not findings:
        print(f"passes: {len(answer.proposals)} proposals, {answer.status}")
    return EXIT_FAILED if findings else EXIT_FOUND
