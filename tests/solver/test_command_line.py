"""The command line keeps its exit codes, its clock and its standard output."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from solver import generate, outcome, problem
from solver.check import check
from solver.search.answer import Answering
from solver.search.state import SearchState
from solver.settings import Settings
from tests.solver.tiny import question

ROOT = Path(__file__).resolve().parents[2]


def _run(*arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "solver", *arguments]
    return subprocess.run(command, input=given, capture_output=True, cwd=ROOT, timeout=120, check=False)


def _bytes(data: object) -> bytes:
    return json.dumps(data).encode()


def test_propose_reads_and_writes_standard_streams_and_check_passes(tmp_path: Path) -> None:
    ran = _run("propose", "-", "--seconds", "60", given=_bytes(question()))
    assert ran.returncode == 0, ran.stderr
    answer = outcome.read(ran.stdout)
    assert check(problem.from_dict(question(), answer.problem_sha256), answer) == []
    first = [json.loads(line) for line in ran.stderr.splitlines() if line.startswith(b"{")]
    assert {"stage", "seconds", "best", "bound", "proposals"} == set(first[0])
    assert any(line["best"] == 20_100 and line["proposals"] == 1 for line in first)
    asked, said = tmp_path / "p.json", tmp_path / "o.json.gz"
    asked.write_bytes(_bytes(question()))
    assert _run("propose", str(asked), "--out", str(said)).returncode == 0
    assert _run("check", str(asked), str(said)).returncode == 0


def test_check_fails_a_spoiled_outcome(tmp_path: Path) -> None:
    ran = _run("propose", "-", given=_bytes(question()))
    spoiled = json.loads(ran.stdout)
    spoiled["proposals"][0]["price"] += 1
    (tmp_path / "p.json").write_bytes(_bytes(question()))
    (tmp_path / "o.json").write_text(json.dumps(spoiled))
    checked = _run("check", str(tmp_path / "p.json"), str(tmp_path / "o.json"))
    assert checked.returncode == 1
    assert b"price" in checked.stderr


def test_an_invalid_problem_is_2_with_its_path_and_reason() -> None:
    data = question()
    data["work_packages"][1]["quantity"] = -4
    ran = _run("propose", "-", given=_bytes(data))
    assert ran.returncode == 2
    assert b"work_packages[1].quantity" in ran.stderr
    assert ran.stdout == b""


def test_an_infeasible_problem_is_3_with_reasons_printed() -> None:
    data = question()
    data["work_packages"][0]["quantity"] = 1000
    ran = _run("propose", "-", "--seconds", "20", given=_bytes(data))
    assert ran.returncode == 3
    assert b"w1 is 940 meals a day short" in ran.stderr
    assert outcome.read(ran.stdout).status == "infeasible"


def test_a_question_beyond_all_patience_is_refused_with_the_reason() -> None:
    data = question()
    data["work_packages"] = [{**data["work_packages"][0], "id": f"w{k}"} for k in range(10_000)]
    for one in data["enterprises"]:
        one["offers"][0]["serves"] = [{"work_package": "w1", "unit_price": 1, "social_value": 0}]
    ran = _run("propose", "-", "--seconds", "5", given=_bytes(data))
    assert ran.returncode == 4
    assert b"10,000 work packages" in ran.stderr


def test_a_search_ends_at_its_limit_with_what_it_has() -> None:
    """How far it runs over is a figure: `python -m bench.solver --only limits`."""
    hard = _bytes(_hard())
    ran = _run("propose", "-", "--seconds", "2", given=hard)
    assert ran.returncode in (0, 4)
    if ran.returncode == 0:
        answer = outcome.read(ran.stdout)
        assert check(problem.read(hard), answer) == []


def test_sigterm_ends_cleanly_with_the_best_so_far(tmp_path: Path) -> None:
    asked, said = tmp_path / "p.json", tmp_path / "o.json"
    asked.write_bytes(_bytes(generate.problem(5, 40, enterprises=20_000, rules="price", members=40)))
    command = [sys.executable, "-m", "solver", "propose", str(asked), "--out", str(said), "--seconds", "300"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, env=os.environ)
    assert process.stderr is not None
    for line in process.stderr:
        if json.loads(line)["proposals"]:
            break
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    process.stderr.close()
    answer = outcome.read(said)
    assert answer.proposals
    assert answer.ended == "out_of_time"
    assert check(problem.read(asked), answer) == []


def test_serve_answers_what_ifs_and_survives_nonsense() -> None:
    lines = [
        {"id": 1, "problem": question()},
        {"id": 2, "base": 1, "change": {"pins": {"exclude": ["a"]}}},
        {"id": 3, "base": 2, "change": {"weights": {"members": 5}}},
        {"id": 4, "base": 1, "change": {"pins": {"exclude": ["nobody"]}}},
        {"id": 5, "base": 77},
    ]
    ran = _run("serve", "--seconds", "30", given=b"\n".join(_bytes(line) for line in lines) + b"\nnonsense\n")
    said = [json.loads(line) for line in ran.stdout.splitlines()]
    answers = {line["id"]: line["outcome"] for line in said if "outcome" in line}
    assert answers[1]["proposals"][0]["members"] == ["a"]
    assert answers[2]["proposals"][0]["members"] == ["b"]
    assert answers[3]["proposals"][0]["objective"] == answers[2]["proposals"][0]["objective"] + 5
    errors = {line["id"]: line["error"]["path"] for line in said if "error" in line}
    assert errors == {4: "pins.exclude[0]", 5: "base", None: "$"}


def test_serve_outlives_any_line() -> None:
    odd = [
        {"id": [1], "problem": question()},
        {"id": {}, "problem": question()},
        {"id": 1, "problem": question(), "seconds": True},
        {"id": 2, "problem": question(), "seconds": "3"},
        {"id": 3, "problem": question(), "seconds": -1},
        {"id": 4, "problem": question(), "seconds": 10**400},
        {"id": 5, "path": "-"},
        {"id": 6, "path": 5},
        {"id": 7, "base": [1]},
        {"id": 8, "problem": question(tender="\ud800")},
        {"id": "\ud800", "problem": 3},
        {"id": 9, "problem": question()},
        {"id": 10, "base": 9, "change": [1]},
        {"id": 11, "base": 9, "change": "x"},
        {"id": 12, "base": 9, "change": {"pins": {"exclude": ["a"]}}},
    ]
    ran = _run("serve", "--seconds", "30", given=b"\n".join(_bytes(line) for line in odd) + b"\n")
    assert ran.returncode == 0
    said = [json.loads(line) for line in ran.stdout.splitlines()]
    answers = {line["id"]: line["outcome"] for line in said if "outcome" in line}
    errors = [line["error"]["path"] for line in said if "error" in line]
    assert set(answers) == {9, 12}
    assert answers[12]["proposals"][0]["members"] == ["b"]
    assert errors[:9] == ["id", "id", "seconds", "seconds", "seconds", "seconds", "path", "path", "base"]
    assert len(errors) == 13


def test_serve_names_the_very_file_it_was_asked_about(tmp_path: Path) -> None:
    asked, said = tmp_path / "p.json", tmp_path / "o.json"
    asked.write_text(json.dumps(question(), indent=3))
    ran = _run("serve", given=_bytes({"id": 1, "path": str(asked)}) + b"\n")
    said.write_text(json.dumps(json.loads(ran.stdout.splitlines()[-1])["outcome"]))
    assert _run("check", str(asked), str(said)).returncode == 0


def test_an_answer_that_could_not_be_written_is_not_waited_for(tmp_path: Path) -> None:
    for out in (tmp_path / "nowhere" / "o.json", tmp_path):
        ran = _run("propose", "-", "--out", str(out), given=_bytes(question()))
        assert ran.returncode == 2
        assert b"cannot be written to" in ran.stderr


def test_half_a_character_is_refused_with_its_place() -> None:
    ran = _run("propose", "-", given=_bytes(question(tender="\ud800")))
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"tender: ")


def test_a_broken_outcome_file_fails_the_check_in_words(tmp_path: Path) -> None:
    asked, said = tmp_path / "p.json", tmp_path / "o.json.gz"
    asked.write_bytes(_bytes(question()))
    said.write_bytes(gzip.compress(b"{}" * 1000)[:20])
    ran = _run("check", str(asked), str(said))
    assert ran.returncode == 1
    assert b"broken gzip" in ran.stderr
    assert b"Traceback" not in ran.stderr


def _serving(*options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "solver", "serve", *options]
    return subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def _hard() -> dict[str, Any]:
    return generate.problem(5, 60, enterprises=30_000, rules="price", members=60)


def test_serve_holds_each_question_to_its_own_clock_and_answers_the_next() -> None:
    lines = [{"id": 1, "problem": _hard(), "seconds": 3}, {"id": 2, "problem": question()}]
    ran = _run("serve", given=b"\n".join(_bytes(line) for line in lines) + b"\n")
    said = [json.loads(line) for line in ran.stdout.splitlines()]
    answers = {line["id"]: line for line in said if "outcome" in line}
    assert answers[1]["outcome"]["ended"] == "out_of_time"
    assert answers[2]["outcome"]["proposals"][0]["proven"]
    places = [line["id"] for line in said]
    assert places == sorted(places), "progress of a question after its answer"


def test_serve_answers_what_is_in_hand_when_asked_to_end() -> None:
    process = _serving("--seconds", "300")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(_bytes({"id": 1, "problem": _hard()}) + b"\n")
    process.stdin.flush()
    said: dict[str, Any] = {}
    for line in process.stdout:
        said = json.loads(line)
        if (said.get("progress") or {}).get("proposals"):
            process.send_signal(signal.SIGTERM)
        if "outcome" in said:
            break
    assert said["outcome"]["proposals"]
    assert process.wait(timeout=20) == 0
    process.communicate()


def test_serve_ends_with_status_4_where_the_memory_is_out() -> None:
    process = _serving("--seconds", "300", "--memory-mb", "64")
    said, _ = process.communicate(_bytes({"id": 1, "problem": _hard()}) + b"\n", timeout=60)
    assert process.returncode == 4
    assert json.loads(said.splitlines()[-1])["outcome"]["status"] in ("solved", "out_of_time")


def test_frontier_and_explain_write_their_formats() -> None:
    data = question()
    data["enterprises"][1]["offers"][0]["serves"][0]["social_value"] = 40
    data["enterprises"][2]["offers"][0]["serves"][1]["social_value"] = 30
    ran = _run("frontier", "-", "--points", "3", given=_bytes(data))
    assert ran.returncode == 0, ran.stderr
    said = json.loads(ran.stdout)
    assert said["format"] == "consortium-frontier/1"
    floors = [point["floor"] for point in said["points"]]
    assert floors == [0, 3500, 7000]  # 100 units of w1 at 40 and of w2 at 30
    assert all(point["proposal"]["social_value"] >= point["floor"] for point in said["points"])
    prices = [point["proposal"]["price"] for point in said["points"]]
    assert prices == sorted(prices)
    explained = _run("explain", "-", given=_bytes(data))
    assert explained.returncode == 0
    assert {"reasons", "relaxations", "unlocks", "conditions"} <= set(json.loads(explained.stdout))


@pytest.mark.parametrize("arguments", [["--enterprises", "300", "--work-packages", "4", "--seed", "3"]])
def test_generate_is_the_same_every_time_and_a_valid_problem(arguments: list[str]) -> None:
    once, again = _run("generate", *arguments), _run("generate", *arguments)
    assert once.returncode == 0
    assert once.stdout == again.stdout
    assert problem.read(once.stdout).work_packages


def test_an_answer_sent_to_a_device_goes_through_it_and_leaves_it_a_device(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [
        sys.executable,
        "-m",
        "solver",
        "generate",
        "--enterprises",
        "200",
        "--work-packages",
        "3",
        "--out",
        str(pipe),
    ]
    process = subprocess.Popen(command, cwd=ROOT)
    with open(pipe, "rb") as stream:
        raw = stream.read()
    assert process.wait(timeout=60) == 0
    assert pipe.is_fifo()
    assert problem.read(raw).work_packages


@pytest.mark.parametrize("command", ["propose", "explain", "frontier"])
def test_an_answer_that_cannot_be_written_after_all_is_not_lost(command: str, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(_bytes(question()))
    ran = _run(command, str(tmp_path / "p.json"), "--out", "/dev/full", "--seconds", "20")
    assert ran.returncode == 2
    assert b"/dev/full: No space left on device. The answer is on standard output instead" in ran.stderr
    assert json.loads(ran.stdout)["problem_sha256"]


def test_a_group_of_nobody_is_infeasible_at_once() -> None:
    data = question(rules={"members": {"min": 0, "max": 0}})
    ran = _run("propose", "-", "--seconds", "60", given=_bytes(data))
    assert ran.returncode == 3
    assert b"No members are allowed, but the work needs 1." in ran.stderr


def test_what_ran_out_is_what_is_named_with_the_seconds_that_were_spent() -> None:
    work = Answering(problem.from_dict(question()), Settings(seconds=30, memory_mb=300))
    work.state = SearchState(work.problem, work.settings)
    work.started = time.monotonic() - 2
    (reason,) = work.outcome().reasons
    assert reason.text.startswith("No consortium was found in 2.0 seconds")
    assert "were too many for that time" in reason.text
    work.stopped = "memory"
    assert "need more than the 300 MB of memory allowed" in work.outcome().reasons[0].text
    work.stopped = "asked"
    assert work.outcome().reasons[0].text.endswith("before the search was told to stop.")
    work.stopped, work.ended = "done", work.started + 1
    assert "the solver gave up" in work.outcome().reasons[0].text
