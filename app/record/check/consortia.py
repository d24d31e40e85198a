"""Comparing enquiries, consortia, members and their promises with the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.consortia.models import Consortium, ConsortiumLot, Enquiry, Member, Promise, Proposal
from app.consortia.rules.states import HOLDING, ConsortiumState, EnquiryState, MemberState
from app.enterprises.models import CapacityHold
from app.enterprises.rules import HoldState
from app.record.check.trail import Entry, Replayed, batches, differences, digest, entries_about, last_of

_ENQUIRY_STATES = {
    "enquiry.asked": EnquiryState.queued,
    "enquiry.started": EnquiryState.running,
    "enquiry.answered": EnquiryState.answered,
    "enquiry.failed": EnquiryState.failed,
    "enquiry.cancelled": EnquiryState.cancelled,
}
_MEMBER_STATES = {
    "member.invited": MemberState.invited,
    "member.accepted": MemberState.accepted,
    "member.declined": MemberState.declined,
    "member.left": MemberState.left,
}
_CONSORTIUM_STATES = {
    "consortium.formed": ConsortiumState.forming,
    "consortium.agreed": ConsortiumState.agreed,
    "consortium.bidding": ConsortiumState.bidding,
    "consortium.submitted": ConsortiumState.submitted,
    "consortium.won": ConsortiumState.won,
    "consortium.lost": ConsortiumState.lost,
    "consortium.dissolved": ConsortiumState.dissolved,
}
ANSWERED = ("member.accepted", "member.declined", "member.left")


def _enquiry(entries: Sequence[Entry]) -> Mapping[str, Any]:
    says: dict[str, Any] = {
        "state": last_of(entries, _ENQUIRY_STATES),
        "problem_sha256": None,
        "status": None,
    }
    for entry in entries:
        says |= {name: entry.details[name] for name in ("problem_sha256", "status") if name in entry.details}
    return says


def _member(entries: Sequence[Entry]) -> Mapping[str, Any]:
    invited = next(entry for entry in entries if entry.verb == "member.invited")
    answers = [entry for entry in entries if entry.verb in ANSWERED]
    return {
        "state": last_of(entries, _MEMBER_STATES),
        "enterprise_id": invited.details["enterprise"],
        "is_lead": invited.details["lead"],
        "answered_by_id": answers[-1].person_id if answers else None,
    }


REPLAYED = (
    Replayed(
        Enquiry, "Enquiry", frozenset({"enquiry.asked"}), _enquiry, ("state", "problem_sha256", "status")
    ),
    Replayed(
        Member,
        "Member",
        frozenset({"member.invited"}),
        _member,
        ("state", "enterprise_id", "is_lead", "answered_by_id"),
    ),
    Replayed(Consortium, "Consortium", frozenset({"consortium.formed"}), lambda entries: {}, ("state",)),
)


def compare(session: Session) -> Iterator[str]:
    """Differences of enquiries with their frozen bytes, of consortia, members and holds."""
    for replayed in REPLAYED:
        yield from differences(session, replayed)
    yield from _frozen(session)
    for consortia in batches(session, Consortium, ("state",)):
        yield from _consortia(session, consortia)


def _frozen(session: Session) -> Iterator[str]:
    """The problem and outcome of an enquiry are still the bytes that were solved and checked."""
    outcomes = _recorded_outcomes(session)
    columns = sa.select(Enquiry.id, Enquiry.problem_sha256, Enquiry.problem, Enquiry.outcome)
    for row_id, problem_sha256, problem, outcome in session.execute(columns.execution_options(yield_per=5)):
        if digest(problem) != problem_sha256:
            yield f"Enquiry {row_id}: its question is not the one that was solved."
        if digest(outcome) != outcomes.get(row_id, (None,))[0]:
            yield f"Enquiry {row_id}: its answer is not the one that was checked."
    proposals = sa.select(Proposal.enquiry_id, sa.func.count()).group_by(Proposal.enquiry_id)
    counted = {row[0]: row[1] for row in session.execute(proposals)}
    for row_id in sorted(counted.keys() | outcomes.keys()):
        here, there = counted.get(row_id, 0), outcomes.get(row_id, ("", 0))[1]
        if here != there:
            yield f"Enquiry {row_id} has {here} proposals in the database, {there} in the record."


def _recorded_outcomes(session: Session) -> dict[int, tuple[str, int]]:
    """The hash of the outcome and the number of proposals that the record gives for each answered
    enquiry.
    """
    outcomes: dict[int, tuple[str, int]] = {}
    for enquiries in batches(session, Enquiry, ("state",)):
        recorded = entries_about(session, Enquiry, [enquiry.id for enquiry in enquiries])
        for enquiry_id, entries in recorded.items():
            for entry in entries:
                if entry.verb == "enquiry.answered":
                    outcomes[enquiry_id] = (entry.details["outcome_sha256"], entry.details["proposals"])
    return outcomes


def _consortia(session: Session, rows: Sequence[Consortium]) -> Iterator[str]:
    ids = [row.id for row in rows]
    members = _members_of(session, ids)
    lots = _lots_of(session, ids)
    own = entries_about(session, Consortium, ids)
    leavings = _leavings(session, members)
    for row in rows:
        entries = sorted([*own.get(row.id, []), *leavings[row.id]], key=lambda entry: entry.number)
        yield from _state(row, entries)
        formed = next((entry for entry in entries if entry.verb == "consortium.formed"), None)
        if formed and lots[row.id] != set(formed.details["lots"]):
            yield f"Consortium {row.id} bids for different lots in the database and in the record."
        yield from _members(row, members[row.id])
    yield from _holds(session, rows, members)


def _members_of(session: Session, consortium_ids: Sequence[int]) -> dict[int, list[Member]]:
    members: dict[int, list[Member]] = {consortium_id: [] for consortium_id in consortium_ids}
    query = sa.select(Member).where(Member.consortium_id.in_(consortium_ids)).order_by(Member.id)
    for member in session.scalars(query):
        members[member.consortium_id].append(member)
    return members


def _lots_of(session: Session, consortium_ids: Sequence[int]) -> dict[int, set[int]]:
    lots: dict[int, set[int]] = {consortium_id: set() for consortium_id in consortium_ids}
    for row in session.scalars(
        sa.select(ConsortiumLot).where(ConsortiumLot.consortium_id.in_(consortium_ids))
    ):
        lots[row.consortium_id].add(row.lot_id)
    return lots


def _leavings(session: Session, members: Mapping[int, Sequence[Member]]) -> dict[int, list[Entry]]:
    """The entries about members that left, by consortium."""
    consortium_of = {member.id: member.consortium_id for group in members.values() for member in group}
    leavings: dict[int, list[Entry]] = {consortium_id: [] for consortium_id in members}
    for member_id, entries in entries_about(session, Member, list(consortium_of)).items():
        leavings[consortium_of[member_id]] += [entry for entry in entries if entry.verb == "member.left"]
    return leavings


def _state(row: Consortium, entries: Sequence[Entry]) -> Iterator[str]:
    # A member that leaves takes an agreed consortium back to forming, without an entry of its own.
    recorded = last_of(entries, {**_CONSORTIUM_STATES, "member.left": ConsortiumState.forming})
    if recorded is not None and row.state is not recorded:
        yield (
            f"Consortium {row.id}: state is {row.state.name} in the database, {recorded.name} in the record."
        )


def _members(row: Consortium, members: Sequence[Member]) -> Iterator[str]:
    if row.state in HOLDING and row.state is not ConsortiumState.forming:
        for member in members:
            if member.state is not MemberState.accepted:
                yield f"Consortium {row.id} is {row.state.name}, but its member {member.id} has not accepted."


def _holds(
    session: Session, rows: Sequence[Consortium], members: Mapping[int, Sequence[Member]]
) -> Iterator[str]:
    """What accepted members of live consortia promised is held, and nothing else is held for a consortium."""
    bound = {
        member.id: row.id
        for row in rows
        if row.state in HOLDING
        for member in members[row.id]
        if member.state is MemberState.accepted
    }
    promised: dict[tuple[int, int, str], int] = {}
    for promise in session.scalars(sa.select(Promise).where(Promise.member_id.in_(bound))):
        key = (bound[promise.member_id], promise.offer_id, f"work_packages:{promise.work_package_id}")
        promised[key] = promise.quantity
    holders = {f"consortia:{row.id}": row.id for row in rows}
    query = sa.select(CapacityHold).where(
        CapacityHold.holder.in_(holders), CapacityHold.state == HoldState.held
    )
    held = {
        (holders[hold.holder], hold.offer_id, hold.purpose): hold.quantity for hold in session.scalars(query)
    }
    for key in sorted(promised.keys() | held.keys()):
        here, there = held.get(key, 0), promised.get(key, 0)
        if here != there:
            what = f"of offer {key[1]} is held for {key[2]}"
            yield f"Consortium {key[0]}: {here} {what}, but its members promised {there}."
