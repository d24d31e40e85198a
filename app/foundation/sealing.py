"""Text that nobody can read in a copied database: sealed with a key that comes from SECRET_KEY, opened only
here.
"""

from __future__ import annotations

import base64
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

MARK = "sealed:"
PURPOSE = b"bidbridge: text sealed at rest"


class Sealer:
    """Seals and opens text with one secret (Fernet: AES-128-CBC with HMAC-SHA256; the key by HKDF-SHA256)."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    @cached_property
    def _fernet(self) -> Fernet:
        from cryptography.fernet import Fernet
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(self.secret.encode())
        return Fernet(base64.urlsafe_b64encode(key))

    def seal(self, text: str) -> str:
        """What may be stored. Empty text stays empty: that is how erased text looks."""
        return MARK + self._fernet.encrypt(text.encode()).decode() if text else ""

    def open(self, stored: str) -> str:
        """The text again; empty where it was sealed with another secret. Text from before sealing is
        returned unchanged.
        """
        from cryptography.fernet import InvalidToken

        if not stored.startswith(MARK):
            return stored
        try:
            return self._fernet.decrypt(stored.removeprefix(MARK).encode()).decode()
        except InvalidToken:
            return ""


class SealedText(TypeDecorator[str]):
    """Text that is plain in Python and sealed in the database. `Database` gives its dialect the sealer."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else _sealer(dialect).seal(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else _sealer(dialect).open(value)


def _sealer(dialect: Dialect) -> Sealer:
    sealer: Sealer = dialect.sealer  # type: ignore[attr-defined]
    return sealer
