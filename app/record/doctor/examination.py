"""All checks of `flask doctor`, in the order of its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.record.doctor import records, surroundings
from app.record.doctor.finding import Deployment, Finding, Level

Check = Callable[[Deployment], Finding]
SURROUNDINGS: tuple[Check, ...] = (
    surroundings.environment,
    surroundings.secret,
    surroundings.folders,
    surroundings.libraries,
    surroundings.public_address,
    surroundings.proxies,
    surroundings.open_contracting,
    surroundings.mail_server,
)
# These read rows, so they need a database that answers, at this version's schema.
RECORDS: tuple[Check, ...] = (
    records.engine,
    surroundings.clock,
    records.sample_accounts,
    records.operators,
    records.last_backup,
    records.kept_head,
    records.readiness,
)


def examine(site: Deployment) -> Iterator[Finding]:
    """Yield each finding; checks that need the database are left out if it does not answer."""
    for check in SURROUNDINGS:
        yield check(site)
    state = records.database(site)
    yield state
    if state.level is not Level.ok:
        return
    for check in RECORDS:
        yield check(site)
