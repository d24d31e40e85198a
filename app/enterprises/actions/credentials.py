"""An enterprise's certificates, licences, policies and insurance."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enterprises.actions.permission import own_enterprise, require_own
from app.enterprises.models import Credential, Enterprise
from app.enterprises.rules import Stale
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import NotFound, Refused
from app.foundation.reference import credentials as credential_types
from app.foundation.types import now


def add_credential(
    session: Session,
    actor: Actor,
    enterprise: Enterprise,
    type: str,
    *,
    reference: str = "",
    issuer: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> Credential:
    """Add a credential that nobody has verified yet. `type` is a key of reference/credentials.

    The same credential sent twice is added once.
    """
    require_own(actor, enterprise)
    _check(type, issued_on, expires_on)
    details = (reference, issuer, issued_on, expires_on)
    for existing in session.scalars(_held(enterprise, type)):
        if (existing.reference, existing.issuer, existing.issued_on, existing.expires_on) == details:
            return existing
    credential = Credential(
        enterprise_id=enterprise.id,
        type=type,
        reference=reference,
        issuer=issuer,
        issued_on=issued_on,
        expires_on=expires_on,
    )
    session.add(credential)
    session.flush()
    audit.record(session, actor, "credential.added", credential, type=type, expires_on=_iso(expires_on))
    return credential


def change_credential(
    session: Session,
    actor: Actor,
    credential_id: int,
    version: int,
    *,
    reference: str,
    issuer: str,
    issued_on: date | None,
    expires_on: date | None,
) -> Credential:
    """Renew or correct a credential. A verification of it ends, because it has to be checked again.

    Raises Stale when it is not at `version`.
    """
    credential = _own(session, actor, credential_id)
    if credential.version != version:
        raise Stale
    _check(credential.type, issued_on, expires_on)
    fields = {"reference": reference, "issuer": issuer, "issued_on": issued_on, "expires_on": expires_on}
    changed = sorted(name for name, value in fields.items() if getattr(credential, name) != value)
    for name in changed:
        setattr(credential, name, fields[name])
    if changed:
        credential.verified_by_id = credential.verified_by_body_id = credential.verified_on = None
        audit.record(
            session, actor, "credential.changed", credential, changed=changed, expires_on=_iso(expires_on)
        )
    return credential


def withdraw_credential(session: Session, actor: Actor, credential_id: int) -> Credential:
    """Withdraw a credential. The row is kept to show later what the enterprise had and when."""
    credential = _own(session, actor, credential_id)
    credential.withdrawn_at = now()
    audit.record(session, actor, "credential.withdrawn", credential, type=credential.type)
    return credential


def _own(session: Session, actor: Actor, credential_id: int) -> Credential:
    credential = locked_credential(session, credential_id)
    own_enterprise(session, actor, credential.enterprise_id)
    return credential


def locked_credential(session: Session, credential_id: int) -> Credential:
    """A credential that is not withdrawn, locked for a change. Raises NotFound."""
    credential = session.get(
        Credential, credential_id, with_for_update={"of": Credential}, populate_existing=True
    )
    if credential is None or credential.withdrawn_at is not None:
        raise NotFound("We cannot find that credential.")
    return credential


def _held(enterprise: Enterprise, type: str) -> sa.Select[Credential]:
    return (
        sa.select(Credential)
        .where(
            Credential.enterprise_id == enterprise.id,
            Credential.type == type,
            Credential.withdrawn_at.is_(None),
        )
        .order_by(Credential.id)
    )


def _check(type: str, issued_on: date | None, expires_on: date | None) -> None:
    if credential_types.get(type) is None:
        raise Refused("Choose what to add from the list.", "type")
    if issued_on is not None and expires_on is not None and expires_on < issued_on:
        raise Refused("Enter an expiry date on or after the issue date.", "expires_on")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
