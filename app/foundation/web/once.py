"""A key in every form: who opened it, and whether it was sent before.

Sent twice with the same words by the same person, a form makes one thing, and the second sending gets the
first one's answer. The key alone would not do: somebody who goes back and types something else sends a new
form with an old key.
"""

from __future__ import annotations

import hashlib
import json
import secrets

import flask
import flask_login
from flask import Flask, current_app, g, redirect, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, Signer
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.foundation import sent_forms
from app.foundation.web.edge import edge
from app.foundation.web.identity import KEPT

FIELD = "once"
LONGEST_KEY = 200
PASSING = ("_flashes", "csrf_token", KEPT)


class Answered(Exception):
    """This form was sent before; here is the answer it got."""

    def __init__(self, answer: sent_forms.Answer) -> None:
        super().__init__("this form was answered before")
        self.answer = answer


def install(app: Flask) -> None:
    """Give templates the hidden field, and check of each form whether it was answered before."""
    app.jinja_env.globals["once_field"] = field
    app.before_request(_answer_again)


def field() -> Markup:
    """The hidden field of every form that posts. All forms of one page share a key: their addresses
    differ.
    """
    if "once_key" not in g:
        g.once_key = _signer().sign(f"{secrets.token_urlsafe(12)}.{_person_id() or 0}").decode()
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, g.once_key)


def opened_by() -> int | None:
    """The person who opened the form that this request posts: 0 for somebody signed out, None where
    unknown.
    """
    typed = request.form.get(FIELD, "")
    if not 0 < len(typed) <= LONGEST_KEY or not typed.isascii():
        return None
    try:
        return int(_signer().unsign(typed).decode().rpartition(".")[2])
    except (BadSignature, ValueError):
        return None


def claim(session: Session) -> None:
    """Called when a writing request opens its unit of work. Raises Answered when the form was sent before."""
    digest = _digest()
    if digest is None:
        return
    if not sent_forms.claim(session, digest):
        answer = sent_forms.answer(session, digest)
        if answer is not None:
            raise Answered(answer)
    g.once_claimed, g.once_cookie = digest, _own_cookie()


def keep(session: Session, response: Response) -> None:
    """Called just before the unit of work commits: store the answer beside what was made.

    Signing in is a cookie of this one response, and a download is its own answer: such a form may be sent
    again.
    """
    digest = g.pop("once_claimed", None)
    if digest is None:
        return
    signed = g.pop("once_cookie", None) != _own_cookie() and not g.get("once_repeatable")
    if signed or "Content-Disposition" in response.headers:
        sent_forms.release(session, digest)
        return
    address = response.headers.get("Location") if response.status_code in (302, 303) else None
    sent_forms.keep(session, digest, sent_forms.Answer(address, tuple(g.get("flashed", ()))))


def repeatable() -> None:
    """Keep this request's answer although it signs somebody in: sent again, the form only leads to the same
    page.
    """
    g.once_repeatable = True


def forget_claim() -> None:
    """Forget the claim, when what this request did was dropped."""
    g.pop("once_claimed", None)


def repeat(answer: sent_forms.Answer) -> ResponseReturnValue | None:
    """The answer again; None where it was a page of its own, which cannot be shown twice."""
    if answer.address is None:
        return None
    for category, message in answer.flashes:
        flask.flash(message, category)
    return redirect(answer.address, code=303)


def _answer_again() -> None:
    digest = _digest()
    if digest is None:
        return
    with edge().database.reading() as session:
        answer = sent_forms.answer(session, digest)
    if answer is not None:
        raise Answered(answer)


def _own_cookie() -> dict[str, object]:
    """The part of this browser's cookie that says who it is, without what every page may change."""
    return {name: value for name, value in cookie.items() if name not in PASSING}


def _digest() -> str | None:
    """What makes this sending the same as another: key, sender, address, words and files."""
    if request.method != "POST" or request.endpoint is None:
        return None
    if "once_digest" not in g:
        g.once_digest = _work_out_digest() if opened_by() is not None else None
    digest: str | None = g.once_digest
    return digest


def _work_out_digest() -> str:
    typed = sorted((name, value) for name, value in request.form.items(multi=True) if name != "csrf_token")
    files = []
    for name, file in request.files.items(multi=True):
        files.append((name, file.filename, hashlib.sha256(file.stream.read()).hexdigest()))
        file.stream.seek(0)
    sender = _person_id() or f"browser {cookie.get('csrf_token', '')}"
    parts = [sender, request.full_path, typed, sorted(files, key=str)]
    return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _person_id() -> int | None:
    user = flask_login.current_user
    person_id: int | None = user.actor.person_id if user.is_authenticated else None
    return person_id


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="bidbridge once", digest_method=hashlib.sha256)
