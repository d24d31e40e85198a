"""What adviser bodies verify. Only the body that gave a verification can withdraw it, or an operator with a
reason.

A verification is of one name, one legal form and certain numbers. When one of them changes, it ends.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.accounts.queries import admission
from app.enterprises.actions.credentials import locked_credential
from app.enterprises.actions.permission import require_adviser, require_figures, require_giver
from app.enterprises.models import Credential, Enterprise
from app.enterprises.rules import Scheme
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import NotFound, Refused
from app.foundation.mail import outbox
from app.foundation.reference import credentials as credential_types


def verify_enterprise(
    session: Session, actor: Actor, enterprise_id: int, scheme: Scheme, on: date
) -> Enterprise:
    """Record that an adviser checked in a scheme's list that this is a social enterprise.

    Raises Refused while another body's verification counts.
    """
    require_adviser(actor)
    enterprise = _locked(session, enterprise_id)
    require_figures(actor, enterprise)
    _refuse_other_body(session, actor, enterprise)
    enterprise.verified_by_id, enterprise.verified_on = actor.person_id, on
    enterprise.verified_by_body_id, enterprise.verified_by_scheme = actor.organisation_id, scheme.name
    audit.record(session, actor, "enterprise.verified", enterprise, scheme=scheme.name, on=on.isoformat())
    return enterprise


def withdraw_verification(session: Session, actor: Actor, enterprise_id: int, reason: str = "") -> Enterprise:
    """Withdraw a verification. Without one nothing changes.

    Raises NotAllowed for an adviser of another body, Refused for an operator without a reason.
    """
    enterprise = _locked(session, enterprise_id)
    if enterprise.verified_on is None:
        require_giver(session, actor, actor.organisation_id, reason, "verification")
        return enterprise
    body = enterprise.verified_by_body_id
    require_giver(session, actor, body, reason, "verification")
    _clear(enterprise)
    audit.record(session, actor, "enterprise.verification_withdrawn", enterprise, reason=reason.strip())
    if actor.organisation_id != body:
        _tell(session, enterprise, {body}, reason)
    return enterprise


def verify_credential(
    session: Session, actor: Actor, enterprise_id: int, credential_id: int, on: date
) -> Credential:
    """Record that an adviser has seen the certificate itself.

    Raises Refused when it has expired or another body's verification counts.
    """
    require_adviser(actor)
    credential = _of(session, enterprise_id, credential_id)
    require_figures(actor, credential.enterprise)
    if credential.expires_on is not None and credential.expires_on < on:
        raise Refused("This has expired. You can verify it once it is renewed.")
    _refuse_other_body(session, actor, credential)
    credential.verified_by_id, credential.verified_on = actor.person_id, on
    credential.verified_by_body_id = actor.organisation_id
    audit.record(session, actor, "credential.verified", credential, type=credential.type, on=on.isoformat())
    return credential


def withdraw_credential_verification(
    session: Session, actor: Actor, enterprise_id: int, credential_id: int, reason: str = ""
) -> Credential:
    """Withdraw the verification of a credential, as `withdraw_verification` does."""
    credential = _of(session, enterprise_id, credential_id)
    if credential.verified_on is None:
        require_giver(session, actor, actor.organisation_id, reason, "verification")
        return credential
    body = credential.verified_by_body_id
    require_giver(session, actor, body, reason, "verification")
    _clear(credential)
    audit.record(
        session,
        actor,
        "credential.verification_withdrawn",
        credential,
        type=credential.type,
        reason=reason.strip(),
    )
    if actor.organisation_id != body:
        what = credential_types.name(credential.type)
        _tell(session, credential.enterprise, {body}, f"{what}: {reason}")
    return credential


def end_verifications(session: Session, actor: Actor, enterprise: Enterprise, why: str) -> None:
    """End every verification of an enterprise, because its name, numbers or legal form changed."""
    verified: list[Enterprise | Credential] = [enterprise] if enterprise.verified_on is not None else []
    papers = sa.select(Credential).where(
        Credential.enterprise_id == enterprise.id,
        Credential.verified_on.is_not(None),
        Credential.withdrawn_at.is_(None),
    )
    verified += session.scalars(papers.order_by(Credential.id).with_for_update()).all()
    bodies = {row.verified_by_body_id for row in verified}
    for row in verified:
        _clear(row)
        verb = "enterprise" if isinstance(row, Enterprise) else "credential"
        audit.record(session, actor, f"{verb}.verification_withdrawn", row, reason=why)
    if verified:
        _tell(session, enterprise, bodies, why)


def renamed(session: Session, actor: Actor, organisation: Organisation) -> None:
    """End the verifications of an enterprise whose organisation has a new name."""
    enterprise = session.scalar(
        sa.select(Enterprise).where(Enterprise.organisation_id == organisation.id).with_for_update()
    )
    if enterprise is not None:
        end_verifications(session, actor, enterprise, "The enterprise changed its name.")


def _refuse_other_body(session: Session, actor: Actor, row: Enterprise | Credential) -> None:
    if row.verified_on is None or row.verified_by_body_id in (None, actor.organisation_id):
        return
    body = session.get_one(Organisation, row.verified_by_body_id)
    raise Refused(f"{body.name} has already verified this. That counts until they withdraw it.")


def _clear(row: Enterprise | Credential) -> None:
    row.verified_by_id = row.verified_by_body_id = row.verified_on = None
    if isinstance(row, Enterprise):
        row.verified_by_scheme = None


def _tell(session: Session, enterprise: Enterprise, bodies: set[int | None], why: str) -> None:
    """Email the owners of the enterprise and of the bodies whose verification ended."""
    organisation_ids = {enterprise.organisation_id, *(body for body in bodies if body is not None)}
    for organisation_id in sorted(organisation_ids):
        for owner in admission.owners(session, organisation_id):
            outbox.post(
                session,
                owner.email,
                "enterprises_verification_ended",
                name=owner.name,
                enterprise=enterprise.organisation.name,
                why=why.strip(),
                own=organisation_id == enterprise.organisation_id,
            )


def _locked(session: Session, enterprise_id: int) -> Enterprise:
    enterprise = session.get(
        Enterprise, enterprise_id, with_for_update={"of": Enterprise}, populate_existing=True
    )
    if enterprise is None:
        raise NotFound("We cannot find that enterprise.")
    return enterprise


def _of(session: Session, enterprise_id: int, credential_id: int) -> Credential:
    credential = locked_credential(session, credential_id)
    if credential.enterprise_id != enterprise_id:
        raise NotFound("We cannot find that credential.")
    return credential
