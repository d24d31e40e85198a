"""What rows are called in a problem (enterprise 17 is "e17", offer 31 "o31", work package 5 "w5"), and back:
its names, and its codes of areas and capabilities, in the words of the register.
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
        asked = {(kind.lower(), int(number)) for text in texts for kind, number in _NAME.findall(text)}
        offers = _offers(session, {number for kind, number in asked if kind == "o"})
        enterprises = enterprise_names(session, {number for kind, number in asked if kind == "e"})
        packages = _packages(session, {number for kind, number in asked if kind == "w"})
        self.known = {
            **{f"e{number}": name for number, name in enterprises.items()},
            **{f"o{number}": name for number, name in offers.items()},
            **{f"w{number}": f"“{name}”" for number, name in packages.items()},
        }

    def say(self, text: str) -> str:
        """A sentence with names, capabilities, areas and credentials in words."""
        named = _NAME.sub(lambda found: self.known.get(found[0].lower(), found[0]), text)
        named = _CPV.sub(lambda found: _capability(found[0]), named)
        named = _AREA.sub(lambda found: areas.label(found[0]) if areas.get(found[0]) else found[0], named)
        named = _KEY.sub(lambda found: _credential(found[0]), named)
        return named[:1].upper() + named[1:]

    def of(self, name: str) -> str:
        """What one name stands for."""
        return self.known.get(name, name)


def enterprise_names(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Enterprise id -> the name of its organisation."""
    query = sa.select(Enterprise.id, Organisation.name).join(Enterprise.organisation)
    return _pairs(session, query.where(Enterprise.id.in_(sorted(ids))))


def _offers(session: Session, ids: Iterable[int]) -> dict[int, str]:
    query = (
        sa.select(Offer.id, Organisation.name)
        .select_from(Offer)
        .join(Enterprise)
        .join(Enterprise.organisation)
    )
    found = _pairs(session, query.where(Offer.id.in_(sorted(ids))))
    return {number: f"the offer of {name}" for number, name in found.items()}


def _packages(session: Session, ids: Iterable[int]) -> dict[int, str]:
    return _pairs(session, sa.select(WorkPackage.id, WorkPackage.name).where(WorkPackage.id.in_(sorted(ids))))


def _pairs(session: Session, query: sa.Select[int, str]) -> dict[int, str]:
    return dict(session.execute(query).all())


def _credential(key: str) -> str:
    found = credentials.get(key)
    return found.name if found else key.replace("_", " ")


def _capability(code: str) -> str:
    name = cpv.name(code)
    return name[:1].lower() + name[1:]
