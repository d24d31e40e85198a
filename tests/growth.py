"""How much work something takes, counted and never timed: the lines of ours that run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from app.foundation.config import PROJECT_DIR

OURS = str(PROJECT_DIR / "app")
MOST = 2.5  # times the work, for twice the size
FIXED = 400  # lines that do not hang on the size


def lines(work: Callable[[], Any]) -> int:
    """How many lines of the product run in `work`; each turn of a loop or a comprehension counts."""
    count = 0

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return line

    def call(frame: FrameType, event: str, argument: Any) -> Any:
        return line(frame, event, argument) if frame.f_code.co_filename.startswith(OURS) else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def grows_too_fast(work: Callable[[Any], Any], small: Any, large: Any) -> str:
    """What to complain of when `large`, twice the size of `small`, takes more than 2.5 times its work, else
    "".
    """
    work(small)  # whatever is read once and kept
    first, second = lines(lambda: work(small)), lines(lambda: work(large))
    return f"{first:,} lines became {second:,}" if second > MOST * first + FIXED else ""
