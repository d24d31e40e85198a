"""The solver's process: heard, limited, killed, and never believed unchecked."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.consortia.solving import run
from app.consortia.solving.run import SearchProgress, SolverFailed, checked, solve
from solver import generate, problem
from tests.consortia.test_killed_worker import alive, wait_for

QUESTION = b"{}"


Program = Callable[[str], list[str]]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A stand-in for the solver: a script that is given the command line `solve` gives."""

    def write(body: str) -> list[str]:
        path = tmp_path / "program.py"
        path.write_text("import json, os, sys, time\nout = sys.argv[sys.argv.index('--out') + 1]\n" + body)
        return [sys.executable, str(path)]

    return write


def quiet(progress: SearchProgress) -> None:
    """Nobody listens."""


def test_the_problem_goes_in_the_outcome_comes_out_and_progress_is_heard(program: Program) -> None:
    line = json.dumps({"stage": "bound", "seconds": 0.5, "best": 120, "bound": 100, "proposals": 0})
    script = f"print('{line}', file=sys.stderr)\nprint('a warning', file=sys.stderr)\n"
    command = program(script + "open(out, 'wb').write(sys.stdin.buffer.read())")
    reports: list[SearchProgress] = []
    assert solve(b"the question", 5, reports.append, command) == b"the question"
    assert reports[-1] == SearchProgress("bound", 0.5, 120, 100, 0)


def test_best_and_bound_stay_those_of_the_first_proposal(program: Program) -> None:
    steps = [
        {"stage": "proposal", "seconds": 1, "best": 100, "bound": 100, "proposals": 1},
        {"stage": "bound", "seconds": 2, "best": 130, "bound": 110, "proposals": 1},
        {"stage": "proposal", "seconds": 3, "best": 130, "bound": 130, "proposals": 2},
    ]
    script = "".join(f"print('{json.dumps(step)}', file=sys.stderr)\n" for step in steps)
    reports: list[SearchProgress] = []
    solve(QUESTION, 5, reports.append, program(script + "open(out, 'w').write('x')"))
    assert (reports[-1].best, reports[-1].bound, reports[-1].proposals) == (100, 100, 2)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            "print('work_packages[3].quantity: is negative', file=sys.stderr); sys.exit(2)",
            "work_packages.3..quantity",
        ),
        ("sys.exit(4)", "in the time allowed"),
        ("sys.exit(0)", "stopped unexpectedly"),
        ("raise MemoryError", "memory"),
        ("os.kill(os.getpid(), 9)", "time or memory"),
        ("x = bytearray(64 * 1024**3)", "memory"),
    ],
)
def test_every_way_to_fail_has_its_reason(program: Program, body: str, says: str) -> None:
    with pytest.raises(SolverFailed, match=says):
        solve(QUESTION, 5, quiet, program(body))


@pytest.mark.parametrize("says", ["offers[3].unit_price: 774123 is too dear", "774123 is too dear"])
def test_a_refusal_names_the_place_and_never_the_figure(program: Program, says: str) -> None:
    with pytest.raises(SolverFailed) as refused:
        solve(QUESTION, 5, quiet, program(f"print({says!r}, file=sys.stderr); sys.exit(2)"))
    assert "774123" not in refused.value.message
    assert ("offers[3].unit_price" in refused.value.message) is says.startswith("offers")


def test_a_search_that_never_ends_is_asked_to_stop_and_its_answer_is_taken(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "STARTING_SECONDS", 0.2)
    body = (
        "import signal\n"
        "def stop(*_):\n    open(out, 'w').write('best so far'); os._exit(0)\n"
        "signal.signal(signal.SIGTERM, stop)\ntime.sleep(60)"
    )
    assert solve(QUESTION, 1, quiet, program(body)) == b"best so far"


def test_a_search_that_does_not_listen_is_killed(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "STARTING_SECONDS", 0.1)
    monkeypatch.setattr(run, "STOPPING_SECONDS", 0.5)
    deaf = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    with pytest.raises(SolverFailed):  # left alone, it would have given an answer
        solve(QUESTION, 1, quiet, program(deaf + "time.sleep(120)\nopen(out, 'w').write('too late')"))


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_listener_that_gives_up_takes_the_search_with_it(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "TICK_SECONDS", 0.1)
    note = tmp_path / "pid"

    def gives_up(progress: SearchProgress) -> None:
        if note.exists() and note.read_text():
            raise RuntimeError("the lease is lost")

    with pytest.raises(RuntimeError, match="lease"):
        solve(
            QUESTION,
            30,
            gives_up,
            program(f"open({str(note)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"),
        )
    wait_for(lambda: not alive(int(note.read_text())), 5)


def test_the_solver_is_told_no_secret(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for solvers")
    monkeypatch.setenv("DATABASE_URL", "postgresql://not-for-solvers")
    environment = json.loads(
        solve(QUESTION, 5, quiet, program("open(out, 'w').write(json.dumps(dict(os.environ)))"))
    )
    assert not {"SECRET_KEY", "DATABASE_URL"} & set(environment)
    assert os.environ["PATH"] == environment["PATH"]


def test_an_answer_that_was_tampered_with_is_refused() -> None:
    question = problem.canonical_bytes(generate.problem(3, work_packages=3, enterprises=40, rules="price"))
    outcome = json.loads(solve(question, 10, quiet))
    checked(question, json.dumps(outcome).encode())
    cheaper = json.loads(json.dumps(outcome))
    cheaper["proposals"][0]["price"] -= 1
    with pytest.raises(SolverFailed, match="did not pass our own check") as refused:
        checked(question, json.dumps(cheaper).encode())
    assert "price" in refused.value.message
    assert str(outcome["proposals"][0]["price"]) not in refused.value.message
    assert str(cheaper["proposals"][0]["price"]) not in refused.value.message
    fewer = json.loads(json.dumps(outcome))
    fewer["proposals"][0]["allocations"].pop()
    with pytest.raises(SolverFailed, match="did not pass our own check"):
        checked(question, json.dumps(fewer).encode())
    with pytest.raises(SolverFailed, match="could not be read"):
        checked(question, b"[]")
