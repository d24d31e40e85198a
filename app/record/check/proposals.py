"""Comparing proposals and what was promised from them with the checked answer. No figures are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from app.consortia.actions.answering import proposals_of
from app.consortia.models import Allocation, Consortium, Enquiry, Member, Promise, Proposal
from app.record.check.trail import batches, digest
from solver import outcome as outcomes
from solver import problem as problems

_KEYS = {"id", "enquiry_id", "proposal_id"}


def compare(session: Session) -> Iterator[str]:
    """Proposals that are not those of their enquiry's frozen answer, and promises that are not those of a
    proposal.
    """
    for enquiries in batches(session, Enquiry, ("problem_sha256",)):
        for enquiry_id, sha256 in [(row.id, row.problem_sha256) for row in enquiries]:
            yield from _of_enquiry(session, enquiry_id, sha256)
    for consortia in batches(session, Consortium, ("proposal_id",)):
        yield from _promises(session, {row.id: row.proposal_id for row in consortia})


def _of_enquiry(session: Session, enquiry_id: int, sha256: str | None) -> Iterator[str]:
    query = sa.select(Enquiry.problem, Enquiry.outcome).where(Enquiry.id == enquiry_id)
    problem, outcome = session.execute(query).one()
    if problem is None or outcome is None or digest(problem) != sha256:
        return  # no answer, or another question: app.record.check.consortia reports that
    try:
        checked = {
            row.rank: row for row in proposals_of(enquiry_id, problems.read(problem), outcomes.read(outcome))
        }
    except (ValueError, KeyError):
        yield f"Enquiry {enquiry_id}: its answer can no longer be read."
        return
    stored = session.scalars(
        sa.select(Proposal)
        .where(Proposal.enquiry_id == enquiry_id)
        .options(selectinload(Proposal.members), selectinload(Proposal.allocations))
        .order_by(Proposal.rank)
    )
    for row in stored:
        as_checked = checked.get(row.rank)
        if as_checked is not None:
            yield from _of_proposal(row, as_checked)


def _of_proposal(row: Proposal, checked: Proposal) -> Iterator[str]:
    if _values(row) != _values(checked):
        yield f"Proposal {row.id}: its figures are not those that were checked."
    if Counter(map(_values, row.members)) != Counter(map(_values, checked.members)):
        yield f"Proposal {row.id}: its members are not those that were checked."
    if Counter(map(_values, row.allocations)) != Counter(map(_values, checked.allocations)):
        yield f"Proposal {row.id}: its quantities or prices are not those that were checked."


def _values(row: Any) -> tuple[Any, ...]:
    """The values of a row without its own keys; lists as text, so that rows can be counted."""
    columns = [column.key for column in sa.inspect(row).mapper.column_attrs if column.key not in _KEYS]
    values = [getattr(row, name) for name in columns]
    return tuple(str(value) if isinstance(value, list) else value for value in values)


def _promises(session: Session, proposals: dict[int, int]) -> Iterator[str]:
    allocated: dict[int, Counter[tuple[int, ...]]] = {
        proposal_id: Counter() for proposal_id in proposals.values()
    }
    columns = ("offer_id", "work_package_id", "quantity", "unit_price", "value")
    query = sa.select(
        Allocation.proposal_id, Allocation.enterprise_id, *(getattr(Allocation, name) for name in columns)
    ).where(Allocation.proposal_id.in_(allocated))
    for proposal_id, *values in session.execute(query):
        allocated[proposal_id][tuple(values)] += 1
    promised: dict[int, Counter[tuple[int, ...]]] = {consortium_id: Counter() for consortium_id in proposals}
    query = (
        sa.select(Member.consortium_id, Member.enterprise_id, *(getattr(Promise, name) for name in columns))
        .join(Member, Member.id == Promise.member_id)
        .where(Member.consortium_id.in_(promised))
    )
    for consortium_id, *values in session.execute(query):
        promised[consortium_id][tuple(values)] += 1
    for consortium_id, proposal_id in proposals.items():
        different = (promised[consortium_id] - allocated[proposal_id]) + (
            allocated[proposal_id] - promised[consortium_id]
        )
        for enterprise_id in sorted({values[0] for values in different}):
            yield (
                f"Consortium {consortium_id}: what enterprise {enterprise_id} promises is not what the"
                " proposal that was adopted gives it."
            )
