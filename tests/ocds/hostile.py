"""Files made to keep a reader busy: deep, never closed, or texts that never end."""

from __future__ import annotations

LARGEST = 19_000_000  # bytes, a little below what may be imported


def files(size: int) -> dict[str, bytes]:
    """Hostile files of about `size` bytes, by what is wrong with them; none of them is JSON that may be
    read.
    """
    pieces = {
        "brackets never closed": (b"", b"["),
        "one level, again and again": (b"", b"[],"),
        "a text that escapes for ever": (b'"', b"\\"),
        "objects inside objects": (b"", b'{"a":'),
        "texts that open and escape": (b"", b'"\\"'),
    }
    return {name: start + piece * (size // len(piece)) for name, (start, piece) in pieces.items()}
