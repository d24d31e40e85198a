"""What an enterprise sees of itself: its task list, its offers with prices, its credentials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.enterprises.models import Enterprise, Offer, TrustPair
from app.enterprises.rules import COUNTING_TRUST, CredentialState, OfferState, TrustState, credential_state
from app.enterprises.screens import lines
from app.enterprises.screens.lines import CredentialLine, Verification
from app.foundation.reference import cpv, credentials, legal_forms, units
from app.foundation.templating import formats
from app.foundation.templating.pieces import NeedsYou, Task

Address = Callable[..., str]
OFTEN = 8


@dataclass(frozen=True)
class OwnScreen:
    """What is complete, what is missing, and what needs this enterprise now."""

    id: int
    name: str
    listed: bool
    tasks: list[Task]
    done: int
    findable: bool
    missing: str
    misfits: list[str]
    needs: list[NeedsYou]
    verification: Verification | None
    figures_seen_by: str


@dataclass(frozen=True)
class OfferLine:
    """One offer as its enterprise sees it."""

    id: int
    title: str
    capability: str
    active: bool
    capacity: str
    held: str
    price: str
    price_of: str
    social_value: int
    areas: str


@dataclass(frozen=True)
class OffersScreen:
    """What is on offer, and what was withdrawn."""

    active: list[OfferLine]
    withdrawn: list[OfferLine]


@dataclass(frozen=True)
class CredentialsScreen:
    """The enterprise's credentials, and those it lacks that are often asked for in work like its own."""

    held: list[CredentialLine]
    often_asked: list[tuple[str, str, str]]


def own_screen(
    session: Session, enterprise: Enterprise, pairs: Sequence[TrustPair], today: date, address: Address
) -> OwnScreen:
    """The task list of the actor's own enterprise."""
    tasks = _tasks(enterprise, pairs, today, address)
    findable = any(offer.state is OfferState.active and offer.areas for offer in enterprise.offers)
    return OwnScreen(
        id=enterprise.id,
        name=enterprise.organisation.name,
        listed=enterprise.listed,
        tasks=tasks,
        done=sum(task.state == "done" for task in tasks),
        findable=findable,
        missing="" if findable else _missing(enterprise),
        misfits=_misfits(enterprise),
        needs=_needs(enterprise, pairs, today, address),
        verification=lines.verification(session, enterprise),
        figures_seen_by=(
            "adviser bodies you choose" if enterprise.figures_only_named else "every approved adviser body"
        ),
    )


def _misfits(enterprise: Enterprise) -> list[str]:
    """Questions about a legal form and numbers that do not seem to fit. They are asked, never refused."""
    if not enterprise.legal_form or legal_forms.get(enterprise.legal_form) is None:
        return []
    return list(
        legal_forms.misfits(enterprise.legal_form, enterprise.company_number, enterprise.charity_number)
    )


def _missing(enterprise: Enterprise) -> str:
    if not enterprise.offers:
        return "You will not see matching tenders yet. Add an offer and say where you deliver it."
    return "You will not see matching tenders yet. Say where you deliver what you offer."


def _tasks(enterprise: Enterprise, pairs: Sequence[TrustPair], today: date, address: Address) -> list[Task]:
    about = _state(bool(enterprise.summary), bool(enterprise.legal_form))
    size = _state(enterprise.turnover is not None, enterprise.workforce > 0)
    terms = enterprise.can_lead or enterprise.joining_cost or enterprise.min_value or enterprise.max_value
    return [
        Task("About your enterprise", about, address("enterprises.about"), "Summary, legal form and numbers"),
        Task("Where you are based", _state(bool(enterprise.home_area)), address("enterprises.home_area")),
        Task("Size of your enterprise", size, address("enterprises.size"), "Turnover and workforce"),
        Task(
            "Your offers",
            _offers_state(enterprise.offers),
            address("enterprises.offers"),
            _offers_hint(enterprise),
        ),
        Task(
            "Insurance and certificates",
            _credentials_state(enterprise, today),
            address("enterprises.credentials"),
            "Including licences and policies",
        ),
        Task("Your experience", _state(bool(enterprise.history)), address("enterprises.history")),
        Task(
            "Your terms for joining a consortium",
            _state(bool(terms)),
            address("enterprises.terms"),
            "Whether you can lead, and how small or large a part you would take",
        ),
        Task(
            "Enterprises you know",
            _trust_state(pairs),
            address("enterprises.trust"),
            "And any you cannot work with",
        ),
    ]


