"""Made-up data for the page that shows every component and drawing in every state. Nothing here is real."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from app.foundation.drawing.arch import Stone, arch
from app.foundation.drawing.area_map import MapArea, Shade, area_map
from app.foundation.drawing.bars import CapacityBar, bars
from app.foundation.drawing.matrix import MatrixCell, MatrixColumn, MatrixRow, matrix
from app.foundation.drawing.model import Drawing
from app.foundation.drawing.plot import PlotPoint, plot
from app.foundation.drawing.timeline import Moment, Span, timeline
from app.foundation.templating import formats
from app.foundation.templating.pieces import NeedsYou, Progress, Stat, SummaryRow, Task, TimelineEntry
from app.foundation.templating.states import STATES

_NOW = dt.datetime(2026, 7, 14, 9, 30, tzinfo=dt.UTC)
_DEADLINE = dt.datetime(2026, 8, 3, 11, 0, tzinfo=dt.UTC)


def context() -> dict[str, Any]:
    """Everything that components/gallery.html shows; the same at every call."""
    return {
        "now": _NOW,
        "deadline": _DEADLINE,
        "states": {kind: tuple(states) for kind, states in STATES.items()},
        "progresses": _progresses(),
        "tasks": _tasks(),
        "summary_rows": _summary(),
        "needs": _needs(),
        "stats": _stats(),
        "entries": _entries(),
        "drawings": _drawings(),
        "errors": [
            ("Enter how many meals a day you could make", "meals"),
            ("Choose at least one area", "area"),
        ],
        "page_address": lambda n: f"?page={n}",
    }


_STEPS = ("Finding who could deliver part of it", "Finding a first consortium", "Checking how good it is")


def _steps(now: int) -> tuple[tuple[str, str], ...]:
    """The steps of a search, of which `now` is the number of those done."""
    states = ["done"] * now + ["now", "later", "later"]
    return tuple(zip(_STEPS, states, strict=False))


def _job(name: str, state: str, stage: str, **more: Any) -> Progress:
    return Progress(f"job-{name}", state, stage, page_href="#progress", refresh_href="/components", **more)


def _progresses() -> list[Progress]:
    return [
        _job(
            "queued",
            "queued",
            "Waiting to start",
            found="There are 2 enquiries before yours.",
            seconds_between=3600,
        ),
        _job(
            "running",
            "running",
            "Finding a first consortium",
            done=1,
            total=3,
            steps=_steps(1),
            found="58 enterprises could deliver part of it. 1 consortium found so far, at £1,322,910.",
            elapsed="Started 12 seconds ago",
            seconds_between=3600,
        ),
        _job(
            "done",
            "done",
            "5 consortia found",
            steps=_steps(3),
            found="The first is proven to be the cheapest possible.",
            elapsed="Took 8 seconds",
            next_href="#drawings",
            next_text="Compare the 5 consortia",
        ),
        _job(
            "failed",
            "failed",
            "This did not finish",
            failure=(
                "We stopped this because it needed too much memory. We have kept your enquiry. "
                "Ask again with fewer lots, or tell your adviser."
            ),
            next_href="#progress",
            next_text="Change the enquiry",
        ),
    ]


def _tasks() -> list[Task]:
    return [
        Task("Your organisation", "done", "#", "Name, legal form and numbers"),
        Task("What you offer", "doing", "#"),
        Task("Insurance and certificates", "to_do", "#", "Policies too"),
        Task("Who you have worked with", "problem", "#"),
        Task("Check your answers", "blocked", "", "You can start this when you have completed the others"),
    ]


def _summary() -> list[SummaryRow]:
    return [
        SummaryRow("Name", "Ladywood Kitchen Collective CIC", "#", "the name"),
        SummaryRow("Yearly turnover", formats.money(41250000), "#", "the yearly turnover"),
        SummaryRow("Can deliver", formats.quantity(500, "meals a day"), "#", "what you can deliver"),
        SummaryRow("Registered", formats.date(_NOW)),
    ]


def _needs() -> list[NeedsYou]:
    return [
        NeedsYou(
            "Answer the invitation to lead lot 2, Meals for volunteers", "#", "by 3 August 2026, 12 noon"
        ),
        NeedsYou("Renew your food hygiene certificate", "#", "expires in 12 days"),
    ]


def _stats() -> list[Stat]:
    return [
        Stat("Value", formats.money(132291000), "estimated"),
        Stat("Closes", formats.date(_DEADLINE), formats.days_left(_DEADLINE, _NOW)),
        Stat("Lots", "3", "8 work packages"),
        Stat("Could take part", "58 enterprises"),
    ]


def _entries() -> list[TimelineEntry]:
    return [
        TimelineEntry("2 July 2026, 9am", "Proposal adopted", "By Amina Yusuf, adviser", "done"),
        TimelineEntry(
            "14 July 2026, 10:30am", "Waiting for 2 of 5 members", "Invitations close on 20 July.", "now"
        ),
        TimelineEntry("3 August 2026, 12 noon", "Bid due"),
    ]


def _drawings() -> list[Drawing]:
    return [
        _matrix_covered(),
        _matrix_short(),
        _map(),
        _plot(),
        _timeline(),
        _bars(),
        _arch(("accepted", "accepted", "invited", "countered", "invited")),
        _arch(("accepted",) * 5),
        _arch(("accepted", "declined", "accepted", "left", "invited")),
    ]


_MEMBERS = (
    MatrixColumn("e1", "Ladywood Kitchen Collective CIC", "lead"),
    MatrixColumn("e2", "Soho Road Bakery Co-operative"),
    MatrixColumn("e3", "Nechells Fresh Start"),
    MatrixColumn("e4", "Rea Valley Cleaning"),
    MatrixColumn("e5", "Tŷ Glân"),
)
_PACKAGES = (
    MatrixRow("p1", "Lunches, north of the city", "Lot 1: Meals", 1200, "meals a day"),
    MatrixRow("p2", "Breakfasts and late suppers for the volunteers", "Lot 1: Meals", 800, "meals a day"),
    MatrixRow("p3", "Venue cleaning", "Lot 2: Cleaning", 640, "hours a week"),
    MatrixRow("p4", "Deep clean between events", "Lot 2: Cleaning", 120, "hours a week"),
)


def _matrix_covered() -> Drawing:
    cells = [
        MatrixCell("p1", "e1", 700, True),
        MatrixCell("p1", "e2", 500),
        MatrixCell("p1", "e3", 0, True),
        MatrixCell("p2", "e1", 300),
        MatrixCell("p2", "e3", 500, True),
        MatrixCell("p3", "e4", 400),
        MatrixCell("p3", "e5", 240, True),
        MatrixCell("p4", "e5", 120),
    ]
    return matrix(_PACKAGES, _MEMBERS, cells)


def _matrix_short() -> Drawing:
    cells = [
        MatrixCell("p1", "e1", 700),
        MatrixCell("p1", "e2", 500),
        MatrixCell("p2", "e2", 350),
        MatrixCell("p3", "e4", 640),
    ]
    return matrix(_PACKAGES, (_MEMBERS[0], _MEMBERS[1], _MEMBERS[3]), cells, title="What is still missing")


def _map() -> Drawing:
    """An invented town of 24 wards: a warped grid, so that outlines are as uneven as real ones."""
    names = (
        "Aldergate Bankside Coldwell Dovehouse Eastmoor Foundry Gosling Harbour|Ironmasters Jubilee Kilnside"
        " Lodge Mill Nettlefield Orchard Priory|Quayside Rushbrook Saltley-Water Tannery Upfield Vinegrove"
        " Wharf Yarrow"
    )
    rows = [part.split(" ") for part in names.split("|")]
    shades = ("none", "one", "few", "many")
    areas = []
    for r, row in enumerate(rows):
        for c, name in enumerate(row[:8]):
            ring = tuple(
                _corner(c + dc, r + dr)
                for dc, dr in ((0, 0), (0.5, 0), (1, 0), (1, 0.5), (1, 1), (0.5, 1), (0, 1), (0, 0.5))
            )
            count = (r * 5 + c * 3) % 7
            shade = shades[0 if count == 0 else 1 if count == 1 else 2 if count < 4 else 3]
            areas.append(
                MapArea(
                    name.replace("-", " "),
                    (ring,),
                    shade,
                    formats.plural(count, "enterprise"),
                    (r + c) % 2 == 0,
                )
            )
    key = (
        Shade("none", "Nobody", "gap"),
        Shade("one", "1 enterprise", "level_1"),
        Shade("few", "2 or 3", "level_2"),
        Shade("many", "4 or more", "level_4"),
    )
    return area_map(
        areas,
        key,
        "Who could clean, by ward",
        "Nobody covers the hatched wards yet. The darkest wards have 4 or more.",
        "Could deliver",
    )


def _corner(column: float, row: float) -> tuple[float, float]:
    east = column + 0.28 * math.sin(2.1 * row + column)
    south = row + 0.22 * math.sin(1.7 * column - row)
    return -1.95 + east * 0.02, 52.5 - south * 0.018


def _plot() -> Drawing:
    points = [
        PlotPoint("A, Ladywood leads", 132291000, 4120, "adopted"),
        PlotPoint("B, Soho Road leads", 134800000, 5230),
        PlotPoint("C", 135020000, 5260),
        PlotPoint("D, eight members", 141900000, 6010),
        PlotPoint("E", 132900000, 3890),
        PlotPoint("Lowest possible price", 132100000, 3600, "bound"),
    ]
    return plot(points, formats.money, budget=145000000)


def _timeline() -> Drawing:
    day = dt.date
    moments = [
        Moment(day(2026, 6, 22), "Notice published"),
        Moment(day(2026, 7, 10), "Questions close"),
        Moment(day(2026, 7, 20), "Members answer"),
        Moment(day(2026, 8, 3), "Bids due, 12 noon", "deadline"),
        Moment(day(2026, 9, 1), "Award"),
        Moment(day(2026, 9, 14), "Standstill ends"),
    ]
    spans = [Span(day(2026, 10, 1), day(2026, 12, 18), "Delivery")]
    return timeline(moments, _NOW.date(), formats.date, spans)


def _bars() -> Drawing:
    return bars(
        [
            CapacityBar("Contract catering", 500, 200, 120, "meals a day"),
            CapacityBar("Cleaning of offices and public buildings", 640, 640, 0, "hours a week"),
            CapacityBar("Event stewarding", 96, 0, 0, "guard-hours a day"),
        ]
    )


def _arch(states: tuple[str, ...]) -> Drawing:
    shares = (3400, 2600, 1800, 1400, 800)
    stones = [
        Stone(member.label, state, share, lead=number == 0)
        for number, (member, state, share) in enumerate(zip(_MEMBERS, states, shares, strict=True))
    ]
    return arch(stones)
