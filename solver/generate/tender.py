"""A tender on a market, as `consortium-problem/1`: work packages round one district, and rules somebody can
meet.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from solver.generate.market import Market, market
from solver.generate.matching import Match, Matcher
from solver.generate.sketch import Sketch, sketch

RULE_SETS = ("all", "price")

Spoil = Callable[[dict[str, Any]], None]


def problem(
    source: Market | int,
    work_packages: int = 8,
    enterprises: int = 1000,
    seed: int | None = None,
    dense: bool = False,
    infeasible: str | None = None,
    rules: str = "all",
    members: int = 8,
    count: int = 5,
) -> dict[str, Any]:
    """A tender of `work_packages` on a Market, or on one of `enterprises` drawn from the seed given in its
    place.

    `rules` is "all" (every rule on, every weight above 0, resilience preferred) or "price" (price alone,
    member limits and exposure); `members` the most a consortium may have; `count` how many proposals are
    asked for; `dense` puts the tender in the largest city; `infeasible` spoils it in one of the ways named in
    INFEASIBLE. Raises ValueError for an unknown name. Same arguments, same problem.
    """
    if rules not in RULE_SETS:
        raise ValueError(f"rules must be one of {', '.join(RULE_SETS)}")
    if infeasible is not None and infeasible not in INFEASIBLE:
        raise ValueError(f"infeasible must be one of {', '.join(INFEASIBLE)}")
    if work_packages < 1 or members < 1:
        raise ValueError("a tender needs at least one work package and one member")
    where = source if isinstance(source, Market) else market(source, enterprises)
    chance = seed if seed is not None else where.seed
    draw = random.Random(f"tender {chance} {work_packages} {dense}")
    plan = sketch(Matcher(where), draw, work_packages, members, dense)
    data = _problem(where, plan, draw, rules, members, count)
    if infeasible is not None:
        INFEASIBLE[infeasible](data)
    return data


def _problem(
    where: Market, plan: Sketch, draw: random.Random, rules: str, most: int, count: int
) -> dict[str, Any]:
    found = sorted({match.enterprise for package in plan.packages for match in package.matches})
    ids = {index: f"e{index + 1}" for index in found}
    inside = set(ids.values())
    full = rules == "all"
    return {
        "format": "consortium-problem/1",
        "currency": "GBP",
        "tender": f"practice-{where.seed}-{len(plan.packages)}",
        "rules": _all_rules(plan, draw, most) if full else _price_rules(plan, most),
        "work_packages": [package.shown for package in plan.packages],
        "enterprises": [_enterprise(where, index, plan) for index in found],
        "trust": [list(pair) for pair in where.trust if pair[0] in inside and pair[1] in inside]
        if full
        else [],
        "incompatible": [list(p) for p in where.incompatible if p[0] in inside and p[1] in inside]
        if full
        else [],
        "pins": {"include": [], "exclude": [], "lead": None, "allocations": []},
        "baseline": [],
        "weights": _weights(full),
        "alternatives": {"count": count, "min_difference": 2, "distinct_leads": False},
    }


def _weights(full: bool) -> dict[str, int]:
    if not full:
        return {"price": 1, "social_value": 0, "trust": 0, "members": 0, "shortfall": 0, "changes": 0}
    # In twentieths of a penny: a point is worth 10p, the whole trust gap of a member £150, a member £100, and
    # a pound of shortfall 5p. All of it is what a person might choose, none of it fitted to any tender.
    return {"price": 20, "social_value": 200, "trust": 300, "members": 200_000, "shortfall": 1, "changes": 0}


def _price_rules(plan: Sketch, most: int) -> dict[str, Any]:
    return {
        "members": {"min": 1, "max": most},
        "term_months": 12,
        "exposure_bp": 5000,
        "liability": "joint",
        "lead": {
            "credentials": ["public_liability_5m"],
            "min_turnover": 0,
            "min_value_share_bp": plan.lead_share(1000),
        },
        "trust": "optional",
        "resilience": "report",
    }


def _all_rules(plan: Sketch, draw: random.Random, most: int) -> dict[str, Any]:
    """Each rule at its usual figure, or at what the sketched consortium reaches where that is less."""
    return {
        "members": {"min": min(2, most, plan.size), "max": most},
        "member_floor": min(100_000, plan.least_value),
        "budget": int(plan.price * draw.uniform(1.02, 1.25)),
        "lot_budgets": {lot: int(value * draw.uniform(1.1, 1.4)) for lot, value in plan.lot_values().items()},
        "term_months": 12,
        "exposure_bp": 5000,
        "combined_turnover_bp": plan.turnover_cover(10_000),
        "liability": "joint",
        "lead": {
            "credentials": ["public_liability_5m"],
            "min_turnover": min(20_000_000, plan.lead_turnover),
            "min_value_share_bp": plan.lead_share(1000),
        },
        "group_credentials": plan.group_credentials(["public_liability_10m", "iso9001"]),
        "social_enterprise_share_bp": plan.social_share(5000),
        "local_share_bp": plan.local_share(3000),
        "local_areas": plan.local_areas,
        "supported_workforce_bp": plan.supported_share(1000),
        "trust": "optional",
        "resilience": "prefer",
    }


def _enterprise(where: Market, index: int, plan: Sketch) -> dict[str, Any]:
    one = where[index]
    serves: dict[int, list[tuple[str, Match]]] = {}
    for package in plan.packages:
        match = package.by_enterprise.get(index)
        if match is not None:
            serves.setdefault(match.offer, []).append((package.id, match))
    return {
        "id": one.id,
        "home_area": one.home_area,
        "social_enterprise": one.social_enterprise,
        "turnover": one.turnover,
        "joining_cost": one.joining_cost,
        "workforce": one.workforce,
        "supported_workforce": one.supported_workforce,
        "credentials": list(one.credentials),
        "can_lead": one.can_lead,
        "offers": [
            {
                "id": f"o{offer + 1}",
                "capacity": matches[0][1].capacity,
                "serves": [
                    {
                        "work_package": package,
                        "unit_price": match.unit_price,
                        "social_value": match.social_value,
                    }
                    for package, match in matches
                ],
            }
            for offer, matches in sorted(serves.items())
        ],
    }


def _beyond_capacity(data: dict[str, Any]) -> None:
    package = data["work_packages"][0]
    reach = sum(
        offer["capacity"]
        for enterprise in data["enterprises"]
        for offer in enterprise["offers"]
        if any(serve["work_package"] == package["id"] for serve in offer["serves"])
    )
    package["quantity"] = reach + max(1, reach // 10)


def _missing_credential(data: dict[str, Any]) -> None:
    data["work_packages"][0]["credentials"].append("seldom_held_licence")


def _too_few_members(data: dict[str, Any]) -> None:
    needed = {package["id"]: package["quantity"] for package in data["work_packages"]}
    data["rules"]["members"] = {"min": 1, "max": 1}
    for enterprise in data["enterprises"]:
        for offer in enterprise["offers"]:
            least = min(needed[serve["work_package"]] for serve in offer["serves"])
            offer["capacity"] = min(offer["capacity"], least - 1)


def _too_small_budget(data: dict[str, Any]) -> None:
    cheapest = {w["id"]: 10**9 for w in data["work_packages"]}
    for enterprise in data["enterprises"]:
        for offer in enterprise["offers"]:
            for serve in offer["serves"]:
                cheapest[serve["work_package"]] = min(cheapest[serve["work_package"]], serve["unit_price"])
    floor = sum(w["quantity"] * w["periods"] * cheapest[w["id"]] for w in data["work_packages"])
    data["rules"]["budget"] = floor * 9 // 10


def _no_lead(data: dict[str, Any]) -> None:
    data["rules"]["lead"]["min_turnover"] = 1 + max(e["turnover"] for e in data["enterprises"])


def _nobody(data: dict[str, Any]) -> None:
    package = data["work_packages"][0]["id"]
    for enterprise in data["enterprises"]:
        for offer in enterprise["offers"]:
            offer["serves"] = [serve for serve in offer["serves"] if serve["work_package"] != package]
        enterprise["offers"] = [offer for offer in enterprise["offers"] if offer["serves"]]


INFEASIBLE: dict[str, Spoil] = {
    "capacity": _beyond_capacity,
    "credential": _missing_credential,
    "members": _too_few_members,
    "budget": _too_small_budget,
    "lead": _no_lead,
    "nobody": _nobody,
}
