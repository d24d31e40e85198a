"""Six tenders shaped like the real Games procurement, and which real notices are copied for practice.

Shape, lots, codes and weights follow published notices (Open Government Licence); buyers, dates and
quantities are invented. Nothing here looks at the register: whether a consortium exists for a tender is for
the solver to find out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.sample.rules import BOROUGH, CITY, GAMES, TRUST
from app.tenders.rules import ConditionKind, CriterionKind, Liability

NOTICES = Path(__file__).parent / "notices"


@dataclass(frozen=True)
class PackageSketch:
    """A work package by ward or district name: quantity is units a period of the code's standard unit."""

    name: str
    area: str
    capability: str
    quantity: int
    credentials: tuple[str, ...] = ()
    max_providers: int = 3
    min_share: int = 0


@dataclass(frozen=True)
class LotSketch:
    """A lot with its packages."""

    title: str
    packages: tuple[PackageSketch, ...]
    description: str = ""


@dataclass(frozen=True)
class TenderSketch:
    """A tender: `opens` and `closes` in days from loading, `starts` and `lasts` the contract in days."""

    key: str
    title: str
    buyer: str
    description: str
    capability: str
    value: int
    closes: int
    starts: int
    lasts: int
    lots: tuple[LotSketch, ...]
    conditions: tuple[tuple[ConditionKind, str, str | None, int | None], ...]
    criteria: tuple[tuple[CriterionKind, str, int], ...]
    shaped_like: str
    liability: Liability = Liability.joint
    portal: str = "https://portal.example.org/"
    remarks: tuple[str, ...] = field(default=())


def _liability(level: str) -> tuple[ConditionKind, str, str, None]:
    words = (
        f"By the start of the contract, public liability insurance of at least £{level} million in the group."
    )
    return (ConditionKind.group_credential, words, f"public_liability_{level}m", None)


_EXPOSURE = (
    ConditionKind.exposure,
    "No member takes on work worth more than half its yearly turnover in a year.",
    None,
    5_000,
)
_POOLED = (
    ConditionKind.combined_turnover,
    "The members’ turnover together is at least the yearly value.",
    None,
    10_000,
)
_GAMES_CRITERIA = (
    (CriterionKind.quality, "Quality and operational delivery", 5_000),
    (CriterionKind.price, "Price", 3_500),
    (CriterionKind.social_value, "Social value: jobs, skills and local spend", 1_500),
)
_COUNCIL_CRITERIA = (
    (CriterionKind.quality, "Quality", 4_000),
    (CriterionKind.price, "Price", 4_000),
    (CriterionKind.social_value, "Social value", 2_000),
)


def _members(most: int) -> tuple[ConditionKind, str, None, int]:
    words = f"A group bids with at most {most} members, so that one call reaches everyone who decides."
    return (ConditionKind.members_max, words, None, most)


def _lead(turnover: int, share: int) -> tuple[tuple[ConditionKind, str, None, int], ...]:
    return (
        (
            ConditionKind.lead_turnover,
            f"The lead member’s last yearly turnover is at least £{turnover // 100:,}.",
            None,
            turnover,
        ),
        (
            ConditionKind.lead_value_share,
            f"The lead delivers at least {share // 100}% of the contract value itself.",
            None,
            share,
        ),
    )


def _stewards(name: str, area: str, quantity: int) -> LotSketch:
    package = PackageSketch(f"Stewards, {name}", area, "79952000", quantity, ("dbs_basic",), min_share=2)
    return LotSketch(f"Front of house stewarding: {name}", (package,))


STEWARDING = TenderSketch(
    key="stewarding",
    title="Front of house stewarding at five venues",
    buyer=GAMES,
    description=(
        "Stewards who welcome, direct and inform spectators, check tickets and keep gangways clear at five"
        " venues during test events and the competition. Quantities are steward-hours on each day of"
        " operation."
    ),
    capability="79952000",
    value=8_800_000,
    closes=34,
    starts=150,
    lasts=60,
    lots=(
        _stewards("Stadium, Perry Barr", "Perry Barr", 24),
        _stewards("Aquatics Centre, Smethwick", "Smethwick", 6),
        _stewards("Arena, Ladywood", "Ladywood", 18),
        _stewards("Cricket ground, Edgbaston", "Edgbaston", 14),
        _stewards("Street circuits, Bordesley & Highgate", "Bordesley & Highgate", 12),
    ),
    conditions=(*_lead(5_000_000, 1_000), _liability("5"), _EXPOSURE, _POOLED, _members(5)),
    criteria=_GAMES_CRITERIA,
    shaped_like="ocds-h6vhtk-029eda",
)

