"""The answer: `consortium-outcome/1`, as frozen dataclasses and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from solver.problem import ProblemError, unpacked

FORMAT = "consortium-outcome/1"

RULES = (
    "budget",
    "lot_budget",
    "members",
    "member_floor",
    "exposure",
    "combined_turnover",
    "lead_credentials",
    "lead_turnover",
    "lead_value_share",
    "can_lead",
    "group_credentials",
    "social_enterprise_share",
    "local_share",
    "supported_workforce",
    "trust_with_lead",
    "resilience",
    "incompatible",
    "pins",
    "lots_per_bidder",
    "exclusive_lots",
    "lot_categories",
    "quantity",
    "max_providers",
    "min_share",
    "capacity",
    "package_credentials",
    "min_value",
    "max_value",
)


LISTS = ("relaxations", "unlocks", "conditions")


class OutcomeError(ValueError):
    """The file is not an outcome: where, and why."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path or "$"
        self.reason = reason
        super().__init__(f"{self.path}: {reason}")


@dataclass(frozen=True, slots=True)
class Allocation:
    """`quantity` units a period of a work package from one offer of one enterprise."""

    enterprise: str
    offer: str
    work_package: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Loss:
    """What nobody takes over when member `of` drops out: pence at its price, and in which work packages."""

    of: str
    short: int
    work_packages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One consortium and what it delivers. Money in pence, `bound` a lower bound on any such objective."""

    lead: str
    members: tuple[str, ...]
    allocations: tuple[Allocation, ...]
    objective: int
    price: int
    value: int
    social_value: int
    trust_gap: int
    shortfall: int
    losses: tuple[Loss, ...]
    bound: int
    proven: bool
    gap_bp: int
    dearer_bp: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that clashes, with the amount short, the work package or the member where there is one."""

    rule: str
    text: str
    work_package: str | None = None
    enterprise: str | None = None
    short: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One rule (or quantity, or capacity) moved from one figure to another."""

    rule: str
    from_: int | str | None
    to: int | str | None
    work_package: str | None = None
    enterprise: str | None = None


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Changes that together let a consortium through, verified by solving; its objective."""

    changes: tuple[Change, ...]
    objective: int
    text: str


