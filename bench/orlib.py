"""OR-Library's capacitated facility location, stated as problems of ours, and when they are solved.

A customer is a work package, a warehouse an enterprise whose fixed cost is its joining cost. Money is counted
in eightieths so that every price of a unit is whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.timing import Measured

DATA = Path(__file__).parent / "data"
EIGHTIETHS = 80
OPTIMA = {
    "cap41": 1040444.375,
    "cap71": 932615.75,
    "cap72": 977799.4,
    "cap73": 1010641.45,
    "cap74": 1034976.975,
    "cap101": 796648.4375,
    "cap102": 854704.2,
    "cap103": 893782.1125,
    "cap104": 928941.75,
    "cap131": 793439.5625,
    "cap132": 851495.325,
    "cap133": 893076.7125,
    "cap134": 928941.75,
}


def orlib(name: str) -> dict[str, Any]:
    """One instance as `consortium-problem/1`. Raises ValueError where a price would not be whole."""
    numbers = (DATA / f"{name}.txt").read_text().split()
    places, customers = int(numbers[0]), int(numbers[1])
    at = 2
    warehouses = []
    for _ in range(places):
        warehouses.append((int(float(numbers[at])), _whole(float(numbers[at + 1]) * EIGHTIETHS)))
        at += 2
    packages, serves = [], [[] for _ in range(places)]  # type: list[dict[str, Any]], list[list[dict[str, Any]]]
    for customer in range(customers):
        demand = int(float(numbers[at]))
        at += 1
        packages.append(_package(customer, demand, places))
        for warehouse in range(places):
            price = _whole(float(numbers[at]) * EIGHTIETHS / demand)
            serves[warehouse].append(
                {"work_package": f"c{customer + 1}", "unit_price": price, "social_value": 0}
            )
            at += 1
    return {
        "format": "consortium-problem/1",
        "currency": "GBP",
        "tender": name,
        "rules": {
            "members": {"min": 1, "max": places},
            "term_months": 12,
            "liability": "joint",
            "lead": {"credentials": [], "min_turnover": 0, "min_value_share_bp": 0},
            "trust": "optional",
            "resilience": "report",
        },
        "work_packages": packages,
        "enterprises": [
            _enterprise(warehouse, *warehouses[warehouse], serves[warehouse]) for warehouse in range(places)
        ],
        "trust": [],
        "incompatible": [],
        "pins": {"include": [], "exclude": [], "lead": None, "allocations": []},
        "baseline": [],
        "weights": {"price": 1, "social_value": 0, "trust": 0, "members": 0, "shortfall": 0, "changes": 0},
        "alternatives": {"count": 1, "min_difference": 1, "distinct_leads": False},
    }


def _whole(amount: float) -> int:
    nearest = round(amount)
    if abs(amount - nearest) > 1e-3:
        raise ValueError(f"{amount} is not whole")
    return nearest


def _package(customer: int, demand: int, places: int) -> dict[str, Any]:
    return {
        "id": f"c{customer + 1}",
        "lot": "1",
        "capability": "",
        "area": "",
        "unit": "units",
        "quantity": demand,
        "periods": 1,
        "max_providers": places,
        "min_share": 0,
        "credentials": [],
    }


def _enterprise(warehouse: int, capacity: int, cost: int, serves: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": f"p{warehouse + 1}",
        "home_area": "",
        "social_enterprise": False,
        "turnover": 0,
        "joining_cost": cost,
        "workforce": 0,
        "supported_workforce": 0,
        "credentials": [],
        "can_lead": True,
        "offers": [{"id": f"p{warehouse + 1}-offer", "capacity": capacity, "serves": serves}],
    }


def at_optimum(measured: Measured, optimum: float) -> bool:
    """Whether an instance was proven at its published optimum."""
    whole = optimum * EIGHTIETHS
    near = measured.objective is not None and abs(measured.objective - whole) <= whole / 20_000 + 1
    return measured.proven and near


def together(measured: Sequence[Measured], paths: Sequence[Path]) -> Measured:
    """Several instances as one; the mark "all" once every one of them was proven at its published optimum."""
    right = [at_optimum(each, OPTIMA[path.stem]) for each, path in zip(measured, paths, strict=True)]
    objectives = [each.objective for each in measured if each.objective is not None]
    gaps = [each.gap_bp for each in measured if each.gap_bp is not None]
    result = Measured(
        seconds=sum(each.seconds for each in measured),
        processor=sum(each.processor for each in measured),
        memory_mb=max(each.memory_mb for each in measured),
        objective=sum(objectives) if len(objectives) == len(measured) else None,
        scale=sum(each.scale for each in measured),
        gap_bp=max(gaps) if len(gaps) == len(measured) else None,
        proposals=sum(each.proposals for each in measured),
        proofs=sum(right),
        whole=all(each.whole for each in measured),
    )
    if all(right):
        result.marks["all"] = result.seconds
    return result
