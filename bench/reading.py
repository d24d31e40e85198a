"""python -m bench.reading: how long what strangers send keeps its readers busy.

Four tables. Hostile files of the largest size, notices of every shape, and texts of every kind, each at half
its size and at the whole, in turn, three times: work that grows with the size doubles, and a ratio near four
is work that grows with its square (of small figures, look at the time instead). Last, the slowest files that
are read while a person waits, of the largest size that may be.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from app.ocds import reading, source_json
from app.ocds.normalise import criteria
from app.ocds.reader import UnreadableJson
from tests.foundation.test_growth import READERS
from tests.ocds import growing, hostile
from tests.ocds.conftest import as_file

ROUNDS = 3
SIZE = 400  # of each list of a notice; lists are read up to 500
CHARACTERS = 40_000
SHORT = criteria.LONGEST_LISTED
PLENTY = (10_000, 1_000_000)


def seconds(work: Callable[[Any], Any], given: Any) -> float:
    """How much processor time it takes, refusals included: a busy machine changes little."""
    started = time.process_time()
    with suppress(UnreadableJson, ValueError):
        work(given)
    return time.process_time() - started


def compared(work: Callable[[Any], Any], half: Any, whole: Any) -> tuple[float, float]:
    """Seconds for the whole, and how many times its half's: medians of three rounds."""
    work_twice = [(seconds(work, half), seconds(work, whole)) for _ in range(ROUNDS)]
    small, large = (statistics.median(times) for times in zip(*work_twice, strict=True))
    return large, large / small


def hostile_files() -> None:
    """A line for each kind of file of 19 MB."""
    harmless = b"[" + b'{"id": "a", "value": 12.5},' * (hostile.LARGEST // 27) + b"0]"
    plain = statistics.median(seconds(source_json.parse, harmless) for _ in range(ROUNDS))
    print(f"\nFiles of {hostile.LARGEST // 1_000_000} MB; a harmless one takes {plain:.2f} s")
    half, whole = hostile.files(hostile.LARGEST // 2), hostile.files(hostile.LARGEST)
    for name in whole:
        took, ratio = compared(source_json.parse, half[name], whole[name])
        print(f"{name} | {took:.2f} s | {took / plain:.2f} x the harmless | {ratio:.1f} x its half")


def shapes() -> None:
    """A line for each shape of a notice."""
    print(f"\nNotices with {SIZE} of something, read to their end")
    for shape in growing.SHAPES:
        half, whole = (as_file(growing.release(shape, size)) for size in (SIZE // 2, SIZE))
        took, ratio = compared(lambda content: reading.read_here(content, *PLENTY), half, whole)
        print(f"{shape} | {len(whole) // 1000} KB | {1000 * took:.0f} ms | {ratio:.1f} x its half")


def texts() -> None:
    """A line for each reader of words: the slowest kind of text, and the one that grows fastest."""
    print(f"\nTexts of {CHARACTERS:,} characters (weights: {SHORT:,}, the most that is looked at)")
    for name, reader in READERS.items():
        most = SHORT if "weight" in name else CHARACTERS
        figures = []
        for piece in growing.PIECES:
            half, whole = piece * (most // 2 // len(piece)), piece * (most // len(piece))
            figures.append((*compared(reader, half, whole), piece))
        took, _, piece = max(figures)
        print(f"{name} | slowest {1000 * took:.2f} ms with {piece!r}", end=" | ")
        took, ratio, piece = max(figures, key=lambda figure: figure[1])
        print(f"grows most with {piece!r}: {ratio:.1f} x its half in {1000 * took:.2f} ms")


def inline() -> None:
    """The slowest files of the largest size that is read while somebody waits."""
    print(f"\nFiles of {reading.INLINE_BYTES:,} bytes, read while a person waits")
    files = {name: (b"[" if name != "brackets never closed" else b"") + content for name, content in
             hostile.files(reading.INLINE_BYTES - 1).items()}  # fmt: skip
    files["one key, again and again"] = b'{"ocid": 1, "tender": {' + b'"a":0,' * 4_600 + b'"a":0}}'
    for shape in growing.SHAPES:
        size = SIZE
        while len(as_file(growing.release(shape, size))) > reading.INLINE_BYTES:
            size -= 10
        files[f"{shape} ({size})"] = as_file(growing.release(shape, size))
    described = "Quality 5% and Price 4 - " * 160
    many = [{"id": str(n), "title": "x", "awardCriteria": {"description": described}} for n in range(7)]
    files["sentences full of weights"] = json.dumps(
        {"ocid": "ocds-aaaaaa-1", "tender": {"lots": many}}
    ).encode()
    took = {
        name: statistics.median(
            seconds(lambda c: reading.read_here(c, 100, 300), content) for _ in range(ROUNDS)
        )
        for name, content in files.items()
    }
    for name, slowest in sorted(took.items(), key=lambda pair: -pair[1])[:6]:
        print(f"{name} | {1000 * slowest:.0f} ms")


def main() -> None:
    """Prints the four tables."""
    hostile_files()
    shapes()
    texts()
    inline()


if __name__ == "__main__":
    main()
