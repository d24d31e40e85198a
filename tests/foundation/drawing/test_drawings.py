"""What is true of every drawing, and what each must show."""

from __future__ import annotations

import base64
import datetime as dt
import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pytest

from app.foundation.drawing import specimens
from app.foundation.drawing.arch import Stone, arch
from app.foundation.drawing.area_map import MapArea, Shade, area_map
from app.foundation.drawing.bars import CapacityBar, bars
from app.foundation.drawing.legend import ROOM
from app.foundation.drawing.letters import width_of, wrap
from app.foundation.drawing.matrix import MatrixCell, MatrixColumn, MatrixRow, matrix
from app.foundation.drawing.model import Drawing
from app.foundation.drawing.plot import PlotPoint, plot
from app.foundation.drawing.timeline import Moment, Span, _place, timeline
from app.foundation.templating import formats

SVG = "{http://www.w3.org/2000/svg}"
DRAWINGS: list[Drawing] = specimens.context()["drawings"]
NAMES = [f"{n} {drawing.title}" for n, drawing in enumerate(DRAWINGS)]


def words_of(drawing: Drawing) -> list[str]:
    return [element.text or "" for element in ET.fromstring(drawing.svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("drawing", DRAWINGS, ids=NAMES)
def test_it_is_an_image_with_a_name_a_description_a_caption_and_a_table(drawing: Drawing) -> None:
    root = ET.fromstring(drawing.svg)
    assert root.get("role") == "img"
    titles = [root.find(f"{SVG}title"), root.find(f"{SVG}desc")]
    assert [t.get("id") for t in titles if t is not None] == (root.get("aria-labelledby") or "").split()
    assert all(t is not None and t.text for t in titles)
    assert drawing.caption
    assert drawing.table.rows
    assert {len(row) for row in drawing.table.rows} == {len(drawing.table.header)}
    assert all(drawing.table.header)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=NAMES)
def test_it_needs_no_style_no_script_and_no_other_file(drawing: Drawing) -> None:
    assert not re.search(r"<style|<script|style=|\son\w+=|<image|<foreignObject|href=", drawing.svg)
    assert set(re.findall(r"url\(([^)]*)\)", drawing.svg)) <= {
        f"#{i}" for i in re.findall(r'id="([^"]+)"', drawing.svg)
    }


@pytest.mark.parametrize("drawing", DRAWINGS, ids=NAMES)
def test_its_words_stay_inside_it_and_are_large_enough_to_read(drawing: Drawing) -> None:
    for element in ET.fromstring(drawing.svg).iter(f"{SVG}text"):
        size, x = float(element.get("font-size", "0")), float(element.get("x", "0"))
        wide = width_of(element.text or "", size)
        left = {"middle": x - wide / 2, "end": x - wide}.get(element.get("text-anchor", ""), x)
        assert size >= 13
        assert left >= -2, element.text
        assert left + wide <= drawing.width + 2, element.text
        assert 0 < float(element.get("y", "0")) <= drawing.height


def test_the_same_values_give_the_same_bytes() -> None:
    assert [d.svg for d in specimens.context()["drawings"]] == [d.svg for d in DRAWINGS]


def test_two_drawings_on_a_page_share_no_id() -> None:
    ids = [i for drawing in DRAWINGS for i in re.findall(r'id="([^"]+)"', drawing.svg)]
    assert len(ids) == len(set(ids))


def test_the_data_address_holds_the_picture_itself() -> None:
    head, _, data = DRAWINGS[0].as_data_uri().partition(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == DRAWINGS[0].svg


def test_a_name_with_markup_in_it_is_only_words() -> None:
    drawing = arch([Stone('<script>"x"&', "accepted", 10_000, lead=True)])
    assert "<script" not in drawing.svg
    assert any(words.startswith('<script>"x"&') for words in words_of(drawing))


ROWS = [
    MatrixRow("a", "Lunch", "Lot 1", 1000, "meals a day"),
    MatrixRow("b", "Supper", "Lot 1", 300, "meals a day"),
]
COLUMNS = [MatrixColumn("x", "Kitchen", "lead"), MatrixColumn("y", "Bakery")]


def bars_of(drawing: Drawing, fill: str) -> list[float]:
    bars = ET.fromstring(drawing.svg).iter(f"{SVG}rect")
    return [float(bar.get("width", "0")) for bar in bars if bar.get("fill") == fill]


def test_a_bar_in_the_matrix_is_as_long_as_its_share_of_the_work_package() -> None:
    drawing = matrix(
        ROWS, COLUMNS, [MatrixCell("a", "x", 250), MatrixCell("a", "y", 750), MatrixCell("b", "x", 300)]
    )
    quarter, three_quarters, full, _key = bars_of(drawing, "#0072b2")
    assert quarter / full == pytest.approx(0.25, abs=0.01)
    assert three_quarters / full == pytest.approx(0.75, abs=0.01)
    assert {"250", "25%", "750", "75%", "300", "100%"} <= set(words_of(drawing))


def test_a_ring_stands_where_a_member_backs_somebody_up_and_the_key_explains_it() -> None:
    cells = [MatrixCell("a", "x", 1000), MatrixCell("a", "y", 0, True), MatrixCell("b", "x", 300, True)]
    drawing = matrix(ROWS, COLUMNS, cells)
    assert drawing.svg.count("<circle") == 2 + 1
    assert "Could take over if another member dropped out" in words_of(drawing)
    assert drawing.table.rows[0][-1] == "could take over"


def test_what_nobody_covers_has_a_column_of_its_own_and_only_then() -> None:
    covered = matrix(ROWS, COLUMNS, [MatrixCell("a", "x", 1000), MatrixCell("b", "y", 300)])
    short = matrix(ROWS, COLUMNS, [MatrixCell("a", "x", 1000), MatrixCell("b", "y", 100)])
    assert "Nobody" not in covered.table.header
    assert short.table.header[-1] == "Nobody"
    assert [row[-1] for row in short.table.rows] == ["0", "200"]
    assert "Supper" in short.svg.split("</desc>")[0].split("Not fully covered")[1]


def test_a_part_is_never_written_as_all_or_nothing() -> None:
    row = [MatrixRow("a", "Lunch", "Lot 1", 1000, "meals a day")]
    drawing = matrix(row, COLUMNS, [MatrixCell("a", "x", 999), MatrixCell("a", "y", 1)])
    assert {"99%", "1%"} <= set(words_of(drawing))


def test_free_capacity_is_what_is_neither_held_nor_asked_for_and_never_less_than_none() -> None:
    drawing = bars(
        [CapacityBar("A", 500, 200, 100, "meals a day"), CapacityBar("B", 10, 8, 5, "hours a week")]
    )
    assert [row[-1] for row in drawing.table.rows] == ["200", "0"]
    assert "200 free of 500 meals a day" in words_of(drawing)
    assert drawing.width <= ROOM


def test_a_cheaper_proposal_stands_further_left_and_a_better_one_further_up() -> None:
    points = [PlotPoint("A", 100_000_000, 10), PlotPoint("B", 200_000_000, 90)]
    circles = list(ET.fromstring(plot(points, formats.money).svg).iter(f"{SVG}circle"))[:2]
    (ax, ay), (bx, by) = [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in circles]
    assert ax < bx
    assert ay > by


@pytest.mark.parametrize("points", [[], [PlotPoint("A", 0, 0)], [PlotPoint("A", 5, 1), PlotPoint("B", 5, 1)]])
def test_the_plot_bears_nothing_one_point_and_points_on_each_other(points: list[PlotPoint]) -> None:
    drawing = plot(points, formats.money)
    assert "nan" not in drawing.svg
    assert len(drawing.table.rows) == len(points)


def test_kinds_of_points_differ_in_shape_not_only_in_colour() -> None:
    shapes = []
    for kind in ("proposal", "adopted", "bound"):
        body = plot([PlotPoint("A", 1, 1, kind)], formats.money).svg
        shapes.append(tuple(body.count(f"<{name}") for name in ("circle", "rect", "path")))
    assert len(set(shapes)) == 3


@pytest.mark.parametrize("start", [40.0, 300.0, 640.0])
def test_labels_of_the_date_line_never_lie_on_each_other_however_crowded(start: float) -> None:
    crowded = [
        (Moment(dt.date(2026, 7, 1) + dt.timedelta(days=n), f"Something on day {n}"), start + n * 9.0)
        for n in range(8)
    ]
    placed = _place(crowded, formats.date)
    assert not any(a.meets(b) for a, b in combinations(placed, 2))


def test_a_deadline_is_a_diamond_and_today_is_marked() -> None:
    moments = [Moment(dt.date(2026, 7, 1), "Published"), Moment(dt.date(2026, 8, 3), "Bids due", "deadline")]
    drawing = timeline(moments, dt.date(2026, 7, 14), formats.date)
    assert drawing.svg.count("<circle") == 1
    assert "Today" in words_of(drawing)
    assert [row[2] for row in drawing.table.rows] == ["passed", "to come"]


def test_dates_are_told_in_order_of_time_however_they_are_given() -> None:
    moments = [Moment(dt.date(2026, 8, 3), "Second"), Moment(dt.date(2026, 7, 1), "First")]
    assert [row[0] for row in timeline(moments, dt.date(2026, 7, 1), formats.date).table.rows] == [
        "First",
        "Second",
    ]


def test_the_lead_is_the_keystone_and_every_member_keeps_its_answer() -> None:
    stones = [
        Stone(n, s, 2500, lead=n == "L") for n, s in (("L", "accepted"), ("A", "invited"), ("B", "declined"))
    ]
    drawing = arch(stones)
    assert [row[0] for row in drawing.table.rows][1] == "L"
    assert {row[0]: row[3] for row in drawing.table.rows} == {
        "L": "accepted",
        "A": "not answered yet",
        "B": "declined",
    }
    assert "1 of 3" in words_of(drawing)


@pytest.mark.parametrize("count", [1, 2, 8, 16])
def test_an_arch_of_any_number_of_stones_has_them_all(count: int) -> None:
    stones = [Stone(f"Member {n}", "accepted", 1 if n else 9_000, lead=n == 0) for n in range(count)]
    drawing = arch(stones)
    assert len(drawing.table.rows) == count
    assert "Every member has accepted" in drawing.caption


def test_an_arch_without_stones_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        arch([])


SQUARE = ((0.0, 52.0), (1.0, 52.0), (1.0, 53.0), (0.0, 53.0))
KEY = (Shade("few", "1 or 2", "level_1"), Shade("none", "Nobody", "gap"))


def test_a_degree_across_is_shorter_than_a_degree_up_at_our_latitude() -> None:
    drawing = area_map([MapArea("Square", (SQUARE,), "few", "2")], KEY, "Map", "See")
    d = next(
        p.get("d", "") for p in ET.fromstring(drawing.svg).iter(f"{SVG}path") if p.get("stroke") == "#0b5a62"
    )
    steps = [tuple(map(float, s.split())) for s in d.strip("Mz").split("l")][1:]
    across = max(abs(dx) for dx, _ in steps)
    up = max(abs(dy) for _, dy in steps)
    assert across / up == pytest.approx(0.609, abs=0.01)  # cos 52.5°


def test_north_is_up_and_east_is_right() -> None:
    north_east = tuple((x + 2, y + 2) for x, y in SQUARE)
    areas = [
        MapArea("South", (SQUARE,), "few", named=True),
        MapArea("North", (north_east,), "few", named=True),
    ]
    texts = ET.fromstring(area_map(areas, KEY, "Map", "See").svg).iter(f"{SVG}text")
    spots = {t.text: (float(t.get("x", "")), float(t.get("y", ""))) for t in texts}
    assert spots["North"][0] > spots["South"][0]
    assert spots["North"][1] < spots["South"][1]


def test_a_name_too_long_for_its_area_becomes_a_number_with_the_name_below() -> None:
    narrow = tuple((x / 20 + 2, y) for x, y in SQUARE)
    areas = [
        MapArea("Wide", (SQUARE,), "few", named=True),
        MapArea("Brandwood and Heath", (narrow,), "none", named=True),
    ]
    words = words_of(area_map(areas, KEY, "Map", "See"))
    assert "Wide" in words
    assert "1" in words
    assert "1 Brandwood and Heath" in words


def test_the_map_says_in_words_how_many_areas_have_what() -> None:
    areas = [MapArea("A", (SQUARE,), "few"), MapArea("B", (SQUARE,), "none", named=True)]
    drawing = area_map(areas, KEY, "Map", "See")
    assert "Nobody: 1" in drawing.svg
    assert drawing.table.rows == (("B", "Nobody"),)


def test_a_label_that_does_not_fit_ends_in_an_ellipsis_within_its_room() -> None:
    lines = wrap("A very long name of a work package that goes on and on", 14, 100, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(width_of(line, 14) <= 100 for line in lines)


@pytest.mark.parametrize(
    ("today", "state"), [(4, "to come"), (5, "under way"), (9, "under way"), (10, "passed")]
)
def test_a_span_that_has_begun_is_under_way_to_its_last_day(today: int, state: str) -> None:
    span = Span(dt.date(2026, 7, 5), dt.date(2026, 7, 9), "Contract")
    drawing = timeline(
        [Moment(dt.date(2026, 7, 1), "Bids due")], dt.date(2026, 7, today), formats.date, [span]
    )
    assert drawing.table.rows[-1][2] == state
