"""Saving from a page that is out of date is refused and keeps what was typed; what was saved stays.

Every route that edits a row is tried: one person opens it, another edits the row, then the first sends it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator

import pytest

from tests.forms.stage import Stage, complaints, stage
from tests.forms.table import EDITS, MAKES, NEITHER, Edit, Step

__all__ = ["stage"]
BUTTONS = ("area",)  # set by pressing a button, not typed


def version_on(stage: Stage, step: Step) -> list[str]:
    """The version that the page carries if it is opened now."""
    return list(stage.filled(stage.browser(step.actor), step)[1]["version"])


def typed_words(stage: Stage, edit: Edit) -> Iterator[str]:
    """What an edit types into its fields; a field may take several values."""
    for name, typed in stage.typed(edit.typed).items():
        if name not in BUTTONS:
            yield from [typed] if isinstance(typed, str) else typed


@pytest.mark.parametrize(("endpoint", "edit"), EDITS.items(), ids=EDITS)
def test_the_second_is_refused_and_nothing_of_either_is_lost(stage: Stage, endpoint: str, edit: Edit) -> None:
    stage.restore()
    for step in edit.before:
        stage.take(step)
    step = Step(endpoint, edit.actor, edit.ids, edit.typed, edit.page)
    first = stage.browser(edit.actor)
    address, sent = stage.filled(first, step)
    stage.take(edit.other)
    saved, entries = version_on(stage, step), stage.changes()
    assert saved != list(sent["version"]), "the version is not of what the other changed"
    answer = first.flask.post(address, data=sent)
    assert answer.status_code == 409, complaints(answer.text)
    assert (version_on(stage, step), stage.changes()) == (saved, entries), "what the other had saved is lost"
    page = answer.get_data(as_text=True)
    for words in typed_words(stage, edit):
        assert html.escape(words) in page, f"“{words}” was typed and is lost"
    assert "while you had it open" in html.unescape(page) or "while you had this open" in html.unescape(page)


def test_every_form_that_posts_stands_in_the_table(stage: Stage) -> None:
    posting = {rule.endpoint for rule in stage.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert posting == EDITS.keys() | MAKES.keys() | NEITHER.keys()
    assert not NEITHER.keys() & (EDITS.keys() | MAKES.keys())
