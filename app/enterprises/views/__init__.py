"""Pages of the register: the public directory, an enterprise's own pages, and what advisers see."""

from app.enterprises.views import advisers, credentials, directory, offers, own, pairs, sharing
from app.enterprises.views.routes import blueprint

__all__ = ["advisers", "blueprint", "credentials", "directory", "offers", "own", "pairs", "sharing"]
