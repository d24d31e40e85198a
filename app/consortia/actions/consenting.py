"""Each enterprise answers for itself. Accepting holds its capacity; the last to accept makes it agreed."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.consortia.actions import claims, letters
from app.consortia.actions.forming import holder_of
from app.consortia.models import Consortium, Member, Promise
from app.consortia.queries.consortia import consortium_for, membership_of
from app.consortia.rules import states
from app.consortia.rules.states import LEAVABLE, Claim, ConsortiumState, MemberState
from app.enterprises.actions import ledger
from app.enterprises.queries.figures import is_taking_part
from app.foundation import audit
from app.foundation.actor import SYSTEM, Actor
from app.foundation.errors import NotFound, Refused
from app.foundation.types import now


def accept(session: Session, actor: Actor, consortium_id: int, public_url: str) -> Member:
    """The actor's enterprise accepts its role, share and exposure. Accepting twice changes nothing.

    Raises Refused when the promised capacity is no longer free (it says how much is), when the consortium has
    ended, and when the enterprise has accepted an invitation to another one for the same lot.
    """
    consortium, member = _own(session, actor, consortium_id)
    if member.state is MemberState.accepted:
        return member
    _check_forming(consortium)
    if not is_taking_part(member.enterprise):
        raise Refused("Your enterprise is suspended on this site, so it cannot accept an invitation.")
    lots = [lot.lot_id for lot in consortium.lots]
    claims.lock_lots(session, lots)
    claims.refuse_rival_bid(session, lots, member.enterprise_id)
    member.state = states.accept(member.state)
    claims.take(session, consortium, Claim.enterprise, member.enterprise_id)
    _answered(member, actor)
    ledger.hold_all(
        session, actor, holder_of(consortium), [_hold(promise, consortium) for promise in member.promises]
    )
    audit.record(session, actor, "member.accepted", member, consortium=consortium.id)
    if all(invited.state is MemberState.accepted for invited in consortium.members):
        _agree(session, consortium, public_url)
    return member


def decline(session: Session, actor: Actor, consortium_id: int, reason: str, public_url: str) -> Member:
    """The actor's enterprise declines; the adviser gets one email with the reason."""
    consortium, member = _own(session, actor, consortium_id)
    if member.state is MemberState.declined:
        return member
    if not reason.strip():
        raise Refused("Enter why you are declining. Only the adviser will see this.", "reason")
    _check_forming(consortium)
    member.state = states.decline(member.state)
    member.reason = reason.strip()
    _answered(member, actor)
    audit.record(session, actor, "member.declined", member, consortium=consortium.id)
    letters.declined(session, consortium, member, public_url)
    return member


def leave(session: Session, actor: Actor, consortium_id: int, reason: str, public_url: str) -> Member:
    """The actor's enterprise leaves before the bid is sent: its capacity is free again, and the adviser gets
    an email.
    """
    consortium, member = _own(session, actor, consortium_id)
    if member.state is MemberState.left:
        return member
    if not reason.strip():
        raise Refused("Enter why you are leaving. Only the adviser will see this.", "reason")
    if consortium.state not in LEAVABLE:
        raise Refused(
            "You cannot leave because the bid has been submitted or the consortium has ended. Speak to the"
            " adviser."
        )
    member.state = states.leave(member.state)
    member.reason = reason.strip()
    _answered(member, actor)
    if consortium.state is not ConsortiumState.forming:
        consortium.state = states.fall_back(consortium.state)
    session.flush()
    ledger.release(session, actor, holder_of(consortium), member.enterprise_id)
    claims.release(session, consortium, member.enterprise_id)
    audit.record(session, actor, "member.left", member, consortium=consortium.id)
    letters.left(session, consortium, member, public_url)
    return member


def _own(session: Session, actor: Actor, consortium_id: int) -> tuple[Consortium, Member]:
    consortium, _ = consortium_for(session, actor, consortium_id, to_change=True)
    member = membership_of(consortium, actor) if actor.is_enterprise else None
    if member is None:
        raise NotFound("We cannot find that invitation, or you do not have access to it.")
    return consortium, member


def _check_forming(consortium: Consortium) -> None:
    if consortium.state is not ConsortiumState.forming:
        raise Refused(
            "You can no longer answer this invitation. The consortium’s status is:"
            f" {consortium.state.value.lower()}."
        )


def _answered(member: Member, actor: Actor) -> None:
    member.answered_at, member.answered_by_id = now(), actor.person_id


def _hold(promise: Promise, consortium: Consortium) -> ledger.Wanted:
    return ledger.Wanted(
        offer_id=promise.offer_id,
        purpose=f"work_packages:{promise.work_package_id}",
        label=f"{consortium.tender.title}: {promise.work_package.name}",
        quantity=promise.quantity,
    )


def _agree(session: Session, consortium: Consortium, public_url: str) -> None:
    consortium.state = states.agree(consortium.state)
    consortium.agreed_at = now()
    audit.record(session, SYSTEM, "consortium.agreed", consortium)
    lead = next(member for member in consortium.members if member.is_lead)
    others = [member.enterprise_id for member in consortium.members if member is not lead]
    audit.record(
        session,
        SYSTEM,
        "prices.shared",
        consortium,
        shared_with=lead.enterprise.organisation_id,
        of=others,
    )
    letters.agreed(session, consortium, public_url)
