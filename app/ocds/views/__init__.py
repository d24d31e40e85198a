"""Pages of public notices: importing, publishing, suggested changes, claims."""

from app.ocds.views import claiming, importing, owning
from app.ocds.views.routes import blueprint

__all__ = ["blueprint", "claiming", "importing", "owning"]
