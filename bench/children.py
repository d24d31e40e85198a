"""Fresh processes to ask: `bench.timing` for one question after another, `python -m solver serve` for
what-ifs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any

from bench.timing import Job, Measured, peak_mb

PROJECT = Path(__file__).parents[1]
PATIENCE = 120.0  # seconds past every limit: loading, reading, checking


def ask(
    way: str,
    paths: Sequence[Path],
    seconds: float,
    tiny: Path,
    until: str | None = None,
    children: str = "each",
) -> list[Measured]:
    """Each question asked in a process of its own; with `children` "one", all after another in one.

    Raises SystemExit where a child fails: nothing else of the table would be worth reading.
    """
    if children == "one":
        return _child(way, paths, seconds, tiny, until)
    return [got for path in paths for got in _child(way, [path], seconds, tiny, until)]


def _child(way: str, paths: Sequence[Path], seconds: float, tiny: Path, until: str | None) -> list[Measured]:
    out = tiny.with_name(f"{way}-measured.json")
    out.unlink(missing_ok=True)
    job = Job(way, [str(path) for path in paths], seconds, str(tiny), str(out), until)
    done = subprocess.run(
        [sys.executable, "-m", "bench.timing"],
        input=json.dumps(asdict(job)).encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=PROJECT,
        timeout=len(paths) * seconds + PATIENCE,
        check=False,
    )
    if done.returncode or not out.exists():
        raise SystemExit(f"{way}, {paths[0].name}: {done.stderr.decode(errors='replace').strip()}")
    return [Measured(**one) for one in json.loads(out.read_text())]


def run_over(path: Path, seconds: float) -> Measured:
    """A whole process of the command line held to `seconds`: the mark "over" is how much longer it lived.

    Loading the interpreter and reading the file count. Raises SystemExit where it ends badly.
    """
    command = [sys.executable, "-m", "solver", "propose", str(path), "--seconds", str(seconds)]
    started = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        timeout=seconds + PATIENCE,
        check=False,
    )
    took = time.perf_counter() - started
    if done.returncode not in (0, 4):
        raise SystemExit(f"{path.name}: {done.stderr.decode(errors='replace').strip()}")
    return Measured(marks={"over": max(0.0, took - seconds)}, seconds=took)


class Serving:
    """`python -m solver serve` over pipes: a question a line in, progress and the answer as lines out."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.process = subprocess.Popen(
            [sys.executable, "-m", "solver", "serve", "--seconds", str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT,
        )

    def __enter__(self) -> Serving:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(self.seconds + PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def peak_mb(self) -> float:
        """The most memory the process has held."""
        return peak_mb(self.process.pid)

    def ask(self, question: dict[str, Any]) -> tuple[float | None, float, dict[str, Any]]:
        """Seconds to the first proposal or reason told, seconds to the answer, and the outcome: seen from
        outside.

        Raises SystemExit where it answers with an error, or not at all.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        line = json.dumps(question).encode() + b"\n"
        guard = threading.Timer(self.seconds + PATIENCE, self.process.kill)
        guard.start()
        first: float | None = None
        started = time.perf_counter()
        try:
            self.process.stdin.write(line)
            self.process.stdin.flush()
            for raw in self.process.stdout:
                now = time.perf_counter() - started
                said = json.loads(raw)
                if said.get("id") != question["id"] or "error" in said:
                    raise SystemExit(f"serve: {said}")
                if "outcome" in said:
                    return first, now, said["outcome"]
                step = said["progress"]
                if first is None and (step["best"] is not None or step["stage"] == "reason"):
                    first = now
        finally:
            guard.cancel()
        raise SystemExit("serve ended without an answer")
