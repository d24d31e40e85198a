"""What the workers do over all areas once a day."""

from __future__ import annotations

import logging

from app.foundation.jobs import kinds
from app.home.actions import retaining

APPLY_RETENTION = "apply_retention"
log = logging.getLogger("bidbridge.retention")


def apply_retention(context: kinds.JobContext) -> None:
    """Delete what is no longer needed."""
    with context.finish() as session:
        gone = retaining.apply_retention(session)
    log.info("deleted: %s", ", ".join(f"{key} {count}" for key, count in gone.items()))


JOB_KINDS = (kinds.JobKind(name=APPLY_RETENTION, run=apply_retention, daily=True),)
