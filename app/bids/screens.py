"""What the page of a bid shows, for each who may open it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.bids.models import Bid, BidPack, BidPackCopy
from app.bids.rules.states import Audience, PackState
from app.consortia.models import Consortium
from app.consortia.queries.consortia import Involvement
from app.consortia.rules.states import ConsortiumState
from app.foundation.jobs import queue
from app.foundation.templating.formats import plural
from app.foundation.templating.pieces import Progress
from app.tenders.screens.closing import closing_words
from app.tenders.screens.origin import portal_words

PREPARING = (ConsortiumState.forming, ConsortiumState.agreed, ConsortiumState.bidding)


@dataclass(frozen=True)
class CopyView:
    """A copy that this actor may download."""

    id: int
    words: str
    name: str
    pages: int
    size: int
    sha256: str


@dataclass(frozen=True)
class PackView:
    """One version. `progress` is there while it is being made or when it failed."""

    id: int
    number: int
    state: PackState
    draft: bool
    asked_at: datetime
    data_sha256: str | None
    sent: bool
    copies: tuple[CopyView, ...]
    progress: Progress | None
    may_retry: bool


@dataclass(frozen=True)
class ReceiptView:
    """What the portal answered."""

    reference: str
    at: datetime
    number: int | None
    late: bool


@dataclass(frozen=True)
class OutcomeView:
    """What the buyer decided and said."""

    won: bool
    at: datetime
    score_bp: int | None
    feedback: str


@dataclass(frozen=True)
class BidScreen:
    """The bid of one consortium. `waiting` says in a sentence what has to happen before there is more to
    do.
    """

    consortium_id: int
    name: str
    state: ConsortiumState
    tender: str
    tender_id: int
    buyer: str
    practice: bool
    closes: str
    portal: str
    involvement: Involvement
    waiting: str
    switched_off: str
    may_ask: bool
    packs: tuple[PackView, ...]
    may_record_receipt: bool
    may_record_outcome: bool
    may_change_feedback: bool
    receipt: ReceiptView | None
    outcome: OutcomeView | None


def bid_screen(
    consortium: Consortium,
    involvement: Involvement,
    bid: Bid | None,
    packs: Mapping[int, tuple[BidPack, list[BidPackCopy], Progress | None]],
    switched_off: str | None,
) -> BidScreen:
    """Everything the page says. `packs` holds each version with its copies for this actor, newest first."""
    tender, state = consortium.tender, consortium.state
    lead, adviser = involvement is Involvement.lead, involvement is Involvement.adviser
    final = any(pack.state is PackState.ready and not pack.draft for pack, _, _ in packs.values())
    asking = state in PREPARING and (adviser or (lead and state is not ConsortiumState.forming))
    return BidScreen(
        consortium_id=consortium.id,
        name=consortium.name,
        state=state,
        tender=tender.title,
        tender_id=tender.id,
        buyer=tender.buyer_name,
        practice=tender.practice,
        closes=closing_words(tender),
        portal=portal_words(tender) if tender.portal_url else "",
        involvement=involvement,
        waiting=_waiting(consortium, involvement),
        switched_off=(switched_off or "") if asking else "",
        may_ask=asking and not switched_off,
        packs=tuple(_pack(*found, bid, involvement) for found in packs.values()),
        may_record_receipt=lead and final and state in (ConsortiumState.agreed, ConsortiumState.bidding),
        may_record_outcome=lead and state is ConsortiumState.submitted,
        may_change_feedback=lead and bid is not None and bid.outcome is not None,
        receipt=_receipt(bid, tender.deadline),
        outcome=_outcome(bid),
    )


def _waiting(consortium: Consortium, involvement: Involvement) -> str:
    if consortium.state is not ConsortiumState.forming:
        return ""
    if involvement is Involvement.adviser:
        return (
            "Not every member has accepted yet. Until they do, the bid pack is your draft and says DRAFT on"
            " every page."
        )
    return (
        "Not every member has accepted yet. Once everyone has, the lead or the adviser can create the bid"
        " pack, and you can download your copy here."
    )


def _pack(
    pack: BidPack,
    copies: list[BidPackCopy],
    progress: Progress | None,
    bid: Bid | None,
    involvement: Involvement,
) -> PackView:
    parties = (Involvement.adviser, Involvement.lead)
    return PackView(
        id=pack.id,
        number=pack.number,
        state=pack.state,
        draft=pack.draft,
        asked_at=pack.asked_at,
        data_sha256=pack.data_sha256 if involvement in parties else None,
        sent=bid is not None and bid.sent_number == pack.number,
        copies=tuple(_copy(copy, involvement) for copy in copies),
        progress=progress,
        may_retry=pack.state is PackState.failed and involvement in parties,
    )


def _copy(copy: BidPackCopy, involvement: Involvement) -> CopyView:
    if copy.audience is Audience.member:
        whose = copy.enterprise.organisation.name if copy.enterprise else ""
        words = f"{whose}’s copy" if involvement is Involvement.adviser else "Your copy"
    else:
        words = copy.audience.value
    return CopyView(copy.id, words, copy.document.name, copy.pages, copy.document.size, copy.sha256)


def _receipt(bid: Bid | None, deadline: datetime | None) -> ReceiptView | None:
    if bid is None or bid.receipt_at is None or bid.receipt_reference is None:
        return None
    late = deadline is not None and bid.receipt_at > deadline
    return ReceiptView(bid.receipt_reference, bid.receipt_at, bid.sent_number, late)


def _outcome(bid: Bid | None) -> OutcomeView | None:
    if bid is None or bid.outcome is None or bid.outcome_at is None:
        return None
    return OutcomeView(bid.outcome.name == "won", bid.outcome_at, bid.score_bp, bid.feedback)


def progress_of(pack: BidPack, job: queue.Progress | None, page_href: str, refresh_href: str) -> Progress:
    """How far a version is, at first paint and at each refresh alike."""
    running = job is not None and job.state is queue.JobState.running
    ready = pack.state is PackState.ready
    states = {
        PackState.ready: "done",
        PackState.failed: "failed",
        PackState.queued: "running" if running else "queued",
    }
    stages = {
        PackState.ready: f"Version {pack.number} is ready",
        PackState.failed: f"Version {pack.number} could not be created",
    }
    found = job.found if job is not None and running else {}
    return Progress(
        id=f"pack-{pack.id}-progress",
        state=states[pack.state],
        stage=stages.get(pack.state) or (job.stage if job is not None and running else "Waiting to start"),
        page_href=page_href,
        refresh_href=refresh_href,
        done=job.fraction_bp // 100 if job is not None and running else 0,
        total=100 if running else 0,
        found=(
            f"{plural(found['copies'], 'copy', 'copies')} of {found['of']} printed."
            if found.get("copies")
            else ""
        ),
        failure=(
            f"{pack.reason} We have kept its data, so you can try again."
            if pack.state is PackState.failed
            else ""
        ),
        next_href=page_href if ready else "",
        next_text="See the copies",
        seconds_between=2,
    )
