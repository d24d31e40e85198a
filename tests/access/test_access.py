"""A route that declares nothing is found before anybody can use it."""

from __future__ import annotations

import pytest

import app as application
from app.foundation.config import Settings
from app.foundation.database import Database
from app.foundation.web.access import refuse_undeclared


def test_a_route_that_declares_nothing_stops_the_start(settings: Settings, database: Database) -> None:
    site = application.create_app(settings, database)
    site.add_url_rule("/open-by-mistake", "open_by_mistake", lambda: "")
    with pytest.raises(RuntimeError, match="open_by_mistake"):
        refuse_undeclared(site)
