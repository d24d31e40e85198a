"""Files that nobody else on the machine may read: the database, the secret, documents and mails."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

OTHERS = 0o077
log = logging.getLogger("bidbridge.files")


def keep_new_files_private() -> None:
    """From now on every file that this process makes is for its own user alone. Called first in every entry
    point.
    """
    os.umask(OTHERS)


def mend(*folders: Path) -> None:
    """Take away what others may do with these folders and everything in them. Links are left alone."""
    for path in _every(folders):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode & OTHERS:
            try:
                path.chmod(mode & ~OTHERS)
            except OSError as error:
                log.warning("%s can be read by others, and that cannot be changed: %s", path, error.strerror)


def _every(folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_symlink() or not folder.exists():
            continue
        yield folder
        for path in folder.rglob("*"):
            if not path.is_symlink():
                yield path
