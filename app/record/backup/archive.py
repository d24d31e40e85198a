"""The backup file: a zip of tables as lines of JSON, documents under their sha256, and a manifest of both,
last.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from app.foundation.errors import Refused

FORMAT = "bidbridge-backup/1"
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 200_000_000
PART = 1 << 20
_NAME = re.compile(r"[a-z_0-9]{1,60}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Table:
    """One table in the file: its columns in the order of each line, and the last id that it gave."""

    name: str
    columns: list[str]
    rows: int
    sha256: str
    last_id: int

    @property
    def member(self) -> str:
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True)
class Stored:
    """One document in the file."""

    sha256: str
    size: int

    @property
    def member(self) -> str:
        return f"documents/{self.sha256}"


@dataclass(frozen=True)
class Manifest:
    """What is in the file, the revision of its schema, and the head of its record."""

    made_at: str
    revision: str
    head: str
    tables: list[Table] = field(default_factory=list)
    documents: list[Stored] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)  # documents that were missing or changed


class Writer:
    """Writes a backup under a temporary name and renames it when complete. Only its owner can read it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.draft = path.with_name(f".{path.name}.part")
        self._file: IO[bytes] = os.fdopen(
            os.open(self.draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b"
        )
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)

    def add(self, member: str, parts: Iterable[bytes], *, packed: bool = True) -> str:
        """Write one member; returns the sha256 of its bytes."""
        about = zipfile.ZipInfo(member)
        about.external_attr = 0o600 << 16
        about.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        digest = hashlib.sha256()
        with self._zip.open(about, "w", force_zip64=True) as target:
            for part in parts:
                digest.update(part)
                target.write(part)
        return digest.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, wait for the disk, read every part back, and give the file its name."""
        text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1).encode()
        self.add(MANIFEST, [text])
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        with Reader(self.draft) as reader:
            reader.verify()
        os.rename(self.draft, self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def abandon(self) -> None:
        """Leave nothing behind."""
        self._zip.fp = None  # or it would write its end into a file that is closed
        with suppress(OSError):
            self._file.close()
        self.draft.unlink(missing_ok=True)


class Reader:
    """Reads a backup. `verify` checks everything in it against the manifest."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Reader:
        try:
            self._zip = zipfile.ZipFile(self.path)
        except OSError as error:
            raise Refused(f"We cannot read {self.path.name}: {error.strerror}.") from None
        except zipfile.BadZipFile:
            raise Refused(
                f"{self.path.name} is not a whole backup. It is cut off, damaged or another file."
            ) from None
        try:
            self.manifest = self._manifest()
        except BaseException:
            self._zip.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._zip.close()

    def parts(self, member: str) -> Iterator[bytes]:
        """The bytes of one member. Raises Refused when they are damaged."""
        try:
            with self._zip.open(member) as source:
                while part := source.read(PART):
                    yield part
        except (KeyError, zipfile.BadZipFile, OSError, EOFError, zlib.error) as error:
            raise Refused(f"{self.path.name} is damaged at {member}. Use another backup.") from error

    def lines(self, table: Table) -> Iterator[list[Any]]:
        """The rows of a table."""
        unfinished = b""
        for part in self.parts(table.member):
            *lines, unfinished = (unfinished + part).split(b"\n")
            for line in lines:
                yield json.loads(line)

    def verify(self) -> None:
        """Read every part and compare it with the manifest; raises Refused naming the first that differs."""
        expected = {table.member: table.sha256 for table in self.manifest.tables}
        expected |= {stored.member: stored.sha256 for stored in self.manifest.documents}
        inside = self._zip.namelist()
        if sorted(inside) != sorted([MANIFEST, *expected]):
            raise Refused(f"{self.path.name} does not contain what its manifest lists. Use another backup.")
        for member, sha256 in expected.items():
            digest = hashlib.sha256()
            for part in self.parts(member):
                digest.update(part)
            if digest.hexdigest() != sha256:
                raise Refused(f"{self.path.name} has been changed: {member} is not what its manifest lists.")

    def _manifest(self) -> Manifest:
        try:
            if self._zip.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
                raise ValueError
            return _manifest_from(json.loads(self._zip.read(MANIFEST)))
        except (KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile, OSError) as error:
            raise Refused(
                f"{self.path.name} is not a backup of Bidbridge that this version can read."
            ) from error


def _manifest_from(fields: dict[str, Any]) -> Manifest:
    """The manifest from a file that anyone may have written. Raises KeyError, TypeError, ValueError or
    AttributeError if it is not one.
    """
    if fields.pop("format") != FORMAT:
        raise ValueError
    tables = [Table(**table) for table in fields.pop("tables")]
    documents = [Stored(**document) for document in fields.pop("documents")]
    names = [name for table in tables for name in (table.name, *table.columns)]
    if not all(_NAME.fullmatch(name) for name in names):
        raise ValueError
    if not all(_SHA256.fullmatch(stored.sha256) for stored in documents):
        raise ValueError
    return Manifest(tables=tables, documents=documents, **fields)
