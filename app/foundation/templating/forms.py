"""Reading a WTForms form for its error summary, without importing WTForms."""

from __future__ import annotations

from typing import Any


def form_errors(form: Any) -> list[tuple[str, str]]:
    """Every message of a form as (message, id of the element to go to), in the order of the fields.

    Looks into field lists and form fields. A date's message leads to its first part, because the group
    itself cannot have the cursor.
    """
    messages = [(str(message), "") for message in getattr(form, "form_errors", ())]
    for field in form:
        messages.extend(_field_errors(field))
    return messages


def _field_errors(field: Any) -> list[tuple[str, str]]:
    if hasattr(field, "entries"):
        return _list_errors(field)
    if hasattr(field, "form") and hasattr(field.form, "errors"):
        return form_errors(field.form)
    if not field.errors:
        return []
    target = f"{field.name}-day" if type(field.widget).__name__ == "GovDateInput" else field.id
    return [(str(field.errors[0]), target)]


def _list_errors(field: Any) -> list[tuple[str, str]]:
    """The messages of a list's entries; its own only where the entries have none."""
    inside = [error for entry in field.entries for error in _field_errors(entry)]
    return inside or [(str(message), field.id) for message in field.errors if isinstance(message, str)]
