"""The real places and the real codes that the sample register is drawn over."""

from __future__ import annotations

from functools import cache

from app.foundation.reference import areas, units
from solver.generate import Capability, Catalogue, Geography, Place

DISTRICTS = ("E08000025", "E08000028")  # Birmingham and Sandwell
DAYS, WEEKS, MONTHS = 360, 50, 12
PERIODS = {"day": DAYS, "week": WEEKS, "month": MONTHS}

# family, CPV, pence a unit, how common, credentials of the trade with the chance that an enterprise has
# one. Prices are rounded from what such services cost in the Midlands in the mid-2020s; none is a real price.
_HYGIENE = (("food_hygiene_rating_5", 0.7),)
_GUARDS = (("sia_licences", 0.75), ("dbs_basic", 0.7))
_STEWARDS = (("event_first_aid", 0.5), ("dbs_basic", 0.5))
_CLEAN = (("coshh_training", 0.7), ("dbs_basic", 0.6))
_WASTE = (("waste_carrier_licence", 0.85),)
_GREEN = (("pesticide_certificate", 0.45),)
_DRIVE = (("operator_licence", 0.55), ("dbs_enhanced", 0.7))
_TEACH = (("dbs_enhanced", 0.8), ("safeguarding_policy", 0.85))
_BUILD = (("cscs_cards", 0.75), ("safe_contractor", 0.5))
CAPABILITIES = (
    ("cleaning", "90910000", 1680, 1.6, _CLEAN),
    ("cleaning", "90900000", 1750, 0.7, _CLEAN),
    ("cleaning", "90911200", 1620, 0.5, _CLEAN),
    ("cleaning", "90919200", 1600, 0.4, _CLEAN),
    ("cleaning", "90911300", 1900, 0.2, _CLEAN),
    ("catering", "55520000", 560, 1.7, _HYGIENE),
    ("catering", "55500000", 590, 0.8, _HYGIENE),
    ("catering", "55524000", 330, 0.3, _HYGIENE),
    ("catering", "55321000", 470, 0.4, _HYGIENE),
    ("security", "79710000", 1850, 0.5, _GUARDS),
    ("security", "79713000", 1800, 0.3, _GUARDS),
    ("security", "79714000", 1950, 0.2, _GUARDS),
    ("events", "79952000", 1580, 1.8, _STEWARDS),
    ("events", "79950000", 1700, 0.7, _STEWARDS),
    ("events", "79952100", 1900, 0.2, _STEWARDS),
    ("waste", "90500000", 14500, 0.9, _WASTE),
    ("waste", "90511000", 12500, 1.0, _WASTE),
    ("waste", "90514000", 9800, 0.8, _WASTE),
    ("grounds", "77310000", 42000, 0.9, _GREEN),
    ("grounds", "77314000", 43500, 1.3, _GREEN),
    ("grounds", "77300000", 45000, 0.6, _GREEN),
    ("grounds", "77340000", 52000, 0.3, _GREEN),
    ("transport", "60130000", 26000, 0.4, _DRIVE),
    ("transport", "60170000", 24500, 0.3, _DRIVE),
    ("laundry", "98310000", 190, 0.3, ()),
    ("laundry", "98311000", 160, 0.2, ()),
    ("training", "80530000", 9800, 0.3, _TEACH),
    ("training", "80500000", 10500, 0.3, _TEACH),
    ("building", "45442100", 24000, 0.3, _BUILD),
    ("building", "45450000", 26500, 0.2, _BUILD),
    ("care", "85312000", 2450, 0.3, _TEACH),
    ("care", "85320000", 6200, 0.2, _TEACH),
    ("print", "79810000", 5200, 0.2, ()),
)
GENERAL = (
    ("public_liability_2m", 0.95),
    ("public_liability_5m", 0.78),
    ("public_liability_10m", 0.35),
    ("employers_liability_5m", 0.96),
    ("employers_liability_10m", 0.75),
    ("iso9001", 0.35),
    ("iso14001", 0.22),
    ("living_wage", 0.5),
    ("cyber_essentials", 0.4),
    ("modern_slavery_statement", 0.55),
    ("safeguarding_policy", 0.7),
)


@cache
def geography() -> Geography:
    """Birmingham's and Sandwell's wards with the areas that contain them. Each ward weighs the same, because
    wards have about as many people each.
    """
    wards = {ward for district in DISTRICTS for ward in areas.descendants(district, "ward")}
    codes = dict.fromkeys(code for ward in sorted(wards) for code in (ward, *areas.ancestors(ward)))
    places = []
    for code in codes:
        area = areas.get(code)
        assert area is not None
        # Wider areas get the middle of Birmingham: only homes, which are wards, have distances.
        latitude, longitude = area.latitude or 52.48, area.longitude or -1.9
        places.append(Place(code, area.parent, latitude, longitude, 1.0 if code in wards else 0.0))
    return Geography(tuple(places))


@cache
def catalogue() -> Catalogue:
    """What the sample enterprises can deliver, in the standard unit of each code."""
    capabilities = []
    for family, code, price, weight, credentials in CAPABILITIES:
        unit = units.standard_unit(code)
        capabilities.append(
            Capability(
                code=code,
                family=family,
                unit=unit.name,
                price=price,
                periods=PERIODS[unit.period],
                credentials=credentials,
                levels=(0, 1, 3),
                weight=weight,
            )
        )
    return Catalogue(tuple(capabilities), GENERAL)
