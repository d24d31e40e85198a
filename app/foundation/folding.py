"""One spelling for texts and for what people search in them, the same on every database: no case, accents or
odd dashes.
"""

from __future__ import annotations

import re
import unicodedata

_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("’‘`´", "'"))


def plain(text: str) -> str:
    """Text without case and accents: Ffrâm24 and FFRÂM24 are `ffram24`. White space is one space."""
    if text.isascii():
        return " ".join(text.lower().split())
    taken_apart = unicodedata.normalize("NFKD", text.translate(_DASHES)).casefold()
    marked = unicodedata.normalize("NFKD", taken_apart)
    letters = "".join(mark for mark in marked if not unicodedata.combining(mark))
    return " ".join(letters.translate(_UNDECOMPOSED).split())


_OFFICIAL_JOURNAL = re.compile(r"\b(\d{4})\s*/\s*s\s*0{3}\s*-\s*(\d{6})(?!\d)")


def one_number(folded: str) -> str:
    """Folded text with Find a Tender's long numbers in their short form: `2026/s 000-049722` as
    `049722-2026`.
    """
    return _OFFICIAL_JOURNAL.sub(r"\2-\1", folded)


def containing(word: str) -> str:
    """A LIKE pattern, escaped with "~", for text with this word in it. % and _ are letters like any other."""
    return f"%{word.replace('~', '~~').replace('%', '~%').replace('_', '~_')}%"
