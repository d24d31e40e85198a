"""Outlines for maps: every area has one, parts fill the whole, and neighbours share their borders."""

import pytest

from app.foundation.reference import areas, boundaries, datafiles, topology
from app.foundation.reference.topology import Topology


def size(rings: tuple[topology.Ring, ...]) -> float:
    """Square kilometres, holes taken off."""
    return abs(sum(topology.area_of(ring) for ring in rings)) / 1e6


def test_every_area_has_a_closed_outline() -> None:
    for code in ("UK", *areas.descendants("UK")):
        rings = boundaries.outline(code)
        assert rings, code
        for ring in rings:
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            assert all(-9 < x < 2.5 and 49.5 < y < 61.5 for x, y in ring)


@pytest.mark.parametrize(
    ("code", "square_kilometres"),
    [
        ("E08000025", 267.8),
        ("E08000028", 85.6),
        ("TLG3", 902),
        ("S12000049", 175),
        ("TLI", 1572),
        ("UK", 244_376),
    ],
)
def test_outlines_are_about_as_large_as_the_areas_are(code: str, square_kilometres: float) -> None:
    assert size(boundaries.outline(code)) == pytest.approx(square_kilometres, rel=0.03)


def test_wards_fill_their_district_without_gap_or_overlap() -> None:
    for district in ("E08000025", "E08000028"):
        wards = boundaries.outlines_within(district)
        assert set(wards) == set(areas.descendants(district, "ward"))
        assert sum(size(rings) for rings in wards.values()) == pytest.approx(
            size(boundaries.outline(district)), rel=1e-3
        )
        assert len(boundaries.outline(district)) == 1


@pytest.mark.parametrize("code", ["TLG", "TLG3", "TLJ4", "N92000002"])
def test_parts_of_a_region_fill_it_and_leave_no_border_inside(code: str) -> None:
    parts = boundaries.outlines_within(code)
    region = boundaries.outline(code)
    assert sum(size(rings) for rings in parts.values()) == pytest.approx(size(region), rel=0.02)
    assert sum(len(ring) for ring in region) < sum(len(ring) for rings in parts.values() for ring in rings)


def test_neighbours_share_the_points_of_their_border() -> None:
    parts = boundaries.outlines_within("TLG3")
    birmingham = {point for ring in parts["E08000025"] for point in ring}
    sandwell = {point for ring in parts["E08000028"] for point in ring}
    assert len(birmingham & sandwell) > 5


def test_parts_come_once_each_under_the_code_to_store() -> None:
    assert set(boundaries.outlines_within("TLG3")) == set(areas.descendants("TLG3", "district"))
    assert "E08000025" in boundaries.outlines_within("TLG")
    assert "TLG31" not in boundaries.outlines_within("TLG")
    assert len(boundaries.outlines_within("UK")) == 12
    assert len(boundaries.outlines_within("N92000002")) == 11
    assert len(boundaries.outlines_within("TLG31")) == 69
    assert set(boundaries.outlines_within("E07000105")) == {"E07000105"}
    assert set(boundaries.outlines_within("E05011118")) == {"E05011118"}
    assert len(boundaries.outlines_within("TLG", at="district")) == 30


def test_the_outline_of_equal_areas_is_one() -> None:
    assert boundaries.outline("TLG31") == boundaries.outline("E08000025")
    assert boundaries.outline("TLM") == boundaries.outline("S92000003")


def test_a_map_of_the_country_is_light_enough_for_a_page() -> None:
    for code in ("UK", "E92000001", "S92000003", "TLM2"):
        parts = boundaries.outlines_within(code)
        assert sum(len(ring) for rings in parts.values() for ring in rings) < 6500


def test_coarser_outlines_have_fewer_points_and_no_border_strays_farther() -> None:
    fine, coarse = boundaries.outline("TLJ4", 0), boundaries.outline("TLJ4", 500)
    assert sum(map(len, coarse)) < sum(map(len, fine))
    assert size(coarse) == pytest.approx(size(fine), rel=0.03)


def test_bounds_enclose_every_point() -> None:
    west, south, east, north = boundaries.bounds(boundaries.outline("E08000025"))
    assert (round(west, 2), round(south, 2), round(east, 2), round(north, 2)) == (-2.03, 52.38, -1.73, 52.61)
    with pytest.raises(ValueError):
        boundaries.bounds(())


def test_an_unknown_code_has_no_outline() -> None:
    with pytest.raises(KeyError):
        boundaries.outline("UKG31")


def test_shipped_outlines_stay_small() -> None:
    total = sum(path.stat().st_size for path in datafiles.FOLDER.glob("*.topo.json.gz"))
    assert 0 < total < 700_000


def test_two_squares_side_by_side_become_one_and_a_hole_stays() -> None:
    squares = Topology(
        arcs=(
            ((1.0, 0.0), (1.0, 1.0)),  # the border between them
            ((1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (1.0, 0.0)),
            ((1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0)),
            ((0.4, 0.4), (0.4, 0.6), (0.6, 0.6), (0.4, 0.4)),  # a hole in the left one
        ),
        areas={"left": ((0, 1), (3,)), "right": ((~0, 2),)},
    )
    assert [len(ring) for ring in squares.rings(["left"])] == [5, 4]
    union = squares.rings(["left", "right"])
    assert [len(ring) for ring in union] == [7, 4]
    assert (1.0, 0.5) not in union[0]
    assert set(union[0]) == {(1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (2.0, 1.0)}


def test_topojson_is_decoded_from_its_deltas() -> None:
    document = {
        "transform": {"scale": [0.5, 0.25], "translate": [-2.0, 52.0]},
        "arcs": [[[0, 0], [2, 0], [0, 4], [-2, -4]]],
        "objects": {
            "places": {"geometries": [{"type": "Polygon", "properties": {"code": "a"}, "arcs": [[0]]}]}
        },
    }
    decoded = topology.decoded(document, "places", "code")
    assert decoded.rings(["a"]) == (((-2.0, 52.0), (-1.0, 52.0), (-1.0, 53.0), (-2.0, 52.0)),)


def test_thinning_keeps_ends_and_what_sticks_out() -> None:
    line = ((0.0, 52.0), (0.1, 52.0001), (0.2, 52.0), (0.2, 52.1), (0.3, 52.0))
    assert topology.thinned(line, 100) == ((0.0, 52.0), (0.2, 52.0), (0.2, 52.1), (0.3, 52.0))
    assert topology.thinned(line, 0) == line
