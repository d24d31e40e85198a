"""Tenders that nothing fits, each for a reason of its own: meals in two places, and four who could cook
them.
"""

from __future__ import annotations

from typing import Any

from tests.solver.tiny import enterprise, question, work_package

Data = dict[str, Any]

LEAD = {"credentials": [], "min_turnover": 0, "min_value_share_bp": 0}


def packages(**changes: Any) -> list[Data]:
    """1,200 meals a day in the north, 800 in the south, on 28 days, in lots 1 and 2."""
    return [
        work_package("north", lot="1", quantity=1200, periods=28, **changes),
        work_package("south", lot="2", quantity=800, periods=28, **changes),
    ]


def cooks(*only: str, **changes: Data) -> list[Data]:
    """Three who serve both, the smaller the dearer, and one who serves the south alone; `changes` by name."""
    found = [
        enterprise(
            "alder", {"north": 450, "south": 470}, capacity=900, turnover=60_000_000, joining_cost=90_000
        ),
        enterprise(
            "birch", {"north": 480, "south": 455}, capacity=900, turnover=40_000_000, joining_cost=90_000
        ),
        enterprise(
            "cedar", {"north": 520, "south": 500}, capacity=700, turnover=25_000_000, joining_cost=90_000
        ),
        enterprise("damson", {"south": 440}, capacity=400, turnover=9_000_000, joining_cost=90_000),
    ]
    return [{**one, **changes.get(one["id"], {})} for one in found if not only or one["id"] in only]


def tender(
    enterprises: list[Data] | None = None, work_packages: list[Data] | None = None, **changes: Any
) -> Data:
    """The question with everybody in it, where nothing else is said."""
    return question(work_packages=work_packages or packages(), enterprises=enterprises or cooks(), **changes)


def pins(**changes: Any) -> Data:
    """Pins with nothing pinned but the changes."""
    return {"include": [], "exclude": [], "lead": None, "allocations": [], **changes}


CLASHES: dict[str, Data] = {
    "budget": tender(rules={"budget": 22_000_000}),
    "lot_budget": tender(rules={"lot_budgets": {"2": 8_000_000}}),
    "members": tender(rules={"members": {"min": 1, "max": 2}}),
    "too many members": question(
        work_packages=[work_package("w1", quantity=2)],
        enterprises=[enterprise(name, {"w1": 100}) for name in "abc"],
        rules={"members": {"min": 3, "max": 3}},
    ),
    "member_floor": tender(cooks("alder", "birch", "damson"), rules={"member_floor": 9_600_000}),
    "local_share": tender(
        cooks(damson={"home_area": "near"}), rules={"local_share_bp": 4000, "local_areas": ["near"]}
    ),
    "social_enterprise_share": tender(
        cooks(alder={"social_enterprise": False}, birch={"social_enterprise": False}),
        rules={"social_enterprise_share_bp": 8000},
    ),
    "supported_workforce": tender(
        cooks(birch={"supported_workforce": 7}), rules={"supported_workforce_bp": 7500}
    ),
    "trust_with_lead": tender(rules={"trust": "lead"}, trust=[["cedar", "damson", 700]]),
    "group_credentials": tender(rules={"group_credentials": ["iso9001"]}),
    "lead_credentials": tender(rules={"lead": {**LEAD, "credentials": ["iso9001"]}}),
    "lead_turnover": tender(rules={"lead": {**LEAD, "min_turnover": 90_000_000}}),
    "lead_value_share": tender(
        cooks(alder={"can_lead": False}, birch={"can_lead": False}),
        rules={"lead": {**LEAD, "min_value_share_bp": 6000}},
    ),
    "can_lead": tender([{**one, "can_lead": False} for one in cooks()]),
    "exposure": tender(rules={"exposure_bp": 1500}),
    "combined_turnover": tender(rules={"combined_turnover_bp": 60_000}),
    "resilience": tender(cooks("alder", "birch", "damson"), rules={"resilience": "require"}),
    "pins": tender(pins=pins(include=["alder", "birch"]), incompatible=[["alder", "birch"]]),
    "incompatible": tender(cooks("alder", "birch", "damson"), incompatible=[["alder", "birch"]]),
    "max_providers": tender(work_packages=packages(max_providers=1)),
    "min_share": tender(work_packages=packages(min_share=650)),
    "package_credentials": tender(
        cooks(alder={"credentials": ["food_hygiene"]}), packages(credentials=["food_hygiene"])
    ),
    "quantity": tender(cooks("birch", "damson")),
    "lots_per_bidder": tender(rules={"lots_per_bidder": 1}),
    "lots_per_bidder of a member": tender(
        cooks("alder", "birch", "damson"), rules={"lots_per_bidder": 1, "lot_bidder": "member"}
    ),
    "exclusive_lots": tender(rules={"exclusive_lots": [["1", "2"]]}),
    "lot_categories": tender(
        rules={"lot_categories": [{"lots": ["1"], "most": 1}, {"lots": ["2"], "most": 2}]}
    ),
    "budget and members": tender(rules={"budget": 22_000_000, "members": {"min": 1, "max": 1}}),
    "budget and credential": tender(rules={"budget": 22_000_000, "group_credentials": ["iso9001"]}),
}
