"""The real areas and the real codes of the product, as the generator of markets wants them.

The generator's own default places and codes are invented, and the product matches only areas and codes that
exist.
"""

from __future__ import annotations

import random

from app.foundation.reference import areas, cpv, credentials, units
from solver.generate import Capability, Catalogue, Geography, Place

BIRMINGHAM = "E08000025"
WEST_MIDLANDS = "TLG"
COUNTRY_FROM = (
    60_000  # with fewer enterprises the register is one region's, not one in every other council area's
)
PERIODS = {"day": 300, "week": 50, "month": 12}
CODES_IN_A_FAMILY = 5
# CPV groups that social enterprises sell in; a family is the beginning of one, wider codes and codes inside
# them.
GROUPS = (
    "505",
    "506",
    "507",
    "508",
    "511",
    "515",
    "552",
    "555",
    "601",
    "641",
    "642",
    "703",
    "712",
    "716",
    "722",
    "723",
    "725",
    "752",
    "772",
    "773",
    "792",
    "793",
    "794",
    "796",
    "797",
    "798",
    "799",
    "804",
    "805",
    "851",
    "905",
    "906",
    "909",
    "921",
    "923",
    "925",
    "983",
)
GENERAL = (
    ("public_liability_1m", 0.97),
    ("public_liability_5m", 0.75),
    ("public_liability_10m", 0.30),
    ("employers_liability_5m", 0.96),
    ("employers_liability_10m", 0.80),
    ("iso9001", 0.35),
    ("iso14001", 0.20),
    ("living_wage", 0.55),
    ("cyber_essentials", 0.40),
)


def geography(enterprises: int) -> Geography:
    """Council areas in their local areas, regions and the United Kingdom; wards where the product has them.

    Four steps up from most homes, as in the generator's own country. Weights follow Zipf, Birmingham the
    heaviest.
    """
    draw = random.Random(1)
    regions = [
        code
        for code in areas.descendants("UK", "itl1")
        if enterprises >= COUNTRY_FROM or code == WEST_MIDLANDS
    ]
    districts = [district for region in regions for district in areas.descendants(region, "district")]
    others = [district for district in districts if district != BIRMINGHAM]
    draw.shuffle(others)
    places = [Place("UK", None, 53.0, -1.5, 0.0), *(_place(region, "UK", 0.0) for region in regions)]
    above: set[str] = set()
    for rank, district in enumerate([BIRMINGHAM, *others]):
        region, local = _outer(district)
        weight = 1.0 / (1 + rank) ** 0.75
        wards = areas.descendants(district, "ward")
        if wards:  # the council area takes the place of the local area, whose territory it is
            places.append(_place(district, region, 0.0))
            places.extend(
                _place(ward, district, weight * draw.uniform(0.5, 1.5) / len(wards)) for ward in wards
            )
            continue
        if local not in above:
            places.append(_place(local, region, 0.0))
            above.add(local)
        places.append(_place(district, local, weight))
    return Geography(tuple(places))


def _outer(district: str) -> tuple[str, str]:
    path = areas.path_ids(district)
    at = {areas.level(code): code for code in path}
    return at["itl1"], at["itl3"]


def _place(code: str, parent: str, weight: float) -> Place:
    area = areas.get(code)
    assert area is not None
    return Place(code, parent, area.latitude or 53.0, area.longitude or -1.5, weight)


def catalogue(enterprises: int) -> Catalogue:
    """Real codes in their standard units: a few families for a small register, so that its trades have
    rivals.
    """
    draw = random.Random(2)
    groups = GROUPS if enterprises >= COUNTRY_FROM else GROUPS[::4]
    found = []
    for number, group in enumerate(groups):
        wide = group.ljust(8, "0")
        unit = units.standard_unit(wide)
        inside = [code for code in cpv.codes() if code[:3] == group and code != wide]
        codes = [code for code in inside if units.standard_unit(code) == unit][:CODES_IN_A_FAMILY]
        asked = tuple((key, draw.uniform(0.4, 0.85)) for key in _trade_credentials(wide))
        price = 10 ** draw.uniform(2.4, 4.2)
        commonness = draw.sample(range(1, 1 + len(codes)), len(codes))  # not always the widest code first
        for common, code in zip(commonness, codes, strict=True):
            found.append(
                Capability(
                    code=code,
                    family=group,
                    unit=unit.name,
                    price=max(1, round(price * draw.uniform(0.7, 1.5))),
                    periods=PERIODS[unit.period],
                    credentials=asked,
                    levels=(0, 1, 2) if number % 3 else (0, 1, 2, 3),
                    weight=draw.uniform(0.3, 1.7) / common,
                )
            )
    return Catalogue(tuple(found), GENERAL)


def _trade_credentials(code: str) -> list[str]:
    general = {name for name, _ in GENERAL}
    usual = [
        one.key for one in credentials.usual_for(code) if "*" not in one.families and one.kind != "insurance"
    ]
    return [key for key in usual if key not in general][-2:]
