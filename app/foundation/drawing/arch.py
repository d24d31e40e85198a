"""The arch of consent: one stone a member, filled once it has accepted. The lead is the keystone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.foundation.drawing.letters import wrap
from app.foundation.drawing.model import Drawing, Table
from app.foundation.drawing.palette import (
    BRAND,
    INK,
    INK_SOFT,
    PALE_LINE,
    VERMILLION,
    VERMILLION_INK,
    WHITE,
    Look,
)
from app.foundation.drawing.svg import Canvas, figure

_WIDTH = 340
_CENTRE = _WIDTH / 2
_INNER, _OUTER = 78, 138
_JOINT = 5
_FOOT = 158
_ROW = 42

_STATES: dict[str, tuple[Look, str, str]] = {
    "accepted": (Look(BRAND, edge=BRAND, letters=WHITE), "", "accepted"),
    "invited": (Look(WHITE, edge=BRAND), "5 4", "not answered yet"),
    "countered": (Look("#fff5e3", "diagonal", "#c88a2b", "#8a5300"), "", "asked for changes"),
    "declined": (Look("#fbe3d3", "cross", VERMILLION, VERMILLION_INK), "", "declined"),
    "left": (Look(WHITE, "dots", INK_SOFT, INK_SOFT), "2 3", "left"),
}


@dataclass(frozen=True)
class Stone:
    """A member: `share_bp` of the contract's value sets the width of its stone; `state` as in Member.

    Where the reader may not see shares (beside quantities they give prices away) `share_bp` is None in every
    stone: then all are equally wide, and no share is shown.
    """

    label: str
    state: str
    share_bp: int | None
    lead: bool = False


def arch(stones: Sequence[Stone], title: str = "Who has accepted", caption: str = "") -> Drawing:
    """The arch is complete when every stone is filled. Numbers in the stones lead to the names beneath."""
    if not stones:
        raise ValueError("an arch needs at least one stone")
    order = _around_the_lead(stones)
    yes = sum(stone.state == "accepted" for stone in stones)
    canvas = Canvas(_WIDTH, _FOOT + 34 + len(order) * _ROW)
    for number, (stone, start, end) in enumerate(_angles(order), 1):
        _stone(canvas, number, stone, start, end)
    canvas.rect(_CENTRE - _OUTER - 14, _FOOT, _OUTER - _INNER + 28, 8, fill=INK)
    canvas.rect(_CENTRE + _INNER - 14, _FOOT, _OUTER - _INNER + 28, 8, fill=INK)
    canvas.text(_CENTRE, _FOOT - 24, f"{yes} of {len(stones)}", 28, anchor="middle", bold=True)
    canvas.text(_CENTRE, _FOOT - 4, "accepted", 15, anchor="middle", fill=INK_SOFT)
    for number, stone in enumerate(order, 1):
        _name(canvas, number, stone, _FOOT + 34 + (number - 1) * _ROW)
    words = "; ".join(f"{s.label}{' (lead)' if s.lead else ''} {_STATES[s.state][2]}" for s in order)
    return canvas.finish(title, words, caption or _caption(yes, len(stones)), _table(order))


def _table(order: Sequence[Stone]) -> Table:
    members = [(s.label, "Lead" if s.lead else "Member", _STATES[s.state][2]) for s in order]
    if all(s.share_bp is None for s in order):
        return Table(("Member", "Role", "Answer"), tuple(members))
    rows = tuple(
        (label, role, _percent(s.share_bp or 0), answer)
        for s, (label, role, answer) in zip(order, members, strict=True)
    )
    return Table(("Member", "Role", "Share of value", "Answer"), rows, frozenset({2}))


def _caption(yes: int, count: int) -> str:
    if yes == count:
        return "Every member has accepted, so the consortium is agreed."
    waiting = count - yes
    missing = "1 member has" if waiting == 1 else f"{waiting} members have"
    return f"Each stone is a member, as wide as its share. {missing} still to accept."


def _around_the_lead(stones: Sequence[Stone]) -> list[Stone]:
    """The lead in the middle, the others left and right of it in turn, so that it is the keystone."""
    lead = [s for s in stones if s.lead][:1]
    members = [s for s in stones if s not in lead]
    return [*reversed(members[1::2]), *lead, *members[0::2]] if lead else list(stones)


def _angles(stones: Sequence[Stone]) -> list[tuple[Stone, float, float]]:
    """Degrees from left (180) to right (0). Wide stones for large shares, but none too thin for its
    number.
    """
    least = 180 / (2.2 * len(stones))
    total = sum(max(1, s.share_bp or 1) for s in stones)
    room = 180 - least * len(stones)
    angles, at = [], 180.0
    for stone in stones:
        wide = least + room * max(1, stone.share_bp or 1) / total
        angles.append((stone, at, at - wide))
        at -= wide
    return angles


def _stone(canvas: Canvas, number: int, stone: Stone, start: float, end: float) -> None:
    look, dash, _ = _STATES[stone.state]
    outer = _OUTER + (12 if stone.lead else (number % 3) * 3)
    corners = [
        _corner(_INNER, start, -1),
        _corner(outer, start, -1),
        _corner(outer, end, 1),
        _corner(_INNER, end, 1),
    ]
    f = figure
    p = [f"{f(x)} {f(y)}" for x, y in corners]
    canvas.surface(
        look, f"M{p[0]}L{p[1]}A{outer} {outer} 0 0 1 {p[2]}L{p[3]}A{_INNER} {_INNER} 0 0 0 {p[0]}Z", 2, dash
    )
    x, y = _at((_INNER + outer) / 2, (start + end) / 2)
    if look.hatch != "none":
        canvas.element("circle", cx=x, cy=y, r=11, fill=WHITE)
    canvas.text(x, y + 5, str(number), 15, anchor="middle", bold=True, fill=look.letters)


def _name(canvas: Canvas, number: int, stone: Stone, y: float) -> None:
    look, dash, words = _STATES[stone.state]
    f = figure
    canvas.line(0, y - 4, _WIDTH, y - 4, PALE_LINE)
    canvas.surface(look, f"M2 {f(y + 2)}H26V{f(y + 26)}H2Z", 1.5, dash)
    if look.hatch != "none":
        canvas.element("circle", cx=14, cy=y + 14, r=9, fill=WHITE)
    canvas.text(14, y + 19, str(number), 14, anchor="middle", bold=True, fill=look.letters)
    canvas.text(36, y + 13, wrap(stone.label, 15, _WIDTH - 40, 1)[0], 15, bold=True)
    share = "" if stone.share_bp is None else f"{_percent(stone.share_bp)} of the value, "
    role = f"{'lead, ' if stone.lead else ''}{share}{words}"
    canvas.text(36, y + 31, role, 14, fill=VERMILLION_INK if stone.state == "declined" else INK_SOFT)


def _corner(radius: float, degrees: float, side: int) -> tuple[float, float]:
    """A corner moved half a joint into its stone, so that joints are as wide inside as outside."""
    if degrees > 179.99 or degrees < 0.01:
        return _at(radius, degrees)
    return _at(radius, degrees + side * math.degrees(_JOINT / 2 / radius))


def _at(radius: float, degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return _CENTRE + radius * math.cos(angle), _FOOT - radius * math.sin(angle)


def _percent(bp: int) -> str:
    return f"{bp / 100:.1f}%".replace(".0%", "%")
