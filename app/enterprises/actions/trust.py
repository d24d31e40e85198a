"""Trust between two enterprises: proposed by one and confirmed by the other, or vouched for by an adviser."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.accounts.queries import people
from app.enterprises.actions.permission import is_system, require_figures, require_giver, require_own
from app.enterprises.models import Enterprise, TrustPair
from app.enterprises.rules import (
    PER_MILLE,
    Closeness,
    TrustState,
    agreed_trust,
    change_trust,
    closeness,
    ordered_pair,
)
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import NotFound, Refused
from app.foundation.mail import outbox


def propose_trust(
    session: Session,
    actor: Actor,
    enterprise: Enterprise,
    other: Enterprise,
    how: Closeness,
    basis: str,
    public_url: str = "",
) -> TrustPair:
    """Propose how well the actor's enterprise knows another one, and email the other. It counts once the
    other confirms it.

    Proposing what the other side has proposed confirms it. Proposing again changes the proposal.
    """
    require_own(actor, enterprise)
    pair = _pair(session, enterprise.id, other.id)
    if pair is not None and pair.state is TrustState.proposed and pair.proposed_by_id == other.id:
        return confirm_trust(session, actor, enterprise, pair.id, how)
    if pair is not None and pair.state is TrustState.confirmed:
        raise Refused("You have both confirmed this already. To change it, withdraw it first.")
    if pair is not None and pair.state is TrustState.vouched:
        raise Refused("An adviser already vouches for you both.")
    again = pair is not None and pair.state is TrustState.proposed
    pair = _set(session, pair, enterprise.id, other.id, TrustState.proposed, PER_MILLE[how], basis)
    pair.proposed_by_id = enterprise.id
    pair.vouched_by_id = pair.vouched_by_body_id = None
    audit.record(session, actor, "trust.proposed", pair, per_mille=pair.per_mille)
    if not again:
        _tell(session, other, "enterprises_trust_proposed", enterprise, pair, public_url)
    return pair


def confirm_trust(
    session: Session, actor: Actor, enterprise: Enterprise, pair_id: int, how: Closeness, public_url: str = ""
) -> TrustPair:
    """Confirm what the other side proposed, with an answer of one's own. The lower of the two counts."""
    require_own(actor, enterprise)
    pair = _own_pair(session, enterprise, pair_id)
    if pair.state is TrustState.proposed and pair.proposed_by_id == enterprise.id:
        raise Refused("You added this yourselves. The other enterprise has to confirm it.")
    confirmed = change_trust(pair.state, TrustState.confirmed)
    pair.state, pair.per_mille = confirmed, agreed_trust(pair.per_mille, PER_MILLE[how])
    audit.record(session, actor, "trust.confirmed", pair, per_mille=pair.per_mille)
    proposer = session.get(Enterprise, pair.proposed_by_id) if pair.proposed_by_id else None
    if proposer is not None:
        _tell(session, proposer, "enterprises_trust_confirmed", enterprise, pair, public_url)
    return pair


def withdraw_trust(session: Session, actor: Actor, enterprise: Enterprise, pair_id: int) -> TrustPair:
    """Either side withdraws its trust or declines a proposal. An adviser's vouch for them ends too."""
    require_own(actor, enterprise)
    pair = _own_pair(session, enterprise, pair_id)
    if pair.state is not TrustState.withdrawn:
        pair.state = change_trust(pair.state, TrustState.withdrawn)
        pair.vouched_by_id = pair.vouched_by_body_id = None
        audit.record(session, actor, "trust.withdrawn", pair)
    return pair


def vouch(
    session: Session, actor: Actor, enterprise: Enterprise, other: Enterprise, how: Closeness, basis: str
) -> TrustPair:
    """An adviser vouches for two enterprises; both can read who did and why.

    Raises Refused when they have confirmed each other, or when one of them withdrew its trust: only the two
    can change that.
    """
    for side in (enterprise, other):
        require_figures(actor, side)
    pair = _pair(session, enterprise.id, other.id)
    if pair is not None and pair.state is TrustState.confirmed:
        raise Refused(
            "These two have already confirmed that they know each other. They do not need anyone to vouch."
        )
    if pair is not None and pair.state is TrustState.withdrawn and pair.vouched_by_id is None:
        raise Refused("One of these two has withdrawn its trust, so you cannot vouch for them.")
    if (
        pair is not None
        and pair.state is TrustState.vouched
        and pair.vouched_by_body_id != actor.organisation_id
    ):
        raise Refused(
            "Another adviser body already vouches for these two. You cannot vouch until it withdraws."
        )
    pair = _set(session, pair, enterprise.id, other.id, TrustState.vouched, PER_MILLE[how], basis)
    pair.vouched_by_id, pair.vouched_by_body_id = actor.person_id, actor.organisation_id
    audit.record(session, actor, "trust.vouched", pair, per_mille=pair.per_mille)
    return pair


