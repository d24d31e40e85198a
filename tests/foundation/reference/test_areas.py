"""Areas: one tree, one territory whatever its code, and what real notices call them."""

import pytest

from app.foundation.reference import area_search, areas

# every region code and name that the Open Contracting files of our importer tests carry
NOTICE_REGIONS = [
    *(
        "UK",
        "UKE2",
        "UKE22",
        "UKF24",
        "UKJ4",
        "UKL",
        "UKL11",
        "UKL12",
        "UKL13",
        "UKL14",
        "UKL15",
        "UKL16",
        "UKL17",
    ),
    *(
        "UKL18",
        "UKL21",
        "UKL22",
        "UKL23",
        "UKL24",
        "UKM",
        "UKM5",
        "UKM50",
        "UKM6",
        "UKM61",
        "UKM62",
        "UKM63",
        "UKM64",
    ),
    *(
        "UKM65",
        "UKM66",
        "UKM7",
        "UKM71",
        "UKM72",
        "UKM73",
        "UKM75",
        "UKM76",
        "UKM77",
        "UKM78",
        "UKM8",
        "UKM81",
        "UKM82",
    ),
    *(
        "UKM83",
        "UKM84",
        "UKM9",
        "UKM91",
        "UKM92",
        "UKM93",
        "UKM94",
        "UKM95",
        "England",
        "North East",
        "United Kingdom",
    ),
]


def every() -> list[str]:
    return ["UK", *areas.descendants("UK")]


def test_the_tree_has_the_areas_of_2025() -> None:
    counts = {level: sum(areas.level(code) == level for code in every()) for level in areas.LEVELS}
    assert counts == {"uk": 1, "country": 4, "itl1": 12, "itl2": 46, "itl3": 182, "district": 361, "ward": 93}


def test_every_area_leads_up_to_the_uk_and_its_parent_is_wider() -> None:
    for code in every():
        area = areas.get(code)
        assert area is not None
        assert areas.path_ids(code)[0] == code
        assert areas.path_ids(code)[-1] == "UK"
        assert len(areas.path_ids(code)) == len(set(areas.path_ids(code)))
        if area.parent:
            assert areas.LEVELS.index(areas.level(area.parent)) < areas.LEVELS.index(area.level)
            assert areas.contains(area.parent, code)


def test_a_ward_lies_in_everything_around_it() -> None:
    assert areas.path_ids("E05011118") == (
        "E05011118",
        "E08000025",
        "TLG31",
        "TLG3",
        "TLG",
        "E92000001",
        "UK",
    )
    for outer in ("E08000025", "TLG31", "TLG3", "TLG", "E92000001", "UK"):
        assert areas.contains(outer, "E05011118")
        assert not areas.contains("E05011118", outer)
    assert not areas.contains("E08000028", "E05011118")
    assert not areas.contains("TLF", "E05011118")


def test_codes_of_one_territory_contain_each_other() -> None:
    for code, synonym in (
        ("E08000025", "TLG31"),
        ("S92000003", "TLM"),
        ("N92000002", "TLN0"),
        ("TLM2", "TLM20"),
    ):
        assert areas.contains(code, synonym)
        assert areas.contains(synonym, code)
        assert areas.canonical(code) == areas.canonical(synonym)
    assert areas.canonical("TLG31") == "E08000025"
    assert areas.canonical("TLL") == "W92000004"
    assert areas.canonical("TLG3") != areas.canonical("TLG31")


def test_containing_never_goes_both_ways_between_two_territories() -> None:
    for code in every():
        for outer in areas.ancestors(code):
            assert areas.contains(outer, code)
            assert not areas.contains(code, outer)


def test_england_is_nine_regions() -> None:
    assert areas.descendants("E92000001", "itl1") == tuple(f"TL{letter}" for letter in "CDEFGHIJK")
    assert areas.ancestors("TLG") == ("E92000001", "UK")


def test_descendants_of_a_level_see_through_equal_codes() -> None:
    assert areas.descendants("TLG31", "district") == ("E08000025",)
    assert areas.descendants("E08000025", "itl3") == ("TLG31",)
    assert len(areas.descendants("E08000025", "ward")) == 69
    assert len(areas.descendants("E08000028", "ward")) == 24
    assert len(areas.descendants("UK", "district")) == 361


def test_north_ayrshire_stands_with_its_mainland() -> None:
    assert areas.contains("TLM93", "S12000021")
    assert not areas.contains("TLM20", "S12000021")


def test_barnsley_and_sheffield_are_known_by_their_codes_before_and_after_2025() -> None:
    assert (
        areas.from_source("E08000019")
        == areas.from_source("E08000039")
        == areas.from_source("Sheffield")
        == "E08000039"
    )
    assert (
        areas.from_source("E08000016")
        == areas.from_source("Barnsley Metropolitan Borough Council")
        == "E08000038"
    )


