"""serve: one question a line in, progress and answers as lines out; kept warm for what-ifs.

In:  {"id": 1, "problem": {consortium-problem/1}, "seconds": 30}        or "path" in place of "problem"
     {"id": 2, "base": 1, "change": {"pins": {...}, "weights": {...}, "baseline": [...],
                                     "alternatives": {...}, "rules": {...}, "drop": "local_share"}}
Out: {"id": 1, "progress": {...}}, then {"id": 1, "outcome": {consortium-outcome/1}, "seconds": 0.4}
     or {"id": 1, "error": {"path": "...", "reason": "..."}}
A change is laid over the base's own: objects key by key, everything else as a whole.

Each question has its own clock, held from outside its search: it is answered with what is known when that is
out. Where the memory is out, it is answered so too and the process ends with status 4: whoever asks starts
another. SIGTERM answers the question in hand and ends.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import os
import signal
import sys
import time
from typing import Any

from solver import problem
from solver.cli.exits import EXIT_FOUND, EXIT_INVALID, EXIT_OUT_OF_TIME
from solver.cli.proposing import add_limits
from solver.cli.streams import keep_standard_output, say, write
from solver.cli.watching import limit_memory, watched
from solver.outcome import to_dict
from solver.problem import ProblemError
from solver.settings import Settings

REMEMBERED = 20  # questions kept for what-ifs


def add_to(commands: Any) -> None:
    """The command and its options."""
    parser = commands.add_parser("serve", help="read one question a line, write answers as lines")
    add_limits(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Answers line after line until the input ends."""
    try:
        settings = Settings(options.seconds, options.workers, options.seed, options.memory_mb)
    except ValueError as error:
        say(f"settings: {error}")
        return EXIT_INVALID
    keep_standard_output()
    limit_memory(settings)
    from solver.search.warm_start import WarmStart

    signal.signal(signal.SIGTERM, lambda *_: os._exit(EXIT_FOUND))  # while nothing is asked
    memory: dict[Any, tuple[dict[str, Any], WarmStart]] = {}
    ended = "done"
    for line in sys.stdin.buffer:
        if line.strip():
            ended = _answer(line, settings, memory)
        if ended in ("memory", "asked"):
            break
    sys.stderr.flush()
    os._exit(EXIT_OUT_OF_TIME if ended == "memory" else EXIT_FOUND)


def _out(line: dict[str, Any]) -> None:
    write((json.dumps(line, separators=(",", ":")) + "\n").encode(), "-")


def _answer(line: bytes, settings: Settings, memory: dict[Any, Any]) -> str:
    """Answers one line, whatever it holds; how the answering ended (`watched`)."""
    number: Any = None
    try:
        asked = problem.parsed(line)
        number = _number(asked)
        return _answer_one(asked, number, settings, memory)
    except ProblemError as error:
        _out({"id": number, "error": {"path": error.path, "reason": error.reason}})
    except (ValueError, TypeError, OverflowError, OSError) as error:
        _out({"id": number, "error": {"path": "$", "reason": str(error)}})
    except MemoryError:
        _out({"id": number, "error": {"path": "$", "reason": "does not fit in the memory allowed"}})
    except Exception as error:  # one question's mishap must not take the others' memory with it
        say(f"question {number}: {error!r}")
        _out(
            {
                "id": number,
                "error": {"path": "$", "reason": "the search failed; the error is on standard error"},
            }
        )
    return "done"


def _number(asked: Any) -> str | int | None:
    """The question's id."""
    if not isinstance(asked, dict):
        raise ProblemError("", "must be an object")
    number = asked.get("id")
    if number is not None and type(number) not in (str, int):
        raise ProblemError("id", "must be text, a whole number or null")
    return number


def _limits(asked: dict[str, Any], settings: Settings) -> Settings:
    seconds = asked.get("seconds", settings.seconds)
    if type(seconds) not in (int, float):
        raise ProblemError("seconds", "must be a number")
    try:
        return dataclasses.replace(settings, seconds=float(seconds))
    except (ValueError, OverflowError) as error:
        raise ProblemError("seconds", "must be above 0 and at most 86400") from error


def _answer_one(
    asked: dict[str, Any], number: str | int | None, settings: Settings, memory: dict[Any, Any]
) -> str:
    from solver.search.answer import Answering

    started = time.monotonic()
    limits = _limits(asked, settings)
    data, warm_start, sha256 = _question(asked, memory)
    question = problem.from_dict(data)
    if sha256 is not None:
        question = dataclasses.replace(question, sha256=sha256)

    def tell(stage: str, seconds: float, best: int | None, bound: int | None, proposals: int) -> None:
        if answered:  # by the clock, while the search was inside a solver
            return
        said = {
            "stage": stage,
            "seconds": round(seconds, 3),
            "best": best,
            "bound": bound,
            "proposals": proposals,
        }
        _out({"id": number, "progress": said})

    answered: list[bool] = []
    left = max(0.05, limits.seconds - (time.monotonic() - started))
    work = Answering(question, limits, left, tell, warm_start=warm_start)
    work.stopped = ended = watched(work.run, limits, started)
    answer = work.outcome()
    answered.append(True)
    while len(memory) >= REMEMBERED:
        memory.pop(next(iter(memory)))
    memory[number] = (data, work.next_start())
    _out({"id": number, "outcome": to_dict(answer), "seconds": round(time.monotonic() - started, 3)})
    return ended


def _question(asked: dict[str, Any], memory: dict[Any, Any]) -> tuple[dict[str, Any], Any, str | None]:
    """The problem's JSON value, what is remembered of its base, and the sha256 of the file it was read
    from.
    """
    unknown = set(asked) - {"id", "problem", "path", "base", "change", "seconds"}
    if unknown:
        raise ProblemError(sorted(unknown)[0], "is not a key of a question")
    if "problem" in asked:
        return asked["problem"], None, None
    if "path" in asked:
        path = asked["path"]
        if not isinstance(path, str) or not os.path.isfile(path):
            raise ProblemError("path", "must name an existing file")
        raw = problem.unpacked(path)
        return problem.parsed(raw), None, hashlib.sha256(raw).hexdigest()
    base, change = asked.get("base"), asked.get("change") or {}
    if type(base) not in (str, int) or base not in memory:
        raise ProblemError("base", "no recent question has that id")
    if not isinstance(change, dict):
        raise ProblemError("change", "must be an object")
    data, warm_start = memory[base]
    return changed(data, change), warm_start, None


def changed(data: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """The problem with a change laid over it. Raises ProblemError for what cannot be changed."""
    from solver.rules import BY_NAME, without_rule

    for key, value in change.items():
        if key == "drop":
            if value not in BY_NAME or not BY_NAME[value].of_tender:
                raise ProblemError("change.drop", f"{value!r} is not a rule of the tender")
            dropped = without_rule(problem.from_dict(data), value)
            data = data if dropped is None else problem.to_dict(dropped)
        elif key in ("pins", "weights", "alternatives", "rules") and isinstance(value, dict):
            data = {**data, key: {**(data.get(key) or {}), **value}}
        elif key == "baseline":
            data = {**data, key: value}
        else:
            raise ProblemError(f"change.{key}", "cannot be changed in this way")
    return data
