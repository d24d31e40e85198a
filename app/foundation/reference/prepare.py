"""Making the area files of `data/` from their published sources; run by hand when an edition changes.

    python -m app.foundation.reference.prepare FOLDER

FOLDER has the sources named in data/ATTRIBUTION.md under the names used below. Nothing of the product
imports this.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from . import datafiles
from .prepare_nuts import NUTS_CHANGES
from .source_names import folded

COUNTRIES = {
    "E92000001": ("England", "C D E F G H I J K"),
    "W92000004": ("Wales", "L"),
    "S92000003": ("Scotland", "M"),
    "N92000002": ("Northern Ireland", "N"),
}
# Barnsley and Sheffield exchanged land in April 2025 and got new codes; the ITL look-up still has the old
# ones.
RECODED = {"E08000016": "E08000038", "E08000019": "E08000039"}
# North Ayrshire lies in two ITL 3 areas: nearly everybody lives on the mainland, which the look-up leaves
# out.
DISTRICT_PARENT = {"S12000021": "TLM93"}
REGIONS = dict(zip("123456789", "CDEFGHIJK", strict=True)) | {
    "4": "F",
    "5": "G",
    "6": "H",
    "7": "I",
    "8": "J",
    "9": "K",
}
METROPOLITAN = {
    "E11000001": ("Greater Manchester", range(1, 11)),
    "E11000002": ("Merseyside", range(11, 16)),
    "E11000003": ("South Yorkshire", (17, 18, 38, 39)),
    "E11000005": ("West Midlands Metropolitan County", range(25, 32)),
    "E11000006": ("West Yorkshire", range(32, 37)),
    "E11000007": ("Tyne and Wear", (21, 22, 23, 24, 37)),
}
NAMES = {
    "UK": "united kingdom|uk|gb|gbr|gb and ni|great britain and northern ireland|nationwide",
    "E92000001": "england",
    "W92000004": "wales|cymru",
    "S92000003": "scotland",
    "N92000002": "northern ireland|ni",
    "TLC": "north east|north east england",
    "TLD": "north west|north west england",
    "TLE": "yorkshire and the humber|yorkshire and humber|yorkshire and humberside",
    "TLF": "east midlands",
    "TLG": "west midlands|west midlands region",
    "TLH": "east of england|east england|eastern england|east anglia region",
    "TLI": "london|greater london|greater london authority",
    "TLJ": "south east|south east england",
    "TLK": "south west|south west england",
}


GROUPS = {
    "K02000001": "UK",
    "TL": "UK",
    "K03000001": "E92000001 W92000004 S92000003",
    "great britain": "E92000001 W92000004 S92000003",
    "K04000001": "E92000001 W92000004",
    "england and wales": "E92000001 W92000004",
    "midlands": "TLF TLG",
    "yorkshire": "TLE~",
    "east anglia": "TLH4 TLH5 TLH6",
    "northamptonshire": "TLF24 TLF25",
    "berkshire": "TLJ15 TLJ16",
    "bedfordshire": "E06000032 E06000055 E06000056",
    "sussex": "TLJ21 TLJ22 TLJ27 TLJ28",
    "inner london": "TLI3 TLI4",
    "outer london": "TLI5 TLI6 TLI7",
    "black country": "E08000027 E08000028 E08000030 E08000031",
    "hull": "E06000010",
    "birmingham and solihull": "E08000025 E08000029",
    "birmingham and black country": "E08000025 E08000027 E08000028 E08000030 E08000031",
}


class Tree:
    """The areas as they are gathered: code -> (level, name, parent, latitude, longitude)."""

    def __init__(self) -> None:
        self.areas: dict[str, tuple[str, str, str, str, str]] = {"UK": ("uk", "United Kingdom", "", "", "")}

    def add(self, code: str, level: str, name: str, parent: str, at: tuple[str, str] = ("", "")) -> None:
        self.areas.setdefault(code, (level, name, parent, *at))

    @cached_property
    def districts(self) -> dict[str, frozenset[str]]:
        """code -> its districts, once the tree is complete. Wards have none."""
        inside_of: dict[str, set[str]] = {code: set() for code in self.areas}
        for district, area in self.areas.items():
            code = district if area[0] == "district" else ""
            while code:
                inside_of[code].add(district)
                code = self.areas[code][2]
        return {code: frozenset(inside) for code, inside in inside_of.items()}

    def cover(self, districts: Iterable[str]) -> list[str]:
        """The fewest, widest areas that together have just these districts."""
        left, widest = set(districts), []
        for code, inside in self.districts.items():
            if inside and inside <= left:
                widest.append(code)
                left -= inside
        return widest


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def build_tree(folder: Path) -> Tree:
    tree = Tree()
    country_of = {
        f"TL{letter}": code for code, (_, letters) in COUNTRIES.items() for letter in letters.split()
    }
    for code, (name, _) in COUNTRIES.items():
        tree.add(code, "country", name, "UK")
    places = {
        row["gss-code"]: (row["lat"], row["long"])
        for row in read(folder, "mysociety_uk_local_authorities_current.csv")
    }
    for row in read(folder, "itl_2025_to_lad_2025.csv"):
        itl1, itl2, itl3 = (row[f"ITL{level}25CD"] for level in "123")
        tree.add(itl1, "itl1", _plain(row["ITL125NM"]), country_of[itl1])
        tree.add(itl2, "itl2", _plain(row["ITL225NM"]), itl1)
        tree.add(itl3, "itl3", _plain(row["ITL325NM"]), itl2)
        district = RECODED.get(row["LAD25CD"], row["LAD25CD"])
        latitude, longitude = places.get(district, places.get(row["LAD25CD"], ("", "")))
        at = (latitude[:8], longitude[:8])
        tree.add(district, "district", row["LAD25NM"], DISTRICT_PARENT.get(district, itl3), at)
    for row in read(folder, "wards_birmingham_sandwell.csv"):
        tree.add(row["ward_gss"], "ward", row["ward_name"], row["lad_gss"], (row["lat"], row["long"]))
    return tree


def _plain(name: str) -> str:
    """A name without the marks of statisticians: "Durham CC", "North East (England)"."""
    name = name.removesuffix(" CC").removesuffix(" (England)")
    return "East of England" if name == "East" else name


class Sources:
    """What notices call areas: folded text -> (areas of the tree that together cover it, whether exactly)."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.areas_of: dict[str, tuple[tuple[str, ...], bool]] = {}
        self.ambiguous: set[str] = set()

    def add(self, text: str, areas: Iterable[str], exact: bool = True) -> None:
        """The first to claim a text keeps it."""
        if key := folded(text):
            self.areas_of.setdefault(key, (tuple(areas), exact))

    def add_districts(self, text: str, districts: Iterable[str], exact: bool = True) -> None:
        if parts := self.tree.cover(districts):
            self.add(text, parts, exact)


