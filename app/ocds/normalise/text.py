"""Makes a source's text fit to read: lost line breaks come back, entities become letters, rubbish goes."""

from __future__ import annotations

import re
from typing import Any

from app.ocds.normalise import breaks, markup
from app.ocds.normalise.remarks import Remarks

LONGEST = 20_000
READ_AHEAD = 4
_STARS = re.compile(r"[*_=~-]{5,}")
# UTF-8 that was read as Latin-1 or as Windows' own begins with one of these letters, and none of ASCII
# follows but a space, which once was a hard one.
_MISREAD = re.compile(r"[Â-ôŒ-Žˆ˜][\x80-\U0010ffff ]")
# Marks that turn the direction of what follows, and letters without a width. They show nothing, but they hide
# words from a search and let a name look like another's.
UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NOTHING = frozenset({
    "", "n/a", "na", "nil", "none", "null", "not applicable", "undefined", "tbc", "untitled", "not provided",
    "not specified", "not stated", "not known", "unknown", "not available", "none provided", "no title",
    "to be confirmed",
})  # fmt: skip
LONGEST_NOTHING = 100
_BETWEEN = re.compile(r"[,;|]|\s[/–—-]\s")


def text(value: Any, remarks: Remarks, longest: int = LONGEST) -> str:
    """A text of a release, cleaned; "" for anything that is no text. What was cleaned stays as it is when it
    is cleaned again."""
    if not isinstance(value, str):
        return ""
    is_complete = (
        len(value) <= READ_AHEAD * longest
    )  # cleaning millions of characters to show a few would take seconds
    kept = _storable(value[: READ_AHEAD * longest], remarks)
    kept = _as_written(kept, remarks)
    shown = markup.plain(kept)
    if shown != kept:
        remarks.add("We turned HTML, such as &amp; or <br>, into plain text.")
        kept = _as_written(_storable(shown, remarks), remarks)
    # What spaces hide is mended too: Â\t0 was Â 0, and so it would be read when it is cleaned again.
    kept = _spaced(_as_written(_spaced(kept.replace("\r\n", "\n").replace("\r", "\n")), remarks))
    kept = _spaced(_line_breaks(kept, remarks))
    if len(kept) > longest or not is_complete:
        remarks.add("We show only part of a very long text. We keep the whole source.")
        kept = kept[: longest - 1].rstrip() + "…" if kept else kept
    return kept


def _spaced(value: str) -> str:
    kept = _STARS.sub(" ", value)
    kept = re.sub(r"[^\S\n]+", " ", kept)  # spaces of every kind: what reads weights backtracks over them
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" ?\n ?", "\n", kept)).strip()


def line(value: Any, remarks: Remarks, longest: int = 300) -> str:
    """A text on one line."""
    return " ".join(text(value, remarks, longest).split())


def name(value: Any, remarks: Remarks, longest: int = 300) -> str:
    """A name on one line; "" for words such as "n/a" that mean there is none."""
    stated = line(value, remarks, longest)
    if len(stated) > LONGEST_NOTHING:
        return stated
    parts = {part.strip(" .-–—_?*/\\()").casefold() for part in _BETWEEN.split(stated)}
    return "" if parts <= _NOTHING or stated.casefold() in _NOTHING else stated


def _storable(value: str, remarks: Remarks) -> str:
    kept = UNSEEN.sub("", _UNSTORABLE.sub("", value))
    if kept != value:
        remarks.add("We left out characters that cannot be shown.")
    return kept


def _as_written(value: str, remarks: Remarks) -> str:
    if value.isascii() or not _MISREAD.search(value):
        return value
    import ftfy  # its tables take a sixth of a second to load, and few texts need it

    only = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    mended = ftfy.fix_text(value, only)
    if mended != value:
        remarks.add("We corrected garbled characters, such as Â£ for £.")
        return _storable(mended, remarks)
    return value


def _line_breaks(value: str, remarks: Remarks) -> str:
    mended, is_certain = breaks.restored(value)
    if not is_certain:
        remarks.add(
            "Some letters “rn” in the text were probably line breaks, so we read them as line breaks."
        )
    return mended


_ADDRESS = re.compile(r"https?://[^\s<>\"']{3,1000}", re.IGNORECASE)


def web_address(value: Any) -> str:
    """An http(s) address that a page may link to, or ""; a bare www. address gets its scheme."""
    if not isinstance(value, str):
        return ""
    address = value.strip()
    if address.lower().startswith("www."):
        address = f"https://{address}"
    return address if _ADDRESS.fullmatch(address) and address.isascii() and address.isprintable() else ""
