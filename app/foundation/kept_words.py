"""What somebody typed into a form that reached us after they were signed out: kept for them, and for nobody
else.

Kept for a day at most, a few for each person, never a password, a token or a code. They belong to the person
who opened the form, even if somebody else uses the browser by then.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.audit import Unaudited
from app.foundation.database import Base
from app.foundation.types import now

LASTS = timedelta(hours=24)
MOST_EACH = 5  # forms of one person
MOST_CHARACTERS = 60_000  # of one form


class KeptWords(Unaudited, Base):
    """One form's words. `words` are (label, what was typed) in the form's order; `page` is the form's
    address.
    """

    __tablename__ = "kept_words"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(index=True)
    page: Mapped[str] = mapped_column(sa.String(500))
    words: Mapped[list[list[str]]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


def keep(session: Session, person_id: int, page: str, words: list[tuple[str, str]]) -> bool:
    """Keep a form's words, in place of earlier ones from the same page. False where they are too long, or
    none.
    """
    if not words or len(page) > 500 or sum(len(typed) for _, typed in words) > MOST_CHARACTERS:
        return False
    purge(session)
    forget(session, person_id, page)
    mine = sa.select(KeptWords.id).where(KeptWords.person_id == person_id).order_by(KeptWords.id.desc())
    newest = list(session.scalars(mine.limit(MOST_EACH - 1)))
    session.execute(sa.delete(KeptWords).where(KeptWords.person_id == person_id, KeptWords.id.not_in(newest)))
    session.add(KeptWords(person_id=person_id, page=page, words=[list(pair) for pair in words]))
    session.flush()
    return True


def of_person(session: Session, person_id: int) -> list[KeptWords]:
    """What is kept for a person, newest first."""
    living = KeptWords.created_at > now() - LASTS
    query = sa.select(KeptWords).where(KeptWords.person_id == person_id, living)
    return list(session.scalars(query.order_by(KeptWords.id.desc())))


def forget(session: Session, person_id: int, page: str | None = None) -> None:
    """Drop what is kept for a person: from one page, or all of it."""
    ending = sa.delete(KeptWords).where(KeptWords.person_id == person_id)
    session.execute(ending if page is None else ending.where(KeptWords.page == page))


def purge(session: Session) -> None:
    """Drop everything older than a day."""
    session.execute(sa.delete(KeptWords).where(KeptWords.created_at <= now() - LASTS))
