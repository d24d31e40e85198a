"""Where a tender comes from, in words, and which of its addresses a page may link to.

An address from a file is shown as text with its host, never as a link, because anyone can make a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from markupsafe import Markup

from app.foundation.reference import notice_sources
from app.foundation.templating import formats
from app.tenders.models import NoticeRelease, Tender
from app.tenders.rules import APPLIED, TenderSource
from app.tenders.screens.listing import twin_links

OGL = "Contains public sector information licensed under the Open Government Licence v3.0."


@dataclass(frozen=True)
class Document:
    """A document of the source. `address` is "" where a page may not link to it; `host` then says where it
    is.
    """

    title: str
    address: str
    host: str


@dataclass(frozen=True)
class Origin:
    """Where a tender comes from and how it was read. `twins` are links to other notices of the procurement,
    `siblings` the OCIDs of related notices that are not among them."""

    source_url: str
    source_site: str
    read_from: str
    owner: str
    attribution: str
    remarks: tuple[str, ...]
    unread: tuple[str, ...]
    siblings: tuple[str, ...]
    twins: tuple[tuple[int, str], ...]
    release_id: int | None


def origin(tender: Tender, at: datetime, twins: Sequence[Tender]) -> Origin:
    """The origin of a tender; `twins` are the other notices of its procurement that the reader may see."""
    source_url = official_page(real_tender(tender))
    releases = _read_releases(tender)
    newest = max(releases, key=_age, default=None)
    twin_ocids = {twin.ocid for twin in twins}
    return Origin(
        source_url=source_url,
        source_site=urlsplit(source_url).netloc,
        read_from=read_from(tender),
        owner=_owner(tender),
        attribution=_attribution(tender),
        remarks=tuple(newest.remarks) if newest else (),
        unread=tuple(dict.fromkeys(path for release in releases for path in release.unread)),
        siblings=tuple(ocid for ocid in tender.related_ocids if ocid not in twin_ocids),
        twins=twin_links(twins, at),
        release_id=newest.id if newest else None,
    )


def real_tender(tender: Tender) -> Tender:
    """The tender that a practice copy was made from, or the tender itself."""
    return tender.practice_of if tender.practice and tender.practice_of is not None else tender


def _read_releases(tender: Tender) -> list[NoticeRelease]:
    """The releases that the tender's fields come from and that say something about their reading."""
    return [
        release
        for release in tender.releases
        if release.state in APPLIED and (release.remarks or release.released_at)
    ]


def _attribution(tender: Tender) -> str:
    has_release = tender.releases or (tender.practice and real_tender(tender).releases)
    return OGL if has_release else ""


def _age(release: NoticeRelease) -> tuple[bool, datetime | None, int]:
    """Orders releases from oldest to newest; those without a date come first."""
    return release.released_at is not None, release.released_at, release.id


def _owner(tender: Tender) -> str:
    """The buyer that has claimed the notice, by name."""
    return tender.organisation.name if tender.claimed_at is not None and tender.organisation else ""


def official_page(source: Tender) -> str:
    """The address of the official notice. For an imported tender, the page of its number on the source's own
    site.
    """
    if source.source is TenderSource.imported:
        return notice_sources.official_page(source.ocid, source.notice_number)
    return source.notice_url or ""


def official_number(tender: Tender) -> str:
    """The number of the official notice, or where the notice is if its source does not number notices for
    people; "" where there is no notice."""
    if not tender.notice_number:
        return ""
    if shown := notice_sources.number_shown(tender.notice_number):
        return shown
    source = notice_sources.source_of(tender.ocid)
    return f"On {source.name}, which does not number its notices" if source else tender.ocid or ""


def read_from(tender: Tender) -> str:
    """Who imported a tender, from where and when, and why there is no link if there is none."""
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
    """A document, with a link only if its address is on the tender's own source or the buyer entered it."""
    if tender.source is not TenderSource.imported:
        return Document(title, address, notice_sources.host_of(address))
    linked = notice_sources.stands_there(tender.ocid, address)
    return Document(title, address if linked else "", notice_sources.host_of(address))


def portal_words(tender: Tender) -> str:
    """Where bids go: a link if the buyer entered it here, only text if it comes from a file."""
    address = tender.portal_url or ""
    if tender.source is not TenderSource.imported or tender.corrected_at is not None:
        return _link(address)
    if host := notice_sources.host_of(address):
        return f"{host} (given in the notice: {address})"
    scheme, _, path = address.partition("://")
    if scheme.lower() == "http" and (host := notice_sources.host_of(f"https://{path}")):
        return f"{host} (given in the notice, without a secure connection: {address})"
    return "The notice gives an address that we cannot read. Look for it in the official notice."


def _link(address: str) -> str:
    """A link if a page may link to the address, else its text."""
    if not address.lower().startswith(("https://", "http://")):
        return address
    return Markup('<a class="govuk-link" href="{}" rel="noreferrer">{}</a>').format(address, address)
