"""What the workers do for the record once a day."""

from __future__ import annotations

from app.foundation.config import Settings
from app.foundation.jobs import kinds
from app.foundation.mail import outbox
from app.foundation.types import now
from app.record import heads

KEEP_HEAD = "keep_head"


def keep_head(context: kinds.JobContext) -> None:
    """Keep today's head in HEADS_FILE and mail it to HEAD_MAIL_TO. A second attempt adds no second line."""
    settings: Settings = context.resources["settings"]
    with context.database.reading() as session:
        head = heads.current(session)
    if not heads.is_kept(settings.heads_file, now().date()):
        heads.keep(settings.heads_file, head, now())
    with context.finish() as session:
        if settings.head_mail_to:
            outbox.post(
                session,
                settings.head_mail_to,
                "record_head",
                site=settings.public_url,
                head=str(head),
                number=head.number,
                at=now(),
            )


JOB_KINDS = (kinds.JobKind(name=KEEP_HEAD, run=keep_head, daily=True),)
