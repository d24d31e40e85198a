"""Pages of enquiries, proposals and consortia."""

from app.consortia.views import consent, consortia, enquiries, proposals
from app.consortia.views.routes import blueprint

__all__ = ["blueprint", "consent", "consortia", "enquiries", "proposals"]
