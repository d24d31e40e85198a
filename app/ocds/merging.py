"""Releases of one procurement merged into what they say together, by the rules of the Open Contracting Data
Standard.

ocdsmerge merges; `app.ocds.normalise` reads what comes out like any release. Where the standard leaves a
question open, this module answers it:

- A list of things without ids, or with an id used twice, is replaced as a whole: nothing tells its parts
  apart. Lots, awards, contracts and parties without ids are told by their names, and push out none
  (`app.ocds.restating`).
- The standard never takes a lot away, and sources take lots away by no longer listing them. A release of the
  tender stage that restates the tender is a whole notice, so a lot that it no longer lists was taken out.
- A release without a date comes before every dated one.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ocdsmerge import CompiledRelease
from ocdsmerge.exceptions import OCDSMergeError, OCDSMergeWarning

from app.foundation import limited
from app.foundation.wire import from_plain, to_plain
from app.ocds import restating, source_json
from app.ocds.normalise import NotANotice, normalise, own
from app.ocds.normalise.lot_states import TAKEN_OUT
from app.ocds.normalise.shapes import identifier, items, words
from app.ocds.notice import Notice
from app.ocds.reader import SourceRelease

INLINE_BYTES = 131_072  # of all sources together; more is merged in a child process with limits
CPU_SECONDS, WALL_SECONDS, FIXED_MEGABYTES, MEMORY_FACTOR = 30, 60, 400, 130
UNMERGED = "We could not merge its releases, so only the newest counts. Get the file again from its source."
FieldPath = tuple[str, ...]


def merged(releases: Sequence[str], ocid: str, release_id: str, publisher: str) -> Notice:
    """The notice that these releases, canonical JSON in order of their dates, say together.

    `release_id` is the newest one's. Raises NotANotice where they make none.
    """
    if sum(map(len, releases)) <= INLINE_BYTES:
        return merged_here(releases, ocid, release_id, publisher)
    limits = limited.Limits(
        CPU_SECONDS,
        WALL_SECONDS,
        FIXED_MEGABYTES + MEMORY_FACTOR * sum(map(len, releases)) // limited.MEGABYTE,
        1_000_000 + 12 * sum(map(len, releases)),
    )
    question = json.dumps([list(releases), ocid, release_id, publisher]).encode("ascii")
    try:
        kind, _, answer = limited.run(__name__, question, limits).partition(b"\n")
    except (limited.OverBudget, limited.Broken):
        raise NotANotice(
            "Its releases take more time or memory to merge than any real notice would."
        ) from None
    if kind != b"read":
        raise NotANotice(json.loads(answer))
    return from_plain(Notice, json.loads(answer))


def merged_here(releases: Sequence[str], ocid: str, release_id: str, publisher: str) -> Notice:
    """As `merged`, in this process."""
    parsed = [source_json.parse(text.encode("ascii")) for text in releases]
    if own.is_own(parsed[-1]):
        parsed = parsed[
            -1:
        ]  # a file of our own states the whole tender: what it does not list is there no more
    remarks: list[str] = []
    try:
        compiled = _compiled(parsed, remarks)
    except (OCDSMergeError, TypeError, AttributeError, ValueError, RecursionError):
        compiled, remarks = dict(parsed[-1]), [UNMERGED]
    compiled |= {
        "ocid": ocid,
        "id": release_id,
        "tag": words(parsed[-1], "tag"),
        "date": parsed[-1].get("date"),
    }
    if compiled["date"] is None:
        del compiled["date"]
    return normalise(SourceRelease(compiled, publisher, "", tuple(remarks)))


def _compiled(parsed: list[dict[str, Any]], remarks: list[str]) -> dict[str, Any]:
    if len(parsed) > 1:
        restating.spelled_alike(parsed)
        remarks.extend(restating.told_apart(parsed))
    compiled = _by_the_standard(parsed)
    taken_out, new_remarks = restating.taken_out(parsed)
    remarks.extend(new_remarks)
    for lot in items(compiled, "tender", "lots"):
        if identifier(lot) in taken_out:
            lot["status"] = TAKEN_OUT
    first_published = _first_published(parsed)
    if first_published is not None and isinstance(compiled.get("tender"), dict):
        # Which law a procurement runs under depends on when it began.
        compiled["tender"].setdefault("datePublished", first_published)
    return compiled


def _by_the_standard(parsed: list[dict[str, Any]]) -> dict[str, Any]:
    rules = {**_rules(), **dict.fromkeys(_without_own_ids(parsed), "wholeListMerge")}
    merger = CompiledRelease(merge_rules=rules)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OCDSMergeWarning)
        for release in parsed:
            _take_back(merger, release)
            merger.append(release)
        compiled: dict[str, Any] = merger.asdict()
    return compiled


def _first_published(parsed: list[dict[str, Any]]) -> str | None:
    """The earliest date of a release before the award: an award can be the first release of a procurement
    that began long before."""
    early_tags = ("planning", "planningUpdate", "tender")
    dates = [
        release["date"]
        for release in parsed
        if isinstance(release.get("date"), str) and any(tag in early_tags for tag in words(release, "tag"))
    ]
    return min(dates, default=None)


def _take_back(merger: CompiledRelease, release: dict[str, Any]) -> None:
    """Forget everything under a field that a release sets to null: ocdsmerge forgets single values only."""
    nulls = set(_nulls(release, ()))
    if nulls:
        for path in [path for path in merger.data if _is_under(path, nulls)]:
            del merger.data[path]


def _is_under(path: FieldPath, parents: set[FieldPath]) -> bool:
    return any(path[:length] in parents for length in range(1, len(path) + 1))


def _nulls(value: Any, path: FieldPath) -> Iterator[FieldPath]:
    if value is None:
        yield path
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _nulls(part, (*path, name))
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict) and isinstance(item.get("id"), str | int):
                yield from _nulls(item, (*path, str(item["id"])))


@cache
def _rules() -> dict[FieldPath, str]:
    stored = json.loads((Path(__file__).parent / "merge_rules.json").read_text("utf-8"))
    del stored["source"]
    return {tuple(path.split("/")): rule for rule, paths in stored.items() for path in paths}


def _without_own_ids(parsed: list[dict[str, Any]]) -> set[FieldPath]:
    """The paths of lists that hold an object without an id, or two with one."""
    return {path for release in parsed for path in _faulty_lists(release, ())}


def _faulty_lists(value: Any, path: FieldPath) -> Iterator[FieldPath]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _faulty_lists(part, (*path, name))
    elif isinstance(value, list) and all(isinstance(item, dict) for item in value):
        ids = [_stated_id(item) for item in value]
        if "" in ids or len(set(ids)) < len(ids):
            yield path
        else:
            for item in value:
                yield from _faulty_lists(item, path)


def _stated_id(item: dict[str, Any]) -> str:
    stated = item.get("id")
    return str(stated) if isinstance(stated, str | int) else ""


def main() -> None:
    """The child: the question on standard input, the notice or why there is none on output."""
    releases, ocid, release_id, publisher = json.loads(sys.stdin.buffer.read())
    try:
        answer = b"read\n" + json.dumps(to_plain(merged_here(releases, ocid, release_id, publisher))).encode(
            "ascii"
        )
    except NotANotice as error:
        answer = b"refused\n" + json.dumps(str(error)).encode("ascii")
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
