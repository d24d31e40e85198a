"""A bound of the checker's own, from row multipliers that anybody may have chosen.

Each row that ties enterprises together is moved into the objective at its multiplier, which can only help a
consortium that keeps the row. What is left falls apart by enterprise and is minimised exactly, in integers,
for every enterprise that might lead. Whatever the multipliers are, the result is a lower bound on every
consortium's objective. Shortfall costs and is left out: it is never negative.

Multipliers are whole numbers of 1/`unit`. Those of inequalities are never negative.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from solver.check.findings import Finding
from solver.outcome import Outcome
from solver.problem import Enterprise, Problem, WorkPackage

SINGLE = (
    "members_max",
    "members_min",
    "budget",
    "combined_turnover",
    "social_enterprise_share",
    "local_share",
    "supported_workforce",
    "lead_value_share",
)
KEYED = ("quantity", "max_providers", "lot_budget", "group_credentials", "capacity", "max_value", "min_value")


class CertificateError(ValueError):
    """The certificate is not one."""


@dataclass
class Multipliers:
    """Whole numbers of 1/unit, by row; rows that are not named have none."""

    unit: int
    single: dict[str, int] = field(default_factory=dict)
    keyed: dict[str, dict[str, int]] = field(default_factory=dict)

    def of(self, row: str, key: str | None = None) -> int:
        """One multiplier."""
        return self.single.get(row, 0) if key is None else self.keyed.get(row, {}).get(key, 0)


def multipliers_of(certificate: dict[str, Any]) -> Multipliers:
    """The multipliers of a certificate. Raises CertificateError where a number is not whole or has the wrong
    sign.
    """
    unit, rows = certificate.get("unit"), certificate.get("rows")
    if type(unit) is not int or unit < 1 or not isinstance(rows, dict):
        raise CertificateError("a unit and rows are needed")
    multipliers = Multipliers(unit)
    for row, value in rows.items():
        if row in SINGLE and type(value) is int and value >= 0:
            multipliers.single[row] = value
        elif (
            row in KEYED
            and isinstance(value, dict)
            and all(type(multiplier) is int for multiplier in value.values())
        ):
            if row != "quantity" and any(multiplier < 0 for multiplier in value.values()):
                raise CertificateError(f"{row} has a negative multiplier")
            multipliers.keyed[row] = value
        else:
            raise CertificateError(f"{row} is not a row with whole multipliers of its sign")
    return multipliers


def certified_bound(problem: Problem, certificate: dict[str, Any]) -> int | None:
    """The bound the multipliers give, None where nobody may lead. Raises CertificateError."""
    m = multipliers_of(certificate)
    base = _constant(problem, m)
    packages = {package.id: package for package in problem.work_packages}
    parts = {e.id: _membership(problem, m, packages, e) for e in problem.enterprises}
    trust = problem.weights.trust * m.unit
    strength: dict[str, dict[str, int]] = {}
    for a, b, per_mille in problem.trust:
        strength.setdefault(a, {})[b] = per_mille
        strength.setdefault(b, {})[a] = per_mille
    useful = [(member, worth) for member, worth in parts.items() if worth is not None and worth < 0]
    best: int | None = None
    for lead in problem.enterprises:
        if not _may_lead(problem, lead):
            continue
        own = _membership(problem, m, packages, lead, leads=True)
        if own is None:
            continue
        near = strength.get(lead.id, {})
        total = base + own + _lead_constant(problem, m, lead)
        total += sum(
            min(0, worth + trust * (1000 - near.get(member, 0)))
            for member, worth in useful
            if member != lead.id
        )
        best = total if best is None or total < best else best
    return None if best is None else best // m.unit


def _may_lead(problem: Problem, enterprise: Enterprise) -> bool:
    rule = problem.rules.lead
    return (
        enterprise.can_lead
        and enterprise.turnover >= rule.min_turnover
        and set(rule.credentials) <= set(enterprise.credentials)
        and enterprise.id not in problem.pins.exclude
        and problem.pins.lead in (None, enterprise.id)
    )


def _constant(problem: Problem, m: Multipliers) -> int:
    """What the moved rows and the baseline add whatever the members."""
    rules = problem.rules
    total = problem.weights.changes * len(problem.baseline) * m.unit
    for package in problem.work_packages:
        total += m.of("quantity", package.id) * package.quantity
        total -= m.of("max_providers", package.id) * package.max_providers
    total += m.of("members_min") * rules.members.min - m.of("members_max") * rules.members.max
    if rules.budget is not None:
        total -= m.of("budget") * rules.budget
    for lot, most in rules.lot_budgets.items():
        total -= m.of("lot_budget", lot) * most
    return total + sum(m.of("group_credentials", name) for name in rules.group_credentials)


def _lead_constant(problem: Problem, m: Multipliers, lead: Enterprise) -> int:
    rules = problem.rules
    if rules.liability != "lead" or not rules.combined_turnover_bp:
        return 0
    return -m.of("combined_turnover") * 10_000 * max(12, rules.term_months) * lead.turnover


def _membership(
    problem: Problem,
    m: Multipliers,
    packages: dict[str, WorkPackage],
    enterprise: Enterprise,
    leads: bool = False,
) -> int | None:
    """The least an enterprise adds as a member, in 1/unit; None where it cannot be one."""
    if enterprise.id in problem.pins.exclude:
        return None
    rules, weights = problem.rules, problem.weights
    changes = weights.changes * (-1 if enterprise.id in problem.baseline else 1)
    total = m.unit * (weights.price * enterprise.joining_cost + weights.members + changes)
    total += m.of("members_max") - m.of("members_min")
    if rules.budget is not None:
        total += m.of("budget") * enterprise.joining_cost
    total -= sum(m.of("group_credentials", n) for n in rules.group_credentials if n in enterprise.credentials)
    share = rules.supported_workforce_bp or 0
    total += m.of("supported_workforce") * (
        share * enterprise.workforce - 10_000 * enterprise.supported_workforce
    )
    if rules.combined_turnover_bp and rules.liability == "joint":
        total -= m.of("combined_turnover") * 10_000 * max(12, rules.term_months) * enterprise.turnover
    most = _most_value(problem, enterprise)
    if most is not None:
        total -= m.of("max_value", enterprise.id) * most
    total += m.of("min_value", enterprise.id) * max(rules.member_floor or 0, enterprise.min_value or 0)
    penny = _penny(problem, m, enterprise, leads, most is not None)
    served = False
    for offer in enterprise.offers:
        total -= m.of("capacity", offer.id) * offer.capacity
        for serve in offer.serves:
            package = packages[serve.work_package]
            if not set(package.credentials) <= set(enterprise.credentials):
                continue
            worth = serve.unit_price * package.periods
            high = min(package.quantity, offer.capacity)
            if most is not None and worth:
                high = min(high, most // worth)
            low = max(1, package.min_share)
            if low > high:
                continue
            served = True
            rate = m.unit * (
                weights.price * worth - weights.social_value * serve.social_value * package.periods
            )
            rate += worth * (
                penny + (m.of("lot_budget", package.lot) if package.lot in rules.lot_budgets else 0)
            )
            rate += m.of("capacity", offer.id) - m.of("quantity", package.id)
            total += min(0, m.of("max_providers", package.id) + rate * (low if rate > 0 else high))
    return total if served else None


def _penny(problem: Problem, m: Multipliers, enterprise: Enterprise, leads: bool, capped: bool) -> int:
    """What the moved rows charge each penny of an enterprise's value."""
    rules = problem.rules
    rate = m.of("max_value", enterprise.id) if capped else 0
    rate -= m.of("min_value", enterprise.id)
    if rules.budget is not None:
        rate += m.of("budget")
    if rules.combined_turnover_bp:
        rate += m.of("combined_turnover") * 12 * rules.combined_turnover_bp
    if rules.social_enterprise_share_bp:
        counted = 10_000 if enterprise.social_enterprise else 0
        rate += m.of("social_enterprise_share") * (rules.social_enterprise_share_bp - counted)
    if rules.local_share_bp:
        counted = 10_000 if enterprise.home_area in rules.local_areas else 0
        rate += m.of("local_share") * (rules.local_share_bp - counted)
    if rules.lead.min_value_share_bp:
        counted = 10_000 if leads else 0
        rate += m.of("lead_value_share") * (rules.lead.min_value_share_bp - counted)
    return rate


def _most_value(problem: Problem, enterprise: Enterprise) -> int | None:
    limit = problem.rules.exposure_bp
    exposed = (
        None if limit is None else limit * enterprise.turnover * max(12, problem.rules.term_months) // 120_000
    )
    limits = [most for most in (exposed, enterprise.max_value) if most is not None]
    return min(limits) if limits else None


def check_certificate(problem: Problem, outcome: Outcome) -> list[Finding]:
    """Findings where the certificate does not give the bound it says, or that bound cannot be true."""
    certificate = outcome.certificate
    if certificate is None:
        return []
    try:
        bound = certified_bound(problem, certificate)
    except CertificateError as error:
        return [Finding("certificate", "certificate", str(error))]
    if bound != certificate.get("bound"):
        return [Finding("certificate", "certificate", f"says {certificate.get('bound')}, recomputed {bound}")]
    if outcome.proposals and bound is not None and bound > outcome.proposals[0].objective:
        return [
            Finding("certificate", "certificate", f"{bound} is above the objective of the first proposal")
        ]
    return []
