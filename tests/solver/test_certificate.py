"""Whatever the multipliers, the checker's own bound is one; what is not a certificate is found."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from solver import problem
from solver.check import certified_bound, check
from solver.check.certificate import KEYED, SINGLE, CertificateError, check_certificate, multipliers_of
from solver.problem import Enterprise, Offer, Serve
from solver.search.answer import propose
from tests.solver.tiny import ONE_WORKER, enterprise, everything, question, random_question, work_package


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
    """What an enterprise may deliver as a member, each part at one of its ends, where no row ties it to
    others.
    """
    packages = {w.id: w for w in tiny.work_packages}
    if one.id in tiny.pins.exclude:
        return []
    ends: list[list[tuple[tuple[Offer, Serve], int]]] = []
    most = _most(tiny, one)
    for offer in one.offers:
        for serve in offer.serves:
            package = packages[serve.work_package]
            worth = serve.unit_price * package.periods
            high = min(
                package.quantity, offer.capacity, most // worth if worth and most is not None else 10**12
            )
            low = max(1, package.min_share)
            if set(package.credentials) <= set(one.credentials) and low <= high:
                ends.append([((offer, serve), units) for units in (0, low, high)])
    return [dict(choice) for choice in product(*ends)] if ends else []


def _most(tiny: problem.Problem, one: Enterprise) -> int | None:
    """Pence of value that exposure and its own limit allow an enterprise; None without either."""
    share = tiny.rules.exposure_bp
    exposed = None if share is None else share * one.turnover * max(12, tiny.rules.term_months) // 120_000
    return min((most for most in (exposed, one.max_value) if most is not None), default=None)


def _lagrangian(
    tiny: problem.Problem, lead: str, parts: dict[str, Any], rows: dict[str, Any], unit: int
) -> int:
    """The objective of members and what they deliver, and each row by how far it is broken times its
    multiplier.
    """
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
    total: int = unit * (
        weights.price * price - weights.social_value * social + weights.trust * gap
        + weights.members * len(members) + weights.changes * len(set(members) ^ set(tiny.baseline))
    )  # fmt: skip
    months = max(12, rules.term_months)
    turnover = (
        members[lead].turnover if rules.liability == "lead" else sum(e.turnover for e in members.values())
    )
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
        "supported_workforce": (rules.supported_workforce_bp or 0)
        * sum(e.workforce for e in members.values())
        - 10_000 * sum(e.supported_workforce for e in members.values()),
        "lead_value_share": 0
        if not rules.lead.min_value_share_bp
        else rules.lead.min_value_share_bp * value - 10_000 * values[lead],
    }
    total += sum(rows[name] * amount for name, amount in broken.items())
    for package in tiny.work_packages:
        total += rows["quantity"].get(package.id, 0) * (package.quantity - units.get(package.id, 0))
        total += rows["max_providers"].get(package.id, 0) * (
            providers.get(package.id, 0) - package.max_providers
        )
    for lot, most in rules.lot_budgets.items():
        total += rows["lot_budget"].get(lot, 0) * (lots.get(lot, 0) - most)
    for name in rules.group_credentials:
        total += rows["group_credentials"].get(name, 0) * (
            1 - sum(name in e.credentials for e in members.values())
        )
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
        assert certified_bound(tiny, {"unit": unit, "rows": rows}) == (
            None if least is None else least // unit
        )


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
    "rows",
    [{"budget": -1}, {"budget": 1.5}, {"colour": 1}, {"capacity": {"a-offer": -1}}, {"capacity": 3}, []],
)
def test_what_is_no_multiplier_is_found(rows: Any) -> None:
    tiny = problem.from_dict(question(rules={"budget": 30_000}))
    answer = propose(tiny, ONE_WORKER)
    assert check(tiny, replace(answer, certificate={"unit": 1, "rows": rows, "bound": 0}))


@pytest.mark.parametrize("row", [row for row in KEYED if row != "quantity"])
def test_a_negative_multiplier_of_an_inequality_is_refused(row: str) -> None:
    """Quantities must be met exactly, so theirs may have either sign."""
    with pytest.raises(CertificateError, match=f"{row} has a negative multiplier"):
        multipliers_of({"unit": 1, "rows": {row: {"a": 1, "b": -1}}})
    allowed = {row: {"a": 1, "b": 0}, "quantity": {"w1": -1}}
    assert multipliers_of({"unit": 1, "rows": allowed}).keyed == allowed


# What each work package asks, what falls just short of it, and what is just enough.
JUST_SHORT: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "lacks a credential": ({"credentials": ["x"]}, {"credentials": []}, {"credentials": ["x"]}),
    "capacity below the minimum share": ({"min_share": 5}, {"capacity": 4}, {"capacity": 5}),
    "limit below the minimum share": ({"min_share": 5}, {"max_value": 4999}, {"max_value": 5000}),
    "limit below one unit": ({}, {"max_value": 999}, {"max_value": 1000}),
}


@pytest.mark.parametrize("reason", JUST_SHORT)
def test_who_can_deliver_nothing_neither_leads_nor_joins(reason: str) -> None:
    """Each member takes 900 off: joining costs 100, the row for the fewest members gives 1,000."""
    asked, short, enough = JUST_SHORT[reason]
    packages = [work_package("w1", **asked), work_package("w2", **asked)]
    serves = {"w1": 100, "w2": 100}
    first, last = enterprise("a", serves, **short), enterprise("c", serves, **short)
    able = enterprise("b", serves, **enough)
    certificate = {"unit": 1, "rows": {"members_min": 1000}}
    for enterprises, bound in (([first, able, last], 1000 - 900), ([first, last], None)):
        tiny = problem.from_dict(question(work_packages=packages, enterprises=enterprises))
        assert certified_bound(tiny, certificate) == bound


@pytest.mark.parametrize(("capacity", "bound"), [(4, 50_100), (5, 50_100 - 5 * 4000)])
def test_less_than_the_minimum_share_adds_nothing(capacity: int, bound: int) -> None:
    """Each unit of `w1` costs 1,000 and its row gives 5,000. With capacity for 4 only `w2` is left."""
    packages = [work_package("w1", min_share=5), work_package("w2")]
    seller = enterprise("a", {"w1": 100, "w2": 100}, capacity=capacity)
    tiny = problem.from_dict(question(work_packages=packages, enterprises=[seller]))
    assert certified_bound(tiny, {"unit": 1, "rows": {"quantity": {"w1": 5000}}}) == bound


def test_a_lead_may_have_exactly_the_minimum_turnover() -> None:
    lead = {"credentials": [], "min_turnover": 1_000_000, "min_value_share_bp": 0}
    below = enterprise("a", {"w1": 100, "w2": 100}, turnover=999_999, joining_cost=10)
    exact = enterprise("b", {"w1": 100, "w2": 100}, turnover=1_000_000, joining_cost=100)
    tiny = problem.from_dict(question(rules={"lead": lead}, enterprises=[below, exact]))
    assert certified_bound(tiny, {"unit": 1, "rows": {}}) == 100


@pytest.mark.parametrize("liability", ["joint", "lead"])
@pytest.mark.parametrize(("months", "counted"), [(6, 12), (12, 12), (24, 24)])
def test_missing_turnover_is_charged_in_full(liability: str, months: int, counted: int) -> None:
    """All of `w1` costs 10,000 and joining 100. That value needs as much turnover; there is 2,000 a year."""
    rules = {"combined_turnover_bp": 10_000, "liability": liability, "term_months": months}
    seller = enterprise("a", {"w1": 100, "w2": 100}, turnover=2000)
    tiny = problem.from_dict(question(rules=rules, enterprises=[seller]))
    rows = {"combined_turnover": 1, "quantity": {"w1": 130_000_000}}  # so dear that all of `w1` is delivered
    missing = 10_000 * (12 * 10_000 - counted * 2000)
    assert certified_bound(tiny, {"unit": 1, "rows": rows}) == 10_100 + missing


@pytest.mark.parametrize(("objective", "is_wrong"), [(101, False), (100, False), (99, True)])
def test_a_bound_above_the_first_proposal_is_found(objective: int, is_wrong: bool) -> None:
    tiny = problem.from_dict(question())
    answer = propose(tiny, ONE_WORKER)
    first = replace(answer.proposals[0], objective=objective)
    stated = replace(answer, proposals=(first,), certificate={"unit": 1, "rows": {}, "bound": 100})
    texts = [finding.text for finding in check_certificate(tiny, stated)]
    assert texts == (["100 is above the objective of the first proposal"] if is_wrong else [])


def test_a_certificate_may_come_without_a_proposal_or_without_a_bound() -> None:
    tiny = problem.from_dict(question())
    answer = replace(propose(tiny, ONE_WORKER), certificate={"unit": 1, "rows": {}, "bound": 100})
    assert check_certificate(tiny, replace(answer, proposals=())) == []
    pins = {"include": [], "exclude": ["a", "b", "c"], "lead": None, "allocations": []}
    unbound = replace(answer, certificate={"unit": 1, "rows": {}, "bound": None})
    assert check_certificate(problem.from_dict(question(pins=pins)), unbound) == []


@pytest.mark.parametrize(("trust", "bound"), [([], 100), ([["a", "b", 500]], 100 - 400)])
def test_who_is_not_worth_the_lack_of_trust_adds_nothing(trust: list[Any], bound: int) -> None:
    """Each member takes 900 off and adds 1,000 less the trust between it and the lead."""
    tiny = problem.from_dict(question(trust=trust, weights={"trust": 1}))
    assert certified_bound(tiny, {"unit": 1, "rows": {"members_min": 1000}}) == bound
