"""What the worker does for tenders."""

from __future__ import annotations

from app.foundation.jobs import kinds
from app.foundation.types import now
from app.tenders.actions.closing import CLOSE_TENDER, close_if_due
from app.tenders.models import Tender


def close(context: kinds.JobContext) -> None:
    """Close one tender, if its deadline has passed. It may have been moved since this was queued."""
    with context.finish() as session:
        tender = session.get(Tender, context.row_id)
        if tender is not None:
            close_if_due(session, tender, now())


JOB_KINDS = [kinds.JobKind(CLOSE_TENDER, close)]
