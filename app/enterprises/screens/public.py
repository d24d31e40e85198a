"""The directory and the page that everybody may see. The queries do not even load what is private."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.enterprises.models import Enterprise, Offer
from app.enterprises.queries.directory import Listing, Meaning, Search
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
    """What is offered, where and how much; never the price or how much of it is promised."""

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


def directory_screen(listing: Listing, search: Search, meant: Meaning) -> DirectoryScreen:
    """The list, and what the search was taken to mean."""
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
    offers = _active_offers(enterprise)
    return DirectoryRow(
        id=enterprise.id,
        name=enterprise.organisation.name,
        place=lines.place(enterprise),
        summary=enterprise.summary,
        does=lines.few(list(dict.fromkeys(lines.offer_title(offer) for offer in offers))),
        verified=enterprise.verified_on is not None,
        listed=enterprise.listed,
    )


def public_screen(enterprise: Enterprise, today: date) -> PublicScreen:
    """The page of an enterprise loaded by `queries.register.public`."""
    credentials = lines.credential_lines(None, enterprise.credentials, today)
    return PublicScreen(
        id=enterprise.id,
        name=enterprise.organisation.name,
        listed=enterprise.listed,
        summary=enterprise.summary,
        history=lines.paragraphs(enterprise.history),
        website=enterprise.website,
        verification=lines.verification(None, enterprise),
        offers=[_offer(offer) for offer in _active_offers(enterprise) if offer.areas],
        credentials=[line for line in credentials if line.state is not CredentialState.expired],
        facts=_facts(enterprise),
    )


def _active_offers(enterprise: Enterprise) -> list[Offer]:
    return [offer for offer in enterprise.offers if offer.state is OfferState.active]


def _facts(enterprise: Enterprise) -> list[tuple[str, str]]:
    facts = [
        ("Legal form", lines.legal_form_name(enterprise)),
        ("Company number", enterprise.company_number or ""),
        ("Charity number", enterprise.charity_number or ""),
        ("Central Digital Platform number (PPON)", enterprise.ppon or ""),
        ("Based in", lines.place(enterprise)),
        ("Workforce", lines.workforce_words(enterprise)),
        ("Leading a consortium", "Ready to lead" if enterprise.can_lead else ""),
    ]
    return [(key, words) for key, words in facts if words]


def _offer(offer: Offer) -> PublicOffer:
    return PublicOffer(
        title=lines.offer_title(offer),
        capability=cpv.name(offer.capability),
        code=offer.capability,
        capacity=lines.capacity_words(offer),
        areas=lines.area_words(offer),
    )
