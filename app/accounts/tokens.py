"""Tokens in links and cookies. Only their sha256 is stored, so a stolen database opens nothing."""

from __future__ import annotations

import hashlib
import secrets

BYTES = 32


def new_token() -> str:
    """A fresh token of 256 random bits, safe in an address."""
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
    """What is stored of a token: hexadecimal sha256. Plain hashing is enough for 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
