"""What rows are called in a problem (enterprise 17 is "e17", offer 31 "o31", work package 5 "w5"), and how
the names and codes in the solver's sentences become the words of the register.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.enterprises.models import Enterprise, Offer
from app.foundation.reference import areas, cpv, credentials
from app.tenders.models import WorkPackage

ENTERPRISE, OFFER, WORK_PACKAGE = "e", "o", "w"


def enterprise_name(row_id: int) -> str:
    """Enterprise 17 -> "e17"."""
    return f"{ENTERPRISE}{row_id}"


def offer_name(row_id: int) -> str:
    """Offer 31 -> "o31"."""
    return f"{OFFER}{row_id}"


def work_package_name(row_id: int) -> str:
    """Work package 5 -> "w5"."""
    return f"{WORK_PACKAGE}{row_id}"


def lot_name(position: int) -> str:
    """Lots are called by their place in the tender: "1", "2" …, as people call them."""
    return str(position)


def number_of(name: str) -> int:
    """Back from "e17" to 17. ValueError for anything else."""
    return int(name[1:])


_NAME = re.compile(r"\b([eow])(\d{1,15})\b", re.IGNORECASE)  # a sentence may begin with one
_CPV = re.compile(r"\b\d{8}\b")
_AREA = re.compile(r"\b(?:[EWSN]\d{8}|TL[A-Z0-9]{1,3})\b")
_KEY = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b|\biso\d+\b")


class Names:
    """Turns the solver's sentences into the register's words. Read once for all the sentences of an
    answer.
    """

    def __init__(self, session: Session, texts: Iterable[str]) -> None:
        ids: dict[str, set[int]] = {ENTERPRISE: set(), OFFER: set(), WORK_PACKAGE: set()}
        for text in texts:
            for kind, number in _NAME.findall(text):
                ids[kind.lower()].add(int(number))
        self.names: dict[str, str] = {}
        for number, name in _enterprise_names(session, ids[ENTERPRISE]).items():
            self.names[enterprise_name(number)] = name
        for number, name in _offer_owners(session, ids[OFFER]).items():
            self.names[offer_name(number)] = f"the offer of {name}"
        for number, name in _package_names(session, ids[WORK_PACKAGE]).items():
            self.names[work_package_name(number)] = f"“{name}”"

    def say(self, text: str) -> str:
        """A sentence with names, capabilities, areas and credentials in words."""
        named = _NAME.sub(lambda match: self.names.get(match[0].lower(), match[0]), text)
        named = _CPV.sub(lambda match: _capability(match[0]), named)
        named = _AREA.sub(lambda match: areas.label(match[0]) if areas.get(match[0]) else match[0], named)
        named = _KEY.sub(lambda match: _credential(match[0]), named)
        return named[:1].upper() + named[1:]

    def of(self, name: str) -> str:
        """The words for one name."""
        return self.names.get(name, name)


def _enterprise_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    query = sa.select(Enterprise.id, Organisation.name).join(Enterprise.organisation)
    return _pairs(session, query.where(Enterprise.id.in_(sorted(ids))))


def _offer_owners(session: Session, ids: Iterable[int]) -> dict[int, str]:
    query = (
        sa.select(Offer.id, Organisation.name)
        .select_from(Offer)
        .join(Enterprise)
        .join(Enterprise.organisation)
    )
    return _pairs(session, query.where(Offer.id.in_(sorted(ids))))


def _package_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    return _pairs(session, sa.select(WorkPackage.id, WorkPackage.name).where(WorkPackage.id.in_(sorted(ids))))


def _pairs(session: Session, query: sa.Select[int, str]) -> dict[int, str]:
    return dict(session.execute(query).all())


def _credential(key: str) -> str:
    credential = credentials.get(key)
    return credential.name if credential else key.replace("_", " ")


def _capability(code: str) -> str:
    name = cpv.name(code)
    return name[:1].lower() + name[1:]
