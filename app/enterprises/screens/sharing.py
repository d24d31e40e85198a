"""Who sees an enterprise's figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.accounts.models import Organisation
from app.enterprises.models import Enterprise


@dataclass(frozen=True)
class FiguresShared:
    """What an enterprise has chosen, as its form takes it, and in words."""

    version: int
    who: str
    bodies: list[int]
    words: str


def figures_shared(enterprise: Enterprise, bodies: Iterable[Organisation]) -> FiguresShared:
    """What is stored; `bodies` are the approved adviser bodies, and one that no longer is approved is left out."""
    permitted = {permission.organisation_id for permission in enterprise.figure_permissions}
    named = [body for body in bodies if body.id in permitted]
    words = "Every approved adviser body"
    if enterprise.figures_only_named:
        words = ", ".join(body.name for body in named) or "No adviser body"
    who = "named" if enterprise.figures_only_named else "all"
    return FiguresShared(enterprise.version, who, [body.id for body in named], words)
