"""A version of the pack: asked for, printed again, kept or failed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from app.bids.actions import letters
from app.bids.models import Bid, BidPack, BidPackCopy
from app.bids.queries.bids import CopyOrder, bid_of, pack_for
from app.bids.queries.freezing import FORMAT, frozen
from app.bids.rules import states
from app.bids.rules.pack import Contents, Pack
from app.bids.rules.states import PackState
from app.consortia.actions import bidding
from app.consortia.models import Consortium
from app.consortia.queries.consortia import Involvement, consortium_for, is_withheld
from app.consortia.rules.states import ConsortiumState
from app.foundation import audit, documents, pdf
from app.foundation.actor import SYSTEM, Actor
from app.foundation.canonical import canonical_json, sha256_of
from app.foundation.errors import NotAllowed, Refused
from app.foundation.jobs import queue
from app.foundation.reference import legal
from app.foundation.types import now
from app.foundation.wire import to_plain
from app.ocds.writing import Publisher

KIND = "render_bid_pack"
PREPARING = (ConsortiumState.forming, ConsortiumState.agreed, ConsortiumState.bidding)
PDF = "application/pdf"


class Finished(Protocol):
    """A printed copy, as `app.bids.printing.Printed` has it."""

    @property
    def content(self) -> bytes: ...
    @property
    def sha256(self) -> str: ...
    @property
    def pages(self) -> int: ...
    @property
    def name(self) -> str: ...


def ask_for_pack(
    session: Session, actor: Actor, consortium_id: int, publisher: Publisher | None = None
) -> BidPack:
    """Freeze everything a new version says, and queue its printing.

    `publisher` writes the tender inside as Open Contracting data; None: the sample's. Where the newest
    version already says exactly this, that version is returned, so asking twice makes one. Raises NotAllowed
    for members, and for the lead until everyone has accepted; Refused once the bid has been sent.
    """
    consortium, involvement = consortium_for(session, actor, consortium_id, to_change=True)
    _check_may_ask(consortium, involvement)
    bid = _bid(session, actor, consortium)
    draft = consortium.state is ConsortiumState.forming
    contents = frozen(session, consortium, publisher)
    newest = _newest(session, bid)
    if newest is not None and newest.state is not PackState.failed and _says(newest, draft, contents):
        return newest
    pack = _freeze(session, actor, bid, (newest.number if newest else 0) + 1, draft, contents)
    if not draft:
        bidding.begin_bid(session, actor, consortium)
    _queue(session, actor, pack)
    return pack


def _check_may_ask(consortium: Consortium, involvement: Involvement) -> None:
    if involvement not in (Involvement.adviser, Involvement.lead):
        raise NotAllowed("Only the lead and the adviser can create the bid pack.")
    if consortium.state is ConsortiumState.forming and involvement is not Involvement.adviser:
        raise NotAllowed(
            "Until every member has accepted, only the adviser can create the bid pack, as a draft."
        )
    withheld = [
        member.enterprise.organisation.name
        for member in consortium.members
        if is_withheld(consortium, member)
    ]
    if withheld:
        names = ", ".join(withheld)
        raise Refused(
            f"You cannot create the bid pack because {names} stopped sharing figures with the adviser before"
            " accepting."
        )
    if consortium.state not in PREPARING:
        raise Refused(
            "You can no longer change the bid pack. The consortium’s status is:"
            f" {consortium.state.value.lower()}."
        )
    reason = pdf.available()
    if reason is not None:
        raise Refused(reason)


def _bid(session: Session, actor: Actor, consortium: Consortium) -> Bid:
    bid = bid_of(session, consortium)
    if bid is None:
        bid = Bid(consortium_id=consortium.id)
        session.add(bid)
        session.flush()
        audit.record(session, actor, "bid.begun", bid, consortium=consortium.id)
    return bid


def _newest(session: Session, bid: Bid) -> BidPack | None:
    query = (
        sa.select(BidPack)
        .where(BidPack.bid_id == bid.id)
        .order_by(BidPack.number.desc())
        .limit(1)
        .options(undefer(BidPack.data))
    )
    return session.scalar(query)


def _says(pack: BidPack, draft: bool, contents: Contents) -> bool:
    return pack.draft == draft and json.loads(pack.data)["contents"] == json.loads(
        canonical_json(to_plain(contents))
    )


def _freeze(
    session: Session, actor: Actor, bid: Bid, number: int, draft: bool, contents: Contents
) -> BidPack:
    moment = now().replace(microsecond=0)
    frozen_pack = Pack(
        format=FORMAT,
        number=number,
        draft=draft,
        asked_at=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        vat_bp=legal.vat_rate(moment.date()),
        contents=contents,
    )
    data = canonical_json(to_plain(frozen_pack))
    pack = BidPack(
        bid_id=bid.id,
        number=number,
        draft=draft,
        data=data,
        data_sha256=sha256_of(data),
        asked_by_id=actor.person_id,
        asked_at=moment,
    )
    session.add(pack)
    session.flush()
    audit.record(
        session, actor, "bid_pack.asked", pack, number=number, draft=draft, data_sha256=pack.data_sha256
    )
    return pack


def retry_pack(session: Session, actor: Actor, pack_id: int) -> BidPack:
    """Print a failed version again, from the data frozen when it was asked for. Asking twice does it once."""
    pack, _, involvement = pack_for(session, actor, pack_id)
    if involvement not in (Involvement.adviser, Involvement.lead):
        raise NotAllowed("Only the lead and the adviser can create the bid pack.")
    session.refresh(pack, ["state"], with_for_update=True)
    if pack.state is PackState.queued:
        return pack
    pack.state = states.print_again(pack.state)
    pack.reason = None
    audit.record(session, actor, "bid_pack.retried", pack)
    _queue(session, actor, pack)
    return pack


def _queue(session: Session, actor: Actor, pack: BidPack) -> None:
    # Before every enquiry: a pack takes seconds, and its deadline may be today.
    queue.enqueue(session, KIND, pack.id, organisation_id=actor.organisation_id, rank=queue.SOON)


def store_copies(
    session: Session,
    pack_id: int,
    finished: Sequence[tuple[CopyOrder, Finished]],
    folder: Path,
    public_url: str,
) -> None:
    """Keep the printed copies: from here on the version never changes. The audit row carries each copy's
    sha256.
    """
    pack = session.get_one(BidPack, pack_id)
    pack.state = states.finish_printing(pack.state)
    pack.ready_at = now()
    for order, printed in finished:
        document = documents.store(session, folder, printed.name, PDF, printed.content)
        session.add(
            BidPackCopy(
                pack_id=pack.id,
                audience=order.audience,
                enterprise_id=order.enterprise_id,
                document_id=document.id,
                sha256=printed.sha256,
                pages=printed.pages,
            )
        )
    copies = [
        {"audience": order.audience.name, "enterprise": order.enterprise_id, "sha256": printed.sha256}
        for order, printed in finished
    ]
    audit.record(session, SYSTEM, "bid_pack.ready", pack, number=pack.number, copies=copies)
    letters.pack_ready(session, pack, public_url)


def fail_pack(session: Session, pack_id: int, reason: str) -> None:
    """Keep the reason on the version itself."""
    pack = session.get_one(BidPack, pack_id)
    pack.state = states.fail_printing(pack.state)
    pack.reason = reason
    audit.record(session, SYSTEM, "bid_pack.failed", pack, reason=reason)
