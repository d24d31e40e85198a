"""python -m solver propose | check | frontier | explain | generate | serve"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from solver.cli import checking, exploring, generating, proposing, serving


def main(arguments: Sequence[str]) -> int:
    """Runs one command; its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m solver", description="Find the best consortia for a tender, with proof."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for module in (proposing, checking, exploring, generating, serving):
        module.add_to(commands)
    chosen = parser.parse_args(arguments)
    return int(chosen.run(chosen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
