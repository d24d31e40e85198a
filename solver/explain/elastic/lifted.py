"""The problem with chosen rules lifted: the ground on which they come back, each with an amount or a waiver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from solver.explain.elastic.soft import MOST_GROWTH, Soft
from solver.problem import Enterprise, Members, Offer, Problem, Rules, WorkPackage


def lifted(problem: Problem, softs: Iterable[Soft]) -> Problem:
    """The same question without what the softs ask. Quantities stay: their row gives way instead."""
    chosen = list(softs)
    named = {soft.rule for soft in chosen}
    crowd = max(1, len(problem.enterprises))
    pairs = {(s.enterprise, s.start) for s in chosen if s.rule == "incompatible"}
    weights = replace(problem.weights, shortfall=0) if "resilience" in named else problem.weights
    return replace(
        problem,
        rules=_rules(problem, chosen, named, crowd),
        work_packages=_packages(problem, chosen, crowd),
        enterprises=_enterprises(problem, chosen, named),
        pins=problem.pins.let_go if "pins" in named else problem.pins,
        incompatible=tuple(p for p in problem.incompatible if p not in pairs),
        weights=weights,
        sha256="",
    )


def _rules(problem: Problem, chosen: list[Soft], named: set[str], crowd: int) -> Rules:
    rules = problem.rules
    figures: dict[str, tuple[str, Any]] = {
        "budget": ("budget", None),
        "member_floor": ("member_floor", None),
        "exposure": ("exposure_bp", None),
        "combined_turnover": ("combined_turnover_bp", None),
        "social_enterprise_share": ("social_enterprise_share_bp", None),
        "supported_workforce": ("supported_workforce_bp", None),
        "trust_with_lead": ("trust", "optional"),
        "resilience": ("resilience", "report"),
    }
    altered: dict[str, Any] = {name: to for rule, (name, to) in figures.items() if rule in named}
    if "local_share" in named:
        altered |= {"local_share_bp": None, "local_areas": ()}
    lots = {w.id: w.lot for w in problem.work_packages}
    free = {lots[s.work_package] for s in chosen if s.rule == "lot_budget" and s.work_package}
    waived = {(s.rule, s.start) for s in chosen if s.waiver}
    limits = rules.members
    for soft in chosen:
        if soft.rule == "members":
            limits = Members(limits.min, max(crowd, limits.max)) if soft.rises else Members(0, limits.max)
    lead = replace(
        rules.lead,
        credentials=tuple(n for n in rules.lead.credentials if ("lead_credentials", n) not in waived),
        min_turnover=0 if "lead_turnover" in named else rules.lead.min_turnover,
        min_value_share_bp=0 if "lead_value_share" in named else rules.lead.min_value_share_bp,
    )
    return replace(
        rules,
        members=limits,
        lead=lead,
        lot_budgets={lot: most for lot, most in rules.lot_budgets.items() if lot not in free},
        group_credentials=tuple(n for n in rules.group_credentials if ("group_credentials", n) not in waived),
        **altered,
    )


def _packages(problem: Problem, chosen: list[Soft], crowd: int) -> tuple[WorkPackage, ...]:
    mine: dict[str, list[Soft]] = {}
    for soft in chosen:
        if soft.work_package is not None:
            mine.setdefault(soft.work_package, []).append(soft)
    return tuple(_package(w, mine[w.id], crowd) if w.id in mine else w for w in problem.work_packages)


def _package(w: WorkPackage, mine: list[Soft], crowd: int) -> WorkPackage:
    rules = {s.rule for s in mine}
    waived = {s.start for s in mine if s.rule == "package_credentials"}
    return replace(
        w,
        max_providers=max(crowd, w.max_providers) if "max_providers" in rules else w.max_providers,
        min_share=0 if "min_share" in rules else w.min_share,
        credentials=tuple(n for n in w.credentials if n not in waived),
    )


def _enterprises(problem: Problem, chosen: list[Soft], named: set[str]) -> tuple[Enterprise, ...]:
    growing = {(s.enterprise, s.work_package) for s in chosen if s.rule == "capacity"}
    leads = "can_lead" in named
    if not growing and not leads:
        return problem.enterprises
    quantity = {w.id: w.quantity for w in problem.work_packages}
    grown = {enterprise for enterprise, _ in growing}

    def roomier(e: Enterprise, o: Offer) -> Offer:
        if not any((e.id, s.work_package) in growing for s in o.serves):
            return o
        return replace(o, capacity=roof(o, quantity))

    return tuple(
        replace(
            e,
            can_lead=e.can_lead or leads,
            offers=tuple(roomier(e, o) for o in e.offers) if e.id in grown else e.offers,
        )
        if leads or e.id in grown
        else e
        for e in problem.enterprises
    )


def roof(offer: Offer, quantity: dict[str, int]) -> int:
    """The most an offer's capacity may grow to."""
    wanted = sum(quantity[s.work_package] for s in offer.serves)
    return max(offer.capacity, min(wanted, MOST_GROWTH * offer.capacity))
