"""An enterprise decides which adviser bodies see its figures."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.enterprises.actions.permission import own_enterprise
from app.enterprises.models import Enterprise, FigurePermission
from app.enterprises.queries.figures import adviser_bodies
from app.enterprises.rules import Stale
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import Refused


def share_figures(
    session: Session,
    actor: Actor,
    enterprise_id: int,
    version: int,
    only_named: bool,
    bodies: Collection[int],
) -> Enterprise:
    """Share the enterprise's figures with every approved adviser body, or with the named ones only.

    `bodies` are ids of approved adviser bodies. There may be none, and they are kept only if `only_named`.
    Raises Stale when the enterprise is not at `version`, Refused when one of them is not an approved adviser
    body.
    """
    enterprise = own_enterprise(session, actor, enterprise_id)
    if enterprise.version != version:
        raise Stale
    chosen = set(bodies) if only_named else set()
    if not chosen <= {body.id for body in adviser_bodies(session)}:
        raise Refused("Choose adviser bodies from the list. One you chose is no longer approved.", "bodies")
    before = {permission.organisation_id for permission in enterprise.figure_permissions}
    if (enterprise.figures_only_named, before) == (only_named, chosen):
        return enterprise
    for permission in enterprise.figure_permissions:
        if permission.organisation_id not in chosen:
            session.delete(permission)
    session.add_all(
        FigurePermission(enterprise_id=enterprise.id, organisation_id=body)
        for body in sorted(chosen - before)
    )
    enterprise.figures_only_named = only_named
    flag_modified(enterprise, "figures_only_named")  # so that the version moves with the named bodies too
    session.flush()
    session.expire(enterprise, ["figure_permissions"])
    audit.record(
        session, actor, "enterprise.figures_shared", enterprise, only_named=only_named, bodies=sorted(chosen)
    )
    return enterprise
