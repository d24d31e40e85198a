"""The alternatives as a table of plain text, for the terminal."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Sequence

from app.consortia.screens.alternatives import Alternatives

WIDEST = 26


def table_of(found: Alternatives) -> str:
    """One column a proposal, one line a figure; then who is in which."""
    head = ["", *(f"Proposal {rank}" for rank in found.ranks)]
    lines = [
        [line.label, *(_words(figure.words, figure.note) for figure in line.figures)] for line in found.lines
    ]
    members = [[one.name, *(role or "-" for role in one.roles)] for one in found.presence]
    rows = [head, *lines, ["-- Lead and members", *("" for _ in found.ranks)], *members]
    widths = [min(WIDEST, max(len(row[column]) for row in rows)) for column in range(len(head))]
    return "\n".join(_row(row, widths) for row in rows)


def _words(words: str, note: str) -> str:
    return f"{words} ({note})" if note else words


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    lines = itertools.zip_longest(*wrapped, fillvalue="")
    return "\n".join(
        "  ".join(part.ljust(width) for part, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
