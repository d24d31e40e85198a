"""What stands in a release that nothing here reads: told to whoever imports it, so nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

MOST = 60


@cache
def known_paths() -> frozenset[str]:
    """The paths that are read, and those that say nothing to a person."""
    lines = (Path(__file__).parent / "read_paths.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def paths(release: Any) -> tuple[str, ...]:
    """The paths of a release's values that nothing reads, lists without positions: `tender/lots/hasOptions`."""
    return tuple(sorted({path for path in _leaves(release, "") if path not in known_paths()}))[:MOST]


def _leaves(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}/{name[:60]}" if path else name[:60])
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, path)
    elif value not in (None, "", False):
        yield path
