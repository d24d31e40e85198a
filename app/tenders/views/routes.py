"""The blueprint of tenders, who may use its pages, and the tender or lot that an address names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from sqlalchemy.orm import Session

from app.foundation import web
from app.foundation.actor import Actor
from app.foundation.errors import NotFound
from app.tenders.models import Lot, Tender, WorkPackage
from app.tenders.queries import tenders as queries
from app.tenders.queries import whose

blueprint = Blueprint("tenders", __name__)


def _rule(name: str, test: Callable[[Actor | None, Tender], bool]) -> web.Rule:
    def check(session: Session, actor: Actor | None, tender_id: int, **parameters: Any) -> bool:
        try:
            return test(actor, queries.get(session, actor, tender_id))
        except NotFound:
            return False

    return web.Rule(name, check)


WRITERS = _rule("officers of the authority whose tender it is", queries.may_edit)
COMPLETERS = _rule("officers whose tender it is, and advisers for imported ones", queries.may_complete)
CORRECTORS = _rule("officers of the buyer that the notice belongs to", whose.may_correct)
COPIERS = _rule("officers, and advisers for imported ones", queries.may_copy)


def tender_of(tender_id: int) -> Tender:
    """The tender with this id. Raises NotFound unless the reader may see it."""
    return queries.get(web.session(), web.actor(), tender_id)


def all_packages(tender: Tender) -> list[WorkPackage]:
    """Every work package of a tender, lot by lot."""
    return [package for lot in tender.lots for package in lot.work_packages]


def lot_of(tender: Tender, lot_id: int) -> Lot:
    """A lot of this tender. Raises NotFound."""
    for lot in tender.lots:
        if lot.id == lot_id:
            return lot
    raise NotFound("We cannot find that lot.")
