"""One way of writing JSON that is hashed or compared, and the hash itself.

The solver's problems and the releases of notices have their own canonical text
(`solver.problem`, `app.ocds.source_json`): theirs are formats that others check.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_json(value: Any) -> bytes:
    """Keys in order, no spaces, UTF-8. Raises ValueError for numbers that JSON does not have."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def sha256_of(content: bytes) -> str:
    """The hash as 64 hexadecimal characters."""
    return hashlib.sha256(content).hexdigest()
