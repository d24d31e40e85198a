"""python -m bench.reading: how long hostile files of the largest size keep the reader of notices busy.

Each is timed at half its size and at all of it, in turn, three times: work that grows with the file doubles, and a
ratio near four is work that grows with its square. Beside them a harmless file of the same size, to compare with.
"""

from __future__ import annotations

import statistics
import time
from contextlib import suppress

from app.ocds import source_json
from tests.ocds import hostile

ROUNDS = 3


def seconds(content: bytes) -> float:
    """How long a file takes to be read or refused."""
    started = time.perf_counter()
    with suppress(source_json.UnreadableJson):
        source_json.parse(content)
    return time.perf_counter() - started


def main() -> None:
    """Prints a line for each kind of file."""
    harmless = b"[" + b'{"id": "a", "value": 12.5},' * (hostile.LARGEST // 27) + b"0]"
    plain = statistics.median(seconds(harmless) for _ in range(ROUNDS))
    print(f"a harmless file | {plain:.2f} s")
    half, whole = hostile.files(hostile.LARGEST // 2), hostile.files(hostile.LARGEST)
    for name in whole:
        took = [(seconds(half[name]), seconds(whole[name])) for _ in range(ROUNDS)]
        small, large = (statistics.median(times) for times in zip(*took, strict=True))
        print(f"{name} | {large:.2f} s | {large / plain:.2f} x the harmless | {large / small:.1f} x its half")


if __name__ == "__main__":
    main()
