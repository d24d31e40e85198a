"""A change of one rule as data, made real on a problem, and as words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from solver.outcome import Change
from solver.problem import Offer, Problem, Rules, WorkPackage


def apply(problem: Problem, changes: tuple[Change, ...] | list[Change]) -> Problem:
    """The problem with the changes made. Raises KeyError for a rule that no change can touch."""
    for change in changes:
        problem = _APPLY[change.rule](problem, change)
    return replace(problem, sha256="")


def _rules(problem: Problem, **figures: Any) -> Problem:
    return replace(problem, rules=replace(problem.rules, **figures))


def _package(problem: Problem, change: Change, alter: Callable[[WorkPackage], WorkPackage]) -> Problem:
    packages = tuple(alter(w) if w.id == change.work_package else w for w in problem.work_packages)
    return replace(problem, work_packages=packages)


def _figure(name: str) -> Callable[[Problem, Change], Problem]:
    return lambda problem, change: _rules(problem, **{name: change.to})


def _members(problem: Problem, change: Change) -> Problem:
    limits = problem.rules.members
    raised = change.from_ == limits.max and isinstance(change.to, int) and change.to > limits.max
    figure: dict[str, Any] = {"max" if raised else "min": change.to}
    return _rules(problem, members=replace(limits, **figure))


def _lot_budget(problem: Problem, change: Change) -> Problem:
    lot = next(w.lot for w in problem.work_packages if w.id == change.work_package)
    return _rules(problem, lot_budgets={**problem.rules.lot_budgets, lot: change.to})


def _lead(name: str) -> Callable[[Problem, Change], Problem]:
    def moved(problem: Problem, change: Change) -> Problem:
        figure: dict[str, Any] = {name: change.to}
        return _rules(problem, lead=replace(problem.rules.lead, **figure))

    return moved


def _lead_credentials(problem: Problem, change: Change) -> Problem:
    kept = tuple(name for name in problem.rules.lead.credentials if name != change.from_)
    return _rules(problem, lead=replace(problem.rules.lead, credentials=kept))


def _group_credentials(problem: Problem, change: Change) -> Problem:
    return _rules(problem, group_credentials=tuple(n for n in problem.rules.group_credentials if n != change.from_))


def _package_credentials(problem: Problem, change: Change) -> Problem:
    def without(package: WorkPackage) -> WorkPackage:
        return replace(package, credentials=tuple(n for n in package.credentials if n != change.from_))

    return _package(problem, change, without)


def _quantity(problem: Problem, change: Change) -> Problem:
    def less(package: WorkPackage) -> WorkPackage:
        quantity = int(change.to or 0)
        return replace(package, quantity=quantity, min_share=min(package.min_share, quantity))

    return _package(problem, change, less)


def _capacity(problem: Problem, change: Change) -> Problem:
    def grown(offer: Offer) -> Offer:
        serves = any(serve.work_package == change.work_package for serve in offer.serves)
        return replace(offer, capacity=int(change.to or 0)) if serves else offer

    enterprises = tuple(
        replace(e, offers=tuple(grown(o) for o in e.offers)) if e.id == change.enterprise else e
        for e in problem.enterprises
    )
    return replace(problem, enterprises=enterprises)


def _can_lead(problem: Problem, change: Change) -> Problem:
    return replace(
        problem,
        enterprises=tuple(replace(e, can_lead=True) if e.id == change.enterprise else e for e in problem.enterprises),
    )


def _incompatible(problem: Problem, change: Change) -> Problem:
    kept = tuple(p for p in problem.incompatible if set(p) != {change.enterprise, change.from_})
    return replace(problem, incompatible=kept)


def _floors(problem: Problem, change: Change) -> Problem:
    figure: dict[str, Any] = {change.rule: change.to}
    return replace(
        problem,
        enterprises=tuple(replace(e, **figure) if e.id == change.enterprise else e for e in problem.enterprises),
    )


_APPLY: dict[str, Callable[[Problem, Change], Problem]] = {
    "budget": _figure("budget"),
    "lot_budget": _lot_budget,
    "members": _members,
    "member_floor": _figure("member_floor"),
    "exposure": _figure("exposure_bp"),
    "combined_turnover": _figure("combined_turnover_bp"),
    "lead_credentials": _lead_credentials,
    "lead_turnover": _lead("min_turnover"),
    "lead_value_share": _lead("min_value_share_bp"),
    "can_lead": _can_lead,
    "group_credentials": _group_credentials,
    "social_enterprise_share": _figure("social_enterprise_share_bp"),
    "local_share": _figure("local_share_bp"),
    "supported_workforce": _figure("supported_workforce_bp"),
    "trust_with_lead": lambda problem, change: _rules(problem, trust="optional"),
    "resilience": lambda problem, change: _without_resilience(problem),
    "incompatible": _incompatible,
    "pins": lambda problem, change: replace(problem, pins=problem.pins.let_go),
    "quantity": _quantity,
    "max_providers": lambda p, change: _package(p, change, lambda w: replace(w, max_providers=int(change.to or 0))),
    "min_share": lambda p, change: _package(p, change, lambda w: replace(w, min_share=int(change.to or 0))),
    "capacity": _capacity,
    "package_credentials": _package_credentials,
    "min_value": _floors,
    "max_value": _floors,
}


def _without_resilience(problem: Problem) -> Problem:
    weights = replace(problem.weights, shortfall=0)
    return replace(_rules(problem, resilience="report"), weights=weights)


def without_rule(problem: Problem, rule: str) -> Problem | None:
    """The problem with one rule of the tender dropped altogether; None where there is no such rule to drop."""
    rules: Rules = problem.rules
    figures: dict[str, tuple[str, Any]] = {
        "budget": ("budget", None),
        "lot_budget": ("lot_budgets", {}),
        "member_floor": ("member_floor", None),
        "exposure": ("exposure_bp", None),
        "combined_turnover": ("combined_turnover_bp", None),
        "group_credentials": ("group_credentials", ()),
        "social_enterprise_share": ("social_enterprise_share_bp", None),
        "supported_workforce": ("supported_workforce_bp", None),
    }
    lead: dict[str, tuple[str, Any]] = {
        "lead_credentials": ("credentials", ()),
        "lead_turnover": ("min_turnover", 0),
        "lead_value_share": ("min_value_share_bp", 0),
    }
    if rule in figures:
        name, nothing = figures[rule]
        asked = getattr(rules, name)
        # A share or floor of 0 asks nothing; a budget or exposure of 0 is a limit that nobody keeps.
        there = asked is not None if rule in ("budget", "exposure") else bool(asked)
        return _rules(problem, **{name: nothing}) if there else None
    if rule in lead:
        name, nothing = lead[rule]
        if not getattr(rules.lead, name):
            return None
        return _rules(problem, lead=replace(rules.lead, **{name: nothing}))
    if rule == "local_share":
        return _rules(problem, local_share_bp=None, local_areas=()) if rules.local_share_bp else None
    if rule == "members":
        everybody = replace(rules.members, min=0, max=max(rules.members.max, len(problem.enterprises)))
        return _rules(problem, members=everybody)
    if rule == "trust_with_lead":
        return _rules(problem, trust="optional") if rules.trust == "lead" else None
    if rule == "resilience":
        return _without_resilience(problem) if rules.resilience == "require" else None
    if rule == "incompatible":
        return replace(problem, incompatible=()) if problem.incompatible else None
    if rule == "pins":
        return replace(problem, pins=problem.pins.let_go) if problem.pins != problem.pins.let_go else None
    field: dict[str, Any] = {"max_providers": len(problem.enterprises), "min_share": 0, "package_credentials": ()}
    name = "credentials" if rule == "package_credentials" else rule
    packages = tuple(replace(w, **{name: field[rule]}) for w in problem.work_packages)
    binding = any(getattr(w, name) for w in problem.work_packages)
    return replace(problem, work_packages=packages) if binding else None


TENDER_RULES = (
    "budget",
    "lot_budget",
    "members",
    "member_floor",
    "exposure",
    "combined_turnover",
    "lead_credentials",
    "lead_turnover",
    "lead_value_share",
    "group_credentials",
    "social_enterprise_share",
    "local_share",
    "supported_workforce",
    "trust_with_lead",
    "resilience",
    "incompatible",
    "pins",
    "max_providers",
    "min_share",
    "package_credentials",
)
