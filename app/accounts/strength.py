"""How good a new password is: long enough, and not among the first that an attacker would guess.

There are no rules about kinds of characters (NIST SP 800-63B, 5.1.1.2). zxcvbn judges how many guesses a
password withstands: it knows common passwords, names, words, dates, rows of keys and their usual disguises.
"""

from __future__ import annotations

import re

MIN_PASSWORD_LENGTH = 10
MAX_PASSWORD_LENGTH = 200  # hashing is slow on purpose, and a long text must not make it slower
# zxcvbn's work grows faster than the length, and what comes after can only make a password better.
JUDGED_LENGTH = 72
LEAST_SCORE = 3  # "safely unguessable": withstands 10^8 guesses, moderate protection of a stolen, slow hash
MOST_WORDS = 40
# What others would try first here (OWASP ASVS 5.0, 6.1.2).
WORDS_OF_THIS_SITE = ("bidbridge", "social enterprise", "socialenterprise", "consortium", "birmingham")


def password_fault(password: str, personal: tuple[str, ...] = ()) -> str | None:
    """What is wrong with a new password, worded for the person, or None.

    `personal` are words that others know about the person: name, address, organisation.
    """
    if len(password) < MIN_PASSWORD_LENGTH:
        return f"Your password must have {MIN_PASSWORD_LENGTH} characters or more"
    if len(password) > MAX_PASSWORD_LENGTH:
        return f"Your password must have {MAX_PASSWORD_LENGTH} characters or fewer"
    if not _is_strong(password, personal):
        return "This password is easy to guess. Choose another one, such as three random words"
    return None


def _is_strong(password: str, personal: tuple[str, ...]) -> bool:
    from zxcvbn import zxcvbn  # its lists of words take a moment to read

    words = [*WORDS_OF_THIS_SITE, *_words_of(personal)][:MOST_WORDS]
    judged = zxcvbn(password[:JUDGED_LENGTH], user_inputs=words)
    return bool(judged["score"] >= LEAST_SCORE)


def _words_of(personal: tuple[str, ...]) -> list[str]:
    """Each name and address, and each word in them."""
    words = []
    for text in (word[:JUDGED_LENGTH].strip().lower() for word in personal):
        words += [
            text,
            text.partition("@")[0],
            "".join(text.split()),
            *(part for part in re.split(r"[\W_]+", text) if len(part) > 2),
        ]
    return [word for word in dict.fromkeys(words) if word]
