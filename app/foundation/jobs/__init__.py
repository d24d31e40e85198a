"""The leased job table: the record of every job, whatever carries it.

Why our own: of the engines tried, all but one lost or doubled work when killed mid-task on the databases we support.
Here a job is claimed by a conditional update, held by a lease that a heartbeat extends, and its result is applied in
the same transaction that marks it done, fenced by the attempt number: an attempt that lost its lease changes nothing.
"""

from app.foundation.jobs.kinds import JobContext, JobKind, LeaseLost
from app.foundation.jobs.queue import (
    AT_ONCE,
    IN_TURN,
    LIVE,
    SOON,
    Job,
    JobState,
    Progress,
    cancel,
    enqueue,
    latest,
    unfinished,
)
from app.foundation.jobs.turns import ahead_of
from app.foundation.jobs.worker import Crew, TryLater, Worker, cores

__all__ = [
    "AT_ONCE", "IN_TURN", "LIVE", "SOON", "Crew", "Job", "JobContext", "JobKind", "JobState", "LeaseLost", "Progress",
    "TryLater", "Worker", "ahead_of", "cancel", "cores", "enqueue", "latest", "unfinished",
]  # fmt: skip
