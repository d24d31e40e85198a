"""An export as one zip: the rows as JSON, the files, and a page that explains them."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import datetime
from pathlib import Path

from app.foundation import documents
from app.foundation.errors import NotFound
from app.home.queries.own import OMITTED, WITHHELD, Export

MOST_BYTES = 100 * 1024 * 1024
EXPLAINED = """Your data from Bidbridge, {at:%d %B %Y}

data.json   all the data, table by table. Money is in pence, without VAT. Times are in UTC.
files/      your documents: copies of bid packs, and notices you uploaded.

Not included:
{omitted}
Left out of the tables, because they protect accounts or belong to other people:
{withheld}
{missing}"""


def packed(export: Export, folder: Path, at: datetime) -> bytes:
    """The zip. A file that is missing or would make it larger than 100 MB is named instead of included."""
    buffer, missing, size = io.BytesIO(), [], 0
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(export.tables, ensure_ascii=False, indent=2, sort_keys=True))
        for document in export.documents:
            try:
                content = documents.read(folder, document)
            except NotFound:
                missing.append(document.name)
                continue
            size += len(content)
            if size > MOST_BYTES:
                missing.append(document.name)
                continue
            archive.writestr(f"files/{document.id}-{_safe(document.name)}", content)
        archive.writestr("README.txt", _explained(export, at, missing))
    return buffer.getvalue()


def _explained(export: Export, at: datetime, missing: list[str]) -> str:
    withheld = {name: columns for name, columns in WITHHELD.items() if name in export.tables}
    return EXPLAINED.format(
        at=at,
        omitted="".join(f"  {name}: {reason}\n" for name, reason in OMITTED.items()),
        withheld="".join(f"  {name}: {', '.join(sorted(columns))}\n" for name, columns in withheld.items()),
        missing="".join(f"We could not include this file: {name}\n" for name in missing),
    )


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name)[:80]
