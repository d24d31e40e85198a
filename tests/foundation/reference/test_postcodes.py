"""Where a postcode lies, and how a person is told how sure that is."""

import pytest

from app.foundation.reference import area_search, areas, datafiles, postcodes
from app.foundation.reference.prepare_postcodes import inside, wgs84


def taken_for(typed: str) -> str:
    return areas.label(area_search.search(typed, 1)[0].code)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("B21 9SA", "Birmingham"),
        ("b219sa", "Birmingham"),
        ("  B21   9 ", "Birmingham"),
        ("B21", "Birmingham"),
        ("SW1A 2AA", "Westminster"),
        ("SW1", "Westminster"),
        ("KW17", "Orkney Islands"),
        ("CF10 4UW", "Cardiff"),
        ("TA126JL", "Somerset"),
        ("S1", "Sheffield"),
        ("S70", "Barnsley"),
        ("TR21 0AA", "Isles of Scilly"),
        ("BT1 5GS", "Belfast"),
        ("BT48", "Derry City and Strabane"),
    ],
)
def test_a_postcode_finds_the_council_area_it_lies_in(typed: str, label: str) -> None:
    assert taken_for(typed) == label


def test_a_full_postcode_also_offers_its_wards_where_we_have_them() -> None:
    offered = [areas.label(area.code) for area in area_search.search("B21 9SA")]
    assert offered[:2] == ["Birmingham", "Handsworth, Birmingham"]
    assert area_search.caution("B21 9SA") == "Most of B21 9 is in Handsworth ward."


def test_a_postcode_of_several_districts_is_taken_for_the_area_around_them() -> None:
    """WS10 is two thirds Sandwell, one third Walsall: either alone would be a guess."""
    place = postcodes.match("WS10")
    assert place is not None
    assert [areas.name(code) for code in place.districts] == ["Sandwell", "Walsall"]
    assert all(areas.contains(place.area, code) for code in place.districts)
    assert areas.level(place.area) == "itl2"
    assert place.caution == "WS10 is in Sandwell and Walsall, so we chose the area that contains them."
    assert {"E08000028", "E08000030"} <= {area.code for area in area_search.search("WS10")}


def test_across_a_national_border_the_likelier_district_is_taken_and_the_other_named() -> None:
    assert taken_for("CH4") == "Cheshire West and Chester"
    assert area_search.caution("CH4") == "Part of CH4 is in Flintshire."


def test_a_sector_is_surer_than_its_outward_code() -> None:
    assert taken_for("WS10 0AA") == "Sandwell"
    assert taken_for("CH4 0AA") == "Flintshire"


@pytest.mark.parametrize("typed", ["B21", "BT1", "E1"])
def test_it_is_always_said_that_a_postcode_is_approximate(typed: str) -> None:
    assert "near a border may be in another area" in area_search.caution(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Birmingham",
        "E08000025",
        "TLG31",
        "UKG31",
        "",
        "B21 9SA and more",
        "12",
        "B" * 5000,
        "ZZ9 9ZZ",
        "JE2 3AB",
    ],
)
def test_other_words_are_no_postcode_of_ours(typed: str) -> None:
    assert postcodes.match(typed) is None
    assert area_search.caution(typed) == ""


def test_every_postcode_of_the_table_lies_in_areas_that_we_have() -> None:
    table = dict(datafiles.tuples("postcodes.csv.gz"))
    outward = [key for key in table if " " not in key]
    assert len(outward) > 3000
    for key in table:
        place = postcodes.match(key)
        assert place is not None
        assert place.key == key
        assert areas.level(place.area) not in ("uk", "country"), key
        assert {areas.level(code) for code in place.districts} == {"district"}
        assert all(areas.level(code) == "ward" for code in place.wards)


def test_each_district_of_the_country_is_found_by_some_postcode() -> None:
    listed = {
        part.split(":")[0] for _, codes in datafiles.tuples("postcodes.csv.gz") for part in codes.split(" ")
    }
    missing = set(areas.descendants("UK", "district")) - listed
    assert not missing, {areas.name(code) for code in missing}


def test_grid_references_become_degrees() -> None:
    """Caister water tower, the worked example of the Ordnance Survey's guide, on WGS 84."""
    longitude, latitude = wgs84(651_409.903, 313_177.270)
    assert longitude == pytest.approx(1.7161, abs=0.0002)
    assert latitude == pytest.approx(52.6580, abs=0.0002)


def test_a_hole_is_not_inside() -> None:
    outer = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0))
    hole = ((1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0), (1.0, 1.0))
    assert inside(3.0, 3.0, (outer, hole))
    assert not inside(1.5, 1.5, (outer, hole))
