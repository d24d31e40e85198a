"""A route without a declaration is refused before use, and the walks notice what they look for."""

from __future__ import annotations

import pytest

import app as application
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.web.access import refuse_undeclared
from tests.access.walks import CANARIES, Canary


def test_a_route_that_declares_nothing_stops_the_start(settings: Settings, database: Database) -> None:
    site = application.create_app(settings, database)
    site.add_url_rule("/open-by-mistake", "open_by_mistake", lambda: "")
    with pytest.raises(RuntimeError, match="open_by_mistake"):
        refuse_undeclared(site)


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.what)
def test_a_figure_is_seen_wherever_it_stands_by_itself_and_never_within_a_digest(canary: Canary) -> None:
    for spelling in canary.spellings:
        for around in ("£{}", "<td>{}</td>", 'value="{}"', " {}.", "-{},", "({})", "£{}\u202fa unit"):
            assert canary.is_in(around.format(spelling)), around
        for around in ("3f{}c0", "a{}", "{}b", "1{}", "{}0") if spelling.isdigit() else ():
            assert not canary.is_in(around.format(spelling)), around
