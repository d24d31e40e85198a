"""From bytes to a Problem."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import io
import json
import sys
import zlib
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from solver.problem.consistency import check_consistency
from solver.problem.fields import (
    ProblemError,
    boolean,
    described,
    fields,
    integer,
    items,
    label,
    text,
    texts,
)
from solver.problem.parts import enterprise_from, work_package_from
from solver.problem.rules import rules_from
from solver.problem.shapes import (
    FORMAT,
    Allocation,
    Alternatives,
    Pins,
    Problem,
    Weights,
)
from solver.problem.writing import canonical_bytes
from solver.settings import MAX_PROBLEM_BYTES

_TOP = frozenset(
    [
        "format",
        "currency",
        "tender",
        "rules",
        "work_packages",
        "enterprises",
        "trust",
        "incompatible",
        "baseline",
        "weights",
        "alternatives",
    ]
)
_PINS = frozenset(["include", "exclude", "lead", "allocations"])
_ALLOCATION = frozenset(["enterprise", "offer", "work_package", "quantity"])
_WEIGHTS = frozenset(["price", "social_value", "trust", "members", "shortfall", "changes"])
_NOTHING: frozenset[str] = frozenset()


def read(source: bytes | str | Path, most_bytes: int = MAX_PROBLEM_BYTES) -> Problem:
    """A Problem from bytes or a path ('-' is standard input), gzipped or not.

    Raises ProblemError, located, for anything that is not a valid problem; OSError where there is no file.
    """
    raw = unpacked(source, most_bytes)
    return from_dict(parsed(raw), hashlib.sha256(raw).hexdigest())


def unpacked(source: bytes | str | Path, most_bytes: int = MAX_PROBLEM_BYTES) -> bytes:
    """The bytes of a source, unpacked, refused above `most_bytes` before they fill the memory."""
    if isinstance(source, bytes):
        return _limited(io.BytesIO(source), most_bytes)
    if str(source) == "-":
        return _limited(sys.stdin.buffer, most_bytes)
    with open(source, "rb") as stream:
        return _limited(stream, most_bytes)


def _limited(stream: BinaryIO, most_bytes: int) -> bytes:
    raw = stream.read(most_bytes + 1)
    if raw[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
                raw = packed.read(most_bytes + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise ProblemError("", f"is a broken gzip file: {error}") from error
    if len(raw) > most_bytes:
        raise ProblemError("", f"is larger than {most_bytes} bytes")
    return raw


def parsed(raw: bytes) -> Any:
    """The JSON value in `raw`: no NaN, no repeated keys, not nested without end."""
    try:
        decoded = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProblemError("", f"is not UTF-8: {error.reason} at byte {error.start}") from error
    try:
        return json.loads(decoded, object_pairs_hook=_without_repeats, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise ProblemError(
            "", f"is not JSON: {error.msg} at line {error.lineno} column {error.colno}"
        ) from error
    except RecursionError as error:
        raise ProblemError("", "is nested too deeply") from error
    except ProblemError:
        raise
    except ValueError as error:  # a number with thousands of digits
        raise ProblemError("", f"is JSON that cannot be read: {error}") from error


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ProblemError("", f"repeats the key {described(twice)} in one object")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ProblemError("", f"contains {name}, which is not JSON")


def from_dict(data: Any, sha256: str | None = None) -> Problem:
    """A Problem from the parsed JSON; without `sha256`, that of its canonical bytes. Raises ProblemError."""
    if type(data) is dict and data.get("format") != FORMAT:
        raise ProblemError("format", f"must be {FORMAT!r}, not {described(data.get('format'))}")
    top = fields(data, "", _TOP, frozenset(["pins"]))
    packages = items(top["work_packages"], "work_packages")
    enterprises = items(top["enterprises"], "enterprises")
    if not packages:
        raise ProblemError("work_packages", "must contain at least one work package")
    problem = Problem(
        currency=text(top["currency"], "currency"),
        tender=label(top["tender"], "tender"),
        rules=rules_from(top["rules"]),
        work_packages=tuple(work_package_from(w, f"work_packages[{i}]") for i, w in enumerate(packages)),
        enterprises=tuple(enterprise_from(e, i) for i, e in enumerate(enterprises)),
        trust=_trust(top["trust"]),
        incompatible=_incompatible(top["incompatible"]),
        pins=_pins(top.get("pins")),
        baseline=texts(top["baseline"], "baseline"),
        weights=_weights(top["weights"]),
        alternatives=_alternatives(top["alternatives"]),
        sha256=sha256 or "",
    )
    check_consistency(problem)
    if sha256 is None:
        digest = hashlib.sha256(canonical_bytes(problem)).hexdigest()
        return dataclasses.replace(problem, sha256=digest)
    return problem


def _trust(value: Any) -> tuple[tuple[str, str, int], ...]:
    pairs = []
    for i, entry in enumerate(items(value, "trust")):
        if type(entry) is not list or len(entry) != 3:
            raise ProblemError(f"trust[{i}]", "must be two ids and a number per mille")
        a, b, strength = entry
        if type(a) is not str or type(b) is not str:
            raise ProblemError(f"trust[{i}]", "must be two ids and a number per mille")
        pairs.append((a, b, integer(strength, f"trust[{i}][2]", 1, 1000)))
    return tuple(pairs)


def _incompatible(value: Any) -> tuple[tuple[str, str], ...]:
    pairs = []
    for i, entry in enumerate(items(value, "incompatible")):
        if type(entry) is not list or len(entry) != 2 or any(type(side) is not str for side in entry):
            raise ProblemError(f"incompatible[{i}]", "must be two ids")
        pairs.append((entry[0], entry[1]))
    return tuple(pairs)


def _pins(value: Any) -> Pins:
    if value is None:
        return Pins()
    data = fields(value, "pins", _NOTHING, _PINS)
    lead = data.get("lead")
    kept = []
    for i, entry in enumerate(items(data.get("allocations") or [], "pins.allocations")):
        path = f"pins.allocations[{i}]"
        one = fields(entry, path, _ALLOCATION, _NOTHING)
        kept.append(
            Allocation(
                text(one["enterprise"], f"{path}.enterprise"),
                text(one["offer"], f"{path}.offer"),
                text(one["work_package"], f"{path}.work_package"),
                integer(one["quantity"], f"{path}.quantity", 1),
            )
        )
    return Pins(
        texts(data.get("include") or [], "pins.include"),
        texts(data.get("exclude") or [], "pins.exclude"),
        None if lead is None else text(lead, "pins.lead"),
        tuple(kept),
    )


def _weights(value: Any) -> Weights:
    data = fields(value, "weights", _WEIGHTS, _NOTHING)
    weights = {
        key: integer(data[key], f"weights.{key}", 1 if key == "price" else 0) for key in sorted(_WEIGHTS)
    }
    return Weights(**weights)


def _alternatives(value: Any) -> Alternatives:
    keys = frozenset(["count", "min_difference", "distinct_leads"])
    data = fields(value, "alternatives", keys, _NOTHING)
    return Alternatives(
        integer(data["count"], "alternatives.count", 1),
        integer(data["min_difference"], "alternatives.min_difference", 1),
        boolean(data["distinct_leads"], "alternatives.distinct_leads"),
    )