def withdraw_vouch(session: Session, actor: Actor, pair_id: int, reason: str = "") -> TrustPair:
    """Withdraw a vouch: the body that gave it can, and an operator with a reason.

    Raises NotAllowed for an adviser of another body.
    """
    pair = _locked(session, TrustPair.id == pair_id)
    if pair is None or pair.state is not TrustState.vouched:
        raise NotFound("Nobody is vouching for these two enterprises.")
    require_giver(session, actor, pair.vouched_by_body_id, reason, "vouch")
    pair.state = change_trust(pair.state, TrustState.withdrawn)
    audit.record(session, actor, "trust.vouch_withdrawn", pair, reason=reason.strip())
    return pair


def record_trust(
    session: Session,
    actor: Actor,
    enterprise: Enterprise,
    other: Enterprise,
    per_mille: int,
    basis: str = "",
    vouched_by: Actor | None = None,
) -> TrustPair:
    """Put a trust pair that counts (1–1000 per mille) into the register in one step. Only for the system."""
    if not is_system(actor):
        raise NotFound("Only the two enterprises or an adviser can record trust.")
    state = TrustState.confirmed if vouched_by is None else TrustState.vouched
    pair = _set(
        session, _pair(session, enterprise.id, other.id), enterprise.id, other.id, state, per_mille, basis
    )
    if vouched_by is not None:
        pair.vouched_by_id, pair.vouched_by_body_id = vouched_by.person_id, vouched_by.organisation_id
    audit.record(session, actor, "trust.recorded", pair, per_mille=per_mille)
    return pair


def _set(
    session: Session,
    pair: TrustPair | None,
    enterprise_id: int,
    other_id: int,
    state: TrustState,
    per_mille: int,
    basis: str,
) -> TrustPair:
    if pair is None:
        first, second = ordered_pair(enterprise_id, other_id)
        state = change_trust(None, state)
        pair = TrustPair(first_id=first, second_id=second, state=state, per_mille=per_mille, basis=basis)
        session.add(pair)
    else:
        if pair.state is not state:
            pair.state = change_trust(pair.state, state)
        pair.per_mille, pair.basis = per_mille, basis
    session.flush()
    return pair


def _pair(session: Session, enterprise_id: int, other_id: int) -> TrustPair | None:
    if enterprise_id == other_id:
        raise Refused("Choose another enterprise. This one is yours.")
    first, second = ordered_pair(enterprise_id, other_id)
    return _locked(session, sa.and_(TrustPair.first_id == first, TrustPair.second_id == second))


def _own_pair(session: Session, enterprise: Enterprise, pair_id: int) -> TrustPair:
    pair = _locked(session, TrustPair.id == pair_id)
    if pair is None or enterprise.id not in (pair.first_id, pair.second_id):
        raise NotFound("We cannot find that enterprise among those you know.")
    return pair


def _locked(session: Session, which: sa.ColumnElement[bool]) -> TrustPair | None:
    return session.scalar(
        sa.select(TrustPair).where(which).with_for_update().execution_options(populate_existing=True)
    )


def _tell(
    session: Session, to: Enterprise, template: str, about: Enterprise, pair: TrustPair, public_url: str
) -> None:
    names = {
        row.id: row.name
        for row in session.scalars(
            sa.select(Organisation).where(Organisation.id.in_([to.organisation_id, about.organisation_id]))
        )
    }
    for membership in people.members_of(session, to.organisation_id):
        outbox.post(
            session,
            membership.person.email,
            template,
            name=membership.person.name,
            own=names[to.organisation_id],
            other=names[about.organisation_id],
            how=closeness(pair.per_mille),
            basis=pair.basis,
            link=f"{public_url}/enterprise/trust",
        )
