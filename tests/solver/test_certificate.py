"""Whatever the multipliers, the checker's own bound is one; what is not a certificate is found."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from solver import problem
from solver.check import certified_bound, check
from solver.check.certificate import KEYED, SINGLE
from solver.problem import Enterprise, Offer, Serve
from solver.search.answer import propose
from tests.solver.tiny import ONE_WORKER, everything, question, random_question


def _random_rows(draw: random.Random, tiny: problem.Problem) -> dict[str, Any]:
    keys = {
        "quantity": [w.id for w in tiny.work_packages],
        "max_providers": [w.id for w in tiny.work_packages],
        "lot_budget": list(tiny.rules.lot_budgets),
        "group_credentials": list(tiny.rules.group_credentials),
        "capacity": [o.id for e in tiny.enterprises for o in e.offers],
        "max_value": [e.id for e in tiny.enterprises],
        "min_value": [e.id for e in tiny.enterprises],
    }
    rows: dict[str, Any] = {name: draw.choice([0, draw.randint(0, 3)]) for name in SINGLE}
    rows |= {name: {key: draw.randint(0, 400) for key in keys[name]} for name in KEYED}
    rows["quantity"] = {key: draw.randint(-200, 3000) for key in keys["quantity"]}
    return rows


@pytest.mark.parametrize("seed", range(40))
def test_any_multipliers_give_a_bound_below_every_consortium(seed: int) -> None:
    tiny = problem.from_dict(random_question(seed))
    best = min((objective for objective, _ in everything(tiny)), default=None)
    if best is None:
        return
    draw = random.Random(seed)
    for _ in range(40):
        bound = certified_bound(tiny, {"unit": draw.choice([1, 4, 1000]), "rows": _random_rows(draw, tiny)})
        assert bound is not None
        assert bound <= best


def _options(tiny: problem.Problem, one: Enterprise) -> list[dict[tuple[Offer, Serve], int]]:
    """What an enterprise may deliver as a member, each part at one of its ends, where no row ties it to others."""
    packages = {w.id: w for w in tiny.work_packages}
    if one.id in tiny.pins.exclude:
        return []
    ends: list[list[tuple[tuple[Offer, Serve], int]]] = []
    most = _most(tiny, one)
    for offer in one.offers:
        for serve in offer.serves:
            package = packages[serve.work_package]
            worth = serve.unit_price * package.periods
            high = min(package.quantity, offer.capacity, most // worth if worth and most is not None else 10**12)
            low = max(1, package.min_share)
            if set(package.credentials) <= set(one.credentials) and low <= high:
                ends.append([((offer, serve), units) for units in (0, low, high)])
    return [dict(choice) for choice in product(*ends)] if ends else []


def _most(tiny: problem.Problem, one: Enterprise) -> int | None:
    """Pence of value that exposure and its own limit allow an enterprise; None without either."""
    share = tiny.rules.exposure_bp
    exposed = None if share is None else share * one.turnover * max(12, tiny.rules.term_months) // 120_000
    return min((most for most in (exposed, one.max_value) if most is not None), default=None)


def _lagrangian(tiny: problem.Problem, lead: str, parts: dict[str, Any], rows: dict[str, Any], unit: int) -> int:
    """The objective of members and what they deliver, and each row by how far it is broken times its multiplier."""
    rules, weights = tiny.rules, tiny.weights
    packages = {w.id: w for w in tiny.work_packages}
    members = {e.id: e for e in tiny.enterprises if e.id in parts}
    loads: dict[str, int] = {}
    units: dict[str, int] = {}
    providers: dict[str, int] = {}
    lots: dict[str, int] = {}
    values = dict.fromkeys(members, 0)
    social = 0
    for name, own in parts.items():
        for (offer, serve), quantity in own.items():
            package = packages[serve.work_package]
            worth = quantity * package.periods * serve.unit_price
            values[name] += worth
            social += quantity * package.periods * serve.social_value
            loads[offer.id] = loads.get(offer.id, 0) + quantity
            units[package.id] = units.get(package.id, 0) + quantity
            providers[package.id] = providers.get(package.id, 0) + bool(quantity)
            lots[package.lot] = lots.get(package.lot, 0) + worth
    value = sum(values.values())
    price = value + sum(e.joining_cost for e in members.values())
    pairs = {frozenset((a, b)): known for a, b, known in tiny.trust}
    gap = sum(1000 - pairs.get(frozenset((lead, name)), 0) for name in members if name != lead)
    total = unit * (
        weights.price * price - weights.social_value * social + weights.trust * gap
        + weights.members * len(members) + weights.changes * len(set(members) ^ set(tiny.baseline))
    )  # fmt: skip
    months = max(12, rules.term_months)
    turnover = members[lead].turnover if rules.liability == "lead" else sum(e.turnover for e in members.values())
    broken = {
        "members_max": len(members) - rules.members.max,
        "members_min": rules.members.min - len(members),
        "budget": 0 if rules.budget is None else price - rules.budget,
        "combined_turnover": 0
        if not rules.combined_turnover_bp
        else rules.combined_turnover_bp * value * 12 - 10_000 * turnover * months,
        "social_enterprise_share": 0
        if not rules.social_enterprise_share_bp
        else rules.social_enterprise_share_bp * value
        - 10_000 * sum(values[e.id] for e in members.values() if e.social_enterprise),
        "local_share": 0
        if not rules.local_share_bp
        else rules.local_share_bp * value
        - 10_000 * sum(values[e.id] for e in members.values() if e.home_area in rules.local_areas),
        "supported_workforce": (rules.supported_workforce_bp or 0) * sum(e.workforce for e in members.values())
        - 10_000 * sum(e.supported_workforce for e in members.values()),
        "lead_value_share": 0
        if not rules.lead.min_value_share_bp
        else rules.lead.min_value_share_bp * value - 10_000 * values[lead],
    }
    total += sum(rows[name] * amount for name, amount in broken.items())
    for package in tiny.work_packages:
        total += rows["quantity"].get(package.id, 0) * (package.quantity - units.get(package.id, 0))
        total += rows["max_providers"].get(package.id, 0) * (providers.get(package.id, 0) - package.max_providers)
    for lot, most in rules.lot_budgets.items():
        total += rows["lot_budget"].get(lot, 0) * (lots.get(lot, 0) - most)
    for name in rules.group_credentials:
        total += rows["group_credentials"].get(name, 0) * (1 - sum(name in e.credentials for e in members.values()))
    for one in members.values():
        total += sum(rows["capacity"].get(o.id, 0) * (loads.get(o.id, 0) - o.capacity) for o in one.offers)
        greatest = _most(tiny, one)
        if greatest is not None:
            total += rows["max_value"].get(one.id, 0) * (values[one.id] - greatest)
        least = max(rules.member_floor or 0, one.min_value or 0)
        total += rows["min_value"].get(one.id, 0) * (least - values[one.id])
    return total


@pytest.mark.parametrize("seed", range(24))
def test_the_bound_is_the_least_that_the_rows_leave(seed: int) -> None:
    """Recomputed from what a Lagrangian is: every group, lead and part at its ends, one after another."""
    tiny = problem.from_dict(random_question(seed))
    lead = tiny.rules.lead
    options = {e.id: _options(tiny, e) for e in tiny.enterprises}
    able = [
        e.id for e in tiny.enterprises
        if e.can_lead and e.turnover >= lead.min_turnover and set(lead.credentials) <= set(e.credentials)
        and tiny.pins.lead in (None, e.id) and options[e.id]
    ]  # fmt: skip
    draw = random.Random(seed)
    for unit in (1, 7):
        rows = _random_rows(draw, tiny)
        least: int | None = None
        for leader in able:
            # Given the lead, what one more member adds depends on nobody else.
            alone = min(_lagrangian(tiny, leader, {leader: own}, rows, unit) for own in options[leader])
            start = next(iter(options[leader]))
            without = _lagrangian(tiny, leader, {leader: start}, rows, unit)
            for other in tiny.enterprises:
                if other.id != leader and options[other.id]:
                    added = min(
                        _lagrangian(tiny, leader, {leader: start, other.id: own}, rows, unit)
                        for own in options[other.id]
                    )
                    alone += min(0, added - without)
            least = alone if least is None else min(least, alone)
        assert certified_bound(tiny, {"unit": unit, "rows": rows}) == (None if least is None else least // unit)


def test_the_certificate_of_a_plain_tender_proves_nearly_everything() -> None:
    answer = propose(problem.from_dict(question()), ONE_WORKER)
    assert answer.certificate is not None
    assert answer.proposals[0].objective - 200 <= answer.certificate["bound"] <= answer.proposals[0].objective


def test_a_bound_that_the_multipliers_do_not_give_is_found() -> None:
    tiny = problem.from_dict(question())
    answer = propose(tiny, ONE_WORKER)
    assert answer.certificate is not None
    assert check(tiny, answer) == []
    planted = {**answer.certificate, "bound": answer.certificate["bound"] + 1}
    assert [finding.rule for finding in check(tiny, replace(answer, certificate=planted))] == ["certificate"]


@pytest.mark.parametrize(
    "rows", [{"budget": -1}, {"budget": 1.5}, {"colour": 1}, {"capacity": {"a-offer": -1}}, {"capacity": 3}, []]
)
def test_what_is_no_multiplier_is_found(rows: Any) -> None:
    tiny = problem.from_dict(question(rules={"budget": 30_000}))
    answer = propose(tiny, ONE_WORKER)
    assert check(tiny, replace(answer, certificate={"unit": 1, "rows": rows, "bound": 0}))
