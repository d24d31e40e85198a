"""Asking for consortia, asking again, and cancelling what is no longer needed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.consortia.models import Enquiry
from app.consortia.queries.enquiries import askable_tender, enquiry_for
from app.consortia.rules import states
from app.consortia.rules.question import Question
from app.consortia.rules.states import ENQUIRY_ENDED, EnquiryState
from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import NotAllowed, Refused
from app.foundation.jobs import queue
from app.foundation.types import now
from app.tenders.models import Lot, Tender
from app.tenders.rules import LotState

KIND = "solve_enquiry"
LONGEST_KEY = 60
# What one organisation may have waiting or under way. Turns are fair however many there are; this bounds the
# queue.
MOST_UNFINISHED = 10


def ask_for_consortia(
    session: Session, actor: Actor, tender_id: int, question: Question, key: str
) -> Enquiry:
    """Store a question and queue its job. The same key again gives the enquiry that the first one made.

    Raises NotAllowed for anyone but advisers, NotFound for a tender they may not see, Refused beside the
    field where the question makes no sense, or when the organisation has as many enquiries unfinished as it
    may.
    """
    if not actor.is_adviser or actor.organisation_id is None:
        raise NotAllowed("Only advisers can ask for consortia.")
    tender = askable_tender(session, actor, tender_id)
    _check(tender, question)
    own_key = f"{actor.organisation_id}:{key[:LONGEST_KEY]}"
    # Two clicks take turns here, so that the second one finds what the first one made.
    mine = sa.select(Organisation.id).where(Organisation.id == actor.organisation_id)
    session.execute(mine.with_for_update(key_share=True))
    made = session.scalar(sa.select(Enquiry).where(Enquiry.key == own_key))
    if made is not None:
        return made
    _check_room(session, actor.organisation_id)
    enquiry = Enquiry(
        tender_id=tender.id,
        organisation_id=actor.organisation_id,
        asked_by_id=actor.person_id,
        key=own_key,
        question=question.to_json(),
    )
    session.add(enquiry)
    session.flush()
    audit.record(session, actor, "enquiry.asked", enquiry, tender=tender.id, lots=list(question.lots))
    queue.enqueue(session, KIND, enquiry.id, organisation_id=actor.organisation_id, rank=queue.IN_TURN)
    return enquiry


def ask_again(session: Session, actor: Actor, enquiry_id: int) -> Enquiry:
    """The same question as a new enquiry, after it failed or was cancelled. Pressing twice makes one."""
    ended = enquiry_for(session, actor, enquiry_id)
    if ended.state not in (EnquiryState.failed, EnquiryState.cancelled):
        raise Refused("This enquiry did not fail and was not cancelled. Ask again with changes instead.")
    question = Question.from_json(ended.question)
    return ask_for_consortia(session, actor, ended.tender_id, question, f"again-{ended.id}")


def _check_room(session: Session, organisation_id: int) -> None:
    if queue.unfinished(session, KIND, organisation_id) >= MOST_UNFINISHED:
        raise Refused(
            f"Your organisation already has {MOST_UNFINISHED} enquiries waiting or running, which is the most"
            " allowed. Wait for one to finish, or cancel one you no longer need."
        )


def _check(tender: Tender, question: Question) -> None:
    known = {lot.id: lot for lot in tender.lots}
    if not any(lot.asked_for for lot in tender.lots):
        raise Refused(
            "No lot of this tender has a confirmed work package. Confirm what each lot needs first.", "lots"
        )
    if not question.lots or any(lot not in known for lot in question.lots):
        raise Refused("Choose at least one lot of this tender.", "lots")
    for lot_id in question.lots:
        if known[lot_id].state is not LotState.open:
            raise Refused(
                f"“{known[lot_id].title}” is no longer open: {known[lot_id].state.value.lower()}.", "lots"
            )
        if not known[lot_id].asked_for:
            raise Refused(
                f"“{known[lot_id].title}” has no confirmed work package, so no consortium can cover it.",
                "lots",
            )
    rules = question.rules
    if rules.members.min > rules.members.max:
        raise Refused("The minimum number of members cannot be more than the maximum.", "members_min")
    if rules.local_share_bp and not rules.local_areas:
        raise Refused("Choose which areas count as local.", "local_areas")
    if rules.lot_bidder == "consortium":
        _refuse_lots_of_one_bidder(question, known)
    if set(question.include) & set(question.exclude):
        raise Refused("An enterprise cannot both take part and be left out.", "exclude")
    if question.lead is not None and question.lead in question.exclude:
        raise Refused("The enterprise that must lead cannot be left out.", "lead")


def _refuse_lots_of_one_bidder(question: Question, lots: dict[int, Lot]) -> None:
    """Where the consortium is the bidder, it has every lot that was chosen: nothing is left for the solver to
    try.
    """
    chosen, rules, instead = (
        set(map(str, question.lots)),
        question.rules,
        "or say that each member counts separately.",
    )
    most = rules.lots_per_bidder
    if most is not None and len(chosen) > most:
        text = f"One bidder can have {most} lot{'' if most == 1 else 's'}, and you chose {len(chosen)}."
        raise Refused(f"{text} Choose fewer lots, {instead}", "lots_per_bidder")
    for pair in rules.exclusive_lots:
        if chosen.issuperset(pair):
            first, second = (lots[int(lot)].position for lot in pair)
            raise Refused(
                f"Lots {first} and {second} exclude each other, and you chose both. Choose one of them,"
                f" {instead}",
                "exclusive_lots",
            )
    kinds = [kind for kind in rules.lot_categories if chosen.intersection(kind.lots)]
    if len(kinds) > 1 or any(len(chosen.intersection(kind.lots)) > kind.most for kind in kinds):
        raise Refused(
            "These categories do not let one bidder have all the lots you chose. Choose fewer lots,"
            f" {instead}",
            "lot_categories",
        )


def cancel_enquiry(session: Session, actor: Actor, enquiry_id: int) -> Enquiry:
    """End an enquiry of the actor's own adviser body. A search under way stops within about a second.

    Raises NotFound for anyone else's, Refused for one that has ended.
    """
    enquiry = enquiry_for(session, actor, enquiry_id)
    # The job first, as the worker does when it stores an answer: the two wait for each other, and one of them
    # wins.
    queue.cancel(session, KIND, enquiry.id)
    session.refresh(enquiry, ["state"], with_for_update=True)
    if enquiry.state in ENQUIRY_ENDED:
        raise Refused(f"You cannot cancel this enquiry because it has ended: {enquiry.state.value.lower()}.")
    enquiry.state, enquiry.answered_at = states.cancel_enquiry(enquiry.state), now()
    audit.record(session, actor, "enquiry.cancelled", enquiry)
    return enquiry
