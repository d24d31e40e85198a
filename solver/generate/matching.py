"""Which offers of a market answer a capability in an area: by arrays, so that a country is one glance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.generate.columns import Whole
from solver.generate.market import Market


@dataclass(frozen=True, slots=True)
class Match:
    """One offer that matches a work package. Indexes are the market's."""

    enterprise: int
    offer: int
    capacity: int
    unit_price: int
    social_value: int


def covers(offered: str, wanted: str) -> bool:
    """Whether a CPV code is the wanted one or an ancestor of it at group level (three digits) or deeper."""
    stem = offered.rstrip("0")
    return wanted.startswith(stem.ljust(3, "0"))


class Matcher:
    """Finds matches in a market; sorts its offers by capability once."""

    def __init__(self, where: Market) -> None:
        self.market = where
        self._order: Whole = np.argsort(where.columns.capability, kind="stable")
        self._ranked = where.columns.capability[self._order]
        self._codes = [capability.code for capability in where.catalogue.capabilities]

    def matches(self, capability: int, area: int) -> list[Match]:
        """Every match, one an enterprise: its cheapest offer, by enterprise."""
        wanted = self._codes[capability]
        columns = self.market.columns
        inside = np.array(self.market.geography.chain(area))
        best: dict[int, int] = {}
        for index, code in enumerate(self._codes):
            if not covers(code, wanted):
                continue
            start, end = np.searchsorted(self._ranked, [index, index + 1])
            rows = self._order[start:end]
            for offer in rows[np.isin(columns.areas[rows], inside).any(axis=1)].tolist():
                owner = int(columns.owner[offer])
                if owner not in best or columns.unit_price[offer] < columns.unit_price[best[owner]]:
                    best[owner] = offer
        return [
            Match(
                owner,
                offer,
                int(columns.capacity[offer]),
                int(columns.unit_price[offer]),
                int(columns.social_value[offer]),
            )
            for owner, offer in sorted(best.items())
        ]
