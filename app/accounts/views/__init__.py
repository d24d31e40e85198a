"""Pages of accounts: signing in, registering, approval, passwords, the organisation and its members."""

from app.accounts.views import (
    account,
    admission,
    email_change,
    invitations,
    organisation,
    passwords,
    registering,
    second_factor,
    sessions,
    signing_in,
    terms,
)
from app.accounts.views.routes import blueprint

__all__ = [
    "account",
    "admission",
    "blueprint",
    "email_change",
    "invitations",
    "organisation",
    "passwords",
    "registering",
    "second_factor",
    "sessions",
    "signing_in",
    "terms",
]
