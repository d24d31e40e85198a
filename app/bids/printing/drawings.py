"""The pictures of a pack: the structure of the consortium, and who covers what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from app.bids.rules.copies import Copy, ShownMember, ShownWorkPackage
from app.foundation.drawing.letters import width_of, wrap
from app.foundation.drawing.matrix import MatrixCell, MatrixColumn, MatrixRow, matrix
from app.foundation.drawing.model import Drawing, Table
from app.foundation.drawing.palette import BRAND, INK_SOFT, PALE, PALE_LINE, WHITE
from app.foundation.drawing.svg import Canvas
from app.foundation.templating import formats

Group = tuple[str, str, Sequence[ShownWorkPackage]]
Item = TypeVar("Item")
# What fits one landscape page at a size that can be read.
ROWS_A_PAGE, COLUMNS_A_PAGE = 7, 8
_WIDTH, _BOX, _HEIGHT, _GAP = 660, 306, 60, 14


def structure(data: Copy) -> Drawing:
    """Buyer, lead, members: who contracts with whom. A dashed edge is a member that has not yet answered."""
    lead = next((member for member in data.members if member.lead), None)
    others = [member for member in data.members if not member.lead]
    rows = (len(others) + 1) // 2
    canvas = Canvas(_WIDTH, 198 + rows * (_HEIGHT + _GAP))
    middle = (_WIDTH - _BOX) / 2
    canvas.line(
        _WIDTH / 2, 50, _WIDTH / 2, 180 + (rows - 0.5) * (_HEIGHT + _GAP) if rows else 100, PALE_LINE, 2
    )
    _box(canvas, middle, 4, data.tender.buyer, "The buyer", "buyer", 46)
    canvas.text(_WIDTH / 2 + 12, 76, "one contract, signed by the lead", 13, fill=INK_SOFT)
    if lead is not None:
        _box(canvas, middle, 94, lead.name, _does(data, lead, "Lead"), "lead", 64)
    if others:
        canvas.text(_WIDTH / 2 + 12, 176, "agreements between lead and members", 13, fill=INK_SOFT)
    for number, member in enumerate(others):
        _member_box(canvas, data, number, member)
    contracting = lead.name if lead else "the lead"
    return canvas.finish(
        "Structure of the consortium",
        f"{data.tender.buyer} contracts with {contracting}, which works with"
        f" {formats.plural(len(others), 'other member')}. The table below lists each member’s work packages.",
        "The lead signs the contract and is accountable to the buyer.",
        _members_table(data),
    )


def _member_box(canvas: Canvas, data: Copy, number: int, member: ShownMember) -> None:
    """Members are drawn in two columns, each joined to the line down the middle."""
    on_the_left = number % 2 == 0
    x = 0 if on_the_left else _WIDTH - _BOX
    y = 190 + (number // 2) * (_HEIGHT + _GAP)
    inner = x + _BOX if on_the_left else x
    canvas.line(inner, y + _HEIGHT / 2, _WIDTH / 2, y + _HEIGHT / 2, PALE_LINE, 2)
    kind = "member" if member.accepted else "asked"
    _box(canvas, x, y, member.name, _does(data, member, ""), kind, _HEIGHT)


def _members_table(data: Copy) -> Table:
    return Table(
        ("Member", "Role", "Work packages"),
        tuple(
            (member.name, "Lead" if member.lead else "Member", _packages(data, member))
            for member in data.members
        ),
    )


def _box(canvas: Canvas, x: float, y: float, name: str, note: str, kind: str, height: float) -> None:
    fill, edge, ink, soft = {
        "buyer": (WHITE, INK_SOFT, "#14191a", INK_SOFT),
        "lead": (BRAND, BRAND, WHITE, "#dcebe9"),
        "member": (PALE, PALE_LINE, "#14191a", INK_SOFT),
        "asked": (WHITE, BRAND, "#14191a", INK_SOFT),
    }[kind]
    canvas.rect(
        x + 1,
        y,
        _BOX - 2,
        height,
        rx=5,
        fill=fill,
        stroke=edge,
        stroke_width=1.5,
        stroke_dasharray="5 4" if kind == "asked" else "",
    )
    top = y + height / 2 - 4
    size = 15 if width_of(name, 15) <= _BOX - 28 else 12  # a long name is set smaller before it is shortened
    canvas.text(x + 14, top, wrap(name, size, _BOX - 28, 1)[0], size, fill=ink, bold=True)
    canvas.text(x + 14, top + 20, wrap(note, 13, _BOX - 28, 1)[0], 13, fill=soft)


def _does(data: Copy, member: ShownMember, role: str) -> str:
    packages = _packages(data, member)
    words = f"work packages {packages}" if "," in packages else f"work package {packages}"
    waiting = "" if member.accepted else ", invited"
    return (f"{role}, {words}" if role else words[0].upper() + words[1:]) + waiting


def _packages(data: Copy, member: ShownMember) -> str:
    mine = [
        package.id
        for package in data.work_packages
        if any(part.member == member.id for part in package.parts)
    ]
    return ", ".join(mine) or "none"


def matrices(data: Copy, groups: Sequence[Group]) -> tuple[Drawing, ...]:
    """The coverage matrix, cut so that each part can be read on one page."""
    rows = [(number, title, package) for number, title, packages in groups for package in packages]
    return tuple(
        _matrix(down, across)
        for across in _evenly(data.members, COLUMNS_A_PAGE)
        for down in _evenly(rows, ROWS_A_PAGE)
    )


def _evenly(items: Sequence[Item], most: int) -> list[Sequence[Item]]:
    """Cut into as few parts of at most `most` as will do, none much shorter than another."""
    size = -(-len(items) // max(1, -(-len(items) // most)))
    return [items[start : start + size] for start in range(0, len(items), max(1, size))]


def _matrix(rows: Sequence[tuple[str, str, ShownWorkPackage]], members: Sequence[ShownMember]) -> Drawing:
    # Cells of members on another page too, so that what they deliver does not count as covered by nobody.
    cells = [
        MatrixCell(package.id, member, _delivers(package, member), member in package.backed_up_by)
        for _, _, package in rows
        for member in sorted({*package.backed_up_by, *(part.member for part in package.parts)})
    ]
    drawn = [
        MatrixRow(
            package.id,
            f"{package.id} {package.name}",
            formats.lot_name(number, title),
            package.quantity,
            package.unit,
        )
        for number, title, package in rows
    ]
    columns = [MatrixColumn(member.id, member.name, "lead" if member.lead else "") for member in members]
    return matrix(drawn, columns, cells, title=_span(rows))


def _delivers(package: ShownWorkPackage, member: str) -> int:
    return sum(part.quantity for part in package.parts if part.member == member)


def _span(rows: Sequence[tuple[str, str, ShownWorkPackage]]) -> str:
    first, last = rows[0][2].id, rows[-1][2].id
    return (
        f"Coverage of work package {first}"
        if first == last
        else f"Coverage of work packages {first} to {last}"
    )
