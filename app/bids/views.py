"""Pages of a bid: versions of its pack and their copies, the receipt, the outcome."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.bids.actions import packing, sending
from app.bids.actions.packing import KIND, PDF
from app.bids.forms import FeedbackForm, OutcomeForm, ReceiptForm
from app.bids.models import Bid, BidPack
from app.bids.queries import bids
from app.bids.rules.states import PackState
from app.bids.screens import BidScreen, bid_screen, progress_of
from app.consortia.queries.consortia import consortium_for
from app.enterprises.rules import ViewedIn
from app.enterprises.views.viewing import shows_figures_of
from app.foundation import documents, pdf, web
from app.foundation.errors import NotAllowed
from app.foundation.jobs import queue
from app.foundation.templating.pieces import Progress
from app.ocds.writing import publisher

blueprint = Blueprint("bids", __name__)

SEES_BID = web.Rule("the consortium’s adviser body and the enterprises that have accepted", bids.sees_bid)
SEES_PACK = web.Rule("those who can see this version", bids.sees_pack)
SEES_COPY = web.Rule("those this copy is for, and the adviser body", bids.sees_copy)


@blueprint.get("/consortia/<int:consortium_id>/bid")
@web.access(SEES_BID)
def bid(consortium_id: int) -> ResponseReturnValue:
    """The versions of the pack, what became of the bid, and what can be done next."""
    return _bid_page(consortium_id, web.ButtonForm())


@blueprint.post("/consortia/<int:consortium_id>/bid/packs")
@web.access(SEES_BID)
def ask_for_pack(consortium_id: int) -> ResponseReturnValue:
    """Freeze a new version and queue its printing."""
    form = web.ButtonForm()
    if form.submitted_ok():
        with form.refusals():
            pack = packing.ask_for_pack(
                web.session(), web.signed_in(), consortium_id, publisher(web.settings())
            )
            if pack.state is PackState.ready:
                web.flash(
                    f"Nothing has changed since version {pack.number}, so we did not create a new one.",
                    "information",
                )
            return web.see_other("bids.bid", consortium_id=consortium_id)
    return _bid_page(consortium_id, form)


@blueprint.get("/bid-packs/<int:pack_id>/progress")
@web.access(SEES_PACK)
def pack_progress(pack_id: int) -> ResponseReturnValue:
    """The progress panel alone, for the page to refresh."""
    pack, consortium, _ = bids.pack_for(web.session(), web.signed_in(), pack_id)
    return web.render("bids/_progress.html", progress=_progress(pack, consortium.id))


@blueprint.post("/bid-packs/<int:pack_id>/retry")
@web.access(SEES_PACK)
def retry_pack(pack_id: int) -> ResponseReturnValue:
    """Print a failed version again, from the data frozen when it was asked for."""
    pack = packing.retry_pack(web.session(), web.signed_in(), pack_id)
    return web.see_other("bids.bid", consortium_id=pack.bid.consortium_id)


@blueprint.get("/bid-packs/copies/<int:copy_id>")
@web.access(SEES_COPY)
def copy(copy_id: int) -> ResponseReturnValue:
    """The stored bytes of one copy, exactly."""
    bid_copy = bids.copy_for(web.session(), web.signed_in(), copy_id)
    shows_figures_of(
        bids.priced_in(web.session(), bid_copy), ViewedIn.bid_pack_copy, f"bid_pack_copies:{bid_copy.id}"
    )
    content = documents.read(web.settings().documents_dir, bid_copy.document)
    return web.download(content, bid_copy.document.name, PDF)


@blueprint.route("/consortia/<int:consortium_id>/bid/receipt", methods=["GET", "POST"])
@web.access(SEES_BID)
def receipt(consortium_id: int) -> ResponseReturnValue:
    """The lead records the portal's receipt."""
    screen = _screen(consortium_id)
    form = ReceiptForm()
    form.offer([pack.number for pack in screen.packs if pack.state is PackState.ready and not pack.draft])
    if form.submitted_ok():
        with form.refusals():
            sending.record_receipt(
                web.session(),
                web.signed_in(),
                consortium_id,
                form.number.data,
                form.reference.data or "",
                form.at,
                web.settings().public_url,
            )
            web.flash("You have recorded the receipt. We have told every member that the bid was submitted.")
            return web.see_other("bids.bid", consortium_id=consortium_id)
    return _lead_page("bids/receipt.html", screen, form)


