"""Whose turn it is. However much one organisation asks for, the others wait for one of its jobs, not for all.

Of the jobs that are due, the smallest rank goes first. Within a rank, what a dead worker left behind goes
first, then the organisation with the fewest jobs under way, then the one whose last turn began longest ago,
then the job that has waited longest. Work for no organisation (a mail, a closing date) counts as for one that
never had a turn.
"""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.foundation.jobs.queue import Job, JobState

# A turn that began longer ago than this is not counted.
REMEMBERED = timedelta(hours=1)


def due(kinds: Collection[str], moment: datetime) -> sa.Select[Job]:
    """Every job of these kinds that may be claimed now, in the order in which they should be."""
    waiting = (Job.state == JobState.queued) & (Job.run_after <= moment)
    abandoned = (Job.state == JobState.running) & (Job.lease_until < moment)
    turns = _turns_had(moment).subquery()
    return (
        sa.select(Job)
        .outerjoin(turns, turns.c.organisation_id == Job.organisation_id)
        .where(Job.kind.in_(list(kinds)), waiting | abandoned)
        .order_by(
            Job.rank,
            sa.case((abandoned, 0), else_=1),
            sa.func.coalesce(turns.c.under_way, 0),
            turns.c.last_began.asc().nulls_first(),
            Job.run_after,
            Job.id,
        )
    )


def _turns_had(moment: datetime) -> sa.Select[int | None, int, datetime | None]:
    under_way = (Job.state == JobState.running) & (Job.lease_until >= moment)
    return (
        sa.select(
            Job.organisation_id,
            sa.func.sum(sa.case((under_way, 1), else_=0)).label("under_way"),
            sa.func.max(Job.started_at).label("last_began"),
        )
        .where(Job.organisation_id.is_not(None), Job.started_at > moment - REMEMBERED)
        .group_by(Job.organisation_id)
    )


@dataclass(frozen=True)
class Waiting:
    """A job in the queue, as far as its turn depends on it."""

    id: int
    organisation_id: int | None
    rank: int
    run_after: datetime


@dataclass(frozen=True)
class Turns:
    """What an organisation has had: jobs under way now, and when its last one began."""

    under_way: int = 0
    last_began: datetime | None = None


def in_turn(waiting: Iterable[Waiting], turns: Mapping[int, Turns]) -> list[int]:
    """The ids in the order in which workers will claim them, if nothing is added and nothing ends
    meanwhile.
    """
    ranks: dict[int, list[Waiting]] = defaultdict(list)
    for job in waiting:
        ranks[job.rank].append(job)
    began = {
        organisation: turn.last_began.timestamp() for organisation, turn in turns.items() if turn.last_began
    }
    under_way = {organisation: turn.under_way for organisation, turn in turns.items()}
    order: list[int] = []
    for rank in sorted(ranks):
        order.extend(_within_rank(ranks[rank], under_way, began))
    return order


def _within_rank(jobs: list[Waiting], under_way: dict[int, int], began: dict[int, float]) -> list[int]:
    queues: dict[int | None, deque[Waiting]] = defaultdict(deque)
    for job in sorted(jobs, key=lambda waiting: (waiting.run_after, waiting.id)):
        queues[job.organisation_id].append(job)

    def place(organisation: int | None) -> tuple[int, float, datetime, int, int | None]:
        first, key = queues[organisation][0], -1 if organisation is None else organisation
        return (under_way.get(key, 0), began.get(key, 0.0), first.run_after, first.id, organisation)

    heap = [place(organisation) for organisation in queues]
    heapq.heapify(heap)
    order, tick = [], max(began.values(), default=0.0)
    while heap:
        organisation = heapq.heappop(heap)[-1]
        order.append(queues[organisation].popleft().id)
        if organisation is not None:
            tick += 1.0
            under_way[organisation], began[organisation] = under_way.get(organisation, 0) + 1, tick
        if queues[organisation]:
            heapq.heappush(heap, place(organisation))
    return order


def ahead_of(session: Session, job: Job, moment: datetime) -> int:
    """How many jobs of organisations begin before this one if nothing else is queued. 0 for a job that is
    not queued.

    One query for what waits and one for the turns had; the rest is counting.
    """
    queued = (Job.state == JobState.queued) & (Job.run_after <= moment) & Job.organisation_id.is_not(None)
    columns = (Job.id, Job.organisation_id, Job.rank, Job.run_after)
    waiting = [Waiting(*row) for row in session.execute(sa.select(*columns).where(queued))]
    turns = {
        row[0]: Turns(row[1], row[2]) for row in session.execute(_turns_had(moment)) if row[0] is not None
    }
    order = in_turn(waiting, turns)
    return order.index(job.id) if job.id in order else 0
