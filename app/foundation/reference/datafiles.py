"""Reading the data files of this folder; the one place that knows where they lie."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Each row of a CSV file with a header, plain or gzipped by its name."""
    yield from csv.DictReader(io.StringIO(_text(name)))


def tuples(name: str) -> Iterator[list[str]]:
    """Each row of a CSV file without its header: a third of the time of `rows` on long files."""
    reader = csv.reader(io.StringIO(_text(name)))
    next(reader)
    yield from reader


def document(name: str) -> Any:
    """A JSON file, plain or gzipped by its name."""
    return json.loads(_text(name))


def _text(name: str) -> str:
    path = FOLDER / name
    raw = path.read_bytes()
    if path.suffix == ".gz":
        raw = gzip.decompress(raw)
    return raw.decode("utf-8")
