"""The official sources of public notices: whose an OCID is, and the page of a notice on that source's own
site.

A page's address is made here from the notice's number and nothing else. An address that a file gives is never
used: the sender of the file could have written anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class NoticeSource:
    """One source. Its OCIDs begin with `prefix`; `number` is the form of its notices' numbers in lower or
    upper case; `page` is the address of a notice, with {} for its number."""

    name: str
    prefix: str
    host: str
    number: re.Pattern[str]
    page: str


_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MONTH_NUMBER = re.compile(r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[0-9]{4,8}")
# Prefixes: the register of the Open Contracting Partnership. Pages: as the sources link to them in their own
# files.
SOURCES = (
    NoticeSource(
        "Find a Tender",
        "ocds-h6vhtk",
        "www.find-tender.service.gov.uk",
        re.compile(r"[0-9]{6}-[0-9]{4}"),
        "/Notice/{}",
    ),
    NoticeSource(
        "Contracts Finder", "ocds-b5fd17", "www.contractsfinder.service.gov.uk", _GUID, "/notice/{}"
    ),
    NoticeSource(
        "Public Contracts Scotland",
        "ocds-r6ebe6",
        "www.publiccontractsscotland.gov.uk",
        _MONTH_NUMBER,
        "/search/show/search_view.aspx?ID={}",
    ),
    NoticeSource(
        "Sell2Wales",
        "ocds-kuma6s",
        "www.sell2wales.gov.wales",
        _MONTH_NUMBER,
        "/search/show/search_view.aspx?ID={}",
    ),
)


def source_of(ocid: str | None) -> NoticeSource | None:
    """Whose OCID this is; None for a source we do not know."""
    return next((source for source in SOURCES if (ocid or "").lower().startswith(source.prefix)), None)


def official_page(ocid: str | None, number: str | None) -> str:
    """The address of a notice on its source's own site; "" where we do not know it."""
    source = source_of(ocid)
    if source is None or not source.number.fullmatch(number or ""):
        return ""
    return f"https://{source.host}{source.page.format(number)}"


def number_shown(number: str | None) -> str:
    """The number of a notice as a person would quote it; "" for a GUID, which is an address and no number."""
    return "" if not number or _GUID.fullmatch(number.lower()) else number


def stands_there(ocid: str | None, address: str) -> bool:
    """Whether an address is an https one on the own site of this OCID's source."""
    source = source_of(ocid)
    try:
        parts = urlsplit(address)
        return source is not None and parts.scheme == "https" and parts.netloc == source.host
    except ValueError:
        return False


def host_of(address: str) -> str:
    """The host of an https address, as browsers read it; "" for any other address."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme == "https" and "\\" not in address else ""
    except ValueError:
        return ""
