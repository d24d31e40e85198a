"""The benchmark of the solver, run small: each part measures what it says, and a wrong answer does not pass
it.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench import children, timing, what_if
from bench.questions import LINES, ORLIB, Asked, Line, draw, facility_location, tiny
from bench.rows import mark_cell, verdicts
from bench.solver import Bench, run
from bench.timing import Job, Measured
from solver import generate, problem
from solver.candidates import candidates
from solver.check.findings import Finding

ENTERPRISES, SEED, SECONDS = 400, 3, 20.0
SMALL = {
    line.name: replace(line, packages=(3,), members=min(line.members, 6))
    for line in LINES
    if line.name not in ("five_dense", "five100", "infeasible40")
}


def table(*names: str, options: tuple[str, ...] = ()) -> tuple[Bench, list[str]]:
    said: list[str] = []
    given = {"start": SEED, "seeds": 1, "seconds": SECONDS, "enterprises": ENTERPRISES, "offers-each": 10.0}
    arguments = [f"--{name}={value}" for name, value in given.items()]
    lines = [SMALL[name] for name in names if name in SMALL]
    return run([*arguments, *options, "--only", *names], said.append, lines), said


@pytest.fixture(scope="module")
def real() -> tuple[Bench, list[str]]:
    return table("real")


def one_tender(line: Line, folder: Path) -> Asked:
    market = generate.market(SEED, ENTERPRISES, offers_each=10.0)
    return draw(market, line, [SEED], folder)[0]


def test_a_row_states_what_was_asked_and_what_was_reached(real: tuple[Bench, list[str]]) -> None:
    bench, said = real
    (measured,) = bench.found["real"]
    (row,) = [line for line in said if line.startswith("the real thing")]
    for words in (
        "at most 6 members", "5 proposals", "every rule on", "price 20, social value 200", "shortfall 1",
        f"{measured.pairs:,} pairs", f"seed {SEED}", "first", "1% certified", "all 5 proven", "target 3",
    ):  # fmt: skip
        assert words in row


def test_marks_come_in_their_order(real: tuple[Bench, list[str]]) -> None:
    (measured,) = real[0].found["real"]
    marks = measured.marks
    assert marks["first"] <= marks["certified"] <= marks["proven"] <= measured.seconds
    assert marks["first"] <= marks["within"] <= marks["all"] == marks["proven"]
    assert measured.proven
    assert measured.gap_bp == 0


def test_others_are_reckoned_in_full_and_never_beat_what_is_proven(real: tuple[Bench, list[str]]) -> None:
    bench, printed = real
    several, single = bench.comparisons["real"]
    assert several.ours == bench.found["real"]
    assert len(bench.standings) == 2
    assert (several.goal, set(several.others)) == ("all", {"the sequence"})
    assert (single.goal, set(single.others)) == ("proven", {"plain HiGHS", "CP-SAT", "greedy broker"})
    assert several.reached(several.ours) == single.reached(single.ours) == [True]
    for comparison in (several, single):
        for name in set(comparison.others) - {"greedy broker"}:
            (answer,) = comparison.answer(comparison.others[name])
            assert answer >= 1 - 1e-4
    for words in ("ours | ", "the sequence | ", "plain HiGHS | ", "CP-SAT | ", "greedy broker | "):
        assert any(row.startswith(f"    {words}") for row in printed)
    assert any("shortfall left out of its model" in row for row in printed if "CP-SAT" in row)


def test_the_memory_is_the_child_s_own_and_stands_beside_its_target(real: tuple[Bench, list[str]]) -> None:
    bench, said = real
    (measured,) = bench.found["real"]
    assert 20 < measured.memory_mb < 1000
    assert any(
        line.startswith("peak memory of the solving process") and "target 400 MB" in line for line in said
    )
    held = bytearray(200 * 2**20)  # what a parent holds, its child does not
    held[::4096] = b"1" * len(held[::4096])
    program = "from bench.timing import peak_mb; print(peak_mb())"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=children.PROJECT, capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < timing.peak_mb() - 100


def test_a_run_may_end_once_every_proposal_is_within_a_hundredth() -> None:
    bench, _ = table("five40")
    (measured,) = bench.found["five40"]
    assert [each.goal for each in bench.comparisons["five40"]] == ["within", "certified"]
    assert all(each.reached(each.ours) == [True] for each in bench.comparisons["five40"])
    assert measured.marks["first"] <= measured.marks["within"] <= measured.seconds
    assert measured.gap_bp is not None
    assert measured.gap_bp <= 100


def test_a_run_that_goes_on_is_left_at_its_mark() -> None:
    reached, go_on = threading.Event(), threading.Event()

    def labour() -> None:
        reached.set()
        go_on.wait(SECONDS)

    assert not timing._held(labour, SECONDS, reached)
    go_on.set()


def test_a_frontier_is_reached_when_every_point_is_close_enough() -> None:
    (measured,) = table("frontier")[0].found["frontier"]
    assert measured.gap_bp is not None
    assert measured.gap_bp <= 50
    assert measured.marks["points"] == measured.seconds


def test_a_whole_process_is_timed_past_its_limit_and_its_memory_is_not_claimed() -> None:
    bench, said = table("limits")
    (measured,) = bench.found["limits"]
    assert measured.marks["over"] == max(0.0, measured.seconds - 2.0)
    assert not any("peak" in line for line in said)


def test_what_nobody_covers_has_a_reason_before_everything_else() -> None:
    bench, said = table("infeasible6")
    (measured,) = bench.found["infeasible6"]
    assert measured.marks["reason"] <= measured.marks.get("everything", SECONDS + timing.GRACE_SECONDS)
    assert any("spoilt by" in line for line in said)


@pytest.mark.slow
def test_what_if_goes_through_a_serving_process_kept_for_all_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    asked: list[dict[str, Any]] = []
    popen, ask = subprocess.Popen, children.Serving.ask

    def spying(self: children.Serving, question: dict[str, Any]) -> Any:
        asked.append(question)
        return ask(self, question)

    def starting(command: list[str], **given: Any) -> Any:
        started.append(command[1:4])
        return popen(command, **given)

    monkeypatch.setattr(subprocess, "Popen", starting)
    monkeypatch.setattr(children.Serving, "ask", spying)
    bench, _ = table("what_if")
    changes = [question["change"] for question in asked if question.get("base") == "base"]
    assert len(changes) == 2 * (len({kind.split(",")[0] for kind in bench.changes}) - 1)
    serving = [command for command in started if command == ["-m", "solver", "serve"]]
    assert len(serving) == 2  # the cold start's, and the tender's
    kinds = {"exclude a member", "pin an outsider in", "drop a rule", "other weights", "agreed parts"}
    assert kinds <= set(bench.changes)
    for found in bench.changes.values():
        assert all(one.marks["answer"] >= 0 for one in found)


def test_an_answer_of_serve_to_another_question_does_not_pass(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = one_tender(SMALL["what_if"], tmp_path)
    real = what_if.changes

    def amiss(*given: Any) -> list[what_if.Change]:
        return [replace(change, told={}) for change in real(*given)[:1]]

    monkeypatch.setattr(what_if, "changes", amiss)
    with pytest.raises(SystemExit, match="is for another problem"):
        what_if.what_if(asked.path, tiny(tmp_path), SEED, SECONDS)


@pytest.mark.parametrize("way", [timing.timed, timing.floors])
def test_a_finding_of_the_checker_ends_the_bench(
    way: Callable[[problem.Problem, Job], Measured], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = str(tiny(tmp_path))
    monkeypatch.setattr(
        timing, "check", lambda question, answer: [Finding("budget", "proposals[0]", "is broken")]
    )
    with pytest.raises(SystemExit, match="is broken"):
        way(problem.read(path), Job("proposals", [], SECONDS, path, ""))


def test_an_instance_of_the_library_is_proven_at_its_published_optimum(tmp_path: Path) -> None:
    said: list[str] = []
    bench, _ = table("orlib", options=("--no-others",))
    assert (bench.comparisons, bench.standings, bench.failed) == ({}, [], False)
    assert [verdict.figure < SECONDS for verdict in bench.verdicts if "OR-Library" in verdict.title] == [True]
    bench.say, bench.tiny = said.append, tiny(tmp_path)
    bench.options.no_others, bench.options.seconds = False, 1.0
    bench.facility_location(ORLIB, facility_location(tmp_path)[:1])
    assert "1 of 1 proven at the published optimum" in said[0]
    (comparison,) = bench.comparisons["orlib"]
    assert comparison.reached(comparison.ours) == [True]
    assert comparison.answer(comparison.others["plain HiGHS"]) == [pytest.approx(1, abs=1e-4)]


def test_the_densest_city_is_as_dense_as_the_figures_speak_of_and_says_how(tmp_path: Path) -> None:
    lines = {line.name: replace(line, packages=(6,)) for line in LINES}
    with_shares = problem.read(one_tender(lines["dense_shares"], tmp_path).path)
    without = problem.read(one_tender(lines["dense"], tmp_path).path)
    assert len(candidates(without).w) > len(candidates(with_shares).w)
    assert "no least shares" in lines["dense"].asked
    assert [line.name for line in LINES if line.extra] == ["dense_shares"]


def test_a_median_hides_nothing_that_was_never_reached() -> None:
    line = SMALL["stress"]
    found = [Measured(marks={"proven": 1.0, "first": 0.1, "certified": 0.2}), Measured(), Measured()]
    assert "never (worst never), target 3 MISSED, 2 of 3 never" in mark_cell(found, "proven", "proven", 3.0)
    assert not any(verdict.kept for verdict in verdicts(line, found))
    found[1] = replace(found[0], marks={**found[0].marks, "proven": 2.0})
    assert mark_cell(found, "proven", "proven", 3.0) == "proven 2.00 s (worst never), target 3, 1 of 3 never"
