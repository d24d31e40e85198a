"""From a Problem back to the one canonical form of its JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from solver.problem.rules import rules_to_dict
from solver.problem.shapes import FORMAT, Enterprise, Problem, WorkPackage


def to_dict(problem: Problem) -> dict[str, Any]:
    """The JSON value of a problem: absent rules are left out, everything else is written."""
    return {
        "format": FORMAT,
        "currency": problem.currency,
        "tender": problem.tender,
        "rules": rules_to_dict(problem.rules),
        "work_packages": [_work_package(w) for w in problem.work_packages],
        "enterprises": [_enterprise(e) for e in problem.enterprises],
        "trust": [list(pair) for pair in problem.trust],
        "incompatible": [list(pair) for pair in problem.incompatible],
        "pins": {
            "include": list(problem.pins.include),
            "exclude": list(problem.pins.exclude),
            "lead": problem.pins.lead,
            "allocations": [asdict(kept) for kept in problem.pins.allocations],
        },
        "baseline": list(problem.baseline),
        "weights": asdict(problem.weights),
        "alternatives": asdict(problem.alternatives),
    }


def _work_package(package: WorkPackage) -> dict[str, Any]:
    data = asdict(package)
    data["credentials"] = list(package.credentials)
    return data


def _enterprise(enterprise: Enterprise) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": enterprise.id,
        "home_area": enterprise.home_area,
        "social_enterprise": enterprise.social_enterprise,
        "turnover": enterprise.turnover,
        "joining_cost": enterprise.joining_cost,
        "workforce": enterprise.workforce,
        "supported_workforce": enterprise.supported_workforce,
        "credentials": list(enterprise.credentials),
        "can_lead": enterprise.can_lead,
        "offers": [
            {
                "id": offer.id,
                "capacity": offer.capacity,
                "serves": [
                    {
                        "work_package": serve.work_package,
                        "unit_price": serve.unit_price,
                        "social_value": serve.social_value,
                    }
                    for serve in offer.serves
                ],
            }
            for offer in enterprise.offers
        ],
    }
    if enterprise.min_value is not None:
        data["min_value"] = enterprise.min_value
    if enterprise.max_value is not None:
        data["max_value"] = enterprise.max_value
    return data


def canonical_bytes(problem: Problem | dict[str, Any]) -> bytes:
    """The canonical JSON bytes: sorted keys, no spaces, UTF-8. Same problem, same bytes."""
    data = to_dict(problem) if isinstance(problem, Problem) else problem
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def sha256_of(problem: Problem | dict[str, Any]) -> str:
    """Hex sha256 of the canonical bytes."""
    return hashlib.sha256(canonical_bytes(problem)).hexdigest()
