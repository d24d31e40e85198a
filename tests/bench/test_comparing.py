"""The verdict on the search beside the others, from made measurements; only checked answers count."""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench import baselines
from bench.attempt import PROOF, Attempt
from bench.comparing import Comparison, gap_left, quality, standing
from bench.questions import LINES
from bench.sequence import sequence
from bench.solver import Bench
from bench.timing import Job, Measured
from solver import generate, problem
from solver.candidates import candidates
from solver.check import check
from solver.evaluate import figures
from solver.problem import Problem

LIMIT = 30.0
OPEN = Measured(objective=1000, bound=900, scale=1000, gap_bp=1000, proposals=1, whole=True, seconds=LIMIT)
PROVEN = replace(OPEN, bound=1000, gap_bp=0, proven=True, proofs=1)


def after(*seconds: float | None) -> list[Measured]:
    """Tenders proven after so many seconds; None: not within the limit."""
    return [OPEN if one is None else replace(PROVEN, seconds=one, marks={"proven": one}) for one in seconds]


def compare(ours: Sequence[Measured], **others: Sequence[Measured]) -> Comparison:
    return Comparison("a line", "proven", "proven", LIMIT, ours, others)


@pytest.mark.parametrize(
    ("ours", "theirs", "kept"),
    [
        ((2.4, 6.0, 12.0), (2.0, 5.0, 10.0), False),  # 1.2 x
        ((2.1, 5.25, 10.5), (2.0, 5.0, 10.0), True),  # 1.05 x
        ((0.24, 0.12, 0.06), (0.2, 0.1, 0.05), True),  # 1.2 x, but less than the timer is worth
        ((2.0, 5.0, 20.0), (2.0, 5.0, 10.0), True),  # one tender does not decide
        ((2.0, 10.0, 20.0), (2.0, 5.0, 10.0), False),
        ((29.0, 29.0, 29.0), (1.0, None, None), True),  # nothing to be slower than
        ((1.0, 1.0, None), (2.0, 2.0, 2.0), False),  # quick where we prove, but another proves more
        ((None, None, 1.0), (None, 20.0, None), True),
    ],
)
def test_a_line_is_lost_where_another_is_more_than_a_tenth_faster(
    ours: Sequence[float | None], theirs: Sequence[float | None], kept: bool
) -> None:
    assert standing(compare(after(*ours), slow=after(29.9, None, None), plain=after(*theirs))).kept is kept


def test_the_best_of_the_others_is_chosen_tender_by_tender_and_named() -> None:
    comparison = compare(after(4.0, 4.0, 4.0), plain=after(2.0, 20.0, 9.0), broker=after(20.0, 2.0, None))
    verdict = standing(comparison)
    assert str(verdict) == "a line, proven: x 2.00 of the best other; behind on 2 of 3 (plain 1, broker 1)"
    assert not verdict.kept


def test_what_comes_long_after_the_limit_is_nothing() -> None:
    assert standing(compare(after(None), plain=after(LIMIT + 10))).kept
    assert not standing(compare(after(None), plain=after(LIMIT + 1))).kept


def test_where_nobody_proves_the_smaller_gap_and_the_cheaper_answer_win() -> None:
    ours = replace(OPEN, gap_bp=50)
    assert not standing(compare([ours], plain=[replace(ours, gap_bp=40)])).kept
    assert standing(compare([ours], plain=[replace(ours, gap_bp=46)])).kept
    assert standing(compare([replace(ours, gap_bp=3)], plain=[replace(ours, gap_bp=2)])).kept  # rounded up
    cheaper = replace(ours, objective=990, bound=None, gap_bp=None)
    assert not standing(compare([ours], broker=[cheaper])).kept
    assert standing(compare([ours], broker=[replace(cheaper, objective=1010)])).kept
    nothing = Measured(seconds=LIMIT)
    assert standing(compare([nothing], broker=[nothing])).kept
    assert not standing(compare([nothing], broker=[cheaper])).kept


def test_a_gap_of_too_few_proposals_is_none() -> None:
    assert gap_left(replace(OPEN, gap_bp=7)) == 7
    assert gap_left(replace(OPEN, gap_bp=7, whole=False)) == math.inf
    assert gap_left(replace(OPEN, gap_bp=None)) == math.inf


def test_a_bound_that_our_checked_answer_refutes_is_no_proof() -> None:
    false = replace(after(1.0)[0], objective=1010, bound=1005)
    comparison = compare(after(2.0), plain=[false])
    assert standing(comparison).kept
    assert "1 x a bound that our answer refutes" in comparison.rows[1][0]


