"""Who asks, and that they were here: a sign-in that is used stays alive, one that is left alone ends."""

from __future__ import annotations

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.accounts.actions import signing_in
from app.accounts.queries import people
from app.accounts.rules import SEEN_TO_THE
from app.foundation.actor import Actor
from app.foundation.database import Database
from app.foundation.types import now


class Identifier:
    """Identifies the holder of a token at each request and notes, at most once a minute, that they were
    here.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def __call__(self, session: Session, token: str) -> Actor | None:
        """The actor, or None where the sign-in no longer counts."""
        seen = people.identify_seen(session, token)
        if seen is None:
            return None
        actor, last_seen_at = seen
        if now() - last_seen_at >= SEEN_TO_THE:
            session.rollback()  # ends the read, which on SQLite would block the commit below
            self._note(token)
        return actor

    def _note(self, token: str) -> None:
        try:
            with self.database.unit_of_work(patience_ms=50) as session:
                signing_in.note_seen(session, token)
        except OperationalError:
            pass  # another transaction is writing: reading a page must not wait, and the next page notes it
