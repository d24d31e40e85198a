"""What no single field shows: repeated ids, names of nobody, contradictions, numbers too large together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from solver.problem.fields import ProblemError, described
from solver.problem.rules import check_rules
from solver.problem.shapes import Enterprise, Problem

LARGEST_OBJECTIVE = 2**53


def check_consistency(problem: Problem) -> None:
    """Raises ProblemError for the first contradiction found."""
    packages = _different((w.id for w in problem.work_packages), "work_packages")
    _different((e.id for e in problem.enterprises), "enterprises")
    by_id = {e.id: e for e in problem.enterprises}
    check_rules(problem.rules, problem.weights.shortfall)
    offers: set[str] = set()
    for i, enterprise in enumerate(problem.enterprises):
        _check_offers(enterprise, i, packages, offers)
    _check_pairs(problem.trust, "trust", by_id)
    _check_pairs(problem.incompatible, "incompatible", by_id)
    _known(problem.baseline, "baseline", by_id)
    _check_pins(problem, packages, by_id)
    _check_size(problem)


def _different(ids: Iterable[str], path: str) -> set[str]:
    seen: set[str] = set()
    for i, name in enumerate(ids):
        if name in seen:
            raise ProblemError(f"{path}[{i}].id", f"{described(name)} is listed twice")
        seen.add(name)
    return seen


def _known(ids: Iterable[str], path: str, by_id: dict[str, Enterprise]) -> None:
    for i, name in enumerate(ids):
        if name not in by_id:
            raise ProblemError(f"{path}[{i}]", f"there is no enterprise {described(name)}")


def _check_offers(enterprise: Enterprise, position: int, packages: set[str], seen: set[str]) -> None:
    served: set[str] = set()
    for i, offer in enumerate(enterprise.offers):
        path = f"enterprises[{position}].offers[{i}]"
        if offer.id in seen:
            raise ProblemError(f"{path}.id", f"{described(offer.id)} is listed twice")
        seen.add(offer.id)
        for j, serve in enumerate(offer.serves):
            if serve.work_package not in packages:
                raise ProblemError(
                    f"{path}.serves[{j}].work_package",
                    f"there is no work package {described(serve.work_package)}",
                )
            if serve.work_package in served:
                raise ProblemError(
                    f"{path}.serves[{j}].work_package",
                    f"{described(enterprise.id)} already serves {described(serve.work_package)}",
                )
            served.add(serve.work_package)


def _check_pairs(pairs: Iterable[tuple[Any, ...]], path: str, by_id: dict[str, Enterprise]) -> None:
    seen: set[tuple[str, str]] = set()
    for i, pair in enumerate(pairs):
        a, b = pair[0], pair[1]
        for side, one in enumerate((a, b)):
            if one not in by_id:
                raise ProblemError(f"{path}[{i}][{side}]", f"there is no enterprise {described(one)}")
        if a == b:
            raise ProblemError(f"{path}[{i}]", f"pairs {described(a)} with itself")
        key = (a, b) if a < b else (b, a)
        if key in seen:
            raise ProblemError(f"{path}[{i}]", f"repeats the pair of {described(a)} and {described(b)}")
        seen.add(key)


def _check_pins(problem: Problem, packages: set[str], by_id: dict[str, Enterprise]) -> None:
    pins = problem.pins
    _known(pins.include, "pins.include", by_id)
    _known(pins.exclude, "pins.exclude", by_id)
    excluded = set(pins.exclude)
    for i, one in enumerate(pins.include):
        if one in excluded:
            raise ProblemError(f"pins.include[{i}]", f"{described(one)} is also excluded")
    if pins.lead is not None:
        _known([pins.lead], "pins.lead", by_id)
        if pins.lead in excluded:
            raise ProblemError("pins.lead", f"{described(pins.lead)} is also excluded")
    seen: set[tuple[str, str]] = set()
    for i, kept in enumerate(pins.allocations):
        path = f"pins.allocations[{i}]"
        if kept.enterprise not in by_id:
            raise ProblemError(f"{path}.enterprise", f"there is no enterprise {described(kept.enterprise)}")
        if kept.work_package not in packages:
            raise ProblemError(
                f"{path}.work_package", f"there is no work package {described(kept.work_package)}"
            )
        offer = next((o for o in by_id[kept.enterprise].offers if o.id == kept.offer), None)
        if offer is None:
            raise ProblemError(
                f"{path}.offer", f"{described(kept.enterprise)} has no offer {described(kept.offer)}"
            )
        if all(serve.work_package != kept.work_package for serve in offer.serves):
            raise ProblemError(f"{path}.offer", f"does not serve {described(kept.work_package)}")
        if kept.enterprise in excluded:
            raise ProblemError(f"{path}.enterprise", f"{described(kept.enterprise)} is also excluded")
        if (kept.enterprise, kept.work_package) in seen:
            raise ProblemError(path, "repeats an enterprise and work package")
        seen.add((kept.enterprise, kept.work_package))


def _check_size(problem: Problem) -> None:
    """Every figure and the objective of any consortium must be exact in a double: below 2^53."""
    weights = problem.weights
    volume = {w.id: w.quantity * w.periods for w in problem.work_packages}
    dearest = dict.fromkeys(volume, 0)
    richest = dict.fromkeys(volume, 0)
    for enterprise in problem.enterprises:
        for offer in enterprise.offers:
            for serve in offer.serves:
                if serve.unit_price > dearest[serve.work_package]:
                    dearest[serve.work_package] = serve.unit_price
                if serve.social_value > richest[serve.work_package]:
                    richest[serve.work_package] = serve.social_value
    most = min(problem.rules.members.max, len(problem.enterprises))
    joining = sum(sorted((e.joining_cost for e in problem.enterprises), reverse=True)[:most])
    value = sum(volume[w] * dearest[w] for w in volume)
    social = sum(volume[w] * richest[w] for w in volume)
    reach = (
        weights.price * (value + joining)
        + weights.social_value * social
        + weights.trust * 1000 * max(0, most - 1)
        + weights.members * most
        + weights.shortfall * value
        + weights.changes * (most + len(problem.baseline))
    )
    if max(reach, value, social) >= LARGEST_OBJECTIVE:
        raise ProblemError("", "is too large: the objective could reach 2^53")
