"""The blueprint of all pages of accounts, and the limits on guessing."""

from __future__ import annotations

import ipaddress
from contextlib import AbstractContextManager

from flask import Blueprint, request
from flask_limiter.util import get_remote_address
from sqlalchemy.orm import Session

from app.accounts.rules import LONGEST_EMAIL, fold_email
from app.foundation import web
from app.foundation.web.edge import edge

blueprint = Blueprint("accounts", __name__)

# At a screen that someone left open. app.accounts.guessing counts guesses at the sign-in page.
GUESSES = "10 per 10 minutes"
LETTERS = "5 per hour"
# One network trying many addresses; a workshop of 200 behind one address still gets through.
SPRAYS = "300 per 10 minutes"


def network() -> str:
    """The network a request comes from: its /64 (on IPv4, its /24), because one machine can use any address
    in it.
    """
    address = ipaddress.ip_address(get_remote_address())
    size = 64 if address.version == 6 else 24
    return str(ipaddress.ip_network((address, size), strict=False))


def address_and_network() -> str:
    """The email address that was typed, and where it was typed."""
    return f"{fold_email(request.form.get('email', ''))[:LONGEST_EMAIL]} {network()}"


def actor_or_network() -> str:
    """Who is signed in, or the network: for limits on guessing at an open screen and on emails sent in a
    person's name.
    """
    actor = web.actor()
    return network() if actor is None else f"person {actor.person_id}"


def mails_are_files() -> str:
    """The folder for emails as files, in development; empty where they are really sent."""
    settings = web.settings()
    writes_files = settings.mail_url.startswith("file:") and not settings.production
    return settings.mail_url.removeprefix("file://") if writes_files else ""


def writing() -> AbstractContextManager[Session]:
    """A separate unit of work, for what is kept even if the request is refused, such as a wrong guess."""
    return edge().database.unit_of_work()