@dataclass(frozen=True, slots=True)
class Unlock:
    """One credential that alone makes it feasible or, when feasible, lowers the objective by `gain`."""

    enterprise: str
    credential: str
    objective: int
    text: str
    gain: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """What dropping one rule of the tender alone would do."""

    rule: str
    feasible: bool
    text: str
    gain: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything the solver has to say about one problem."""

    problem_sha256: str
    status: str
    ended: str
    proposals: tuple[Proposal, ...] = ()
    reasons: tuple[Reason, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    unlocks: tuple[Unlock, ...] = ()
    conditions: tuple[Condition, ...] = ()
    certificate: dict[str, Any] | None = None
    cut_short: tuple[str, ...] = ()  # those of LISTS that may lack entries because time ended


def to_dict(outcome: Outcome) -> dict[str, Any]:
    """The JSON value of an outcome; what is None and optional is left out."""
    return {
        "format": FORMAT,
        "problem_sha256": outcome.problem_sha256,
        "status": outcome.status,
        "ended": outcome.ended,
        "proposals": [_listed(asdict(p)) for p in outcome.proposals],
        "reasons": [_shown(asdict(r)) for r in outcome.reasons],
        "relaxations": [
            {"changes": [_change(c) for c in r.changes], "objective": r.objective, "text": r.text}
            for r in outcome.relaxations
        ],
        "unlocks": [_shown(asdict(u)) for u in outcome.unlocks],
        "conditions": [_shown(asdict(c)) for c in outcome.conditions],
        "certificate": outcome.certificate,
        **({"cut_short": list(outcome.cut_short)} if outcome.cut_short else {}),
    }


def _listed(data: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in data.items()}


def _shown(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}


def _change(change: Change) -> dict[str, Any]:
    found = _shown(
        {"rule": change.rule, "work_package": change.work_package, "enterprise": change.enterprise}
    )
    return {**found, "from": change.from_, "to": change.to}


def to_bytes(outcome: Outcome) -> bytes:
    """The JSON bytes of an outcome, one line, the same for the same outcome."""
    return (json.dumps(to_dict(outcome), separators=(",", ":"), ensure_ascii=False) + "\n").encode()


def from_dict(data: Any) -> Outcome:
    """An Outcome from parsed JSON. Raises OutcomeError where a key is missing, unknown or of the wrong
    kind.
    """
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise OutcomeError("format", f"must be {FORMAT!r}")
    rest = {key: value for key, value in data.items() if key != "format"}
    lists: dict[str, Callable[[Any, str], Any]] = {
        "proposals": _proposal,
        "reasons": lambda v, p: _built(Reason, v, p),
        "relaxations": _relaxation,
        "unlocks": lambda v, p: _built(Unlock, v, p),
        "conditions": lambda v, p: _built(Condition, v, p),
    }
    for key, build in lists.items():
        found = rest.get(key)
        if not isinstance(found, list):
            raise OutcomeError(key, "must be a list")
        rest[key] = tuple(build(entry, f"{key}[{i}]") for i, entry in enumerate(found))
    rest["cut_short"] = _names(rest.get("cut_short", []), "cut_short")
    outcome: Outcome = _built(Outcome, rest, "")
    return outcome


def read(source: bytes | str | Path) -> Outcome:
    """An Outcome from bytes or a path, gzipped or not, of a limited size. Raises OutcomeError."""
    try:
        return from_dict(json.loads(unpacked(source)))
    except ProblemError as error:
        raise OutcomeError("", error.reason) from error
    except OutcomeError:
        raise
    except (ValueError, RecursionError, OSError) as error:
        raise OutcomeError("", f"is not JSON: {error}") from error


_KINDS: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "bool": (bool,),
    "str | None": (str, type(None)),
    "int | None": (int, type(None)),
    "int | str | None": (int, str, type(None)),
    "dict[str, Any] | None": (dict, type(None)),
}


def _built(shape: type, data: Any, path: str) -> Any:
    if not isinstance(data, dict):
        raise OutcomeError(path, "must be an object")
    known = shape.__dataclass_fields__  # type: ignore[attr-defined]
    for key, value in data.items():
        where = f"{path}.{key}".lstrip(".")
        if key not in known:
            raise OutcomeError(where, "is not a key of this format")
        kinds = _KINDS.get(known[key].type)
        wrong = kinds is not None and (
            not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds)
        )
        if wrong:
            raise OutcomeError(where, "has the wrong type")
    try:
        return shape(**data)
    except TypeError as error:
        raise OutcomeError(path, f"is missing a key: {error}") from error


def _names(value: Any, path: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise OutcomeError(path, "must be a list of names")
    return tuple(value)


def _proposal(value: Any, path: str) -> Proposal:
    if not isinstance(value, dict):
        raise OutcomeError(path, "must be an object")
    data = dict(value)
    for key, shape in (("allocations", Allocation), ("losses", Loss)):
        entries = data.get(key)
        if not isinstance(entries, list):
            raise OutcomeError(f"{path}.{key}", "must be a list")
        data[key] = tuple(
            _built(shape, _tupled(e, "work_packages"), f"{path}.{key}[{i}]") for i, e in enumerate(entries)
        )
    proposal: Proposal = _built(Proposal, _tupled(data, "members"), path)
    return proposal


def _tupled(value: Any, key: str) -> Any:
    """`value` with its list of ids under `key` as a tuple."""
    if isinstance(value, dict) and isinstance(value.get(key), list):
        if not all(isinstance(one, str) for one in value[key]):
            raise OutcomeError(key, "must be a list of ids")
        return {**value, key: tuple(value[key])}
    return value


def _relaxation(value: Any, path: str) -> Relaxation:
    if not isinstance(value, dict) or not isinstance(value.get("changes"), list):
        raise OutcomeError(path, "must be an object with changes")
    changes = []
    for i, entry in enumerate(value["changes"]):
        if not isinstance(entry, dict):
            raise OutcomeError(f"{path}.changes[{i}]", "must be an object")
        renamed = {("from_" if key == "from" else key): one for key, one in entry.items()}
        changes.append(_built(Change, renamed, f"{path}.changes[{i}]"))
    relaxation: Relaxation = _built(Relaxation, {**value, "changes": tuple(changes)}, path)
    return relaxation
