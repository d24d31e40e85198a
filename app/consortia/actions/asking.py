"""Asking for consortia, asking again, and cancelling what is no longer needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from solver.problem import LotCategory

KIND = "solve_enquiry"
LONGEST_KEY = 60
# How many an organisation may have waiting or running. Turns are fair however many there are; this bounds the
# queue.
MOST_UNFINISHED = 10
OR_SEPARATELY = "or say that each member counts separately."


def ask_for_consortia(
    session: Session, actor: Actor, tender_id: int, question: Question, key: str
) -> Enquiry:
    """Store a question and queue its job. The same key again gives the same enquiry.

    Raises NotAllowed for anyone but advisers, NotFound for a tender they cannot see, and Refused beside the
    field where the question makes no sense, or when the organisation has too many unfinished enquiries.
    """
    if not actor.is_adviser or actor.organisation_id is None:
        raise NotAllowed("Only advisers can ask for consortia.")
    tender = askable_tender(session, actor, tender_id)
    _check(tender, question)
    own_key = f"{actor.organisation_id}:{key[:LONGEST_KEY]}"
    # Two clicks take turns here, so that the second finds the enquiry of the first.
    mine = sa.select(Organisation.id).where(Organisation.id == actor.organisation_id)
    session.execute(mine.with_for_update(key_share=True))
    existing = session.scalar(sa.select(Enquiry).where(Enquiry.key == own_key))
    if existing is not None:
        return existing
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
    lots = {lot.id: lot for lot in tender.lots}
    _check_lots(lots, question.lots)
    rules = question.rules
    if rules.members.min > rules.members.max:
        raise Refused("The minimum number of members cannot be more than the maximum.", "members_min")
    if rules.local_share_bp and not rules.local_areas:
        raise Refused("Choose which areas count as local.", "local_areas")
    if rules.lot_bidder == "consortium":
        _check_lots_of_one_bidder(question, lots)
    if set(question.include) & set(question.exclude):
        raise Refused("An enterprise cannot both take part and be left out.", "exclude")
    if question.lead is not None and question.lead in question.exclude:
        raise Refused("The enterprise that must lead cannot be left out.", "lead")


def _check_lots(lots: Mapping[int, Lot], chosen: Sequence[int]) -> None:
    if not any(lot.asked_for for lot in lots.values()):
        raise Refused(
            "No lot of this tender has a confirmed work package. Confirm what each lot needs first.", "lots"
        )
    if not chosen or not lots.keys() >= set(chosen):
        raise Refused("Choose at least one lot of this tender.", "lots")
    for lot_id in chosen:
        lot = lots[lot_id]
        if lot.state is not LotState.open:
            raise Refused(f"“{lot.title}” is no longer open: {lot.state.value.lower()}.", "lots")
        if not lot.asked_for:
            raise Refused(
                f"“{lot.title}” has no confirmed work package, so no consortium can cover it.", "lots"
            )


def _check_lots_of_one_bidder(question: Question, lots: Mapping[int, Lot]) -> None:
    """Refuse lots that the tender does not let one bidder have: the solver could not leave any out."""
    chosen, rules = {str(lot) for lot in question.lots}, question.rules
    _check_lot_count(len(chosen), rules.lots_per_bidder)
    for pair in rules.exclusive_lots:
        if chosen.issuperset(pair):
            first, second = (lots[int(lot)].position for lot in pair)
            raise Refused(
                f"Lots {first} and {second} exclude each other, and you chose both. Choose one of them,"
                f" {OR_SEPARATELY}",
                "exclusive_lots",
            )
    _check_lot_categories(chosen, rules.lot_categories)


def _check_lot_count(count: int, most: int | None) -> None:
    if most is not None and count > most:
        text = f"One bidder can have {most} lot{'' if most == 1 else 's'}, and you chose {count}."
        raise Refused(f"{text} Choose fewer lots, {OR_SEPARATELY}", "lots_per_bidder")


def _check_lot_categories(chosen: set[str], categories: Sequence[LotCategory]) -> None:
    counts = [(len(chosen.intersection(category.lots)), category.most) for category in categories]
    used = [(count, most) for count, most in counts if count]
    if len(used) > 1 or any(count > most for count, most in used):
        raise Refused(
            "These categories do not let one bidder have all the lots you chose. Choose fewer lots,"
            f" {OR_SEPARATELY}",
            "lot_categories",
        )


def cancel_enquiry(session: Session, actor: Actor, enquiry_id: int) -> Enquiry:
    """End an enquiry of the actor's own adviser body. A search under way stops within about a second.

    Raises NotFound for anyone else's, Refused for one that has ended.
    """
    enquiry = enquiry_for(session, actor, enquiry_id)
    # Lock the job first, as the worker does when it stores an answer, so that one waits for the other.
    queue.cancel(session, KIND, enquiry.id)
    session.refresh(enquiry, ["state"], with_for_update=True)
    if enquiry.state in ENQUIRY_ENDED:
        raise Refused(f"You cannot cancel this enquiry because it has ended: {enquiry.state.value.lower()}.")
    enquiry.state, enquiry.answered_at = states.cancel_enquiry(enquiry.state), now()
    audit.record(session, actor, "enquiry.cancelled", enquiry)
    return enquiry
