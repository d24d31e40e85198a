"""Pages of accounts: signing in, registering, passwords, the organisation and its members."""

from app.accounts.views import (
    account,
    email_change,
    invitations,
    organisation,
    passwords,
    registering,
    second_factor,
    sessions,
    signing_in,
)
from app.accounts.views.routes import blueprint

__all__ = [
    "account", "blueprint", "email_change", "invitations", "organisation", "passwords", "registering",
    "second_factor", "sessions", "signing_in",
]  # fmt: skip
