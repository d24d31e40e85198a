"""A generated market as rows of the product's own tables, through bulk inserts."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from app.accounts.models import Organisation
from app.accounts.rules import name_key
from app.enterprises.models import (
    CapacityHold,
    Credential,
    Enterprise,
    IncompatiblePair,
    Offer,
    OfferArea,
    TrustPair,
)
from app.enterprises.rules import HoldState, OfferState, TrustState
from app.foundation.actor import OrganisationKind, Standing
from app.foundation.database import Base, Database
from app.foundation.reference import areas, credentials
from app.foundation.types import now
from bench.country import catalogue, geography
from solver.generate import Market, market

ROWS_AT_ONCE = 20_000
TRUST_STATES = (TrustState.confirmed, TrustState.vouched, TrustState.proposed, TrustState.withdrawn)
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Row = dict[str, Any]


@dataclass(frozen=True)
class Register:
    """A market and what a register adds to it. Row ids are the market's indexes and one; `today` is of the
    filling.

    `held` units of each offer are promised elsewhere; `credentials` are (enterprise, bit of the market's
    mask), with `lapsed` and `withdrawn` beside; `trust_state` is an index of TRUST_STATES for each pair of
    the market.
    """

    market: Market
    today: date
    listed: Flags
    active: Flags
    held: Whole
    credentials: tuple[Whole, Whole]
    lapsed: Flags
    withdrawn: Flags
    trust_state: Whole

    @cached_property
    def offer_areas(self) -> list[tuple[str, ...]]:
        """Areas of each offer under the codes that the product stores."""
        codes = [areas.canonical(place.id) for place in self.market.geography.places]
        main, second = self.market.columns.areas.T.tolist()
        return [
            (codes[one],) if other < 0 else tuple(sorted({codes[one], codes[other]}))
            for one, other in zip(main, second, strict=True)
        ]


def drawn(seed: int, enterprises: int, offers_each: float) -> Register:
    """The register of one seed: one in fifty is not listed, one offer in thirty withdrawn, one in twenty
    promised in part or whole; one credential in twenty has lapsed, a quarter of the trust pairs does not
    count."""
    found = market(seed, enterprises, geography(enterprises), catalogue(enterprises), offers_each=offers_each)
    draw = np.random.Generator(np.random.PCG64([seed, 1]))
    offers = len(found.columns.owner)
    promised = np.where(draw.random(offers) < 0.05, np.minimum(1.0, 1.2 * draw.random(offers)), 0.0)
    held = _credentials(found, draw)
    return Register(
        market=found,
        today=now().date(),
        listed=draw.random(enterprises) >= 0.02,
        active=draw.random(offers) >= 1 / 30,
        held=(promised * found.columns.capacity).astype(np.int64),
        credentials=held,
        lapsed=draw.random(len(held[0])) < 0.05,
        withdrawn=draw.random(len(held[0])) < 0.02,
        trust_state=np.searchsorted([0.6, 0.75, 0.95], draw.random(len(found.columns.trust[0]))),
    )


def _credentials(found: Market, draw: np.random.Generator) -> tuple[Whole, Whole]:
    """(enterprise, bit), the strongest level of each: who holds £10 million does not also enter £5
    million.
    """
    names = found.catalogue.credential_names
    kept = found.columns.credentials.copy()
    for bit, name in enumerate(names):
        implied = sum(
            1 << names.index(one) for one in credentials.closure([name]) if one != name and one in names
        )
        kept &= ~np.where(found.columns.credentials >> bit & 1, implied, 0)
    owners = [np.flatnonzero(kept >> bit & 1) for bit in range(len(names))]
    bits = np.repeat(np.arange(len(names)), [len(one) for one in owners])
    who = np.concatenate(owners)
    order = draw.permutation(len(who))  # entered and renewed over the years, not one enterprise after another
    return who[order], bits[order]


def fill(url: str, register: Register, say: Callable[[str], None]) -> None:
    """Put the register into an empty, migrated database, over connections that nothing is timed on."""
    database = Database(url)
    if database.is_sqlite:
        sa.event.listen(database.engine, "connect", _hurry)
    for model, rows in (
        (Organisation, _organisations(register)),
        (Enterprise, _enterprises(register)),
        (Offer, _offers(register)),
        (OfferArea, _offer_areas(register)),
        (Credential, _credential_rows(register)),
        (TrustPair, _trust(register)),
        (IncompatiblePair, _incompatible(register)),
        (CapacityHold, _holds(register)),
    ):
        say(f"{_insert(database, model, rows):,} {model.__tablename__}")
    if (
        not database.is_sqlite
    ):  # autovacuum would within a minute; the product never tells SQLite, so neither do we
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("SET statement_timeout = 0"))
            connection.execute(sa.text("VACUUM ANALYZE"))
    database.engine.dispose()


def _hurry(connection: Any, record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-400000")


def _insert(database: Database, model: type[Base], rows: Iterator[Row]) -> int:
    count = 0
    with database.engine.begin() as connection:
        while chunk := list(itertools.islice(rows, ROWS_AT_ONCE)):
            connection.execute(sa.insert(model), chunk)
            count += len(chunk)
    return count


def _organisations(register: Register) -> Iterator[Row]:
    at = now()
    for index in range(len(register.market)):
        name = f"Enterprise {index + 1}"
        yield _organisation(index + 1, OrganisationKind.enterprise, name, at)
    yield _organisation(len(register.market) + 1, OrganisationKind.adviser_body, "Advisers", at)


def _organisation(number: int, kind: OrganisationKind, name: str, at: datetime) -> dict[str, Any]:
    """An approved organisation as a row: a bulk insert does not go through the model."""
    return {
        "id": number, "kind": kind, "name": name, "name_key": name_key(name), "standing": Standing.approved,
        "standing_at": at, "created_at": at,
    }  # fmt: skip


def _enterprises(register: Register) -> Iterator[Row]:
    at, columns = now(), register.market.columns
    places = register.market.geography.places
    for index, (home, social, turnover, cost, staff, supported, lead, listed) in enumerate(
        _rows(
            columns.home,
            columns.social_enterprise,
            columns.turnover,
            columns.joining_cost,
            columns.workforce,
            columns.supported_workforce,
            columns.can_lead,
            register.listed,
        )
    ):
        yield {
            "id": index + 1,
            "organisation_id": index + 1,
            "home_area": places[home].id,
            "turnover": turnover,
            "workforce": staff,
            "supported_workforce": supported,
            "social_enterprise": social,
            "can_lead": lead,
            "joining_cost": cost,
            "listed": listed,
            "created_at": at,
            "summary": "Good work for people who were long without any, in our own place.",
        }


def _offers(register: Register) -> Iterator[Row]:
    columns, kinds = register.market.columns, register.market.catalogue.capabilities
    for index, (owner, kind, capacity, held, price, social, active) in enumerate(
        _rows(
            columns.owner, columns.capability, columns.capacity, register.held, columns.unit_price,
            columns.social_value, register.active,
        )
    ):  # fmt: skip
        yield {
            "id": index + 1,
            "enterprise_id": owner + 1,
            "capability": kinds[kind].code,
            "unit": kinds[kind].unit,
            "capacity": capacity,
            "held": held,
            "unit_price": price,
            "social_value": social,
            "state": OfferState.active if active else OfferState.withdrawn,
        }


def _offer_areas(register: Register) -> Iterator[Row]:
    for index, codes in enumerate(register.offer_areas):
        for code in codes:
            yield {"offer_id": index + 1, "area": code}


def _credential_rows(register: Register) -> Iterator[Row]:
    names, at = register.market.catalogue.credential_names, now()
    lapsed, valid = register.today - timedelta(days=30), register.today + timedelta(days=400)
    for number, (who, bit, gone, withdrawn) in enumerate(
        _rows(*register.credentials, register.lapsed, register.withdrawn)
    ):
        yield {
            "id": number + 1, "enterprise_id": who + 1, "type": names[bit], "reference": f"C-{number}",
            "expires_on": lapsed if gone else valid, "withdrawn_at": at if withdrawn else None,
        }  # fmt: skip


def _trust(register: Register) -> Iterator[Row]:
    at = now()
    order = np.argsort(register.market.columns.trust[2], kind="stable")  # of no meaning: not by enterprise
    pairs = (column[order] for column in (*register.market.columns.trust, register.trust_state))
    for first, second, per_mille, state in _rows(*pairs):
        yield {
            "first_id": first + 1,
            "second_id": second + 1,
            "per_mille": per_mille,
            "state": TRUST_STATES[state],
            "created_at": at,
        }


def _incompatible(register: Register) -> Iterator[Row]:
    at = now()
    for first, second in _rows(*register.market.columns.incompatible):
        yield {"first_id": first + 1, "second_id": second + 1, "declared_by_id": first + 1, "created_at": at}


def _holds(register: Register) -> Iterator[Row]:
    at = now()
    for offer in np.flatnonzero(register.held).tolist():
        yield {
            "offer_id": offer + 1, "holder": "consortia:1", "purpose": f"work_packages:{offer + 1}",
            "quantity": int(register.held[offer]), "state": HoldState.held, "held_at": at,
        }  # fmt: skip


def _rows(*columns: NDArray[Any]) -> Iterable[tuple[Any, ...]]:
    return zip(*(column.tolist() for column in columns), strict=True)
