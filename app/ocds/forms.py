"""Choosing a file to import."""

from __future__ import annotations

from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput
from wtforms.validators import StopValidation

from app.foundation import web


class ImportForm(web.Form):
    """One file of Open Contracting JSON."""

    file = FileField(
        "A file of Open Contracting JSON",
        description="From Find a Tender, Contracts Finder, Public Contracts Scotland or Sell2Wales. At most 4 MB.",
        widget=GovFileInput(),
    )

    def validate_file(self, field: FileField) -> None:
        """Something was chosen."""
        if not field.data or not field.data.filename:
            raise StopValidation("Choose a file")
