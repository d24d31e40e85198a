"""`./run demo` from the notice to the pack, as a person would start it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.foundation.config import PROJECT_DIR
from app.site import demo


def test_the_demo_plays_to_the_end_and_writes_a_pack(tmp_path: Path) -> None:
    pack = tmp_path / "bid-pack.pdf"
    done = subprocess.run(
        [sys.executable, "-m", "app.site.demo", "--out", str(pack)],
        cwd=PROJECT_DIR,
        env={**os.environ, "APP_ENV": "development"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert pack.read_bytes().startswith(b"%PDF-")
    output = done.stdout
    for words in (
        "050722-2026",
        "practice copy",
        "proven best",
        "cheapest each time",
        "Creating the register",
        "Looking for the best consortia (at most",
        "Printing the bid pack (about",
        "accepts as lead",
        "The consortium is agreed",
        "audit chain",
    ):
        assert words in output, words


def test_a_long_step_says_that_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    monkeypatch.setattr(demo, "PROGRESS_SECONDS", 0.001)
    goes_on = threading.Event()

    def say(words: str = "") -> None:
        lines.append(words)
        if words.startswith("   … "):
            goes_on.set()

    monkeypatch.setattr(demo, "say", say)

    class Slow:
        def run_until_idle(self) -> None:
            assert goes_on.wait(60), "nothing was said while it worked"

    stage = demo.Stage(None, None, None, Slow())  # type: ignore[arg-type]
    demo._work(stage, "Printing", "a while")
    assert lines[0] == "   Printing (a while) …"
    assert lines[1].endswith(" s")