def gather_sources(folder: Path, tree: Tree) -> Sources:
    """What each source calls areas. The order matters: the first to claim a text keeps it."""
    sources = Sources(tree)
    add_statistical(folder, sources)
    for code, names in NAMES.items():
        for name in names.split("|"):
            sources.add(name, [code])
    authorities = read(folder, "la_all_codes.csv")
    districts = sorted(code for code, area in tree.areas.items() if area[0] == "district")
    for code in districts:
        sources.add(tree.areas[code][1], [code])
    for level in ("itl2", "itl3"):
        add_names_of_level(sources, level)
    upper = counties(authorities)
    add_county_names(sources, upper)
    add_councils(
        sources, Councils(folder, set(districts), {code: parts for (code, _), parts in upper.items()})
    )
    add_former_districts(sources, authorities)
    return sources


def add_names_of_level(sources: Sources, level: str) -> None:
    for code, area in sources.tree.areas.items():
        if area[0] == level:
            sources.add(area[1], [code])


def current_code(row: dict[str, str]) -> str:
    """The code that an authority's district has today."""
    return RECODED.get(row["LADCD_ACTIVE"], row["LADCD_ACTIVE"])


def counties(authorities: list[dict[str, str]]) -> dict[tuple[str, str], set[str]]:
    """code and name of each county that has a council -> its districts."""
    districts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in authorities:
        if row["UTLACD"].startswith("E10") and row["LADCD"] == current_code(row):
            districts[row["UTLACD"], row["UTLANM"]].add(row["LADCD"])
    return districts


def add_former_districts(sources: Sources, authorities: list[dict[str, str]]) -> None:
    """Codes and names of former districts; exact only where the present one has no other before it."""
    former: dict[str, set[str]] = defaultdict(set)
    for row in authorities:
        if row["LADCD"] != current_code(row):
            former[current_code(row)].add(row["LADCD"])
    for current, codes in former.items():
        for row in authorities:
            if row["LADCD"] in codes:
                sources.add(row["LADCD"], [current], exact=len(codes) == 1)
                sources.add(row["LADNM"], [current], exact=len(codes) == 1)


