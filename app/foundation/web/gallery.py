"""/components in development: every component and drawing in every state, for people and for the tests."""

from __future__ import annotations

from flask import Blueprint, Response

from app.foundation.drawing import specimens
from app.foundation.web.access import PUBLIC, access
from app.foundation.web.pages import render

blueprint = Blueprint("gallery", __name__)


@blueprint.get("/components")
@access(PUBLIC)
def components() -> Response:
    """All components."""
    return render("components/gallery.html", **specimens.context())
