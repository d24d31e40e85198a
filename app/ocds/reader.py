"""Finds the releases in a file, whatever it wraps them in: a release package, a record package, one release,
a list, or one after the other (JSON Lines)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.ocds import source_json
from app.ocds.source_json import UnreadableJson

__all__ = ["SourceRelease", "UnreadableJson", "read"]
MOST_RELEASES = 10_000
MOST_LOTS = 100 * MOST_RELEASES
LONGEST = 1_000  # of a name or an id, read and shown in part


@dataclass(frozen=True)
class SourceRelease:
    """One release as it is in a file. `fault` says why it cannot be one; it is kept all the same."""

    data: Any
    publisher: str = ""
    licence: str = ""
    remarks: tuple[str, ...] = ()
    fault: str = ""

    @property
    def ocid(self) -> str:
        return self._identifier("ocid")

    @property
    def release_id(self) -> str:
        return self._identifier("id")

    def _identifier(self, name: str) -> str:
        stated = self.data.get(name) if isinstance(self.data, dict) else None
        if not isinstance(stated, str | int) or isinstance(stated, bool):
            return ""
        return storable(str(stated).strip())[:200]


def storable(text: str) -> str:
    """A text without what no database can hold: these are stored even of a release that is set aside."""
    return "".join(c for c in text[:LONGEST] if c.isprintable() and not "\ud800" <= c <= "\udfff")


def read(content: bytes) -> Iterator[SourceRelease]:
    """Every release of a file, in order. Raises UnreadableJson when the file as a whole cannot be read."""
    parsed = source_json.parse(content)
    releases = list(_releases(parsed))
    if not releases:
        raise UnreadableJson(f"There is no Open Contracting release in this file: {_instead(parsed)}.")
    if len(releases) > MOST_RELEASES:
        raise UnreadableJson(
            f"This file contains more than {MOST_RELEASES:,} releases. Split it and import the parts."
        )
    yield from releases


def _instead(parsed: Any) -> str:
    """What is in a file that has no release."""
    if isinstance(parsed, list):
        return "it contains an empty list" if not parsed else "its packages are empty"
    if not isinstance(parsed, dict):
        kinds = {str: "a single text", type(None): "“null”", bool: "a single true or false"}
        return f"it contains {kinds.get(type(parsed), 'a single number')}"
    for name in ("releases", "records"):
        if isinstance(parsed.get(name), list):
            return f"its list of {name} is empty"
    return "it has no “releases”, no “records” and no “ocid”"


def _releases(parsed: Any) -> Iterator[SourceRelease]:
    if isinstance(parsed, list):
        for item in parsed:
            if isinstance(item, dict) and any(
                name in item for name in ("releases", "records", "compiledRelease")
            ):
                yield from _package(item)
            else:
                yield _as_release(item, {})
    elif isinstance(parsed, dict):
        yield from _package(parsed)


def _package(package: dict[str, Any]) -> Iterator[SourceRelease]:
    if isinstance(package.get("releases"), list) and "tender" not in package:
        for item in package["releases"]:
            yield _as_release(item, package)
    elif isinstance(package.get("records"), list):
        for record in package["records"]:
            yield from _record(record, package)
    elif isinstance(package.get("compiledRelease"), dict) and "tender" not in package:
        yield from _record(package, {})
    elif "ocid" in package or "tender" in package:
        yield _as_release(package, {})


def _record(record: Any, package: dict[str, Any]) -> Iterator[SourceRelease]:
    if not isinstance(record, dict):
        yield _as_release(record, package)
        return
    listed = record.get("releases")
    releases: list[Any] = listed if isinstance(listed, list) else []
    embedded = [item for item in releases if isinstance(item, dict) and "ocid" in item]
    for item in embedded:
        yield _as_release(item, package)
    if embedded:
        return
    compiled = record.get("compiledRelease")
    if isinstance(compiled, dict):
        yield _as_release(compiled, package, "The source compiled this record from several releases.")
    else:
        yield SourceRelease(
            record,
            *_origin(package),
            fault="This record only links to its releases. Import those files instead.",
        )


def _as_release(item: Any, package: dict[str, Any], *remarks: str) -> SourceRelease:
    fault = "" if isinstance(item, dict) else "This is not a release: it is not a JSON object."
    if isinstance(item, source_json.BrokenLine):
        fault = (
            f"Line {item.number} of the file is not a JSON object. It is damaged or cut off. Get the file"
            " again from its source."
        )
    if not fault and (twice := source_json.repeated_keys(item)):
        names = ", ".join(f"“{storable(name)[:40]}”" for name in twice[:3])
        fault = f"The key {names} appears twice in one object, so we cannot tell which one is meant."
    return SourceRelease(item, *_origin(package), remarks, fault)


def _origin(package: dict[str, Any]) -> tuple[str, str]:
    publisher = package.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else ""
    licence = package.get("license")
    return (
        name[:200] if isinstance(name, str) and name[:200].isprintable() else "",
        licence[:300] if isinstance(licence, str) and licence[:300].isprintable() else "",
    )
