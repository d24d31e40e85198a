"""A file of strangers' bytes read to its end: its releases, what each says or why it says nothing, its source
packed.

Small files are read where they are asked for. Larger ones are read by a child process that runs this very
module, so that no file, however it is made, holds up a page or takes the site's memory. docs/ocds.md has the
measurements.
"""

from __future__ import annotations

import gc
import gzip
import json
import sys
from dataclasses import dataclass

from app.foundation import limited
from app.foundation.wire import from_plain, to_plain
from app.ocds import reader, source_json, unread
from app.ocds.normalise import NotANotice, normalise
from app.ocds.normalise.shapes import items
from app.ocds.notice import Notice
from app.ocds.reader import SourceRelease, UnreadableJson

# What a person waits for while it is read and imported (python -m bench.reading has the times); more becomes
# a job.
INLINE_BYTES, INLINE_RELEASES, INLINE_LOTS = 32_768, 5, 50
CPU_SECONDS, WALL_SECONDS = 60, 180
FIXED_MEGABYTES, MEMORY_FACTOR = 400, 130  # the most hungry JSON takes 75 times its size
ANSWER_FACTOR, FIXED_ANSWER = 12, 1_000_000
TOO_MUCH = (
    "This file takes more time or memory to read than any real notice would, so we stopped. Nothing was"
    " imported. Check that it is the right file, or split it."
)
BROKEN = (
    "Something went wrong on our side while we read this file. Nothing was imported. The people who run this"
    " site can find the reason in its log."
)


@dataclass(frozen=True)
class ReadRelease:
    """One release, read. `notice` is None where `fault` says why it cannot be one. `source` is its canonical
    JSON, gzipped, `sha256` that text's digest; `unread` are the paths in it that nothing here reads."""

    ocid: str
    release_id: str
    publisher: str
    licence: str
    fault: str
    notice: Notice | None
    sha256: str
    source: bytes
    unread: tuple[str, ...] = ()


def read(content: bytes, most: int, most_lots: int, inline_bytes: int = INLINE_BYTES) -> list[ReadRelease]:
    """Every release of a file, in order; in this process where it is no larger than `inline_bytes`.

    Raises UnreadableJson, also for more releases or lots than these.
    """
    content = source_json.unpacked(content)
    if len(content) <= inline_bytes:
        return read_here(content, most, most_lots)
    limits = limited.Limits(
        CPU_SECONDS,
        WALL_SECONDS,
        FIXED_MEGABYTES + MEMORY_FACTOR * len(content) // limited.MEGABYTE,
        FIXED_ANSWER + ANSWER_FACTOR * len(content),
    )
    try:
        return _unpack(limited.run(__name__, b"%d %d\n" % (most, most_lots) + content, limits))
    except limited.OverBudget:
        raise UnreadableJson(TOO_MUCH) from None
    except limited.Broken:
        raise UnreadableJson(BROKEN) from None


def is_small(content: bytes) -> bool:
    """Whether a file is small enough, also once it is unpacked, to be read while a person waits."""
    if len(content) > INLINE_BYTES:
        return False
    try:
        source_json.unpacked(content, INLINE_BYTES)
    except UnreadableJson as error:
        return str(error) != source_json.TOO_LARGE  # we say at once that a file is damaged
    return True


def quick_to_import(releases: list[ReadRelease]) -> bool:
    """Whether these may be imported while a person waits."""
    lots = sum(len(release.notice.lots) for release in releases if release.notice)
    return len(releases) <= INLINE_RELEASES and lots <= INLINE_LOTS


def read_here(content: bytes, most: int, most_lots: int) -> list[ReadRelease]:
    """As `read`, in this process."""
    releases = list(reader.read(content))
    lots = sum(len(items(source.data, "tender", "lots")) for source in releases)
    if len(releases) > most or lots > most_lots:
        raise UnreadableJson(
            f"This file contains {len(releases):,} notices with {lots:,} lots. We can take {most:,} notices"
            f" with {most_lots:,} lots at once. Split it, or ask the people who run this site to import it"
            " from the command line."
        )
    return [_read_one(source) for source in releases]


def _read_one(source: SourceRelease) -> ReadRelease:
    text = source_json.canonical(source.data)
    notice, fault = None, ""
    try:
        notice = normalise(source)
    except NotANotice as error:
        fault = str(error)
    return ReadRelease(
        ocid=source.ocid,
        release_id=source.release_id,
        publisher=source.publisher,
        licence=source.licence,
        fault=fault,
        notice=notice,
        sha256=source_json.digest(text),
        # mtime=0: the same source makes the same bytes.
        source=gzip.compress(text.encode("ascii"), compresslevel=6, mtime=0),
        unread=unread.paths(source.data) if notice is not None else (),
    )


def _pack(releases: list[ReadRelease]) -> bytes:
    return b"".join(json.dumps(to_plain(release)).encode("ascii") + b"\n" for release in releases)


def _unpack(answer: bytes) -> list[ReadRelease]:
    kind, _, body = answer.partition(b"\n")
    if kind != b"read":
        raise UnreadableJson(json.loads(body))
    return [from_plain(ReadRelease, json.loads(line)) for line in body.splitlines()]


def main() -> None:
    """The child: a line with the limits and then the file on standard input; the releases, or why not, on
    output.
    """
    gc.disable()  # it ends soon, and millions of small values would be looked through again and again
    numbers, _, content = sys.stdin.buffer.read().partition(b"\n")
    most, most_lots = (int(number) for number in numbers.split())
    try:
        answer = b"read\n" + _pack(read_here(content, most, most_lots))
    except UnreadableJson as error:
        answer = b"refused\n" + json.dumps(str(error)).encode("ascii")
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main()
