"""The base of every form: errors beside the field, typed text kept, refusals of the product shown the same
way.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from app.foundation.causes import cause_of
from app.foundation.database import contended
from app.foundation.errors import Conflict, Refused
from app.foundation.web.unit import rollback

log = logging.getLogger("bidbridge.web")
CHANGED_MEANWHILE = "Someone else changed this a moment ago. Check it again, then make your change."
OTHERS_FIRST = (
    "Someone else was changing this at the same time. We did not save your change. Please send it again."
)


class Form(FlaskForm):
    """A form with a CSRF token. Business rules live in actions; their refusals arrive through `refusals`.

    `stale`: what the form was opened on has changed since, or somebody else was faster. `stored`: what is
    stored now where it differs from what was typed, as (label, words).
    """

    form_errors: list[str]
    stale = False
    stored: list[tuple[str, str]] = []

    def submitted_ok(self) -> bool:
        """Whether this request posted the form and every field is well formed."""
        return bool(self.validate_on_submit())

    @property
    def status(self) -> int:
        """409 after a stale post, 422 after any other that failed (so that nothing is committed); 200
        otherwise.
        """
        if self.stale:
            return 409
        return 422 if self.is_submitted() else 200

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Turn a refusal raised inside into a message beside its field (or at the top), and drop what was
        changed.
        """
        try:
            yield
        except (Refused, Conflict) as error:
            rollback()
            self.refuse(error.message, error.field)
        except (IntegrityError, StaleDataError, OperationalError) as error:
            database_refused = isinstance(error, OperationalError)
            if database_refused and not contended(error):
                raise
            log.warning("overtaken: %s", cause_of(error))
            rollback()
            self.stale = True
            self.refuse(OTHERS_FIRST if database_refused else CHANGED_MEANWHILE)

    def refuse(self, message: str, field: str | None = None) -> None:
        """Put a message beside a field, or at the top of the form."""
        if field and field in self._fields:
            self._fields[field].errors = [*self._fields[field].errors, message]
        else:
            self.form_errors = [*self.form_errors, message]


class ButtonForm(Form):
    """A button alone, with its token."""
