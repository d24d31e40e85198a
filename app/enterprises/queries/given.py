"""What adviser bodies gave an enterprise: verifications and vouches, without a figure."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.enterprises.models import Credential, Enterprise, TrustPair
from app.enterprises.rules import TrustState
from app.foundation.reference import credentials


def given_by_bodies(session: Session, enterprise_id: int) -> list[str]:
    """One line for each verification and vouch that counts, with its number and who gave it."""
    enterprise = session.scalar(_verified(Enterprise).where(Enterprise.id == enterprise_id))
    papers = session.scalars(
        _verified(Credential).where(
            Credential.enterprise_id == enterprise_id, Credential.withdrawn_at.is_(None)
        )
    ).all()
    pairs = session.scalars(
        sa.select(TrustPair)
        .where(
            sa.or_(TrustPair.first_id == enterprise_id, TrustPair.second_id == enterprise_id),
            TrustPair.state == TrustState.vouched,
        )
        .order_by(TrustPair.id)
    ).all()
    givers = [enterprise.verified_by_body_id] if enterprise is not None else []
    givers += [paper.verified_by_body_id for paper in papers] + [pair.vouched_by_body_id for pair in pairs]
    names = _names(session, {giver for giver in givers if giver is not None})

    def body(giver: int | None) -> str:
        return names.get(giver or 0, "an unknown adviser body")

    lines = []
    if enterprise is not None:
        lines.append(f"enterprise {enterprise.id}: verified by {body(enterprise.verified_by_body_id)}")
    for paper in papers:
        name = credentials.name(paper.type)
        lines.append(f"credential {paper.id} ({name}): verified by {body(paper.verified_by_body_id)}")
    for pair in pairs:
        lines.append(f"pair {pair.id}: vouched for by {body(pair.vouched_by_body_id)}")
    return lines


def _verified(kind: type[Enterprise] | type[Credential]) -> sa.Select[Any]:
    return sa.select(kind).where(kind.verified_on.is_not(None)).order_by(kind.id)


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    rows = session.execute(sa.select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)))
    return {row.id: row.name for row in rows}
