"""Start pages, pages about the site itself, and people's own data."""

from app.home.views import own_data, pages
from app.home.views.pages import blueprint

__all__ = ["blueprint", "own_data", "pages"]
