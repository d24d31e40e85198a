"""WeasyPrint behind one door: HTML in, one tagged PDF out, made by a child process with limits.

The web process never imports WeasyPrint: it is heavy, and what it is given may be hostile. The child gets no
network, no files and none of our environment; it has limits on address space and CPU time and is killed when
it takes too long.

The PDF conforms to PDF/UA-1 and PDF/A-3a at once: tagged, titled, in a stated language, fonts embedded, the
attached files with their relationship. Same HTML, attachments, date and fonts give the same bytes.
"""

from __future__ import annotations

import base64
import ctypes.util
import functools
import importlib.metadata
import io
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.foundation.causes import trace_in
from app.foundation.errors import DomainError

__all__ = ["Attachment", "Document", "Limits", "RenderFailed", "available", "draw", "render"]

log = logging.getLogger("bidbridge.pdf")
CHILD = Path(__file__).with_name("child.py")
FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"
# Family names as in the site's stylesheet. Two families in a stack, because two files of one family with
# unicode-range make an invalid PDF.
FAMILIES = {"Source Sans 3": "latin", "Source Sans 3 Ext": "latin-ext"}
FACES = (("400", "normal"), ("400", "italic"), ("600", "normal"))
LIBRARIES = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset", "fontconfig")
INSTALL = "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0"
RELATIONSHIPS = ("Source", "Data", "Alternative", "Supplement", "Unspecified")
MEGABYTE = 1024 * 1024


class RenderFailed(DomainError):
    """The PDF could not be made; the message says why, for a person."""


@dataclass(frozen=True)
class Attachment:
    """A file carried inside the PDF. `relationship` is one of RELATIONSHIPS (ISO 32000-2, AFRelationship)."""

    name: str
    media_type: str
    content: bytes
    description: str
    relationship: str = "Data"


@dataclass(frozen=True)
class Limits:
    """What one rendering may take. A pack of 12 members takes about 5 s of CPU and 300 MB."""

    cpu_seconds: int = 90
    wall_seconds: int = 120
    memory_megabytes: int = 1536
    html_bytes: int = 6 * MEGABYTE
    attached_bytes: int = 20 * MEGABYTE


@dataclass(frozen=True)
class Document:
    """A finished PDF and how many pages it has."""

    content: bytes
    pages: int


def available() -> str | None:
    """None when PDFs can be made here, else the reason and what to do, for a person."""
    return _available()


@functools.cache
def _available() -> str | None:
    try:
        importlib.metadata.version("weasyprint")
    except importlib.metadata.PackageNotFoundError:
        return (
            "PDFs are turned off here because the Python package weasyprint is not installed. Run ./run"
            " setup."
        )
    missing = [name for name in LIBRARIES if ctypes.util.find_library(name) is None]
    if missing:
        return (
            f"PDFs are turned off here because this machine does not have {', '.join(missing)}. "
            f"The people who run the site can type: {INSTALL}"
        )
    return None


def render(
    html: str,
    *,
    title: str,
    at: datetime,
    css: str = "",
    attachments: Sequence[Attachment] = (),
    language: str = "en",
    limits: Limits = Limits(),
) -> bytes:
    """The bytes of `draw`."""
    return draw(
        html, title=title, at=at, css=css, attachments=attachments, language=language, limits=limits
    ).content


def draw(
    html: str,
    *,
    title: str,
    at: datetime,
    css: str = "",
    attachments: Sequence[Attachment] = (),
    language: str = "en",
    limits: Limits = Limits(),
) -> Document:
    """One PDF from one HTML document (its <title> and lang are set here) and one stylesheet.

    `at` is the document's own date, written into it, so that the bytes do not depend on when it is rendered.
    Addresses in the HTML are not followed, except data: ones. Raises RenderFailed with a reason.
    """
    reason = available()
    if reason is not None:
        raise RenderFailed(reason)
    size, attached = len(html.encode()), sum(len(attachment.content) for attachment in attachments)
    if size > limits.html_bytes or attached > limits.attached_bytes:
        raise RenderFailed("This document is too long for one PDF. Shorten its longest texts and try again.")
    date = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    order = {
        "html": html,
        "css": css,
        "title": title,
        "language": language,
        "at": date,
        "fonts": _fonts(),
        "attachments": [
            _order(attachment) for attachment in sorted(attachments, key=lambda attachment: attachment.name)
        ],
        "cpu_seconds": limits.cpu_seconds,
        "memory_bytes": limits.memory_megabytes * MEGABYTE,
    }
    return _run(json.dumps(order).encode(), date, limits.wall_seconds)


def _order(attachment: Attachment) -> dict[str, str]:
    if attachment.relationship not in RELATIONSHIPS:
        raise ValueError(f"{attachment.relationship!r} is no relationship of a file to its PDF")
    return {
        "name": attachment.name,
        "media_type": attachment.media_type,
        "description": attachment.description,
        "relationship": attachment.relationship,
        "content": base64.b64encode(attachment.content).decode(),
    }


@functools.cache
def _fonts() -> list[dict[str, str]]:
    """The open fonts of the site, handed over whole: the child opens no file of ours.

    Unpacked here once, because unpacking WOFF2 takes longer than the rest of a child's start.
    """
    return [
        {
            "family": family,
            "weight": weight,
            "style": style,
            "truetype": (
                base64.b64encode(_unpacked(FONTS / f"source-sans-3-{part}-{weight}-{style}.woff2")).decode()
            ),
        }
        for family, part in FAMILIES.items()
        for weight, style in FACES
    ]


def _unpacked(path: Path) -> bytes:
    from fontTools.ttLib import TTFont

    font = TTFont(path, recalcTimestamp=False)  # its own date: the same bytes whenever it is unpacked
    font.flavor = None
    unpacked = io.BytesIO()
    font.save(unpacked)
    return unpacked.getvalue()


def _run(order: bytes, at: str, wall_seconds: int) -> Document:
    with tempfile.TemporaryDirectory(prefix="bidbridge-pdf-") as folder, _child(folder, at) as child:
        try:
            answer, complaints = child.communicate(order, timeout=wall_seconds)
        except subprocess.TimeoutExpired:
            raise RenderFailed("Making the PDF took too long, so we stopped it. Please try again.") from None
    words = complaints.decode(errors="replace").strip()
    pages, _, content = answer.partition(b"\n")
    if child.returncode == 0 and content.startswith(b"%PDF-"):
        if words:
            log.warning("while making a PDF: %s", trace_in(words))
        return Document(content, int(pages))
    log.error("making a PDF ended with %s: %s", child.returncode, trace_in(words))
    if child.returncode in (-signal.SIGKILL, -signal.SIGXCPU) or "MemoryError" in words:
        raise RenderFailed(
            "This PDF needs more time or memory than we allow. Shorten its texts and try again."
        )
    raise RenderFailed(
        "We could not make the PDF. The people who run this site can find the reason in its log."
    )


@contextmanager
def _child(folder: str, at: str) -> Iterator[subprocess.Popen[bytes]]:
    """A child that inherits nothing: no secrets, no database address, its own home, and its own process
    group.
    """
    epoch = int(datetime.strptime(at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": folder,
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "SOURCE_DATE_EPOCH": str(epoch),
    }
    if "DYLD_FALLBACK_LIBRARY_PATH" in os.environ:  # how Homebrew's Pango is found on a Mac
        environment["DYLD_FALLBACK_LIBRARY_PATH"] = os.environ["DYLD_FALLBACK_LIBRARY_PATH"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-I", str(CHILD)],
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        cwd=folder,
        env=environment,
        start_new_session=True,
    ) as child:
        try:
            yield child
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
