"""What the page of a bid shows, for each who may open it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.bids.models import Bid, BidPack, BidPackCopy
from app.bids.rules.states import Audience, PackState
from app.consortia.models import Consortium
from app.consortia.queries.consortia import Involvement
from app.consortia.rules.states import ConsortiumState
from app.foundation.jobs import queue
from app.foundation.templating.formats import plural
from app.foundation.templating.pieces import Progress
from app.tenders.models import Tender
from app.tenders.screens.closing import closing_words
from app.tenders.screens.origin import portal_words

SENDABLE = (ConsortiumState.agreed, ConsortiumState.bidding)
PREPARING = (ConsortiumState.forming, *SENDABLE)


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
    lead = involvement is Involvement.lead
    asking = _may_ask(state, involvement)
    return BidScreen(
        consortium_id=consortium.id,
        name=consortium.name,
        state=state,
        tender=tender.title,
        tender_id=tender.id,
        buyer=tender.buyer_name,
        practice=tender.practice,
        closes=closing_words(tender),
        portal=_portal(tender),
        involvement=involvement,
        waiting=_waiting(consortium, involvement),
        switched_off=switched_off if asking and switched_off else "",
        may_ask=asking and not switched_off,
        packs=tuple(
            _pack(pack, copies, progress, bid, involvement) for pack, copies, progress in packs.values()
        ),
        may_record_receipt=lead and state in SENDABLE and _has_final(packs.values()),
        may_record_outcome=lead and state is ConsortiumState.submitted,
        may_change_feedback=lead and bid is not None and bid.outcome is not None,
        receipt=_receipt(bid, tender.deadline),
        outcome=_outcome(bid),
    )


def _portal(tender: Tender) -> str:
    return portal_words(tender) if tender.portal_url else ""


def _has_final(packs: Iterable[tuple[BidPack, list[BidPackCopy], Progress | None]]) -> bool:
    """Whether there is a version that can have been sent."""
    return any(pack.state is PackState.ready and not pack.draft for pack, _, _ in packs)


def _may_ask(state: ConsortiumState, involvement: Involvement) -> bool:
    """The lead can create a pack once everyone has accepted; until then it is the adviser's draft."""
    if involvement is Involvement.adviser:
        return state in PREPARING
    return involvement is Involvement.lead and state in SENDABLE


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
    running = job if job is not None and job.state is queue.JobState.running else None
    panel = Progress(
        id=f"pack-{pack.id}-progress",
        state="running" if running else "queued",
        stage=running.stage if running else "Waiting to start",
        page_href=page_href,
        refresh_href=refresh_href,
        done=running.fraction_bp // 100 if running else 0,
        total=100 if running else 0,
        found=_printed_so_far(running) if running else "",
        next_text="See the copies",
        seconds_between=2,
    )
    if pack.state is PackState.ready:
        return replace(panel, state="done", stage=f"Version {pack.number} is ready", next_href=page_href)
    if pack.state is PackState.failed:
        return replace(
            panel,
            state="failed",
            stage=f"Version {pack.number} could not be created",
            failure=f"{pack.reason} We have kept its data, so you can try again.",
        )
    return panel


def _printed_so_far(job: queue.Progress) -> str:
    copies = job.found.get("copies")
    return f"{plural(copies, 'copy', 'copies')} of {job.found['of']} printed." if copies else ""
