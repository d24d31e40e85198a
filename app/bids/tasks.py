"""The job that prints one version of a bid pack."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session

from app.bids.actions import packing
from app.bids.actions.packing import KIND
from app.bids.printing.printer import Printed, printed
from app.bids.queries import bids
from app.bids.rules.pack import Pack
from app.foundation.canonical import sha256_of
from app.foundation.config import Settings
from app.foundation.errors import Refused
from app.foundation.jobs import kinds

# Each copy is a child process: two use two cores, and more would only wait for each other.
AT_ONCE = 2
STARTED_BP, FINISHED_BP = 300, 9700


def print_pack(context: kinds.JobContext) -> None:
    """Print every copy from the frozen data, then keep them all in one commit. Raises RenderFailed with a
    reason.
    """
    settings: Settings = context.resources["settings"]
    context.progress("Reading the data", 100)
    with context.database.reading() as session:
        pack, data = bids.pack_to_print(session, context.row_id)
        if sha256_of(pack.data) != pack.data_sha256:
            raise Refused("The saved data for this version has been altered, so we will not print it.")
    finished = _print_all(context, data)
    with context.finish() as session:
        packing.store_copies(session, context.row_id, finished, settings.documents_dir, settings.public_url)


def _print_all(context: kinds.JobContext, data: Pack) -> list[tuple[bids.CopyOrder, Printed]]:
    orders = bids.copy_orders(data)
    finished: list[tuple[bids.CopyOrder, Printed]] = []
    context.progress(_stage(0, len(orders)), STARTED_BP, copies=0, of=len(orders))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(printed, data, order.audience, order.member) for order in orders]
        try:
            for order, future in zip(orders, waiting, strict=True):
                finished.append((order, future.result()))
                done = len(finished)
                fraction = STARTED_BP + (FINISHED_BP - STARTED_BP) * done // len(orders)
                context.progress(_stage(done, len(orders)), fraction, copies=done, of=len(orders))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return finished


def _stage(done: int, count: int) -> str:
    return f"Printing copy {done + 1} of {count}" if done < count else "Saving the copies"


def failed(session: Session, pack_id: int, reason: str) -> None:
    """Keep the reason on the version, so that a person can read it and try again."""
    packing.fail_pack(session, pack_id, reason)


JOB_KINDS = [kinds.JobKind(name=KIND, run=print_pack, failed=failed, long=True)]
