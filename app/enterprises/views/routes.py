"""The blueprint, and what its views share: the actor's enterprise, today's date, and what was typed."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.enterprises.models import Enterprise
from app.enterprises.queries import directory, register
from app.enterprises.rules import NoProfile
from app.foundation import web
from app.foundation.types import LONDON

blueprint = Blueprint("enterprises", __name__)


def mine() -> Enterprise:
    """The enterprise the actor works for. Raises NoProfile before its profile is started."""
    return register.require_own(web.session(), web.signed_in())


@blueprint.errorhandler(NoProfile)
def start_first(error: NoProfile) -> ResponseReturnValue:
    """Redirect to the page where a profile is started."""
    return web.see_other("enterprises.own")


def today() -> dt.date:
    """Today's date in London."""
    return dt.datetime.now(LONDON).date()


def typed(name: str, most: int = directory.LONGEST_SEARCH) -> str:
    """A parameter of the address on one line, without characters that a database cannot store."""
    words = "".join(c for c in request.args.get(name, "") if c != "\x00" and not "\ud800" <= c <= "\udfff")
    return " ".join(words.split())[:most]


def number(name: str) -> int | None:
    """A whole number that was posted, or None for anything else."""
    value = request.form.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 15 else None
