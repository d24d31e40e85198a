"""The Open Contracting release schema with the extensions that our files name, and what a file breaks of
it.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker

from app.foundation.config import PROJECT_DIR
from app.ocds.writing import EXTENSIONS

SCHEMAS = Path(__file__).parents[1] / "data" / "ocds"
OWN = PROJECT_DIR / "app" / "static" / "ocds" / "tender-1" / "release-schema.json"
DATES = FormatChecker(())
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def is_instant(value: object) -> bool:
    """RFC 3339, as the standard asks for."""
    return not isinstance(value, str) or _INSTANT.fullmatch(value) is not None


DATES.checks("date-time")(is_instant)


def merged(target: Any, patch: Any) -> Any:
    """A JSON merge patch (RFC 7396), which is how an extension changes the standard."""
    if not isinstance(patch, dict):
        return patch
    kept = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = merged(kept.get(name), value)
    return kept


@functools.cache
def _validators() -> tuple[Draft4Validator, Draft4Validator]:
    release = json.loads((SCHEMAS / "release-schema.json").read_text())
    for path in (*(SCHEMAS / f"{name}.json" for name in EXTENSIONS), OWN):
        release = merged(release, json.loads(path.read_text()))
    package = json.loads((SCHEMAS / "release-package-schema.json").read_text())
    package["properties"]["releases"]["items"] = {"type": "object"}
    return Draft4Validator(package, format_checker=DATES), Draft4Validator(release, format_checker=DATES)


def faults(package: dict[str, Any]) -> list[str]:
    """What a release package breaks of the standard and of the extensions, each with its place."""
    of_package, of_release = _validators()
    broken = [*of_package.iter_errors(package)]
    for release in package["releases"]:
        broken.extend(of_release.iter_errors(release))
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in broken]