@blueprint.route("/consortia/<int:consortium_id>/bid/outcome", methods=["GET", "POST"])
@web.access(SEES_BID)
def outcome(consortium_id: int) -> ResponseReturnValue:
    """The lead records what the buyer decided."""
    form = OutcomeForm()
    if form.submitted_ok(_bid_of(consortium_id)):
        with form.refusals():
            sending.record_outcome(
                web.session(),
                web.signed_in(),
                consortium_id,
                form.decided,
                form.score.data,
                form.feedback.data or "",
                web.settings().public_url,
            )
            web.flash("You have recorded the outcome. We have told every member.")
            return web.see_other("bids.bid", consortium_id=consortium_id)
    form.show(_bid_of(consortium_id))
    return _lead_page("bids/outcome.html", _screen(consortium_id), form)


@blueprint.route("/consortia/<int:consortium_id>/bid/feedback", methods=["GET", "POST"])
@web.access(SEES_BID)
def feedback(consortium_id: int) -> ResponseReturnValue:
    """The lead adds to what the buyer said."""
    form, recorded = FeedbackForm(), _bid_of(consortium_id)
    if form.submitted_ok(recorded):
        with form.refusals():
            version = recorded.version if recorded else 0
            sending.change_feedback(
                web.session(),
                web.signed_in(),
                consortium_id,
                form.score.data,
                form.feedback.data or "",
                version,
            )
            web.flash("You have saved the feedback. Every member can read it.")
            return web.see_other("bids.bid", consortium_id=consortium_id)
        recorded = _bid_of(consortium_id)
    screen = _screen(consortium_id)
    form.show(recorded)
    return _lead_page("bids/feedback.html", screen, form)


def _bid_of(consortium_id: int) -> Bid | None:
    consortium, _ = consortium_for(web.session(), web.signed_in(), consortium_id)
    return bids.bid_of(web.session(), consortium)


def _lead_page(
    template: str, screen: BidScreen, form: web.ButtonForm | ReceiptForm | FeedbackForm
) -> ResponseReturnValue:
    if screen.involvement.name != "lead":
        raise NotAllowed(
            "Only the lead can record the receipt and the outcome, because the lead submits the bid."
        )
    return web.render(template, status=form.status, practice=screen.practice, screen=screen, form=form)


def _bid_page(consortium_id: int, form: web.ButtonForm) -> ResponseReturnValue:
    screen = _screen(consortium_id)
    return web.render("bids/bid.html", status=form.status, practice=screen.practice, screen=screen, form=form)


def _screen(consortium_id: int) -> BidScreen:
    session, actor = web.session(), web.signed_in()
    consortium, involvement = consortium_for(session, actor, consortium_id)
    recorded = bids.bid_of(session, consortium)
    packs = bids.packs_for(session, recorded, involvement) if recorded else []
    return bid_screen(
        consortium,
        involvement,
        recorded,
        {
            pack.id: (
                pack,
                bids.copies_for(pack, consortium, involvement, actor),
                None if pack.state is PackState.ready else _progress(pack, consortium_id),
            )
            for pack in packs
        },
        pdf.available(),
    )


def _progress(pack: BidPack, consortium_id: int) -> Progress:
    job = queue.latest(web.session(), KIND, pack.id)
    return progress_of(
        pack,
        job.progress if job else None,
        page_href=url_for("bids.bid", consortium_id=consortium_id),
        refresh_href=url_for("bids.pack_progress", pack_id=pack.id),
    )
