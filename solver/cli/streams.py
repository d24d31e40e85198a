"""Reading problems, writing answers and progress."""

from __future__ import annotations

import gzip
import json
import os
import sys
import threading
from contextlib import suppress

from solver import problem
from solver.problem import Problem, ProblemError

_writing = threading.Lock()
_answers: int | None = None


def keep_standard_output() -> None:
    """Sends to standard error what a solver's own code prints, so that standard output holds answers
    alone.
    """
    global _answers
    if _answers is None:
        sys.stdout.flush()
        _answers = os.dup(1)
        os.dup2(2, 1)


def read_problem(path: str) -> Problem | None:
    """The problem at `path`, or None once the mistake has been said on standard error."""
    try:
        return problem.read(path)
    except ProblemError as error:
        say(f"{error.path}: {error.reason}")
    except OSError as error:
        say(f"{path}: {error.strerror or error}")
    except MemoryError:
        say("$: does not fit in the memory allowed")
    return None


def say(text: str) -> None:
    """One line on standard error."""
    with _writing:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def progress(stage: str, seconds: float, best: int | None, bound: int | None, proposals: int) -> None:
    """One JSON line of progress on standard error."""
    line = {
        "stage": stage,
        "seconds": round(seconds, 3),
        "best": best,
        "bound": bound,
        "proposals": proposals,
    }
    say(json.dumps(line))


def writable(path: str) -> bool:
    """Whether an answer could be written there; says so where it could not, before anybody has waited for
    one.
    """
    folder = os.path.dirname(os.path.realpath(path))
    if path == "-" or (os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)):
        return True
    if os.path.isdir(path) or not os.path.isdir(folder) or not os.access(folder, os.W_OK):
        say(f"{path}: cannot be written to")
        return False
    return True


def write(raw: bytes, path: str) -> bool:
    """Whole or not at all: a reader never sees half a file. '-' is standard output; .gz is packed.

    False where the place could not be written to after all (it is full, or gone): then the answer that
    somebody waited for stands on standard output instead, and the mistake on standard error.
    """
    if path == "-":
        _to_standard_output(raw)
        return True
    try:
        _to_file(gzip.compress(raw, mtime=0) if path.endswith(".gz") else raw, path)
    except OSError as error:
        say(f"{path}: {error.strerror or error}. The answer is on standard output instead")
        _to_standard_output(raw)
        return False
    return True


def _to_standard_output(raw: bytes) -> None:
    sys.stdout.flush()
    with os.fdopen(os.dup(_answers if _answers is not None else 1), "wb") as stream:
        stream.write(raw)


def _to_file(raw: bytes, path: str) -> None:
    if os.path.exists(path) and not os.path.isfile(path):
        # A device or a pipe is written to, never replaced: root may otherwise lose /dev/null.
        with open(path, "wb") as stream:
            stream.write(raw)
        return
    part = f"{os.path.realpath(path)}.{os.getpid()}.part"
    try:
        with open(part, "wb") as stream:
            stream.write(raw)
        os.replace(part, os.path.realpath(path))
    except OSError:
        with suppress(OSError):
            os.unlink(part)
        raise
