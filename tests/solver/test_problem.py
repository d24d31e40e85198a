"""A problem is read exactly, and every mistake is located."""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest

from solver import problem
from solver.problem import ProblemError
from tests.solver.tiny import question, random_question

Spoil = Callable[[dict[str, Any]], object]

MISTAKES: list[tuple[str, str, Spoil]] = [
    ("format", "format", lambda d: d.update(format="consortium-problem/2")),
    ("an unknown key", "rules.colour", lambda d: d["rules"].update(colour="red")),
    ("a missing key", "rules.term_months", lambda d: d["rules"].pop("term_months")),
    ("no work packages", "work_packages", lambda d: d.update(work_packages=[])),
    (
        "a quantity that is text",
        "work_packages[1].quantity",
        lambda d: d["work_packages"][1].update(quantity="10"),
    ),
    (
        "a quantity that is not whole",
        "work_packages[0].quantity",
        lambda d: d["work_packages"][0].update(quantity=1.5),
    ),
    ("a truth for a number", "rules.term_months", lambda d: d["rules"].update(term_months=True)),
    (
        "a negative price",
        "enterprises[0].offers[0].serves[1].unit_price",
        lambda d: _serve(d).update(unit_price=-1),
    ),
    ("a negative weight", "weights.trust", lambda d: d["weights"].update(trust=-1)),
    ("price weight 0", "weights.price", lambda d: d["weights"].update(price=0)),
    ("10^12", "enterprises[2].turnover", lambda d: d["enterprises"][2].update(turnover=10**12)),
    ("two work packages of one id", "work_packages[1].id", lambda d: d["work_packages"][1].update(id="w1")),
    ("two enterprises of one id", "enterprises[2].id", lambda d: d["enterprises"][2].update(id="a")),
    (
        "one package through two offers",
        "enterprises[0].offers[1].serves[0].work_package",
        lambda d: _second_offer(d),
    ),
    (
        "an offer for no package",
        "enterprises[0].offers[0].serves[1].work_package",
        lambda d: _serve(d).update(work_package="w9"),
    ),
    ("a repeated pair", "trust[1]", lambda d: d.update(trust=[["a", "b", 5], ["b", "a", 6]])),
    ("a self pair", "incompatible[0]", lambda d: d.update(incompatible=[["a", "a"]])),
    ("trust 0", "trust[0][2]", lambda d: d.update(trust=[["a", "b", 0]])),
    ("trust 1001", "trust[0][2]", lambda d: d.update(trust=[["a", "b", 1001]])),
    ("a pair with nobody", "trust[0][1]", lambda d: d.update(trust=[["a", "x", 5]])),
    (
        "min_share above the quantity",
        "work_packages[0].min_share",
        lambda d: d["work_packages"][0].update(min_share=11),
    ),
    ("members min above max", "rules.members.min", lambda d: d["rules"].update(members={"min": 4, "max": 3})),
    (
        "min_value above max_value",
        "enterprises[0].min_value",
        lambda d: d["enterprises"][0].update(min_value=5, max_value=4),
    ),
    ("included and excluded", "pins.include[0]", lambda d: d["pins"].update(include=["a"], exclude=["a"])),
    ("an excluded lead", "pins.lead", lambda d: d["pins"].update(lead="a", exclude=["a"])),
    ("a pin of nobody", "pins.include[0]", lambda d: d["pins"].update(include=["x"])),
    ("a baseline of nobody", "baseline[0]", lambda d: d.update(baseline=["x"])),
    ("a local share without areas", "rules.local_share_bp", lambda d: d["rules"].update(local_share_bp=1)),
    ("areas without a local share", "rules.local_areas", lambda d: d["rules"].update(local_areas=["x"])),
    (
        "a shortfall weight that is only reported",
        "weights.shortfall",
        lambda d: d["weights"].update(shortfall=1),
    ),
    (
        "resilience preferred for nothing",
        "weights.shortfall",
        lambda d: d["rules"].update(resilience="prefer"),
    ),
    ("an objective beyond a double", "$", lambda d: d["weights"].update(price=10**12 - 1)),
]


def _serve(data: dict[str, Any]) -> dict[str, Any]:
    serve: dict[str, Any] = data["enterprises"][0]["offers"][0]["serves"][1]
    return serve


def _second_offer(data: dict[str, Any]) -> None:
    again = {
        "id": "more",
        "capacity": 1,
        "serves": [{"work_package": "w1", "unit_price": 1, "social_value": 0}],
    }
    data["enterprises"][0]["offers"].append(again)


@pytest.mark.parametrize(("what", "path", "spoil"), MISTAKES, ids=[what for what, _, _ in MISTAKES])
def test_a_mistake_is_refused_where_it_stands(what: str, path: str, spoil: Spoil) -> None:
    data = copy.deepcopy(question())
    spoil(data)
    with pytest.raises(ProblemError) as refused:
        problem.from_dict(data)
    assert refused.value.path == path
    assert refused.value.reason


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b'{"a": NaN}',
        b"\xff\xfe",
        b'{"a": 1, "a": 2}',
        b"null",
        b"\x1f\x8bbroken",
        b"1" * 5000,
    ],
)
def test_what_is_not_json_is_refused_with_a_reason(raw: bytes) -> None:
    with pytest.raises(ProblemError):
        problem.read(raw)


@pytest.mark.parametrize("seed", range(10))
def test_written_back_it_reads_the_same(seed: int) -> None:
    once = problem.from_dict(random_question(seed))
    raw = problem.canonical_bytes(once)
    again = problem.read(raw)
    assert problem.to_dict(again) == problem.to_dict(once)
    assert again.sha256 == once.sha256 == problem.sha256_of(once)


def test_a_packed_file_is_the_same_problem_as_its_contents() -> None:
    raw = json.dumps(question()).encode()
    assert problem.read(gzip.compress(raw)) == problem.read(raw)


def test_a_packed_bomb_is_refused() -> None:
    with pytest.raises(ProblemError, match="larger"):
        problem.read(gzip.compress(b" " * 5_000_000), most_bytes=1_000_000)


def test_rules_marked_optional_may_be_absent_or_null() -> None:
    data = question()
    for name in (
        "budget",
        "exposure_bp",
        "member_floor",
        "lot_budgets",
        "group_credentials",
        "local_share_bp",
    ):
        data["rules"][name] = None
    assert problem.from_dict(data).rules == problem.from_dict(question()).rules
