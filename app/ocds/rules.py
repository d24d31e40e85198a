"""States of a file that waits to be read, and how many an organisation may have waiting."""

from __future__ import annotations

import enum

from app.foundation.errors import move

MOST_WAITING = 3  # of one organisation: the next file comes in when one of these has been read


class FileState(enum.Enum):
    """How far an imported file is."""

    waiting = "Waiting to be read"
    read = "Imported"
    failed = "Not imported"


FILE_MOVES = {FileState.waiting: {FileState.read, FileState.failed}}


def finish_reading(state: FileState) -> FileState:
    """Every release of the file has its result. IllegalMove when that was so already."""
    move("file", state, FileState.read, FILE_MOVES)
    return FileState.read


def fail_reading(state: FileState) -> FileState:
    """The file could not be read to its end. IllegalMove when it was read or refused already."""
    move("file", state, FileState.failed, FILE_MOVES)
    return FileState.failed
