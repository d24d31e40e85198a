"""What kind of file it is instead of Open Contracting JSON, by its first bytes, in words for people."""

from __future__ import annotations

import re

JSON_WANTED = "Choose a JSON file of Open Contracting data."
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (
        b"PK\x03\x04",
        "This is a zip archive or an Office document, not JSON. Unpack it and import the JSON files in it.",
    ),
    (b"PK\x05\x06", "This is an empty zip archive, not JSON."),
    (b"BZh", "This file is compressed with bzip2. Unpack it, or compress it with gzip."),
    (b"\xfd7zXZ", "This file is compressed with xz. Unpack it, or compress it with gzip."),
    (b"7z\xbc\xaf", "This is a 7z archive. Unpack it and import the JSON files in it."),
    (b"\x28\xb5\x2f\xfd", "This file is compressed with Zstandard. Unpack it, or compress it with gzip."),
    (b"%PDF-", f"This is a PDF document, not JSON. {JSON_WANTED}"),
    (b"\xd0\xcf\x11\xe0", f"This is an Office document, not JSON. {JSON_WANTED}"),
    (b"\x89PNG", f"This is a picture, not JSON. {JSON_WANTED}"),
    (b"\xff\xd8\xff", f"This is a picture, not JSON. {JSON_WANTED}"),
)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
UTF_16 = "This file is text in UTF-16 or UTF-32. Open Contracting JSON must be UTF-8. Save it as UTF-8."
_BOM = b"\xef\xbb\xbf"
_HTML = re.compile(rb"<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
LOOKED_AT = 2_000


def other_kind(content: bytes) -> str:
    """What to say of a file that cannot be JSON, or ""."""
    return _binary_kind(content) or _text_kind(content[:LOOKED_AT])


def _binary_kind(content: bytes) -> str:
    for beginning, words in _BEGINNINGS:
        if content.startswith(beginning):
            return words
    if content[257:262] == b"ustar":
        return "This is a tar archive, not JSON. Unpack it and import the JSON files in it."
    return ""


def _text_kind(first: bytes) -> str:
    if first.startswith((*_WIDE, b"\x00")) or first[1:2] == b"\x00":
        return UTF_16
    first = first.removeprefix(_BOM).lstrip()
    if _HTML.match(first):
        return f"This is a web page, not JSON. {JSON_WANTED}"
    if first.startswith(b"<"):
        return f"This is XML, not JSON. {JSON_WANTED}"
    if not first.startswith((b"{", b"[")) and _is_table(first.splitlines()[:2]):
        return f"This is a table (CSV), not JSON. {JSON_WANTED}"
    return ""


def _is_table(lines: list[bytes]) -> bool:
    return len(lines) == 2 and any(all(mark in line for line in lines) for mark in (b",", b";", b"\t"))
