"""Makes a source's text fit to read: lost line breaks come back, entities become letters, rubbish goes."""

from __future__ import annotations

import html
import re
from typing import Any

from app.ocds.normalise.remarks import Remarks

LONGEST = 20_000
READ_AHEAD = 4
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_STARS = re.compile(r"[*_=~-]{5,}")
# Some sources lost the backslashes of "\r\n". No English word ends in a consonant and "rn", nor holds "rnrn"; after a
# vowel ("return", "northern") it may be a word, so there it stays.
_PARAGRAPH = re.compile(r"(?:rn){2,}")
_LINE = re.compile(r"(?<=[.,:;!?)\]\d\"'”’bcdfghjklmnpqstvwxyzA-Z])rn(?=\s|[A-Z(]|$)")


def text(value: Any, remarks: Remarks, longest: int = LONGEST) -> str:
    """A text of a release, cleaned; "" for anything that is no text."""
    if not isinstance(value, str):
        return ""
    whole = len(value) <= READ_AHEAD * longest  # cleaning millions of characters to show a few would take seconds
    found = _storable(value[: READ_AHEAD * longest], remarks)
    if _ENTITY.search(found):
        found = html.unescape(html.unescape(found))
        remarks.add("HTML entities such as &amp; were read as the characters they stand for.")
        found = _storable(found, remarks)
    found = found.replace("\r\n", "\n").replace("\r", "\n")
    found = _line_breaks(found, remarks)
    found = _STARS.sub(" ", found)
    found = re.sub(r"[^\S\n]+", " ", found)  # spaces of every kind: what reads weights backtracks over them
    found = re.sub(r" ?\n ?", "\n", re.sub(r"\n{3,}", "\n\n", found)).strip()
    if len(found) > longest or not whole:
        remarks.add("A very long text is shown in part; the source is kept whole.")
        found = found[: longest - 1].rstrip() + "…" if found else found
    return found


def line(value: Any, remarks: Remarks, longest: int = 300) -> str:
    """A text on one line."""
    return " ".join(text(value, remarks, longest).split())


def _storable(value: str, remarks: Remarks) -> str:
    kept = "".join(c for c in value if (c >= " " or c in "\n\r\t") and not "\ud800" <= c <= "\udfff" and c != "\x7f")
    if kept != value:
        remarks.add("Characters that cannot be shown were left out of a text.")
    return kept


def _line_breaks(value: str, remarks: Remarks) -> str:
    mended = _LINE.sub("\n", _PARAGRAPH.sub("\n\n", value))
    if mended != value:
        remarks.add("Stray letters “rn” were read as the line breaks they once were.")
    return mended


_ADDRESS = re.compile(r"https?://[^\s<>\"']{3,1000}", re.IGNORECASE)


def web_address(value: Any) -> str:
    """An http(s) address that a page may link to, or ""; a bare www. address gets its scheme."""
    if not isinstance(value, str):
        return ""
    found = value.strip()
    if found.lower().startswith("www."):
        found = f"https://{found}"
    return found if _ADDRESS.fullmatch(found) and found.isascii() and found.isprintable() else ""
