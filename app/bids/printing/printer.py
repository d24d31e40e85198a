"""Making the PDF of one copy."""

from __future__ import annotations

import base64
import functools
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from app.bids.printing.sheet import CONSORTIUM_FILE, TENDER_FILE, sheet
from app.bids.rules.copies import Copy, shown
from app.bids.rules.pack import Pack
from app.bids.rules.states import Audience
from app.foundation import pdf, templating
from app.foundation.canonical import sha256_of
from app.foundation.wire import to_plain
from app.ocds.writing import dated

MARK = Path(__file__).resolve().parents[2] / "static" / "images" / "mark.svg"


@dataclass(frozen=True)
class Printed:
    """A finished copy. `name` is what the file is called when someone downloads it."""

    content: bytes
    sha256: str
    pages: int
    name: str


def printed(pack: Pack, audience: Audience, member: str | None = None) -> Printed:
    """The PDF of one copy of a frozen version. The same data and fonts give the same bytes. Raises
    RenderFailed.
    """
    data = shown(pack, audience, member)
    consortium = _written(to_plain(data))
    page = sheet(data, sha256_of(consortium))
    environment = templating.environment()
    document = pdf.draw(
        environment.get_template("bid_pack/pack.html").render(sheet=page, data=data),
        title=page.title,
        at=datetime.fromisoformat(pack.asked_at.replace("Z", "+00:00")),
        css=_stylesheet(),
        attachments=_attachments(pack, data, consortium),
    )
    return Printed(document.content, sha256_of(document.content), document.pages, page.file_name)


def _written(data: Any) -> bytes:
    """JSON that people can read too."""
    return (json.dumps(data, sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _attachments(pack: Pack, data: Copy, consortium: bytes) -> list[pdf.Attachment]:
    attachments = [
        pdf.Attachment(CONSORTIUM_FILE, "application/json", consortium, "This copy’s data", "Data")
    ]
    package = pack.contents.open_contracting
    if package is not None:
        tender = _written(dated(package, data.asked_at))
        practice = ", of a practice copy" if data.practice else ""
        words = f"The tender as Open Contracting data{practice}"
        attachments.append(pdf.Attachment(TENDER_FILE, "application/json", tender, words, "Data"))
    source = pack.contents.source_release
    if source is not None:
        words = f"The notice as {source.publisher or 'its publisher'} published it. {source.licence}".strip()
        attachments.append(
            pdf.Attachment("notice.json", "application/json", source.text.encode(), words, "Source")
        )
    return attachments


@functools.cache
def _stylesheet() -> str:
    mark = MARK.read_text().replace('fill="#0b5a62"', 'fill="#ffffff"')
    address = "data:image/svg+xml;base64," + base64.b64encode(mark.encode()).decode()
    return templating.environment().get_template("bid_pack/pack.css").render(mark=address)
