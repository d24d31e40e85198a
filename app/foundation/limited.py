"""A module of ours run as a child process on bytes a stranger sent: limited in time and memory, never left
behind.

The web threads and the worker share one interpreter, so code that reads strangers' bytes for long runs
here.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.foundation.config import PROJECT_DIR

log = logging.getLogger("bidbridge.limited")
LAUNCHER = Path(__file__).with_name("launch.py")
MEGABYTE = 1024 * 1024
KEPT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
)  # no database address, no secret


@dataclass(frozen=True)
class Limits:
    """What one child may take. Address space counts everything mapped, the interpreter's own 150 MB
    included.
    """

    cpu_seconds: int
    wall_seconds: int
    memory_megabytes: int
    answer_bytes: int


class OverBudget(Exception):
    """The child needed more time or memory than it may have, or its answer was too long."""


class Broken(Exception):
    """The child did not end as it should; the log says how."""


def run(module: str, order: bytes, limits: Limits) -> bytes:
    """What `python -m MODULE` writes to standard output when it gets `order` on standard input.

    Raises OverBudget, or Broken when it ends with anything but 0.
    """
    with (
        tempfile.TemporaryFile() as question,
        tempfile.TemporaryFile() as answer,
        tempfile.TemporaryFile() as words,
    ):
        question.write(order)
        question.seek(0)
        with subprocess.Popen(
            [*_launcher(limits), sys.executable, "-m", module],
            stdin=question,
            stdout=answer,
            stderr=words,
            cwd=PROJECT_DIR,
            start_new_session=True,
            env=plain_environment(),
        ) as child:
            try:
                status = child.wait(limits.wall_seconds)
            except subprocess.TimeoutExpired:
                status = None
            finally:
                if child.poll() is None:
                    os.killpg(child.pid, signal.SIGKILL)
        words.seek(0)
        _judge(module, status, words.read(limits.answer_bytes).decode(errors="replace"))
        if answer.seek(0, os.SEEK_END) > limits.answer_bytes:
            raise OverBudget("the answer is too long")
        answer.seek(0)
        return answer.read()


def plain_environment() -> dict[str, str]:
    """The environment of a process that reads strangers' bytes."""
    return {name: os.environ[name] for name in KEPT if name in os.environ}


def _launcher(limits: Limits) -> list[str]:
    memory = limits.memory_megabytes * MEGABYTE
    return [sys.executable, "-I", "-S", str(LAUNCHER), str(memory), str(limits.cpu_seconds), str(os.getpid())]


def _judge(module: str, status: int | None, words: str) -> None:
    if status == 0:
        return
    log.error("%s ended with %s: %s", module, status, words[-4000:])
    if status is None or status in (-signal.SIGKILL, -signal.SIGXCPU) or "MemoryError" in words:
        raise OverBudget(f"ended with {status}")
    raise Broken(f"ended with {status}")
