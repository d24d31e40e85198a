"""What a person typed is never lost: shown again when a form is refused, kept when they had been signed
out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, flash, request
from flask import session as cookie
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.routing import RoutingException

from app.foundation import kept_words
from app.foundation.types import now
from app.foundation.web import identity, once
from app.foundation.web.edge import edge
from app.foundation.web.unit import READING_METHODS, reading, rollback

LONGEST_SHOWN = 200_000  # characters on one page
LARGEST_READ = 8 * 1024 * 1024  # bytes of a form that is refused for its size
NOT_TYPED = re.compile(r"csrf_token|once|version|key|.*_words", re.ASCII)
SECRET = re.compile(
    r"password|token|secret|passcode|(^|_)codes?$|otp|(^|_)pin$|recovery", re.ASCII | re.IGNORECASE
)
SIGNED_OUT = (
    "You were signed out before we received this. We kept what you typed. Sign in and we will show it to you."
)
FIRST_THIS = "Please do this first. We kept what you typed and will show it to you afterwards."


@dataclass(frozen=True)
class Kept:
    """Words of the person at this page, from before they were signed out. `page` is the address of their
    form.
    """

    page: str
    words: tuple[tuple[str, str], ...]


def words() -> list[tuple[str, str]]:
    """What this request's form says, as (label, typed): never secrets, never what nobody typed.

    Empty for a form that another site made the browser post, and for one that another person had opened.
    """
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return []
    shown, left = [], LONGEST_SHOWN
    for name, value in _posted():
        if (
            value.strip()
            and not NOT_TYPED.fullmatch(name)
            and not (SECRET.search(name) and name != "share_code")
        ):
            shown.append((_label(name), value[:left]))
            left -= len(value)
            if left <= 0:
                break
    return shown


def of_another() -> int | None:
    """The person who opened the posted form, where somebody else is signed in now."""
    opened = once.opened_by() if _posted() else None
    actor = identity.actor()
    return opened if opened and opened != (actor.person_id if actor else None) else None


def keep() -> bool:
    """Keep this form's words for the person who opened it. Drops what this request had changed."""
    person_id = once.opened_by() if _posted() else None
    if not person_id or request.endpoint is None:
        return False
    rollback()
    typed = [(label, value) for label, value in words() if label != _label("share_code")]
    try:
        with edge().database.unit_of_work() as session:
            kept = kept_words.keep(session, person_id, form_page(), typed)
    except DBAPIError:
        return False  # the page that says what happened must still be drawn
    if kept:
        cookie[identity.KEPT] = now().isoformat()
    return kept


def keep_and_say(message: str) -> bool:
    """The same for somebody who is about to be sent to another page first, which then says so."""
    kept = keep()
    if kept:
        flash(message, "information")
    return kept


def form_page() -> str:
    """The address that shows the posted form: its own where it can be opened, else the start page."""
    return request.path if page_asked() else "/"


def return_address() -> dict[str, Any]:
    """Where signing in leads back to, as arguments of the sign-in page: to the asked page, or to that of the
    form.

    Endpoint and arguments rather than a URL: a link can then never lead to another site.
    """
    target = page_asked()
    if target is None:
        return {}
    endpoint, arguments = target
    return {"to": endpoint, **{f"to_{name}": value for name, value in arguments.items()}}


def page_asked() -> tuple[str, dict[str, Any]] | None:
    """The endpoint and arguments that show a page at this request's own address."""
    try:
        endpoint, values = current_app.url_map.bind_to_environ(request.environ).match(method="GET")
    except (HTTPException, RoutingException):
        return None
    return str(endpoint), dict(values)


def offered() -> tuple[Kept, ...]:
    """What to show on this page to the person who is signed in: asked only in a browser where something was
    kept.
    """
    actor, since = identity.actor(), cookie.get(identity.KEPT)
    if actor is None or actor.person_id is None or since is None:
        return ()
    if datetime.fromisoformat(since) < now() - kept_words.LASTS:
        del cookie[identity.KEPT]  # nothing is left, so pages need not ask again
        return ()
    with reading() as session:
        mine = kept_words.of_person(session, actor.person_id)
    return tuple(
        Kept(row.page, tuple((label, value) for label, value in row.words))
        for row in mine
        if request.path in (row.page, "/")
    )


def _posted() -> list[tuple[str, str]]:
    """The fields of the posted form; those of one that was too large to take are still read, up to a
    bound.
    """
    if request.method in READING_METHODS:
        return []
    try:
        return list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        if (request.content_length or LARGEST_READ + 1) > LARGEST_READ:
            return []
        request.max_content_length = request.max_form_memory_size = LARGEST_READ
    except HTTPException:
        return []
    try:
        return list(request.form.items(multi=True))
    except HTTPException:
        return []


def _label(name: str) -> str:
    return re.sub(r"[-_]+", " ", name).strip().capitalize()
