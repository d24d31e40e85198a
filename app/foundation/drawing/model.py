"""What every drawing returns."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from markupsafe import Markup


@dataclass(frozen=True)
class Table:
    """The same figures in words. `numeric` names the columns (from 0) with figures."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Drawing:
    """One picture: an <svg> element safe to put in a page, what to see in it, and its figures as a table.

    `width` and `height` are in px at the size that its letters were set for.
    """

    svg: Markup
    title: str
    caption: str
    table: Table
    width: int
    height: int

    def as_data_uri(self) -> str:
        """For <img src>, where a document cannot contain an <svg>; the title is then the alt text."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode()).decode("ascii")