CATERING = TenderSketch(
    key="catering",
    title="Catering for competition and non-competition venues",
    buyer=GAMES,
    description=(
        "Freshly cooked meals for volunteers, officials and ceremonies cast and crew. Menus reflect the city:"
        " halal, vegetarian and allergen-safe choices every day. Quantities are meals on each day of"
        " operation."
    ),
    capability="55520000",
    value=20_000_000,
    closes=41,
    starts=160,
    lasts=45,
    lots=(
        LotSketch(
            "Competition venues",
            (
                PackageSketch(
                    "Workforce meals, stadium",
                    "Perry Barr",
                    "55520000",
                    180,
                    ("food_hygiene_rating_5",),
                    min_share=20,
                ),
                PackageSketch(
                    "Workforce meals, aquatics centre",
                    "Smethwick",
                    "55520000",
                    50,
                    ("food_hygiene_rating_5",),
                    min_share=20,
                ),
                PackageSketch(
                    "Workforce meals, cricket ground",
                    "Edgbaston",
                    "55520000",
                    100,
                    ("food_hygiene_rating_5",),
                    min_share=20,
                ),
            ),
        ),
        LotSketch(
            "Non-competition venues",
            (
                PackageSketch(
                    "Volunteer centre meals",
                    "Soho & Jewellery Quarter",
                    "55520000",
                    140,
                    ("food_hygiene_rating_5",),
                    min_share=20,
                ),
                PackageSketch(
                    "Uniform and accreditation centre meals",
                    "Nechells",
                    "55520000",
                    80,
                    ("food_hygiene_rating_5",),
                    min_share=20,
                ),
                PackageSketch(
                    "Ceremonies cast and crew meals",
                    "Aston",
                    "55520000",
                    120,
                    ("food_hygiene_rating_5",),
                    min_share=20,
                ),
            ),
        ),
    ),
    conditions=(*_lead(8_000_000, 1_000), _liability("5"), _EXPOSURE, _POOLED, _members(5)),
    criteria=_GAMES_CRITERIA,
    shaped_like="ocds-h6vhtk-029600",
)


def _clean(name: str, area: str, quantity: int) -> PackageSketch:
    return PackageSketch(name, area, "90910000", quantity, ("coshh_training",), min_share=10)


CLEANING = TenderSketch(
    key="cleaning",
    title="Cleaning at competition and agreed venues",
    buyer=GAMES,
    description=(
        "Daily cleaning of venues, training sites and depots before, during and after the competition, in two"
        " lots. Quantities are cleaning hours in each week."
    ),
    capability="90910000",
    value=15_800_000,
    closes=27,
    starts=140,
    lasts=182,
    lots=(
        LotSketch(
            "Greenfield cluster, training venues and depots",
            (
                _clean("Sutton Park competition area", "Sutton Four Oaks", 50),
                _clean("Smithfield", "Bordesley & Highgate", 60),
                _clean("Training venues, Selly Oak", "Weoley & Selly Oak", 45),
                _clean("Depot, Nechells", "Nechells", 40),
            ),
        ),
        LotSketch(
            "Stadium and aquatics centre",
            (
                _clean("Stadium, Perry Barr", "Perry Barr", 80),
                _clean("Sandwell Aquatics Centre", "Smethwick", 30),
            ),
        ),
    ),
    conditions=(*_lead(8_000_000, 1_000), _liability("5"), _EXPOSURE, _POOLED, _members(5)),
    criteria=_GAMES_CRITERIA,
    shaped_like="ocds-h6vhtk-02b0f5",
)

