"""Pages of tenders: reading, writing, work packages, publishing, and how they fit an enterprise."""

from app.tenders.views import packages, parts, publishing, reaching, reading, writing
from app.tenders.views.routes import blueprint

__all__ = ["blueprint", "packages", "parts", "publishing", "reaching", "reading", "writing"]
