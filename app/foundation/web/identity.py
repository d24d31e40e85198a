"""Who is asking: Flask-Login over server-side sign-ins."""

from __future__ import annotations

from dataclasses import dataclass

import flask_login
from flask import Flask, g
from flask import session as cookie
from sqlalchemy.exc import OperationalError

from app.foundation.actor import Actor
from app.foundation.errors import NotAllowed
from app.foundation.web.edge import edge

KEPT = "kept"  # in the cookie: when this browser posted a form whose person had been signed out


@dataclass
class Viewer(flask_login.UserMixin):
    """What Flask-Login calls the user: the token of one sign-in and the actor it is for."""

    token: str
    actor: Actor

    def get_id(self) -> str:
        return self.token


def install(app: Flask) -> None:
    """Wire Flask-Login. The cookie has a token; the row it points to decides, at every request."""
    manager = flask_login.LoginManager(app)
    manager.session_protection = None  # the sign-in row is what protects; addresses change on phones

    @manager.user_loader
    def load(token: str) -> Viewer | None:
        if unknown():
            return None  # the database did not answer; the page that says so must still be drawn
        # A short read of its own: a writing request must not hold the write lock while it parses a form.
        try:
            with edge().database.reading() as session:
                identified = edge().identify(session, token)
        except OperationalError:
            g.identity_unknown = True
            raise
        return None if identified is None else Viewer(token, identified)


def unknown() -> bool:
    """Whether the database failed to say, in this request, who is signed in."""
    return bool(g.get("identity_unknown", False))


def actor() -> Actor | None:
    """The actor of this request, or None when signed out."""
    user = flask_login.current_user
    return user.actor if user.is_authenticated else None


def signed_in() -> Actor:
    """The actor of a page that only people who have signed in reach. Raises NotAllowed for anybody else."""
    present = actor()
    if present is None:
        raise NotAllowed("Sign in to use this page.")
    return present


def token() -> str | None:
    """The token of this request's sign-in, or None when signed out."""
    user = flask_login.current_user
    return user.token if user.is_authenticated else None


def sign_in(token: str) -> None:
    """Make this browser carry a sign-in's token from the next request on; what the cookie held before is
    dropped.
    """
    begin_anew()
    cookie.permanent = True
    flask_login.login_user(Viewer(token, Actor(person_id=None, name="")))


def sign_out() -> None:
    """Forget the token in this browser; the caller ends the sign-in row."""
    flask_login.logout_user()
    begin_anew()
    g.pop("_login_user", None)


def begin_anew() -> None:
    """Drop all but the note that words are kept here for somebody: it names nobody."""
    kept = cookie.get(KEPT)
    cookie.clear()
    if kept:
        cookie[KEPT] = kept
