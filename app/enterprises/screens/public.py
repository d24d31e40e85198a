"""The directory and the page that everybody may see. Nothing private is read here: the queries do not load
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.enterprises.models import Enterprise, Offer
from app.enterprises.queries.directory import Found, Listing, Search
from app.enterprises.rules import CredentialState, OfferState
from app.enterprises.screens import lines
from app.enterprises.screens.lines import CredentialLine, Verification
from app.foundation.reference import areas, cpv


@dataclass(frozen=True)
class DirectoryRow:
    """One enterprise in the list."""

    id: int
    name: str
    place: str
    summary: str
    does: str
    verified: bool
    listed: bool


@dataclass(frozen=True)
class DirectoryScreen:
    """A page of the directory, and what the search was taken to mean."""

    rows: list[DirectoryRow]
    total: int
    page: int
    pages: int
    search: Search
    meanings: str
    nothing_known: bool
    area: str
    area_unknown: bool
    other_areas: list[tuple[str, str]]
    caution: str


@dataclass(frozen=True)
class PublicOffer:
    """What is offered where, up to how much; never at what price, or how much of it is promised."""

    title: str
    capability: str
    code: str
    capacity: str
    areas: list[str]


@dataclass(frozen=True)
class PublicScreen:
    """An enterprise as everybody may see it."""

    id: int
    name: str
    listed: bool
    summary: str
    history: list[str]
    website: str
    verification: Verification | None
    offers: list[PublicOffer]
    credentials: list[CredentialLine]
    facts: list[tuple[str, str]]


def directory_screen(listing: Listing, search: Search, meant: Found) -> DirectoryScreen:
    """The list and what was understood."""
    return DirectoryScreen(
        rows=[_row(enterprise) for enterprise in listing.enterprises],
        total=listing.total,
        page=listing.page,
        pages=listing.pages,
        search=search,
        meanings="; ".join(cpv.name(code) for code in meant.capabilities or ()),
        nothing_known=meant.capabilities == (),
        area=areas.label(meant.area) if meant.area else "",
        area_unknown=bool(search.where) and meant.area is None,
        other_areas=[(code, areas.label(code)) for code in meant.other_areas],
        caution=meant.caution,
    )


def _row(enterprise: Enterprise) -> DirectoryRow:
    offers = [one for one in enterprise.offers if one.state is OfferState.active]
    return DirectoryRow(
        id=enterprise.id,
        name=enterprise.organisation.name,
        place=lines.place(enterprise),
        summary=enterprise.summary,
        does=lines.few(list(dict.fromkeys(lines.offer_title(one) for one in offers))),
        verified=enterprise.verified_on is not None,
        listed=enterprise.listed,
    )


def public_screen(enterprise: Enterprise, today: date) -> PublicScreen:
    """An enterprise loaded by `queries.public`."""
    offers = [one for one in enterprise.offers if one.state is OfferState.active and one.areas]
    held = lines.credential_lines(None, enterprise.credentials, today)
    facts = [
        ("Legal form", lines.legal_form_name(enterprise)),
        ("Company number", enterprise.company_number or ""),
        ("Charity number", enterprise.charity_number or ""),
        ("Central Digital Platform number (PPON)", enterprise.ppon or ""),
        ("Based in", lines.place(enterprise)),
        ("Workforce", lines.workforce_words(enterprise)),
        ("Leading a consortium", "Ready to lead" if enterprise.can_lead else ""),
    ]
    return PublicScreen(
        id=enterprise.id,
        name=enterprise.organisation.name,
        listed=enterprise.listed,
        summary=enterprise.summary,
        history=[part for part in enterprise.history.split("\n") if part.strip()],
        website=enterprise.website,
        verification=lines.verification(None, enterprise),
        offers=[_offer(one) for one in offers],
        credentials=[line for line in held if line.state is not CredentialState.expired],
        facts=[(key, words) for key, words in facts if words],
    )


def _offer(offer: Offer) -> PublicOffer:
    return PublicOffer(
        title=lines.offer_title(offer),
        capability=cpv.name(offer.capability),
        code=offer.capability,
        capacity=lines.capacity_words(offer),
        areas=lines.area_words(offer),
    )