WASTE = TenderSketch(
    key="waste",
    title="Waste removal, reuse and recycling at events and greenfield sites",
    buyer=BOROUGH,
    description=(
        "Collecting, sorting and removing waste from event sites and public spaces, with reuse before"
        " recycling before disposal. Quantities are tonnes in each week."
    ),
    capability="90500000",
    value=8_500_000,
    closes=22,
    starts=100,
    lasts=364,
    lots=(
        LotSketch(
            "All sites",
            (
                PackageSketch("Aquatics centre", "Smethwick", "90511000", 2, ("waste_carrier_licence",)),
                PackageSketch(
                    "West Bromwich town centre events",
                    "West Bromwich Central",
                    "90511000",
                    3,
                    ("waste_carrier_licence",),
                ),
                PackageSketch("Stadium, Perry Barr", "Perry Barr", "90511000", 2, ("waste_carrier_licence",)),
                PackageSketch(
                    "Recyclate sorting, Oldbury", "Oldbury", "90514000", 3, ("waste_carrier_licence",)
                ),
            ),
        ),
    ),
    conditions=(*_lead(5_000_000, 1_000), _liability("5"), _EXPOSURE, _POOLED, _members(4)),
    criteria=_COUNCIL_CRITERIA,
    shaped_like="ocds-h6vhtk-029b26",
)


def _green(name: str, area: str, quantity: int) -> PackageSketch:
    return PackageSketch(name, area, "77314000", quantity, (), max_providers=3)


GROUNDS = TenderSketch(
    key="grounds",
    title="Grounds maintenance of hospital sites and health centres",
    buyer=TRUST,
    description=(
        "Lawns, beds, hedges and paths of hospitals and health centres, with gardens that patients help to"
        " keep, in three area lots. Quantities are crew-days in each week; a crew is two people with their"
        " tools."
    ),
    capability="77314000",
    value=42_000_000,
    closes=48,
    starts=120,
    lasts=364,
    lots=(
        LotSketch(
            "Sandwell",
            (_green("Hospital grounds", "Hateley Heath", 2), _green("Health centres", "Smethwick", 2)),
        ),
        LotSketch(
            "Birmingham North",
            (
                _green("Hospital grounds, Sutton", "Sutton Trinity", 3),
                _green("Health centres", "Erdington", 2),
            ),
        ),
        LotSketch(
            "Birmingham South and South-East",
            (_green("Hospital grounds", "Edgbaston", 3), _green("Health centres", "South Yardley", 3)),
        ),
    ),
    conditions=(*_lead(8_000_000, 1_000), _liability("5"), _EXPOSURE, _POOLED, _members(4)),
    criteria=_COUNCIL_CRITERIA,
    shaped_like="ocds-h6vhtk-058775",
)


def _guards(name: str, area: str, quantity: int) -> PackageSketch:
    return PackageSketch(name, area, "79710000", quantity, ("sia_licences",), max_providers=4, min_share=24)


SECURITY = TenderSketch(
    key="security",
    title="Private contract security for venues and the village",
    buyer=GAMES,
    description=(
        "Licensed officers for access control, searching, CCTV and X-ray screening at venues, the athletes’"
        " village and depots, day and night. Quantities are guard-hours on each day of operation."
    ),
    capability="79710000",
    value=1_000_000_000,
    closes=55,
    starts=170,
    lasts=75,
    lots=(
        LotSketch("Category A: the village", (_guards("Village and transport hub", "Edgbaston", 2_400),)),
        LotSketch(
            "Category B: large venues",
            (
                _guards("Stadium, Perry Barr", "Perry Barr", 1_900),
                _guards("Arena, Ladywood", "Ladywood", 1_440),
            ),
        ),
        LotSketch(
            "Category C: other venues",
            (_guards("Aquatics centre", "Smethwick", 720), _guards("Depot, Nechells", "Nechells", 320)),
        ),
    ),
    conditions=(*_lead(50_000_000, 2_000), _liability("10"), _EXPOSURE, _POOLED, _members(6)),
    criteria=_GAMES_CRITERIA,
    shaped_like="ocds-h6vhtk-02d75e",
)

TENDERS = (STEWARDING, CATERING, CLEANING, WASTE, GROUNDS, SECURITY)


@dataclass(frozen=True)
class PracticeSketch:
    """A real notice that comes with the sample, who plays its buyer, and where its work is."""

    file: str
    buyer: str
    closes: int


PRACTICE = (
    PracticeSketch("fts_050722-2026.json", CITY, 30),
    PracticeSketch("cf2025_aac989dd-14c8-47fa-8c45-87435ca201cb-819855.json", BOROUGH, 37),
    PracticeSketch("cf2017_20_ocds-b5fd17-65836f54-c8cd-4568-8d8b-656f49adce7f-359510-lw-c.json", CITY, 44),
)
