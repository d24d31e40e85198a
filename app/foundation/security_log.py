"""What the people who watch over the site should see: failed sign-ins, refusals, and changes of who may do
what.

One line of key=value each, to the logger `bidbridge.security`. Ids only: no name, no address, nothing that
anybody typed. Changes are taken from the audit record once it is committed, so that none is forgotten and
none is invented.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.foundation import audit

log = logging.getLogger("bidbridge.security")
# Which audited changes are about who may do what, by the start of their verb.
WATCHED = ("person.", "member.", "invitation.", "organisation.", "operator.", "terms.", "sample.closed")
# Which of their details are ids or words of ours; all others can contain a name.
DETAILS = {
    "member.added": ("organisation", "person", "role"),
    "member.removed": ("organisation", "person"),
    "member.role_changed": ("was", "role"),
    "organisation.created": ("kind",),
    "invitation.sent": ("role",),
}
# Set in the info of a session that makes invented people. The sample has about 120 of them, and a line for
# each change would bury the lines about real people.
INVENTED = "invented people"
_PLAIN = re.compile(r"[\w.:-]{1,80}", re.ASCII)


def note(event_name: str, **ids: Any) -> None:
    """Write one line. A value that is not an id or a plain word of ours is left out."""
    pairs = {"event": event_name, **ids}
    fit = (
        f"{name}={value}"
        for name, value in pairs.items()
        if value is not None and _PLAIN.fullmatch(str(value))
    )
    log.info(" ".join(fit))


def install() -> None:
    """Write what every committed transaction changed about people and their rights."""
    if not event.contains(Session, "after_commit", _write):
        event.listen(Session, "after_commit", _write)


def _write(session: Session) -> None:
    entries = session.info.pop(audit.SEALED, [])
    if entries and session.info.pop(INVENTED, False):  # a savepoint commits too, before anything is sealed
        note("sample.loaded", entries=len(entries))
        return
    for entry in entries:
        if entry.verb.startswith(WATCHED):
            details = {name: entry.details.get(name) for name in DETAILS.get(entry.verb, ())}
            by = {"by": entry.person_id, "by_organisation": entry.organisation_id}
            note(entry.verb, subject=entry.subject, **by, **details)
