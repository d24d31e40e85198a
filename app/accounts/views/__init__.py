"""Pages of accounts: signing in, registering, passwords, the organisation and its members."""

from app.accounts.views import account, invitations, organisation, passwords, registering, second_factor, signing_in
from app.accounts.views.routes import blueprint

__all__ = [
    "account", "blueprint", "invitations", "organisation", "passwords", "registering", "second_factor", "signing_in",
]  # fmt: skip
