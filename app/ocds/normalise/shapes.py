"""Reading JSON of uncertain shape: a value of the wrong kind counts as missing."""

from __future__ import annotations

from typing import Any

MOST_ITEMS = 500


def mapping(value: Any, *names: str) -> dict[str, Any]:
    """The object at a path of names, or an empty one."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: Any, *names: str) -> list[dict[str, Any]]:
    """The objects of the list at a path (a lone object counts as a list of one); at most 500."""
    *path, last = names
    stated = mapping(value, *path).get(last)
    listed = stated if isinstance(stated, list) else [stated]
    return [item for item in listed[:MOST_ITEMS] if isinstance(item, dict)]


def words(value: Any, name: str) -> list[str]:
    """The texts of the list under a name (a lone text counts as a list of one)."""
    stated = value.get(name) if isinstance(value, dict) else None
    listed = stated if isinstance(stated, list) else [stated]
    return [item for item in listed[:MOST_ITEMS] if isinstance(item, str)]


def identifier(value: Any, name: str = "id") -> str:
    """An id that sources write as text or as a number."""
    stated = value.get(name) if isinstance(value, dict) else None
    if isinstance(stated, bool) or not isinstance(stated, str | int):
        return ""
    return "".join(c for c in str(stated).strip() if c.isprintable() and not "\ud800" <= c <= "\udfff")[:200]


def state_word(value: Any, name: str = "status") -> str:
    """A word of one of the standard's closed lists, which sources write with capitals too; "" where there is
    none.
    """
    stated = value.get(name) if isinstance(value, dict) else None
    return stated[:40].strip().lower() if isinstance(stated, str) else ""


def lots_named(value: Any) -> tuple[str, ...]:
    """The ids of the lots that an award or item says it is about, each once, as texts; none where it names
    none.
    """
    ids: list[str] = []
    for name in ("relatedLots", "relatedLot"):
        stated = value.get(name) if isinstance(value, dict) else None
        listed = stated if isinstance(stated, list) else [stated]
        ids.extend(identifier({"id": entry}) or identifier(entry) for entry in listed[:MOST_ITEMS])
    return tuple(dict.fromkeys(filter(None, ids)))


def flag(value: Any, name: str) -> bool | None:
    """True or False where the value is one of these, else None."""
    stated = value.get(name) if isinstance(value, dict) else None
    return stated if isinstance(stated, bool) else None