def add_statistical(folder: Path, sources: Sources) -> None:
    """NUTS and ITL codes of three editions and the GSS codes of regions and groups of countries."""
    areas = sources.tree.areas
    for code, parts in NUTS_CHANGES.items():
        exact = not parts.endswith("~")
        sources.add(code, parts.removesuffix("~").split(), exact)
        if (former := code.replace("UK", "TL", 1)) not in areas:  # the ITL edition of 2021
            sources.add(former, parts.removesuffix("~").split(), exact)
    for row in read(folder, "nuts_uk_2016_2021.csv"):
        same = row["code"].replace("UK", "TL", 1)
        if row["code"] != "UK" and same in areas:
            sources.add(row["code"], [same])
    for code, area in areas.items():
        if area[0].startswith("itl"):
            sources.add(code.replace("TL", "UK", 1), [code])
    for number, letter in REGIONS.items():
        sources.add(f"E1200000{number}", [f"TL{letter}"])
    for text, parts in GROUPS.items():
        sources.add(text, parts.removesuffix("~").split(), not parts.endswith("~"))


def add_county_names(sources: Sources, upper: dict[tuple[str, str], set[str]]) -> None:
    for (code, name), parts in sorted(upper.items()):
        for text in (code, f"{name} County Council", name):
            sources.add_districts(text, parts)
    for code, (name, numbers) in METROPOLITAN.items():
        metropolitan = [f"E080000{number:02d}" for number in numbers]
        for text in (code, name):
            sources.add_districts(text, metropolitan)


class Councils:
    """The registry of councils, former ones and combined authorities, and the districts of each."""

    def __init__(self, folder: Path, districts: set[str], counties: dict[str, set[str]]) -> None:
        rows = read(folder, "mysociety_uk_local_authorities_current.csv")
        self.rows = {row["local-authority-code"]: row for row in rows}
        self.districts, self.counties = districts, counties
        self.members: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            self.members[row["combined-authority"]].append(row["local-authority-code"])
        self.members["NECA"] = [*self.members["NECA"], *self.members["NTCA"]]  # merged in May 2024

    def of(self, code: str) -> tuple[set[str], bool]:
        """The districts of a council by its registry code, and whether they are exactly it, not its
        successor.
        """
        row = self.rows[code]
        gss = RECODED.get(row["gss-code"], row["gss-code"])
        if gss in self.districts:
            return {gss}, True
        if gss in self.counties:
            return self.counties[gss], True
        if row["replaced-by"]:
            return set().union(*(self.of(successor)[0] for successor in row["replaced-by"].split(","))), False
        return set().union(*(self.of(member)[0] for member in self.members.get(code, ()))), True


def add_councils(sources: Sources, councils: Councils) -> None:
    """Names and aliases of councils; an alias that two councils claim is left out."""
    claims = sorted(council_names(councils).items())
    for current in (True, False):
        for text, codes in claims:
            districts, exact = councils.of(min(codes))
            if len(codes) == 1 and len(text) > 3 and districts and exact is current:
                sources.add_districts(text, districts, exact)


def council_names(councils: Councils) -> dict[str, set[str]]:
    """folded name or alias -> the councils that claim it, without aliases of two that share an office."""
    claims: dict[str, set[str]] = defaultdict(set)
    for code, row in councils.rows.items():
        may_be_joint = " and " in folded(row["nice-name"]) or code in councils.members
        for text in (row["official-name"], row["nice-name"], row["gss-code"], *row["alt-names"].split(",")):
            if may_be_joint or " and " not in folded(text):
                claims[folded(text)].add(code)
    return claims


def write(name: str, header: str, lines: Iterable[tuple[str, ...]]) -> None:
    with (datafiles.FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(lines)


def main(folder: Path) -> None:
    tree = build_tree(folder)
    order = ["uk", "country", "itl1", "itl2", "itl3", "district", "ward"]  # parents before their parts
    tree.areas = dict(sorted(tree.areas.items(), key=lambda item: (order.index(item[1][0]), item[0])))
    write(
        "areas.csv",
        "code level name parent latitude longitude",
        ((code, *area) for code, area in tree.areas.items()),
    )
    sources = gather_sources(folder, tree)
    lines = (
        (text, " ".join(areas), "1" if exact else "0")
        for text, (areas, exact) in sorted(sources.areas_of.items())
    )
    write("area_sources.csv", "text areas exact", (line for line in lines if line[0] != folded(line[1])))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
