"""One procurement can have several OCIDs: the source says so, or the titles and the buyers are the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import Actor
from app.ocds import queries
from app.ocds.notice import Notice
from app.tenders import twins
from app.tenders.models import Tender
from app.tenders.queries.whose import speaks_for

MOST = 20  # of one tender


class Twins:
    """The imported tenders, each probably of the same procurement as one of these notices, that the importer
    may see: the same title but for an ending like " - AWARD", the same buyer, and deadlines that can be
    one."""

    def __init__(self, session: Session, actor: Actor, notices: Iterable[tuple[str, str]]) -> None:
        """`notices`: title and buyer of each. Asked once for all of them."""
        self._by_key: dict[str, list[Tender]] = {}
        for tender in queries.alike(
            session, actor, (twins.twin_key(title, buyer) for title, buyer in notices)
        ):
            self.add(tender)

    def add(self, tender: Tender) -> None:
        """A tender that the importer has just made."""
        self._by_key.setdefault(twins.twin_key(tender.title, tender.buyer_name), []).append(tender)

    def of(self, tender: Tender) -> list[Tender]:
        """The twins of one tender, the oldest first."""
        likely = self._by_key.get(twins.twin_key(tender.title, tender.buyer_name), [])
        return [
            twin
            for twin in likely
            if twin is not tender and twin.ocid != tender.ocid and twins.near(tender.deadline, twin.deadline)
        ][:MOST]


def note_twins(
    session: Session, actor: Actor, tender: Tender, notice: Notice, alike: Sequence[Tender]
) -> list[str]:
    """Link a tender and its twins to each other. Returns the remarks about them for the page of the
    notice.
    """
    for twin in alike:
        if speaks_for(actor, twin) and notice.ocid not in twin.related_ocids:
            twin.related_ocids = [*twin.related_ocids, notice.ocid]
            audit.record(session, actor, "tender.sibling_noted", twin, ocid=notice.ocid)
    ocids = [twin.ocid for twin in alike if twin.ocid]
    tender.procurement_key = _offered_as(tender, alike)
    related = list(dict.fromkeys([*tender.related_ocids, *notice.related_ocids, *ocids]))
    if related != tender.related_ocids:
        tender.related_ocids = related
    return twins.remarks((tender.title, tender.ocid or ""), [(twin.title, twin.ocid or "") for twin in alike])


def _offered_as(tender: Tender, alike: Sequence[Tender]) -> str | None:
    """The key under which the list groups this tender with its twins; None where it has none.

    A council buys the same thing more than once: two notices of one source whose titles have no ending like "
    - AWARD" are two procurements, and neither may hide the other.
    """
    for twin in alike:
        key = twin.procurement_key or twin.ocid
        group = [member for member in alike if (member.procurement_key or member.ocid) == key]
        if not any(_stand_apart(tender, member) for member in group):
            return key
    return None


def _stand_apart(first: Tender, second: Tender) -> bool:
    return twins.stand_apart((first.title, first.ocid or ""), (second.title, second.ocid or ""))
