"""What can go wrong, in the product's own terms. The web edge turns each error into a page, the worker into a
reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

State = TypeVar("State")


class DomainError(Exception):
    """The base: its text is written for the person it reaches."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field  # the form field it belongs beside, where there is one


class NotFound(DomainError):
    """It does not exist, or this actor may not know that it does (404)."""


class NotAllowed(DomainError):
    """The actor is known and may not do this (403)."""


class Conflict(DomainError):
    """Somebody else changed it meanwhile, or it was done already (409)."""


class Refused(DomainError):
    """The rules of the product say no, with the reason (422)."""


class IllegalMove(Conflict):
    """A state machine was asked for a move it does not have."""

    def __init__(self, model: str, origin: object, target: object) -> None:
        super().__init__(f"This {model} is {_word(origin)}, so it cannot become {_word(target)}.")
        self.model, self.origin, self.target = model, origin, target


def _word(state: object) -> str:
    return str(getattr(state, "name", state)).replace("_", " ")


def move(model: str, origin: State | None, target: State, allowed: Mapping[Any, Collection[State]]) -> State:
    """The new state. Raises IllegalMove where it is not in `allowed` (state -> the states that may follow).

    Areas wrap it in a named function for each move, in their rules: `consortium.state =
    states.agree(consortium.state)`.
    """
    if target not in allowed.get(origin, ()):
        raise IllegalMove(model, origin, target)
    return target
