"""A register of enterprises drawn from one seed: heavy-tailed turnover, clustered trades, trust mostly
local.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from solver.generate.catalogue import Catalogue, default_catalogue
from solver.generate.columns import Columns, draw_columns
from solver.generate.geography import Geography, default_geography


@dataclass(frozen=True, slots=True)
class MarketOffer:
    """What an enterprise sells: a CPV code, in which areas, how many units a period, at what price in
    pence.
    """

    id: str
    capability: str
    areas: tuple[str, ...]
    unit: str
    capacity: int
    unit_price: int
    social_value: int


@dataclass(frozen=True, slots=True)
class MarketEnterprise:
    """One invented enterprise. Turnover and joining cost in pence a year and pence."""

    id: str
    home_area: str
    social_enterprise: bool
    turnover: int
    joining_cost: int
    workforce: int
    supported_workforce: int
    credentials: tuple[str, ...]
    can_lead: bool
    offers: tuple[MarketOffer, ...]


@dataclass(frozen=True)
class Market(Sequence[MarketEnterprise]):
    """A register: a sequence of enterprises built as they are asked for, so that a country fits in memory."""

    seed: int
    geography: Geography
    catalogue: Catalogue
    columns: Columns

    @property
    def enterprises(self) -> Sequence[MarketEnterprise]:
        """The register as a sequence, each enterprise built when asked for."""
        return self

    @property
    def trust(self) -> Iterator[tuple[str, str, int]]:
        """Pairs of ids that trust each other, with how much per mille."""
        pairs = self.columns.trust
        for a, b, strength in zip(pairs[0].tolist(), pairs[1].tolist(), pairs[2].tolist(), strict=True):
            yield f"e{a + 1}", f"e{b + 1}", strength

    @property
    def incompatible(self) -> Iterator[tuple[str, str]]:
        """Pairs of ids that never meet in one consortium."""
        pairs = self.columns.incompatible
        for a, b in zip(pairs[0].tolist(), pairs[1].tolist(), strict=True):
            yield f"e{a + 1}", f"e{b + 1}"

    def __len__(self) -> int:
        return len(self.columns.turnover)

    @overload
    def __getitem__(self, index: int) -> MarketEnterprise: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[MarketEnterprise]: ...

    def __getitem__(self, index: int | slice) -> MarketEnterprise | Sequence[MarketEnterprise]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._enterprise(index % len(self))

    def credentials_of(self, index: int) -> tuple[str, ...]:
        """Names of what an enterprise holds, sorted."""
        mask = int(self.columns.credentials[index])
        return tuple(sorted(name for i, name in enumerate(self.catalogue.credential_names) if mask >> i & 1))

    def _enterprise(self, index: int) -> MarketEnterprise:
        columns = self.columns
        first, last = columns.first_offer[index], columns.first_offer[index + 1]
        return MarketEnterprise(
            id=f"e{index + 1}",
            home_area=self.geography.places[columns.home[index]].id,
            social_enterprise=bool(columns.social_enterprise[index]),
            turnover=int(columns.turnover[index]),
            joining_cost=int(columns.joining_cost[index]),
            workforce=int(columns.workforce[index]),
            supported_workforce=int(columns.supported_workforce[index]),
            credentials=self.credentials_of(index),
            can_lead=bool(columns.can_lead[index]),
            offers=tuple(self._offer(int(offer)) for offer in range(first, last)),
        )

    def _offer(self, offer: int) -> MarketOffer:
        columns = self.columns
        capability = self.catalogue.capabilities[columns.capability[offer]]
        areas = sorted({int(area) for area in columns.areas[offer] if area >= 0})
        return MarketOffer(
            id=f"o{offer + 1}",
            capability=capability.code,
            areas=tuple(self.geography.places[area].id for area in areas),
            unit=capability.unit,
            capacity=int(columns.capacity[offer]),
            unit_price=int(columns.unit_price[offer]),
            social_value=int(columns.social_value[offer]),
        )


def market(
    seed: int,
    enterprises: int,
    geography: Geography | None = None,
    catalogue: Catalogue | None = None,
    offers_each: float = 4.0,
    trust_each: float = 6.0,
) -> Market:
    """A market of `enterprises`, the same for the same arguments.

    `offers_each` and `trust_each` are the mean number of offers and of trust pairs an enterprise has.
    """
    if enterprises < 1:
        raise ValueError("a market needs at least one enterprise")
    # A small register is a town, not a country with an enterprise in every tenth place.
    regions = min(12, max(1, enterprises // 11_000))
    where = geography or default_geography(regions, min(30, max(2, enterprises // (360 * regions))))
    what = catalogue or default_catalogue(min(3, max(1, enterprises // 2000)))
    draw = np.random.Generator(np.random.PCG64(seed))
    return Market(seed, where, what, draw_columns(draw, enterprises, where, what, offers_each, trust_each))
