"""Questions meant to hurt: each ends by its own limit, with a result or a reason, within its memory."""

from __future__ import annotations

import functools
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from solver.outcome import from_dict
from tests.solver.tiny import enterprise, question, work_package

SECONDS = 2
OUTER_SECONDS = (
    60  # for starting and reading on a busy machine; the process ends by its own clock long before
)
MEMORY_MB = 2048
STATUS = {0: "solved", 3: "infeasible", 4: "out_of_time"}
HUGE = 10**12 - 1


def _crowd(count: int, packages: int, **changes: Any) -> dict[str, Any]:
    draw = random.Random(5)
    everybody = [
        enterprise(
            f"e{i}",
            {f"w{(i + k) % packages}": draw.randint(80, 120) for k in range(3)},
            capacity=draw.randint(3, 12),
            joining_cost=draw.randint(0, 500),
        )
        for i in range(count)
    ]
    return question(
        work_packages=[work_package(f"w{k}") for k in range(packages)], enterprises=everybody, **changes
    )


@functools.cache
def dense_trust() -> dict[str, Any]:
    """1,500 enterprises of whom nearly everybody knows everybody: a million pairs."""
    pairs = [[f"e{i}", f"e{j}", (i * 7 + j) % 1000 + 1] for i in range(1_500) for j in range(i)][:1_000_000]
    rules = {"trust": "lead", "members": {"min": 1, "max": 40}}
    return _crowd(1_500, 40, trust=pairs, rules=rules, weights={"trust": 3})


def all_at_odds() -> dict[str, Any]:
    """Nobody works with anybody else: 80,000 pairs."""
    pairs = [[f"e{i}", f"e{j}"] for i in range(400) for j in range(i)]
    return _crowd(400, 20, incompatible=pairs, rules={"members": {"min": 1, "max": 40}})


def huge_numbers() -> dict[str, Any]:
    """Every figure as large as the format lets it be."""
    cooks = [
        enterprise(
            name,
            {"w1": 9_000_000 + i, "w2": 1 + i},
            capacity=40_000,
            turnover=HUGE,
            joining_cost=HUGE // 3,
            workforce=HUGE,
            supported_workforce=HUGE // 2 + i,
        )
        for i, name in enumerate("abcd")
    ]
    rules = {
        "budget": HUGE,
        "supported_workforce_bp": 4999,
        "exposure_bp": HUGE,
        "combined_turnover_bp": HUGE,
    }
    packages = [work_package("w1", quantity=90_000, periods=9), work_package("w2", quantity=7, periods=1)]
    return question(work_packages=packages, enterprises=cooks, rules=rules)


def very_many_packages() -> dict[str, Any]:
    """10,000 work packages."""
    cooks = [
        enterprise(f"e{i}", {f"w{k}": 100 + i for k in range(20 * i, min(10_000, 20 * i + 40))}, capacity=900)
        for i in range(500)
    ]
    packages = [work_package(f"w{k}") for k in range(10_000)]
    return question(work_packages=packages, enterprises=cooks, rules={"members": {"min": 1, "max": 500}})


def hopeless_everywhere() -> dict[str, Any]:
    """2,000 work packages, every one of them out of everybody's reach."""
    cooks = [
        enterprise(f"e{i}", {f"w{(i * 4 + k) % 2000}": 100 for k in range(40)}, capacity=3, credentials=["x"])
        for i in range(500)
    ]
    packages = [work_package(f"w{k}", quantity=500, credentials=["x"]) for k in range(2_000)]
    return question(work_packages=packages, enterprises=cooks, rules={"members": {"min": 1, "max": 500}})


HOSTILE = (dense_trust, all_at_odds, huge_numbers, very_many_packages, hopeless_everywhere)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda made: made.__name__)
def test_a_hostile_question_ends_by_its_own_limit_with_a_result_or_a_reason(
    hostile: Any, tmp_path: Path
) -> None:
    asked, answered = tmp_path / "problem.json", tmp_path / "outcome.json"
    asked.write_text(json.dumps(hostile()))
    limits = ["--seconds", str(SECONDS), "--memory-mb", str(MEMORY_MB)]
    ended = subprocess.run(
        [sys.executable, "-m", "solver", "propose", str(asked), "--out", str(answered), *limits],
        capture_output=True,
        text=True,
        timeout=OUTER_SECONDS,
        check=False,
    )
    assert ended.returncode in STATUS, ended.stderr[-2000:]
    assert "Traceback" not in ended.stderr
    outcome = from_dict(json.loads(answered.read_text()))
    assert outcome.status == STATUS[ended.returncode]
    assert bool(outcome.proposals) == (outcome.status == "solved")
    if outcome.status != "solved":
        assert outcome.reasons
        assert outcome.reasons[0].text in ended.stderr


@pytest.mark.parametrize("memory", [64, 300])
def test_a_question_too_large_for_its_memory_ends_by_itself(memory: int, tmp_path: Path) -> None:
    asked = tmp_path / "problem.json"
    asked.write_text(json.dumps(dense_trust()))
    limits = ["--seconds", str(SECONDS), "--memory-mb", str(memory)]
    ended = subprocess.run(
        [sys.executable, "-m", "solver", "propose", str(asked), "--out", "-", *limits],
        capture_output=True,
        text=True,
        timeout=OUTER_SECONDS,
        check=False,
    )
    assert ended.returncode in (2, 4), ended.stderr[-2000:]
    assert "memory" in ended.stderr
