"""`./run demo` from the notice to the pack, as a person would start it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.foundation.config import PROJECT_DIR


def test_the_demo_plays_to_the_end_and_writes_a_pack(tmp_path: Path) -> None:
    pack = tmp_path / "bid-pack.pdf"
    done = subprocess.run(
        [sys.executable, "-m", "app.demo", "--out", str(pack)],
        cwd=PROJECT_DIR, env={**os.environ, "APP_ENV": "development"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert pack.read_bytes().startswith(b"%PDF-")
    told = done.stdout
    for words in ("050722-2026", "practice copy", "proven best", "greedy broker",
                  "accepts as lead", "The consortium is agreed", "audit chain"):  # fmt: skip
        assert words in told, words
