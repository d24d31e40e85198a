"""Whom to write to."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Membership, Person
from app.accounts.rules import PersonState
from app.consortia.models import Consortium


def people_of(session: Session, organisation_id: int) -> list[Person]:
    """The people who act for an organisation and may sign in, in order of joining."""
    query = (
        sa.select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id, Person.state == PersonState.active)
        .order_by(Membership.id)
    )
    return list(session.scalars(query))


def advisers_of(session: Session, consortium: Consortium) -> list[Person]:
    """Who hears about a consortium at its adviser body: whoever adopted it, or everybody once that person is gone."""
    everybody = people_of(session, consortium.organisation_id)
    return [person for person in everybody if person.id == consortium.adopted_by_id] or everybody
