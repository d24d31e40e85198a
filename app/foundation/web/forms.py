"""The base of every form: errors beside the field, typed text kept, refusals of the product shown the same way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask_wtf import FlaskForm

from app.foundation.errors import Conflict, Refused
from app.foundation.web.unit import rollback


class Form(FlaskForm):
    """A form with a CSRF token. Business rules live in actions; their refusals arrive through `refusals`."""

    form_errors: list[str]

    def submitted_ok(self) -> bool:
        """Whether this request posted the form and every field is well formed."""
        return bool(self.validate_on_submit())

    @property
    def status(self) -> int:
        """422 after a failed post, so that nothing is committed and machines know; 200 otherwise."""
        return 422 if self.is_submitted() else 200

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Turn a refusal raised inside into a message beside its field (or at the top), and drop what was changed."""
        try:
            yield
        except (Refused, Conflict) as error:
            rollback()
            self.refuse(error.message, error.field)

    def refuse(self, message: str, field: str | None = None) -> None:
        """Put a message beside a field, or at the top of the form."""
        if field and field in self._fields:
            self._fields[field].errors = [*self._fields[field].errors, message]
        else:
            self.form_errors = [*self.form_errors, message]
