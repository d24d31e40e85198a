"""Hashing of passwords: slow on purpose, so it is done before a writing request takes the database's lock."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

# OWASP's password storage cheat sheet: Argon2id with 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1, type=Type.ID)
# Checked where there is no account, so that an unknown address takes as long as a known one. No password
# is known to fit: the hash is of random bytes that were thrown away.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$rvdtVBYivHX+jcrKm9+xBg$yi2ZicN9gIF/CqpQm5urV/T/6cKDmIiefOvoBisFHac"


def hash_password(password: str) -> str:
    """The Argon2id hash of a password, with its salt and figures in it. Takes some 25 ms."""
    return _HASHER.hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. With no hash the same work is done against one that nothing fits."""
    try:
        return _HASHER.verify(password_hash or NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False
