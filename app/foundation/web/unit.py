"""The request's unit of work: opened at the first use, committed once after the view, or dropped."""

from __future__ import annotations

from flask import g, request
from flask.wrappers import Response
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.foundation.database import commit
from app.foundation.errors import Conflict
from app.foundation.web.edge import edge

READING_METHODS = ("GET", "HEAD", "OPTIONS")
CHANGED_MEANWHILE = "Somebody else changed this a moment ago. Look at it again, then make your change."


def session() -> Session:
    """The request's session. A writing request takes SQLite's write lock here: hash and parse before."""
    if "session" not in g:
        database = edge().database
        g.session = database.reader() if request.method in READING_METHODS else database.writer()
    found: Session = g.session
    return found


def rollback() -> None:
    """Drop what this request changed so far; it can go on reading."""
    if "session" in g:
        g.session.rollback()
        g.session.expunge_all()


def finish(response: Response) -> Response:
    """Commit when a writing request succeeded. Raises Conflict when another request was faster."""
    if "session" in g and request.method not in READING_METHODS:
        if response.status_code >= 400:
            g.session.rollback()
            return response
        try:
            commit(g.session)
        except (IntegrityError, StaleDataError) as error:
            g.session.rollback()
            raise Conflict(CHANGED_MEANWHILE) from error
    return response


def close(error: BaseException | None = None) -> None:
    """Give the connection back, whatever happened."""
    if "session" in g:
        g.pop("session").close()
