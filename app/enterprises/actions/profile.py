"""What an enterprise writes about itself."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.enterprises.actions.numbers import UNIQUE_NUMBERS, flush_numbers, refuse_taken_numbers
from app.enterprises.actions.permission import is_system, own_enterprise
from app.enterprises.actions.verifying import end_verifications
from app.enterprises.models import Enterprise
from app.enterprises.rules import Stale
from app.foundation import audit
from app.foundation.actor import Actor, OrganisationKind
from app.foundation.errors import Conflict, NotFound, Refused
from app.foundation.reference import areas, identifiers, legal_forms

FIELDS = frozenset(
    {
        "summary",
        "history",
        "website",
        "legal_form",
        "company_number",
        "charity_number",
        "ppon",
        "share_code",
        "share_code_on",
        "home_area",
        "turnover",
        "workforce",
        "supported_workforce",
        "social_enterprise",
        "can_lead",
        "joining_cost",
        "min_value",
        "max_value",
        "listed",
    }
)
# What an adviser looked at: when it changes, an adviser has to look again.
VERIFIED_FIELDS = frozenset({"legal_form", "company_number", "charity_number", "ppon", "social_enterprise"})


def create_enterprise(
    session: Session, actor: Actor, organisation: Organisation, **profile: Any
) -> Enterprise:
    """Put an organisation in the register. `profile` may have any of FIELDS; money in pence.

    Raises Refused when the organisation is not an enterprise, the profile breaks a rule or a number is taken,
    Conflict when it is in the register already.
    """
    if not is_system(actor) and actor.organisation_id != organisation.id:
        raise NotFound("We cannot find that organisation, or it is not yours.")
    if organisation.kind is not OrganisationKind.enterprise:
        raise Refused("Only a social enterprise can have a profile in the register.")
    profile_id = sa.select(Enterprise.id).where(Enterprise.organisation_id == organisation.id)
    if session.scalar(profile_id) is not None:
        raise Conflict("Your enterprise already has a profile.")
    # The checks read these before the database would fill in its defaults.
    enterprise = Enterprise(
        organisation_id=organisation.id,
        workforce=0,
        supported_workforce=0,
        joining_cost=0,
        min_value=0,
        turnover=None,
        max_value=None,
    )
    _apply(enterprise, profile)
    refuse_taken_numbers(session, enterprise)
    session.add(enterprise)
    flush_numbers(session, enterprise)
    audit.record(session, actor, "enterprise.created", enterprise, name=organisation.name)
    return enterprise


def change_profile(
    session: Session, actor: Actor, enterprise_id: int, version: int, **profile: Any
) -> Enterprise:
    """Change some of FIELDS. Raises Stale when the enterprise is not at `version`, Refused when a rule is
    broken.

    Its verifications end when what was verified changes; see `verifying`.
    """
    enterprise = own_enterprise(session, actor, enterprise_id)
    if enterprise.version != version:
        raise Stale
    changed = _apply(enterprise, profile)
    if changed & UNIQUE_NUMBERS.keys():
        refuse_taken_numbers(session, enterprise)
        flush_numbers(session, enterprise)
    if changed:
        audit.record(session, actor, "enterprise.changed", enterprise, changed=sorted(changed))
    if changed & VERIFIED_FIELDS:
        end_verifications(
            session, actor, enterprise, "The enterprise changed its legal form or registration numbers."
        )
    return enterprise


def _apply(enterprise: Enterprise, profile: dict[str, Any]) -> set[str]:
    """Set the fields that differ and check the profile; returns the names of the changed fields."""
    unknown = profile.keys() - FIELDS
    if unknown:
        raise TypeError(f"an enterprise has no {', '.join(sorted(unknown))}")
    fields = _tidy(profile)
    changed = {name for name, value in fields.items() if getattr(enterprise, name) != value}
    _check(enterprise, fields)
    for name in changed:
        setattr(enterprise, name, fields[name])
    return changed


_NUMBERS = {
    "company_number": identifiers.company_number,
    "charity_number": identifiers.charity_number,
    "ppon": identifiers.ppon,
    "share_code": identifiers.share_code,
}


def _tidy(profile: dict[str, Any]) -> dict[str, Any]:
    fields = dict(profile)
    for name, read in _NUMBERS.items():
        if fields.get(name):
            try:
                fields[name] = read(fields[name])
            except ValueError as error:
                raise Refused(str(error), name) from None
        elif name in fields:
            fields[name] = None
    if fields.get("legal_form") and legal_forms.get(fields["legal_form"]) is None:
        raise Refused("Choose a legal form from the list.", "legal_form")
    if fields.get("home_area"):
        if areas.get(fields["home_area"]) is None:
            raise Refused("Choose an area from the list. We do not know this one.", "area")
        fields["home_area"] = areas.canonical(fields["home_area"])
    if fields.get("website"):
        fields["website"] = _website(fields["website"])
    return fields


def _website(typed: str) -> str:
    address = typed if "://" in typed else f"https://{typed}"
    scheme, _, path = address.partition("://")
    host = path.partition("/")[0]
    if scheme.lower() not in ("http", "https") or "." not in host or any(c in address for c in " <>\"'\\@"):
        raise Refused("Enter a website address, like www.example.org", "website")
    return address


def _check(enterprise: Enterprise, fields: dict[str, Any]) -> None:
    profile = {name: getattr(enterprise, name) for name in FIELDS} | fields
    _check_figures(profile)
    _check_share_code(profile)


def _check_figures(profile: dict[str, Any]) -> None:
    for name in ("turnover", "joining_cost", "min_value", "max_value", "workforce", "supported_workforce"):
        if (profile[name] or 0) < 0:
            raise Refused("Enter a figure of 0 or more.", name)
    if profile["supported_workforce"] > profile["workforce"]:
        raise Refused(
            f"Enter a number no higher than your workforce of {profile['workforce']:,}.",
            "supported_workforce",
        )
    if profile["max_value"] is not None and profile["max_value"] < profile["min_value"]:
        raise Refused("The largest part must be at least as much as the smallest part.", "max_value")


def _check_share_code(profile: dict[str, Any]) -> None:
    share_code, created_on = profile["share_code"], profile["share_code_on"]
    if share_code and created_on is None:
        raise Refused(
            "Enter the date you created the share code. It shows your answers as they were then.",
            "share_code_on",
        )
    if created_on is not None and not share_code:
        raise Refused("Enter the share code you created on this date, or leave the date blank.", "share_code")
