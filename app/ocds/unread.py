"""What nothing here reads of a release. The importer sees it, so that nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from app.ocds.normalise.own import is_own

MOST = 200
_LIST = Path(__file__).parent / "read_paths.txt"
_WORDLESS = "# Numbers and labels"


@cache
def known_paths() -> frozenset[str]:
    """The paths that are read, and those that say nothing to a person."""
    return _listed(_LIST.read_text("utf-8"))


@cache
def own_paths() -> frozenset[str]:
    """The further paths that are read in files that Bidbridge wrote itself."""
    return _listed(_LIST.with_name("own_paths.txt").read_text("utf-8"))


@cache
def wordless_paths() -> frozenset[str]:
    """The paths that say nothing to a person."""
    return _listed(_LIST.read_text("utf-8").partition(_WORDLESS)[2])


def _listed(text: str) -> frozenset[str]:
    return frozenset(line for line in text.splitlines() if line and not line.startswith(("#", " ")))


def paths(release: Any) -> tuple[str, ...]:
    """The paths of a release's values that nothing reads, lists without positions: `tender/lots/hasOptions`.

    Of more than 200 the last entry says how many others there are.
    """
    read = known_paths() | own_paths() if is_own(release) else known_paths()
    listed = sorted({path for path in leaves(release) if path not in read})
    more = [f"and {len(listed) - MOST:,} more"] if len(listed) > MOST else []
    return (*listed[:MOST], *more)


def leaves(value: Any, path: str = "") -> Iterator[str]:
    """The path of each value in it, once a value: what is empty or false says nothing."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, f"{path}/{name[:60]}" if path else name[:60])
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, path)
    elif value not in (None, "", False):
        yield path
