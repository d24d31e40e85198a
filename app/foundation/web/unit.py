"""The request's unit of work: opened at the first use, committed once after the view, or dropped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import current_app, g, request
from flask import session as cookie
from flask.wrappers import Response
from sqlalchemy.orm import Session

from app.foundation import kept_words
from app.foundation.database import commit, wait_until
from app.foundation.web import identity, once
from app.foundation.web.edge import edge

READING_METHODS = ("GET", "HEAD", "OPTIONS")
PATIENCE_AFTER_PAGE_MS = 5_000


def start() -> None:
    """Limit how long this request waits for the database's lock, in all."""
    wait_until(time.monotonic() + current_app.config["LOCK_SECONDS"])


def session() -> Session:
    """The request's session. A writing request takes SQLite's write lock here: hash and parse before.

    Raises Answered where this very form was sent before: nothing is done a second time.
    """
    if "session" not in g:
        database, writing = edge().database, request.method not in READING_METHODS
        g.session = database.writer() if writing else database.reader()
        if writing:
            once.claim(g.session)
    opened: Session = g.session
    return opened


@contextmanager
def reading() -> Iterator[Session]:
    """A session for a short read: the request's own where it is open, else one that ends here.

    Nobody may open a second one beside the request's own. On SQLite it waits for a writer who is about to
    commit, and that writer waits until the first one is closed.
    """
    if "session" in g and g.session.in_transaction():
        yield g.session
        return
    with edge().database.reading() as session:
        yield session


def after_page(needed: Callable[[Session], bool], write: Callable[[Session], None]) -> None:
    """Once this request's page is made, and its own session is done with, run `write` in a short unit of
    work.

    `needed` is asked first, in a session that only reads: a page that is opened again then waits for no
    writer. An error in either refuses the page: what must be recorded when it is shown is not shown
    without its record.
    """
    g.setdefault("after_page", []).append((needed, write))


def rollback() -> None:
    """Drop what this request changed so far; it can go on reading."""
    if "session" in g:
        g.session.rollback()
        g.session.expunge_all()
        once.forget_claim()


def finish(response: Response) -> Response:
    """Commit when a writing request succeeded. What the database then refuses is a conflict: see `errors`."""
    if "session" in g and request.method not in READING_METHODS:
        if response.status_code >= 400:
            g.session.rollback()
        else:
            once.keep(g.session, response)
            _forget_kept_words(g.session)
            commit(g.session)
    _run_after_page()
    return response


def _forget_kept_words(session: Session) -> None:
    actor = identity.actor() if cookie.get(identity.KEPT) else None
    if actor is not None and actor.person_id is not None:
        kept_words.forget(session, actor.person_id, request.path)


def _run_after_page() -> None:
    pending = g.pop("after_page", [])
    if not pending:
        return
    # A page still being read would keep SQLite's writer, which is this same request, waiting.
    g.session.rollback()
    database = edge().database
    for needed, write in pending:
        with reading() as session:
            is_needed = needed(session)
        if is_needed:
            with database.unit_of_work(PATIENCE_AFTER_PAGE_MS) as session:
                write(session)


def close(error: BaseException | None = None) -> None:
    """Give the connection back, whatever happened."""
    if "session" in g:
        g.pop("session").close()
    wait_until(None)
