"""Building an SVG with attributes only: no style element, no style attribute, no script, no outside file.

The content security policy of the pages forbids the first two, the PDF the last. Same input, same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from markupsafe import Markup, escape

from app.foundation.drawing.model import Drawing, Table
from app.foundation.drawing.palette import INK, WHITE, Look

Attributes = dict[str, str | float]
FONT = "Source Sans 3, Source Sans 3 Ext, arial, sans-serif"


def figure(n: float) -> str:
    """A coordinate with at most one decimal, never "-0"."""
    written = f"{n:.1f}".rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


class Canvas:
    """Collects the elements of one drawing, in painting order; coordinates are px."""

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._body: list[str] = []
        self._hatches: dict[Look, str] = {}

    def element(self, name: str, **attributes: str | float) -> None:
        self._body.append(_element(name, attributes))

    def rect(self, x: float, y: float, w: float, h: float, **attributes: str | float) -> None:
        self.element("rect", x=x, y=y, width=w, height=h, **attributes)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str, width: float = 1, dash: str = ""
    ) -> None:
        self.element(
            "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash
        )

    def surface(self, look: Look, d: str, edge_width: float = 1, dash: str = "") -> None:
        """A path filled the way `look` says: colour first, hatching over it, edge last."""
        self.element("path", d=d, fill=look.fill)
        self.hatched(look, d)
        edge = {"stroke": look.edge, "stroke_dasharray": dash, "stroke_linejoin": "round"}
        self.element("path", d=d, fill="none", stroke_width=edge_width, **edge)

    def hatched(self, look: Look, d: str) -> None:
        """The hatching of a look alone, over a path; nothing where it has none."""
        if look.hatch != "none":
            self.element("path", d=d, fill=f"url(#{self._hatch(look)})", fill_rule="evenodd")

    def box(self, look: Look, x: float, y: float, w: float, h: float) -> None:
        f = figure
        self.surface(look, f"M{f(x)} {f(y)}H{f(x + w)}V{f(y + h)}H{f(x)}Z")

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 14,
        anchor: str = "start",
        fill: str = INK,
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        common: Attributes = {"x": x, "y": y, "font_size": size}
        if anchor != "start":
            common["text_anchor"] = anchor
        if bold:
            common["font_weight"] = 600
        if halo:  # drawn twice: not every reader knows paint-order
            edge: Attributes = {
                "stroke": WHITE,
                "stroke_width": 4,
                "stroke_linejoin": "round",
                "aria_hidden": "true",
            }
            self._body.append(_element("text", {**common, "fill": WHITE, **edge}, words))
        self._body.append(_element("text", {**common, "fill": fill}, words))

    def lines(
        self, x: float, y: float, rows: Sequence[str], size: float = 14, leading: float = 1.22, **how: object
    ) -> None:
        """Several lines of text, the first with its baseline at y."""
        for number, row in enumerate(rows):
            self.text(x, y + number * size * leading, row, size, **how)  # type: ignore[arg-type]

    def finish(self, title: str, description: str, caption: str, table: Table) -> Drawing:
        """Close the drawing. The ids inside are made from its content, so that two on a page never clash."""
        body = "".join(self._body)
        key = "d" + hashlib.sha256((title + description + body).encode()).hexdigest()[:10]
        width, height = round(self.width), round(self.height)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="app-drawing" role="img" width="{width}"'
            f' height="{height}" viewBox="0 0 {width} {height}" font-family="{FONT}"'
            f' aria-labelledby="{key}-title {key}-desc"><title id="{key}-title">{escape(title)}</title><desc'
            f' id="{key}-desc">{escape(description)}</desc>'
        )
        hatches = "".join(_pattern(look, f"{key}-{name}") for look, name in self._hatches.items())
        defs = f"<defs>{hatches}</defs>" if hatches else ""
        for name in self._hatches.values():
            body = body.replace(f"url(#{name})", f"url(#{key}-{name})")
        return Drawing(Markup(head + defs + body + "</svg>"), title, caption, table, width, height)

    def _hatch(self, look: Look) -> str:
        return self._hatches.setdefault(look, f"hatch{len(self._hatches)}")


def path(points: Sequence[tuple[float, float]]) -> str:
    """A closed outline through the points."""
    return "M" + "L".join(f"{figure(x)} {figure(y)}" for x, y in points) + "Z"


def _element(name: str, attributes: dict[str, str | float], words: str | None = None) -> str:
    # An empty value is an attribute that is not there; an underscore becomes SVG's hyphen.
    written = "".join(
        f' {key.replace("_", "-")}="{figure(value) if isinstance(value, int | float) else escape(value)}"'
        for key, value in attributes.items()
        if value != ""
    )
    return f"<{name}{written}/>" if words is None else f"<{name}{written}>{escape(words)}</{name}>"


_STROKES = {
    "diagonal": "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    "back": "M-2 6L2 10M0 0L8 8M6 -2L10 2",
    "cross": "M-2 2L2 -2M0 8L8 0M6 10L10 6M-2 6L2 10M0 0L8 8M6 -2L10 2",
    "level": "M0 4H8",
}


def _pattern(look: Look, ident: str) -> str:
    if look.hatch == "dots":
        mark = (
            f'<circle cx="2" cy="2" r="1.1" fill="{look.ink}"/><circle cx="6" cy="6" r="1.1"'
            f' fill="{look.ink}"/>'
        )
    else:
        mark = f'<path d="{_STROKES[look.hatch]}" stroke="{look.ink}" stroke-width="1.3" fill="none"/>'
    return f'<pattern id="{ident}" width="8" height="8" patternUnits="userSpaceOnUse">{mark}</pattern>'
