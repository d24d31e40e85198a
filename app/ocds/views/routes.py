"""The blueprint of public notices, and who may use its pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request
from sqlalchemy.orm import Session

from app.foundation import web
from app.foundation.actor import Actor
from app.foundation.errors import NotFound
from app.ocds import queries
from app.tenders.models import Tender
from app.tenders.queries import tenders, whose

blueprint = Blueprint("ocds", __name__)
MOST_BYTES_ON_THE_WEB = 4_000_000  # sending it is all the web process does with a large one
BUYERS_AND_BROKERS = web.any_of(web.OFFICER, web.ADVISER)


def _reads_the_tender(session: Session, actor: Actor | None, tender_id: int, **address: Any) -> bool:
    if actor is None or not (actor.is_officer or actor.is_adviser):
        return False
    try:
        tenders.get(session, actor, tender_id)
    except NotFound:
        return False
    return True


SOURCE_READERS = web.Rule("officers and advisers who may read the tender", _reads_the_tender)


@blueprint.url_value_preprocessor
def take_large_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The one page that takes more than a form's worth of bytes. Before anything reads the request's body."""
    if endpoint == "ocds.import_notices":
        request.max_content_length = MOST_BYTES_ON_THE_WEB


def _owns_file(session: Session, actor: Actor | None, file_id: int) -> bool:
    if actor is None or not (actor.is_officer or actor.is_adviser):
        return False
    try:
        queries.file_for(session, actor, file_id)
    except NotFound:
        return False
    return True


OWNS_FILE = web.Rule("the organisation that imported the file", _owns_file)


def tender_rule(name: str, test: Callable[[Actor | None, Tender], bool]) -> web.Rule:
    """Those who may read the tender of the address and pass a test on it."""

    def check(session: Session, actor: Actor | None, tender_id: int, **address: Any) -> bool:
        try:
            return test(actor, tenders.get(session, actor, tender_id))
        except NotFound:
            return False

    return web.Rule(name, check)


PUBLISHERS = tender_rule("the organisation that imported the notice, and its buyer", whose.speaks_for_it)
DECIDERS = tender_rule("the owner of the tender", whose.decides)
CLAIMANTS = tender_rule("officers of an approved authority", whose.could_claim)