@pytest.mark.parametrize("text", NOTICE_REGIONS)
def test_every_region_of_the_real_notices_resolves(text: str) -> None:
    match = areas.source_match(text)
    assert match is not None
    assert areas.get(match.within) is not None
    assert all(areas.contains(match.within, part) for part in match.areas)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UKG31", "E08000025"),
        ("TLG31", "E08000025"),
        ("UKG", "TLG"),
        ("ukg3", "TLG3"),
        ("UK", "UK"),
        ("GB", "UK"),
        ("E12000005", "TLG"),
        ("E92000001", "E92000001"),
        ("England", "E92000001"),
        ("Cymru", "W92000004"),
        ("West Midlands", "TLG"),
        ("Birmingham", "E08000025"),
        ("Birmingham City Council", "E08000025"),
        ("BIRMINGHAM CITY COUNCIL", "E08000025"),
        ("London Borough of Camden", "E09000007"),
        ("Bristol, City of", "E06000023"),
        ("Yorkshire & the Humber", "TLE"),
        ("East of England", "TLH"),
        ("Durham County Council", "E06000047"),
        ("West Midlands Combined Authority", "TLG3"),
        ("North East Combined Authority", "TLC4"),
        ("Coventry Council", "E08000026"),
        ("Solihull MBC", "E08000029"),
        ("Metropolitan Borough of Solihull", "E08000029"),
        ("City and County of Swansea Council", "W06000011"),
        ("Hull", "E06000010"),
        ("UKC14", "E06000047"),  # Durham, TLC41 since 2025
        ("UKM82", "S12000049"),  # Glasgow in the editions of 2016 and 2021
        ("UKM34", "S12000049"),  # and in that of 2013
        ("UKN10", "N09000005"),  # Derry City and Strabane in 2016
        ("UKN0A", "N09000005"),  # and in 2021
        ("S12000046", "S12000049"),  # Glasgow's code before 2019
        ("UKK14", "E06000030"),  # Swindon
    ],
)
def test_what_sources_call_an_area_is_found(text: str, code: str) -> None:
    match = areas.source_match(text)
    assert match is not None
    assert (match.within, match.exact) == (code, True)
    assert areas.from_source(text) == code


def test_a_territory_without_an_equal_is_never_taken_narrower_than_it_is() -> None:
    match = areas.source_match("UKM81")  # with Helensburgh and Lomond, a part of Argyll and Bute
    assert match is not None
    assert match == areas.SourceMatch(within="S92000003", areas=("TLM31", "S12000035"), exact=False)
    assert areas.source_match("UKD11") == areas.SourceMatch(within="TLD1", areas=("TLD1",), exact=False)
    assert areas.source_match("Harrogate") == areas.SourceMatch(
        within="E06000065", areas=("E06000065",), exact=False
    )


def test_a_county_is_its_parts_and_not_what_shares_its_name() -> None:
    kent = areas.source_match("Kent County Council")
    assert kent is not None
    assert kent.within == "TLJ4"
    assert kent.areas == ("TLJ43", "TLJ44", "TLJ45", "TLJ46")
    assert areas.from_source("Medway") == "E06000035"
    assert not any(areas.contains(part, "E06000035") for part in kent.areas)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Isle of Man",
        "Channel Islands",
        "Rest of the World",
        "FR10",
        "Abbey",
        "Newcastle",
        "Council",
        "UKX9",
    ],
)
def test_what_is_abroad_ambiguous_or_unknown_is_nothing(text: str) -> None:
    assert areas.source_match(text) is None
    assert areas.from_source(text) is None


@pytest.mark.parametrize(
    "letter_and_digits", ["C11", "D12", "G31", "H12", "I31", "J11", "K12", "L12", "M61", "N16"]
)
def test_nuts_codes_and_their_itl_2021_twins_agree(letter_and_digits: str) -> None:
    assert (
        areas.source_match(f"UK{letter_and_digits}")
        == areas.source_match(f"TL{letter_and_digits}")
        is not None
    )


def test_searching_shows_each_territory_once_under_the_name_people_use() -> None:
    assert area_search.search("birmingham")[0].code == "E08000025"
    assert [area.code for area in area_search.search("Birmingham") if area.level != "ward"] == ["E08000025"]
    assert area_search.search("west mid")[0].code == "TLG"
    assert area_search.search("aston")[0].level == "ward"
    assert area_search.search("E08000028")[0].name == "Sandwell"
    assert area_search.search("") == []
    assert len(area_search.search("b", limit=7)) == 7


def test_labels_tell_namesakes_apart() -> None:
    assert areas.label("E05001260") == "Abbey, Sandwell"
    assert areas.label("TLG") == "West Midlands (region)"
    assert areas.label("TLG3") == "West Midlands (sub-region)"
    assert areas.label("TLG31") == areas.label("E08000025") == "Birmingham"


def test_wards_have_a_place_on_the_map() -> None:
    for code in (*areas.descendants("E08000025", "ward"), *areas.descendants("E08000028", "ward")):
        area = areas.get(code)
        assert area is not None
        assert area.latitude is not None
        assert area.longitude is not None
        assert 52.38 < area.latitude < 52.61
        assert -2.10 < area.longitude < -1.72


def test_listing_a_region_with_all_its_parts_is_listing_the_region() -> None:
    assert areas.outermost(["TLM", "TLM5", "S12000036", "TLG31", "E08000025"]) == ("S92000003", "E08000025")
    assert areas.smallest_containing(["E05011118", "E05001260"]) == "TLG3"
    assert areas.smallest_containing(["E05011118"]) == "E05011118"
    with pytest.raises(ValueError):
        areas.smallest_containing([])


def test_an_unknown_code_is_refused_where_a_code_of_the_tree_is_meant() -> None:
    assert areas.get("UKG31") is None
    for ask in (areas.name, areas.level, areas.path_ids, areas.canonical, areas.descendants):
        with pytest.raises(KeyError):
            ask("UKG31")
    with pytest.raises(KeyError):
        areas.contains("UKG31", "E05011118")
