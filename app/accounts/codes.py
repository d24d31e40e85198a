"""Codes of a second factor: six digits from an authenticator app (RFC 6238), and recovery codes.

Plain functions: the actions decide what is stored and how often a person can try.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime

import pyotp
import segno
from argon2.low_level import Type, hash_secret_raw
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ISSUER = "Bidbridge"
STEP_SECONDS = 30
DRIFT = 1  # steps by which a phone's clock may be early or late (RFC 6238, 5.2)
RECOVERY_CODES = 10
RECOVERY_LENGTH = 12
# No letter or digit that is easily taken for another one, and no vowel, so that no code spells a word.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
SALT_BYTES = 16
MEMORY_KIB = 19456  # as for passwords


def new_secret() -> str:
    """A fresh secret for an authenticator app: 160 random bits in base 32."""
    return pyotp.random_base32()


def seal(secret: str, secret_key: str) -> str:
    """The secret as it is stored: encrypted with a key that is derived from SECRET_KEY."""
    return _box(secret_key).encrypt(secret.encode()).decode()


def unseal(sealed: str, secret_key: str) -> str | None:
    """The secret again, or None where SECRET_KEY is not the one that sealed it."""
    try:
        return _box(secret_key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box(secret_key: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"bidbridge second factor").derive(
        secret_key.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))


def step_of(secret: str, typed: str, at: datetime, last_step: int) -> int | None:
    """The time step whose code was typed, or None. A step at or before `last_step` was used and no longer
    counts.
    """
    totp, present = pyotp.TOTP(secret), int(at.timestamp()) // STEP_SECONDS
    fitting = [
        step
        for step in range(present - DRIFT, present + DRIFT + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode("utf-8", "replace"))
    ]
    return next((step for step in fitting if step > last_step), None)


def address(secret: str, email: str) -> str:
    """What an authenticator app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def picture(secret: str, email: str) -> str:
    """The address as a QR code: an SVG image in a data address, so that no separate request shows it."""
    drawn: str = segno.make(address(secret, email), error="m").svg_data_uri(scale=5, border=4, light="#fff")
    return drawn


def by_hand(secret: str) -> str:
    """The secret in groups of four, for people who cannot use a camera."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def new_recovery_codes() -> list[str]:
    """Ten codes that each let their owner in once, such as 4B7X-9KQM-2TRV. Each has some 57 random bits."""
    return [
        _grouped("".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH)))
        for _ in range(RECOVERY_CODES)
    ]


def _grouped(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def fold_recovery_code(typed: str) -> str:
    """A recovery code as it is compared: capitals, without spaces and hyphens."""
    return "".join(mark for mark in typed.upper() if mark.isalnum())


def new_salt() -> bytes:
    """One for each set of recovery codes."""
    return secrets.token_bytes(SALT_BYTES)


def hash_recovery_code(code: str, salt: bytes) -> str:
    """The stored hash of a recovery code. Slow on purpose, as for passwords: call it before taking the write
    lock.

    Fewer than 112 random bits need a slow, salted hash (OWASP ASVS 5.0, 6.5.2).
    """
    folded = fold_recovery_code(code)[:100].encode("utf-8", "replace")
    return hash_secret_raw(
        folded, salt, time_cost=2, memory_cost=MEMORY_KIB, parallelism=1, hash_len=32, type=Type.ID
    ).hex()
