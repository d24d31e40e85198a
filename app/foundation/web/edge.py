"""What the edge keeps for the whole application: settings, database, who identifies a sign-in, the
limiter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.foundation.config import Settings
from app.foundation.database import Database

if TYPE_CHECKING:
    from app.foundation.templating.pieces import Shell

limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)


@dataclass
class Edge:
    """Collaborators passed in by `create_app`; the edge itself knows no area.

    `identify(session, token)` gives the actor of a live sign-in, or None. `frame(actor, endpoint)` gives
    navigation and phase line around a page.
    """

    settings: Settings
    database: Database
    identify: Callable[[Session, str], Actor | None]
    frame: Callable[[Actor | None, str | None], Shell]


def edge() -> Edge:
    """The running application's edge."""
    stored: Edge = current_app.extensions["bidbridge"]
    return stored


def settings() -> Settings:
    """The settings the site was started with."""
    return edge().settings