def _state(*answered: bool) -> str:
    return "done" if all(answered) else "doing" if any(answered) else "to_do"


def _offers_state(offers: Sequence[Offer]) -> str:
    active = [offer for offer in offers if offer.state is OfferState.active]
    if not active:
        return "to_do"
    return "done" if all(offer.areas for offer in active) else "doing"


def _offers_hint(enterprise: Enterprise) -> str:
    count = sum(offer.state is OfferState.active for offer in enterprise.offers)
    return (
        f"{formats.plural(count, 'offer')} so far"
        if count
        else "Kinds of work, areas, capacity and private prices"
    )


def _credentials_state(enterprise: Enterprise, today: date) -> str:
    held = [credential for credential in enterprise.credentials if credential.withdrawn_at is None]
    if any(credential_state(credential.expires_on, today) is CredentialState.expired for credential in held):
        return "problem"
    return "done" if held else "to_do"


def _trust_state(pairs: Sequence[TrustPair]) -> str:
    if any(pair.state in COUNTING_TRUST for pair in pairs):
        return "done"
    return "doing" if pairs else "to_do"


def _needs(
    enterprise: Enterprise, pairs: Sequence[TrustPair], today: date, address: Address
) -> list[NeedsYou]:
    needs = [
        NeedsYou(
            "Another enterprise says it knows you. Confirm or decline",
            address("enterprises.confirm", pair_id=pair.id),
        )
        for pair in pairs
        if pair.state is TrustState.proposed and pair.proposed_by_id != enterprise.id
    ]
    for credential in enterprise.credentials:
        if credential.withdrawn_at is not None or credential.expires_on is None:
            continue
        state = credential_state(credential.expires_on, today)
        if state is CredentialState.valid:
            continue
        ended = "expired on" if state is CredentialState.expired else "expires on"
        needs.append(
            NeedsYou(
                f"Renew: {credentials.name(credential.type)}",
                address("enterprises.change_credential", credential_id=credential.id),
                f"{ended} {formats.date(credential.expires_on)}",
            )
        )
    return needs


def offers_screen(enterprise: Enterprise) -> OffersScreen:
    """The actor's own offers, with prices."""
    offers = [offer_line(offer) for offer in enterprise.offers]
    return OffersScreen(
        active=[offer for offer in offers if offer.active],
        withdrawn=[offer for offer in offers if not offer.active],
    )


def offer_line(offer: Offer) -> OfferLine:
    """An offer for its own enterprise or an adviser."""
    unit = units.get(offer.unit)
    return OfferLine(
        id=offer.id,
        title=lines.offer_title(offer),
        capability=cpv.name(offer.capability),
        active=offer.state is OfferState.active,
        capacity=lines.capacity_words(offer),
        held=unit.rate(offer.held) if offer.held else "Nothing",
        price=formats.money(offer.unit_price, exact=True),
        price_of=f"for each {unit.singular}",
        social_value=offer.social_value,
        areas=lines.few(lines.area_words(offer)),
    )


def credentials_screen(session: Session, enterprise: Enterprise, today: date) -> CredentialsScreen:
    """The credentials of the actor's own enterprise."""
    held = {credential.type for credential in enterprise.credentials if credential.withdrawn_at is None}
    covered = credentials.closure(held)
    often = {
        kind.key: kind
        for offer in enterprise.offers
        if offer.state is OfferState.active
        for kind in credentials.usual_for(offer.capability)
        if kind.key not in covered
    }
    # Of several levels of one credential suggest the lowest, because it is the first step.
    first = [kind for kind in often.values() if not (credentials.closure(kind.implies) & often.keys())]
    return CredentialsScreen(
        lines.credential_lines(session, enterprise.credentials, today),
        [(kind.key, kind.name, kind.meaning) for kind in first[:OFTEN]],
    )
