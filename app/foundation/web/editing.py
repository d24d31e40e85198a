"""Forms over what is stored: each carries the version it was opened with, and a stale one is never saved.

form = DatesForm()
if form.submitted_ok(tender):
    with form.refusals():
        actions.set_dates(web.session(), actor, tender, form.details())
        return web.see_other(…)
    tender = tender_of(tender_id)       # a refusal drops what was loaded
form.show(tender)
return web.render("…", status=form.status, form=form)
"""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, HiddenField, PasswordField, SelectField, SelectMultipleField

from app.foundation import versions
from app.foundation.templating import formats
from app.foundation.web.fields import DateField, PoundsField
from app.foundation.web.forms import Form
from app.foundation.web.unit import session

STALE = (
    "Someone saved a change while you had this open. The saved answers are shown below. "
    "We have kept what you typed. Save again to replace the saved answers."
)
STALE_STATE = "Someone changed this while you had it open. Check it again before you continue."


class VersionField(HiddenField):
    """The version a form was opened with. Anything that is no version counts as none, and no row has that."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = str(valuelist[0]) if valuelist else ""
        well_formed = len(typed) == versions.LENGTH and typed.isascii() and typed.isalnum()
        self.data = typed if well_formed else ""

    def _value(self) -> str:
        return str(self.data or "")


class EditForm(Form):
    """A form over stored rows, whose fields show what is stored."""

    version = VersionField()
    stale_message = STALE

    def fill(self, row: Any) -> None:
        """Show what is stored; forms whose fields are not named as the row's columns do it their own way."""
        for field in self.own_fields():
            field.process(None, getattr(row, field.name))

    def shown(self, *rows: Any) -> Any:
        """What this form's version is of: the values that its fields have when it is opened on these rows."""
        now = self._as_stored(rows)
        return [(field.name, now[field.name].data) for field in self.own_fields()]

    def given(self) -> dict[str, Any]:
        """What was typed, by the names the action takes."""
        return {field.name: field.data for field in self.own_fields()}

    def show(self, *rows: Any) -> None:
        """Fill the form when it is opened; after a stale save, put beside it what is stored now where it
        differs.
        """
        if not self.is_submitted():
            self.fill(*rows)
            self.version.data = versions.digest(self.shown(*rows))
        elif self.stale:
            self.stored = self._differences(rows)
            self.version.data = versions.digest(self.shown(*rows))

    def submitted_ok(self, *rows: Any) -> bool:
        """Whether this request posted the form, every field is well formed, and the rows are as this form
        showed them.

        The rows are read anew and locked, so that when two people save at once, the second sees what the
        first stored. Without rows the form is used to make something.
        """
        return super().submitted_ok() and (not rows or self.unchanged(*rows))

    def unchanged(self, *rows: Any) -> bool:
        """Whether the rows are still as this form showed them; otherwise the form says so."""
        versions.lock(session(), *rows)
        self.stale = self.version.data != versions.digest(self.shown(*rows))
        if self.stale:  # nothing was changed yet, so the rows stay loaded for the page
            self.refuse(self.stale_message)
        return not self.stale

    def own_fields(self) -> list[Field]:
        """The fields that a person fills with what is to be stored."""
        return [field for field in self if not isinstance(field, (HiddenField, PasswordField))]

    def _differences(self, rows: tuple[Any, ...]) -> list[tuple[str, str]]:
        now = self._as_stored(rows)
        return [
            (field.label.text, stored_words(field, now[field.name].data))
            for field in self.own_fields()
            if now[field.name].data != field.data
        ]

    def _as_stored(self, rows: tuple[Any, ...]) -> EditForm:
        stored = type(self)(formdata=None)
        stored.fill(*rows)
        return stored


class StateForm(EditForm):
    """A button, or a few words, about rows that the page shows elsewhere: its version is of the whole
    rows.
    """

    stale_message = STALE_STATE

    def fill(self, *rows: Any) -> None:
        """Its fields, where it has some, are not what is stored."""

    def shown(self, *rows: Any) -> Any:
        """Every column; None counts as a row that is not there yet."""
        return versions.whole(*rows)

    def _differences(self, rows: tuple[Any, ...]) -> list[tuple[str, str]]:
        return []


def stored_words(field: Field, value: Any) -> str:
    """How a stored value reads to a person."""
    if value is None or value in ("", []):
        return "Not entered"
    if isinstance(field, BooleanField):
        return "Yes" if value else "No"
    if isinstance(field, PoundsField):
        return formats.money(value, exact=True)
    if isinstance(field, DateField):
        return formats.date(value)
    if isinstance(field, (SelectField, SelectMultipleField)):
        return _labels(field, value if isinstance(value, list) else [value])
    return formats.number(value) if isinstance(value, int) else str(value)


def _labels(field: SelectField | SelectMultipleField, chosen: list[Any]) -> str:
    labels = {str(choice[0]): str(choice[1]) for choice in field.iter_choices()}
    return ", ".join(labels.get(str(item), str(item)) for item in chosen)
