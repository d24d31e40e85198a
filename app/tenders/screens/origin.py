"""Where a tender comes from, in words, and which of its addresses a page may link to.

An address that a file gives is shown as words with its host, never as a link: whoever made the file chose it.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from app.foundation.reference import notice_sources
from app.foundation.templating import formats
from app.tenders.models import Tender
from app.tenders.rules import TenderSource


@dataclass(frozen=True)
class Document:
    """A document of the source. `address` is "" where a page may not link to it; `host` says where it stands
    then.
    """

    title: str
    address: str
    host: str


def official_page(source: Tender) -> str:
    """The official notice: of an imported tender the page that its number has on its source's own site."""
    if source.source is TenderSource.imported:
        return notice_sources.official_page(source.ocid, source.notice_number)
    return source.notice_url or ""


def official_number(tender: Tender) -> str:
    """The number of the official notice, or where it is when its source gives notices no number a person
    could quote; "" where there is none."""
    if not tender.notice_number:
        return ""
    if shown := notice_sources.number_shown(tender.notice_number):
        return shown
    source = notice_sources.source_of(tender.ocid)
    return f"On {source.name}, which does not number its notices" if source else tender.ocid or ""


def read_from(tender: Tender) -> str:
    """Who brought an imported tender here, from where and when, and why there is no link where there is
    none.
    """
    if tender.source is not TenderSource.imported:
        return ""
    source = notice_sources.source_of(tender.ocid)
    importer = tender.importer.name if tender.importer is not None else "the operator of this site"
    on = f" on {formats.date(tender.imported_at)}" if tender.imported_at is not None else ""
    if source is None:
        return (
            f"Imported from a file by {importer}{on}. We do not know this source, so we cannot link to the"
            " official notice."
        )
    words = f"A real notice from {source.name}, imported by {importer}{on}."
    if not official_page(tender):
        return (
            f"{words} We do not know the address of the official notice. Search {source.name} for"
            f" {tender.ocid}."
        )
    return words


def document_row(title: str, address: str, tender: Tender) -> Document:
    if tender.source is not TenderSource.imported:
        return Document(title, address, notice_sources.host_of(address))
    linked = notice_sources.stands_there(tender.ocid, address)
    return Document(title, address if linked else "", notice_sources.host_of(address))


def portal_words(tender: Tender) -> str:
    """Where bids go: a link where the buyer here typed it; of an address from a file the words alone."""
    address = tender.portal_url or ""
    if tender.source is not TenderSource.imported or tender.corrected_at is not None:
        return _link(address)
    if host := notice_sources.host_of(address):
        return f"{host} (given in the notice: {address})"
    scheme, _, rest = address.partition("://")
    if scheme.lower() == "http" and (host := notice_sources.host_of(f"https://{rest}")):
        return f"{host} (given in the notice, without a secure connection: {address})"
    return "The notice gives an address that we cannot read. Look for it in the official notice."


def _link(address: str) -> str:
    """A link where the address is one that a page may link to, else the words."""
    if not address.lower().startswith(("https://", "http://")):
        return address
    return Markup('<a class="govuk-link" href="{}" rel="noreferrer">{}</a>').format(address, address)
