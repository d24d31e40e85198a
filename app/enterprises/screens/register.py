"""The whole entry of an enterprise, figures included, for advisers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.enterprises.models import Enterprise, IncompatiblePair, TrustPair
from app.enterprises.screens import lines
from app.enterprises.screens.lines import CredentialLine, Verification
from app.enterprises.screens.own import OfferLine, offer_line
from app.enterprises.screens.pairs import IncompatibleLine, TrustLine, trust_screen
from app.foundation.templating import formats
from app.foundation.templating.pieces import SummaryRow


@dataclass(frozen=True)
class RegisterScreen:
    """Everything an adviser sees of an enterprise, prices included."""

    id: int
    name: str
    listed: bool
    summary: str
    history: list[str]
    website: str
    verification: Verification | None
    rows: list[SummaryRow]
    offers: list[OfferLine]
    credentials: list[CredentialLine]
    trusts: list[TrustLine]
    incompatible: list[IncompatibleLine]


def register_screen(
    session: Session,
    enterprise: Enterprise,
    pairs: Sequence[TrustPair],
    declared: Sequence[IncompatiblePair],
    today: date,
) -> RegisterScreen:
    """The entry of an enterprise loaded by `queries.register.register_entry`.

    `declared` are the pairs in which it said that it cannot work with the other.
    """
    trust = trust_screen(session, enterprise, pairs, declared)
    return RegisterScreen(
        id=enterprise.id,
        name=enterprise.organisation.name,
        listed=enterprise.listed,
        summary=enterprise.summary,
        history=lines.paragraphs(enterprise.history),
        website=enterprise.website,
        verification=lines.verification(session, enterprise),
        rows=_rows(enterprise),
        offers=[offer_line(offer) for offer in enterprise.offers],
        credentials=lines.credential_lines(session, enterprise.credentials, today),
        trusts=trust.trusts,
        incompatible=trust.incompatible,
    )


def _share_code(enterprise: Enterprise) -> str:
    if not enterprise.share_code or enterprise.share_code_on is None:
        return ""
    return f"{enterprise.share_code}, created on {formats.date(enterprise.share_code_on)}"


def _rows(enterprise: Enterprise) -> list[SummaryRow]:
    unknown = "Not given"
    workforce = formats.plural(enterprise.workforce, "person", "people")
    supported = formats.number(enterprise.supported_workforce)
    return [
        SummaryRow("Legal form", lines.legal_form_name(enterprise) or unknown),
        SummaryRow("Company number", enterprise.company_number or unknown),
        SummaryRow("Charity number", enterprise.charity_number or unknown),
        SummaryRow("Central Digital Platform number (PPON)", enterprise.ppon or unknown),
        SummaryRow("Share code", _share_code(enterprise) or unknown),
        SummaryRow("Based in", lines.place(enterprise) or unknown),
        SummaryRow(
            "Turnover", formats.money(enterprise.turnover) if enterprise.turnover is not None else unknown
        ),
        SummaryRow("Workforce", f"{workforce}, {supported} of them disabled or disadvantaged"),
        SummaryRow("Can lead", "Yes" if enterprise.can_lead else "No"),
        SummaryRow("Smallest part of a contract", formats.money(enterprise.min_value)),
        SummaryRow(
            "Largest part of a contract",
            formats.money(enterprise.max_value) if enterprise.max_value is not None else "No limit",
        ),
        SummaryRow("Joining cost", formats.money(enterprise.joining_cost)),
    ]
