"""Problems small enough to see through, and every consortium of them, one after another."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

from solver import problem
from solver.check.figures import trust_gap
from solver.check.proposal_view import ProposalView
from solver.check.recovery import losses_of
from solver.check.rules import check_rules
from solver.outcome import Allocation, Outcome, Proposal
from solver.problem import Problem
from solver.search.answer import propose
from solver.settings import Settings

ONE_WORKER = Settings(seconds=20, workers=1)


def work_package(id: str, **changes: Any) -> dict[str, Any]:
    """Ten meals a day for ten days."""
    return {
        "id": id,
        "lot": "1",
        "capability": "55520000",
        "area": "E05011118",
        "unit": "meals a day",
        "quantity": 10,
        "periods": 10,
        "max_providers": 3,
        "min_share": 0,
        "credentials": [],
        **changes,
    }


def enterprise(id: str, serves: dict[str, int], capacity: int = 20, **changes: Any) -> dict[str, Any]:
    """One offer that serves work packages at prices in pence."""
    return {
        "id": id,
        "home_area": "E08000025",
        "social_enterprise": True,
        "turnover": 1_000_000,
        "joining_cost": 100,
        "workforce": 10,
        "supported_workforce": 5,
        "credentials": [],
        "can_lead": True,
        "offers": [
            {
                "id": f"{id}-offer",
                "capacity": capacity,
                "serves": [
                    {"work_package": w, "unit_price": p, "social_value": 0} for w, p in serves.items()
                ],
            }
        ],
        **changes,
    }


def question(**changes: Any) -> dict[str, Any]:
    """Two work packages, three enterprises who each serve both, and no rule that binds.

    The cheapest consortium is `a` alone: 10 x 10 x 100p twice over, and its joining cost.
    """
    rules = {
        "members": {"min": 1, "max": 3},
        "term_months": 12,
        "liability": "joint",
        "lead": {"credentials": [], "min_turnover": 0, "min_value_share_bp": 0},
        "trust": "optional",
        "resilience": "report",
        **changes.pop("rules", {}),
    }
    weights = {"price": 1, "social_value": 0, "trust": 0, "members": 0, "shortfall": 0, "changes": 0}
    return {
        "format": "consortium-problem/1",
        "currency": "GBP",
        "tender": "tiny",
        "rules": rules,
        "work_packages": [work_package("w1"), work_package("w2")],
        "enterprises": [
            enterprise("a", {"w1": 100, "w2": 100}),
            enterprise("b", {"w1": 110, "w2": 110}),
            enterprise("c", {"w1": 120, "w2": 120}),
        ],
        "trust": [],
        "incompatible": [],
        "pins": {"include": [], "exclude": [], "lead": None, "allocations": []},
        "baseline": [],
        "alternatives": {"count": 1, "min_difference": 1, "distinct_leads": False},
        **changes,
        "weights": {**weights, **changes.get("weights", {})},
    }


def answered(data: dict[str, Any], settings: Settings = ONE_WORKER) -> Outcome:
    """The outcome of a question given as JSON."""
    return propose(problem.from_dict(copy.deepcopy(data)), settings)


def best(data: dict[str, Any]) -> Proposal:
    """The first proposal of a question that has one."""
    found = answered(data)
    assert found.status == "solved", [reason.text for reason in found.reasons]
    return found.proposals[0]


def everything(tiny: Problem) -> Iterator[tuple[int, Proposal]]:
    """Every consortium that keeps all rules, with its objective, by trying all of them."""
    pairs = [(e, o, s) for e in tiny.enterprises for o in e.offers for s in o.serves]
    ways = [
        list(_split(package.quantity, [p for p in pairs if p[2].work_package == package.id], package))
        for package in tiny.work_packages
    ]
    for choice in product(*ways):
        allocations = tuple(a for way in choice for a in way)
        members = tuple(sorted({a.enterprise for a in allocations}))
        for lead in members:
            proposal = Proposal(lead, members, allocations, 0, 0, 0, 0, 0, 0, (), 0, False, 0, 0)
            view = ProposalView.of(tiny, proposal, "brute force")
            if not view.findings and not check_rules(tiny, view):
                yield objective_of(tiny, view), proposal


def objective_of(tiny: Problem, view: ProposalView) -> int:
    """The objective as the contract defines it."""
    weights = tiny.weights
    price = view.value + sum(member.joining_cost for member in view.members.values())
    social = sum(part.quantity * part.package.periods * part.serve.social_value for part in view.parts)
    return (
        weights.price * price
        - weights.social_value * social
        + weights.trust * trust_gap(tiny, view)
        + weights.members * len(view.members)
        + weights.shortfall * sum(loss.short for loss in losses_of(view))
        + weights.changes * len(set(view.members) ^ set(tiny.baseline))
    )


def _split(quantity: int, pairs: list[Any], package: Any) -> Iterator[tuple[Allocation, ...]]:
    for count in range(min(len(pairs), package.max_providers) + 1):
        for chosen in combinations(pairs, count):
            for shares in _shares(quantity, count, max(1, package.min_share)):
                yield tuple(
                    Allocation(e.id, o.id, package.id, units)
                    for (e, o, _), units in zip(chosen, shares, strict=True)
                )


def _shares(total: int, count: int, least: int) -> Iterator[tuple[int, ...]]:
    if count == 0:
        if total == 0:
            yield ()
        return
    for first in range(least, total - least * (count - 1) + 1):
        for rest in _shares(total - first, count - 1, least):
            yield (first, *rest)


def random_question(seed: int) -> dict[str, Any]:
    """A tiny problem with every rule likely to be on, drawn from a seed."""
    draw = random.Random(seed)
    packages = [
        work_package(
            f"w{k}",
            lot=str(draw.randint(1, 2)),
            quantity=draw.randint(1, 4),
            periods=draw.randint(1, 4),
            max_providers=draw.randint(1, 3),
            min_share=draw.choice([0, 0, 1]),
            credentials=draw.sample(["x", "y"], draw.choice([0, 0, 1])),
        )
        for k in range(draw.randint(2, 3))
    ]
    enterprises = [_random_enterprise(draw, f"e{k}", packages) for k in range(draw.randint(3, 4))]
    ids = [e["id"] for e in enterprises]
    pairs = list(combinations(ids, 2))
    draw.shuffle(pairs)
    usual = sum(w["quantity"] * w["periods"] * 100 for w in packages)
    resilience = draw.choice(["report", "prefer", "prefer", "require"])
    rules = {
        "members": {"min": draw.randint(1, 2), "max": draw.randint(3, 4)},
        "member_floor": draw.choice([None, usual // 20]),
        "budget": draw.choice([None, usual + 900, int(usual * 1.3)]),
        "lot_budgets": draw.choice([{}, {"1": usual}, {"1": int(usual * 0.7)}]),
        "term_months": draw.choice([6, 12, 24]),
        "exposure_bp": draw.choice([None, 5000, 8000]),
        "combined_turnover_bp": draw.choice([None, 8000, 12000]),
        "liability": draw.choice(["joint", "lead"]),
        "lead": {
            "credentials": draw.choice([[], ["x"]]),
            "min_turnover": draw.choice([0, 1200]),
            "min_value_share_bp": draw.choice([0, 2500]),
        },
        "group_credentials": draw.choice([[], ["y"]]),
        "social_enterprise_share_bp": draw.choice([None, 3000]),
        "local_share_bp": draw.choice([None, 2500]),
        "supported_workforce_bp": draw.choice([None, 2000]),
        "trust": draw.choice(["optional", "optional", "lead"]),
        "resilience": resilience,
    }
    if rules["local_share_bp"] is not None:
        rules["local_areas"] = ["near"]
    _draw_rules_on_lots(random.Random(f"lots of {seed}"), rules)
    return question(
        rules=rules,
        work_packages=packages,
        enterprises=enterprises,
        trust=[[a, b, draw.randint(1, 1000)] for a, b in pairs[: draw.randint(0, 5)]],
        incompatible=[list(p) for p in pairs[-1:]] if draw.random() < 0.4 else [],
        baseline=draw.sample(ids, draw.randint(0, 2)),
        weights={
            "price": draw.randint(1, 3),
            "social_value": draw.choice([0, 5]),
            "trust": draw.choice([0, 1, 3]),
            "members": draw.choice([0, 200]),
            "shortfall": draw.choice([1, 2]) if resilience == "prefer" else 0,
            "changes": draw.choice([0, 150]),
        },
        alternatives={
            "count": 3,
            "min_difference": draw.randint(1, 2),
            "distinct_leads": draw.random() < 0.3,
        },
    )


def _draw_rules_on_lots(draw: random.Random, rules: dict[str, Any]) -> None:
    """In one of three, by a stream of its own: lots are 1 and 2, so that a consortium seldom keeps to one."""
    if draw.random() > 0.35:
        return
    rules["lot_bidder"] = draw.choice(["consortium", "member", "member", "member"])
    rule = draw.choice(["lots_per_bidder", "exclusive_lots", "lot_categories", "all"])
    if rule in ("lots_per_bidder", "all"):
        rules["lots_per_bidder"] = draw.choice([1, 1, 2])
    if rule in ("exclusive_lots", "all"):
        rules["exclusive_lots"] = [["2", "1"]]
    if rule in ("lot_categories", "all"):
        kinds = [[{"lots": ["1"], "most": 1}, {"lots": ["2"], "most": 2}], [{"lots": ["1", "2"], "most": 1}]]
        rules["lot_categories"] = draw.choice(kinds)


def _random_enterprise(draw: random.Random, id: str, packages: list[dict[str, Any]]) -> dict[str, Any]:
    offers: list[dict[str, Any]] = []
    left = [w["id"] for w in packages]
    draw.shuffle(left)
    while left and len(offers) < 2:
        size = draw.randint(1, len(left))
        served, left = left[:size], left[size:]
        if offers and draw.random() < 0.4:
            break
        serves = [
            {"work_package": w, "unit_price": draw.randint(70, 140), "social_value": draw.randint(0, 9)}
            for w in served
        ]
        offers.append({"id": f"{id}-{len(offers)}", "capacity": draw.randint(2, 12), "serves": serves})
    return enterprise(
        id,
        {},
        home_area=draw.choice(["near", "far"]),
        social_enterprise=draw.random() < 0.6,
        turnover=draw.randint(1500, 6000),
        joining_cost=draw.randint(0, 120),
        workforce=draw.randint(1, 20),
        supported_workforce=draw.randint(0, 6),
        credentials=[name for name in ("x", "y") if draw.random() < 0.88],
        can_lead=draw.random() < 0.75,
        max_value=draw.choice([None, None, 900]),
        min_value=draw.choice([None, None, 100]),
        offers=offers,
    )
