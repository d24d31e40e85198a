"""Many files read in a process of their own, some way ahead of the one that writes them into the database.

Reading a notice takes about as long as writing it, and neither waits for the other this way. The process gets
no database and no secret, and it ends by itself when this one is killed.
"""

from __future__ import annotations

import contextlib
import fcntl
import gc
import os
import pickle
import struct
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from app.foundation import limited
from app.foundation.config import PROJECT_DIR
from app.ocds import reader, reading, source_json
from app.ocds.reading import ReadRelease

FEWEST = 40  # files; of fewer each is read before the process has started
# Read by that process itself, which keeps nobody waiting. Larger ones get a limited child of their own, as on
# the web.
OWN_BYTES = 524_288
AHEAD_BYTES = 1_048_576  # what it may have read without being asked for it, where the system allows
# Thresholds of Python's garbage collector: we make much at once and few cycles, so frequent runs only cost.
SELDOM = (100_000, 20, 100)
_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True)
class ReadFile:
    """One file: its releases in order, or why it cannot be read."""

    path: Path
    releases: Sequence[ReadRelease] = ()
    fault: str = ""


def read_files(paths: Sequence[Path]) -> Generator[ReadFile]:
    """Every file in order, read before it is asked for where there are many of them."""
    done = 0
    if len(paths) >= FEWEST:
        for file in _from_process(paths):
            yield file
            done += 1
    for path in paths[done:]:  # few files, or the process ended early: nothing is lost but time
        yield read_file(path, reading.INLINE_BYTES)


def read_file(path: Path, inline_bytes: int) -> ReadFile:
    """One file, read here; one of more than `inline_bytes` in a limited child."""
    try:
        if path.stat().st_size > source_json.MOST_BYTES:
            return ReadFile(path, fault=source_json.TOO_LARGE)
        content = path.read_bytes()
        return ReadFile(path, reading.read(content, reader.MOST_RELEASES, reader.MOST_LOTS, inline_bytes))
    except reader.UnreadableJson as error:
        return ReadFile(path, fault=str(error))


def _from_process(paths: Sequence[Path]) -> Iterator[ReadFile]:
    with tempfile.TemporaryFile() as question:
        question.write(b"\0".join(os.fsencode(path.absolute()) for path in paths))
        question.seek(0)
        with subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=question,
            stdout=subprocess.PIPE,
            cwd=PROJECT_DIR,
            start_new_session=True,
            env=limited.plain_environment(),
        ) as process:
            assert process.stdout is not None
            _widen(process.stdout)
            try:
                for path in paths:
                    answer = _receive(process.stdout)
                    if answer is None:
                        return
                    yield ReadFile(path, *answer)
            finally:
                process.kill()


def _widen(pipe: IO[bytes]) -> None:
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):  # more than this system allows: it then reads less far ahead
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, AHEAD_BYTES)


def _receive(pipe: IO[bytes]) -> Any:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = pipe.read(length)
    return pickle.loads(content) if len(content) == length else None


def main() -> None:
    """The process: paths on standard input, what is in each file on output."""
    gc.freeze()
    gc.set_threshold(*SELDOM)
    paths = [Path(os.fsdecode(path)) for path in sys.stdin.buffer.read().split(b"\0")]
    for path in paths:
        file = read_file(path, OWN_BYTES)
        content = pickle.dumps((file.releases, file.fault), pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.write(_LENGTH.pack(len(content)))
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):  # the other end has stopped reading
        main()
    os._exit(0)
