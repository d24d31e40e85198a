"""Lines that several screens of the register share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.enterprises.models import Credential, Enterprise, Offer
from app.enterprises.queries import register
from app.enterprises.rules import CredentialState, Scheme, credential_state, is_supported_employer
from app.foundation import versions
from app.foundation.reference import areas, cpv, credentials, legal_forms, units
from app.foundation.templating import formats

A_FEW = 4


@dataclass(frozen=True)
class CredentialLine:
    """One credential: its state today, and in words who verified it and when ("" where nobody has)."""

    id: int
    name: str
    meaning: str
    state: CredentialState
    until: str
    verified: str
    verified_by_body: int | None
    paper: str
    version: str


@dataclass(frozen=True)
class Verification:
    """Who checked the enterprise in a scheme's register, and when."""

    scheme: str
    on: str
    by: str
    by_body: int | None


def credential_lines(
    session: Session | None, held: Iterable[Credential], today: date
) -> list[CredentialLine]:
    """Credentials that were not withdrawn, expired ones first. With a session, the verifier is named."""
    kept = [credential for credential in held if credential.withdrawn_at is None]
    names = (
        register.people_names(session, (credential.verified_by_id for credential in kept)) if session else {}
    )
    order = [CredentialState.expired, CredentialState.expiring, CredentialState.valid]
    lines = [_credential_line(credential, today, names) for credential in kept]
    return sorted(lines, key=lambda line: (order.index(line.state), line.name, line.id))


def _credential_line(credential: Credential, today: date, names: dict[int, str]) -> CredentialLine:
    type = credentials.get(credential.type)
    verified = ""
    if credential.verified_on:
        by = (
            f" by {names[credential.verified_by_id]}"
            if credential.verified_by_id in names
            else " by an adviser"
        )
        verified = f"Verified{by} on {formats.date(credential.verified_on)}"
    state = credential_state(credential.expires_on, today)
    ended = "Expired on" if state is CredentialState.expired else "Valid until"
    return CredentialLine(
        id=credential.id,
        version=versions.version_of(credential),
        name=credentials.name(credential.type),
        meaning=type.meaning if type else "",
        state=state,
        until=f"{ended} {formats.date(credential.expires_on)}" if credential.expires_on else "No expiry date",
        verified=verified,
        verified_by_body=credential.verified_by_body_id,
        paper=", ".join(part for part in (credential.issuer, credential.reference) if part),
    )


def verification(session: Session | None, enterprise: Enterprise) -> Verification | None:
    """Who verified the enterprise, where they looked, and when."""
    if enterprise.verified_on is None:
        return None
    names = register.people_names(session, [enterprise.verified_by_id]) if session else {}
    scheme = enterprise.verified_by_scheme or ""
    return Verification(
        Scheme[scheme].value if scheme in Scheme.__members__ else scheme,
        formats.date(enterprise.verified_on),
        names.get(enterprise.verified_by_id or 0, "an adviser"),
        enterprise.verified_by_body_id,
    )


def offer_title(offer: Offer) -> str:
    """What an offer is called: its own name, or the standard one of its capability."""
    return offer.description or cpv.name(offer.capability)


def capacity_words(offer: Offer) -> str:
    """ "400 meals a day"."""
    return units.get(offer.unit).rate(offer.capacity)


def area_words(offer: Offer) -> list[str]:
    """The areas of an offer by name."""
    return sorted(areas.label(row.area) for row in offer.areas)


def few(words: list[str], nothing: str = "") -> str:
    """A list on one line; a long one says how many more there are."""
    if not words:
        return nothing
    shown, more = words[:A_FEW], len(words) - A_FEW
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def paragraphs(text: str) -> list[str]:
    """The lines of a text that are not blank."""
    return [line for line in text.split("\n") if line.strip()]


def place(enterprise: Enterprise) -> str:
    """The area where an enterprise is based, or "" where it has not entered one."""
    return areas.label(enterprise.home_area) if enterprise.home_area else ""


def legal_form_name(enterprise: Enterprise) -> str:
    """The name of the legal form, or "" where the enterprise has not chosen one."""
    form = legal_forms.get(enterprise.legal_form) if enterprise.legal_form else None
    return form.name if form else ""


def workforce_words(enterprise: Enterprise) -> str:
    """How many people, and whether 30% or more are disabled or disadvantaged. Never how many of them: in a
    small enterprise, people could guess who they are."""
    if not enterprise.workforce:
        return ""
    words = formats.plural(enterprise.workforce, "person", "people")
    supported = is_supported_employer(enterprise.workforce, enterprise.supported_workforce)
    return words + (", 30% or more of them disabled or disadvantaged" if supported else "")
