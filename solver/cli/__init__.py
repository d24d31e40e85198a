"""The command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

EXIT_FOUND, EXIT_FAILED, EXIT_INVALID, EXIT_INFEASIBLE, EXIT_OUT_OF_TIME = 0, 1, 2, 3, 4


def main(arguments: Sequence[str]) -> int:
    """Runs one command; its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m solver", description="Find the best consortia for a tender, with proof."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    from solver.cli import checking, exploring, generating, proposing, serving

    for module in (proposing, checking, exploring, generating, serving):
        module.add_to(commands)
    chosen = parser.parse_args(arguments)
    return int(chosen.run(chosen))