def test_a_bound_of_ours_above_what_another_found_ends_the_bench() -> None:
    ours = replace(PROVEN, bound=990)
    assert quality(ours, replace(PROVEN, objective=1010)) == pytest.approx(1.01)
    assert quality(ours, Measured()) is None
    with pytest.raises(SystemExit, match="a bound is wrong"):
        quality(ours, replace(PROVEN, objective=989))


def test_rows_state_seconds_processor_proofs_and_the_gap_left() -> None:
    late = replace(OPEN, gap_bp=21, remark="out of time", objective=1010)
    theirs = [replace(after(4.0)[0], processor=3.5), late]
    (_, (row, _)) = compare(after(2.0, 5.0), plain=theirs).rows
    for words in (
        "plain | 17.00 s (worst 30.00 s) | processor 1.75 s | proven on 1 of 2 | sooner than ours on 0",
        "1 of 2 proposals proven | gap left 21 bp (worst 21 bp)", "objective x 1.00500 (worst x 1.01000)",
        "(1 x out of time)",
    ):  # fmt: skip
        assert words in row


def test_a_lost_line_is_named_and_the_bench_fails(tmp_path: Path) -> None:
    printed: list[str] = []
    bench = Bench(argparse.Namespace(each=False), tmp_path, printed.append)
    (line,) = [line for line in LINES if line.name == "stress"]
    bench._compare(line, [], [compare(after(5.0), plain=after(4.9))])
    bench.summary()
    assert not bench.failed
    bench._compare(line, [], [compare(after(6.0), plain=after(5.0))])
    bench.summary()
    assert bench.failed
    words = "a line, proven: x 1.20 of the best other; behind on 1 of 1 (plain 1)"
    assert f"    behind another: {words}" in printed


def question(**changes: object) -> Problem:
    data = generate.problem(3, 6, enterprises=200, seed=3, count=3)
    return problem.from_dict({**data, **changes})


@pytest.mark.parametrize("name", sorted(baselines.WAYS))
def test_what_the_checker_refuses_does_not_count(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = question(alternatives={"count": 1, "min_difference": 1, "distinct_leads": False})
    title, way = baselines.WAYS[name]

    def short(given: Problem, seconds: float, share: float) -> Attempt:
        """One unit left undone, and every figure reckoned from that."""
        attempt = way(given, seconds, share)
        ((plan, _, bound),) = attempt.plans
        pair = next(iter(plan.units))
        spoilt = replace(plan, units={**plan.units, pair: plan.units[pair] - 1})
        return replace(attempt, plans=[(spoilt, figures(candidates(given), spoilt), bound)])

    job = Job(name, [], LIMIT, "", "")
    honest = baselines.measured(name, asked, job)
    assert (honest.proposals, honest.remark.count("refused")) == (1, 0)
    monkeypatch.setitem(baselines.WAYS, name, (title, short))
    spoilt = baselines.measured(name, asked, job)
    assert "refused by the checker: " in spoilt.remark
    assert "quantity" in spoilt.remark
    assert (spoilt.proposals, spoilt.objective, spoilt.bound, spoilt.marks) == (0, None, None, {})


def test_the_sequence_proves_as_many_proposals_as_are_asked_for() -> None:
    asked = question()
    outcome = baselines.outcome_of(asked, sequence(asked, LIMIT, PROOF))
    assert check(asked, outcome) == []
    assert [proposal.proven for proposal in outcome.proposals] == [True] * 3


def test_the_sequence_ends_where_there_is_nothing_left() -> None:
    asked = question(alternatives={"count": 5, "min_difference": 40, "distinct_leads": False})
    attempt = sequence(asked, LIMIT, PROOF)
    assert (len(attempt.plans), attempt.none_left) == (1, True)
    assert check(asked, baselines.outcome_of(asked, attempt)) == []


def test_bounds_out_of_order_fall_back_to_what_both_orders_share() -> None:
    asked = question()
    attempt = sequence(asked, LIMIT, PROOF)
    first, second, third = attempt.plans
    turned = baselines.outcome_of(asked, Attempt([second, first, third]))
    lowest, last = math.floor(min(second[2] or 0, first[1].objective)), turned.proposals[2]
    assert turned.proposals[0].bound == lowest
    assert turned.proposals[1].bound == math.floor(second[2] or 0)
    assert last.bound == math.floor(third[2] or 0)


def test_a_bound_is_claimed_by_none_who_has_none() -> None:
    asked = question(alternatives={"count": 1, "min_difference": 1, "distinct_leads": False})
    got = baselines.measured("broker", asked, Job("broker", [], LIMIT, "", ""))
    assert got.objective is not None
    assert (got.bound, got.gap_bp, got.proven) == (None, None, False)
