"""A plausible consortium sketched first, and the tender drawn round it, so that its rules can be met by
somebody.

The solver never sees the sketch: it only keeps a generated tender from asking for what the market lacks.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from solver.generate.catalogue import Capability
from solver.generate.market import Market, MarketEnterprise
from solver.generate.matching import Match, Matcher

EXPOSURE_BP = 5000


@dataclass(frozen=True)
class Package:
    """A work package with its matches, and what the sketched members deliver of it: enterprise -> units."""

    id: str
    lot: str
    capability: Capability
    area: str
    matches: tuple[Match, ...]
    credentials: tuple[str, ...]
    periods: int
    delivered: dict[int, int]
    most_providers: int

    @cached_property
    def by_enterprise(self) -> dict[int, Match]:
        """Market index of an enterprise -> its match."""
        return {match.enterprise: match for match in self.matches}

    @property
    def shown(self) -> dict[str, Any]:
        """As the problem's JSON has it."""
        quantity = sum(self.delivered.values())
        return {
            "id": self.id,
            "lot": self.lot,
            "capability": self.capability.code,
            "area": self.area,
            "unit": self.capability.unit,
            "quantity": quantity,
            "periods": self.periods,
            "max_providers": self.most_providers,
            "min_share": min(max(1, quantity // 20), *self.delivered.values()),
            "credentials": list(self.credentials),
        }

    def value_of(self, index: int) -> int:
        """Pence the sketch gives one member here."""
        return self.delivered.get(index, 0) * self.periods * self.by_enterprise[index].unit_price


@dataclass
class Sketch:
    """Who does what in the sketched consortium, and what it would reach under each rule."""

    market: Market
    packages: list[Package] = field(default_factory=list)
    lead: int = -1
    local_areas: list[str] = field(default_factory=list)

    @cached_property
    def values(self) -> dict[int, int]:
        """Member -> pence."""
        found: dict[int, int] = {}
        for package in self.packages:
            for member in package.delivered:
                found[member] = found.get(member, 0) + package.value_of(member)
        return found

    @cached_property
    def members(self) -> dict[int, MarketEnterprise]:
        """Member -> what the market says of it."""
        return {index: self.market[index] for index in self.values}

    @property
    def size(self) -> int:
        """How many members."""
        return len(self.values)

    @property
    def value(self) -> int:
        """Contract value in pence."""
        return sum(self.values.values())

    @property
    def price(self) -> int:
        """Value and joining costs in pence."""
        return self.value + sum(member.joining_cost for member in self.members.values())

    @property
    def least_value(self) -> int:
        """What the smallest part is worth."""
        return min(self.values.values())

    @property
    def lead_turnover(self) -> int:
        """Pence a year."""
        return self.members[self.lead].turnover

    def lot_values(self) -> dict[str, int]:
        """Lot -> pence."""
        found: dict[str, int] = {}
        for package in self.packages:
            worth = sum(package.value_of(member) for member in package.delivered)
            found[package.lot] = found.get(package.lot, 0) + worth
        return found

    def lead_share(self, usual: int) -> int:
        """bp of value the lead delivers, at most `usual`."""
        return min(usual, 10_000 * self.values[self.lead] // max(1, self.value))

    def turnover_cover(self, usual: int) -> int:
        """bp of yearly value the members' turnover covers, at most `usual`."""
        return min(usual, 10_000 * sum(m.turnover for m in self.members.values()) // max(1, self.value))

    def social_share(self, usual: int) -> int:
        """bp of value delivered by social enterprises, at most `usual`."""
        worth = sum(v for index, v in self.values.items() if self.members[index].social_enterprise)
        return min(usual, 10_000 * worth // max(1, self.value))

    def local_share(self, usual: int) -> int:
        """bp of value delivered from the local areas, at most `usual`."""
        worth = sum(
            v for index, v in self.values.items() if self.members[index].home_area in self.local_areas
        )
        return min(usual, 10_000 * worth // max(1, self.value))

    def supported_share(self, usual: int) -> int:
        """bp of the combined workforce that is supported, at most `usual`."""
        staff = sum(m.workforce for m in self.members.values())
        return min(usual, 10_000 * sum(m.supported_workforce for m in self.members.values()) // max(1, staff))

    def group_credentials(self, usual: list[str]) -> list[str]:
        """Those of `usual` that some member holds."""
        return [name for name in usual if any(name in m.credentials for m in self.members.values())]


class Shortage(ValueError):
    """The market has nobody for such a tender."""


def sketch(matcher: Matcher, draw: random.Random, count: int, most: int, dense: bool) -> Sketch:
    """Tries districts until one has enough trades for `count` work packages. Raises Shortage when none
    has.
    """
    for attempt in range(60):
        plan = _attempt(matcher, draw, count, most, dense and attempt < 5)
        if plan is not None:
            return plan
    raise Shortage("this market is too small for a tender of that size")


def _attempt(matcher: Matcher, draw: random.Random, count: int, most: int, dense: bool) -> Sketch | None:
    where = matcher.market
    district, wards = _district(where, draw, dense)
    packages = _packages(matcher, draw, count, district, wards)
    if packages is None:
        return None
    plan = _deliver(where, draw, packages, most)
    if plan is None:
        return None
    plan.local_areas = [
        where.geography.places[i].id for i in [district, *wards] if i in set(wards) | {district}
    ]
    return plan


def _district(where: Market, draw: random.Random, dense: bool) -> tuple[int, list[int]]:
    """A place one step above the leaves, by weight of its people; the heaviest when dense."""
    geography = where.geography
    wards: dict[int, list[int]] = {}
    for leaf in geography.leaves:
        wards.setdefault(geography.parents[leaf], []).append(leaf)
    weight = {place: sum(geography.places[leaf].weight for leaf in leaves) for place, leaves in wards.items()}
    if dense:
        chosen = max(weight, key=lambda place: weight[place])
    else:
        chosen = draw.choices(list(weight), [w**0.5 for w in weight.values()])[0]
    return chosen, wards[chosen]


def _packages(
    matcher: Matcher, draw: random.Random, count: int, district: int, wards: list[int]
) -> list[Package] | None:
    """Work packages of a few families; None when the district has too few who could serve them."""
    where = matcher.market
    families = list(where.catalogue.families.items())
    draw.shuffle(families)
    capabilities = where.catalogue.capabilities
    theme = [i for _, members in families[: max(1, min(len(families), (count + 3) // 4))] for i in members]
    spare = [i for _, members in families for i in members if i not in theme]
    found: list[Package] = []
    for tries in range(count * 12):
        if len(found) == count:
            return found
        pool = theme if tries < count * 8 or not spare else spare
        index = draw.choices(pool, [capabilities[i].weight for i in pool])[0]
        area = district if draw.random() < 0.3 else draw.choice(wards)
        matches = matcher.matches(index, area)
        if len(matches) < 3:
            continue
        capability = capabilities[index]
        asked = [name for name, _ in capability.credentials if draw.random() < 0.7]
        number = len(found) + 1
        found.append(
            Package(
                id=f"W{number:03d}",
                lot=str(1 + (number - 1) * max(1, count // 4) // count),
                capability=capability,
                area=where.geography.places[area].id,
                matches=tuple(matches),
                credentials=tuple(asked),
                periods=max(1, round(capability.periods * draw.choice([0.1, 0.25, 0.5, 1.0]))),
                delivered={},
                most_providers=draw.choice([2, 3, 3, 4]),
            )
        )
    return found if len(found) == count else None


def _deliver(where: Market, draw: random.Random, packages: list[Package], most: int) -> Sketch | None:
    """Gives each package to one to three members, members already there first, and sets quantities to fit."""
    columns = where.columns
    names = where.catalogue.credential_names
    held = {name: 1 << i for i, name in enumerate(names)}
    room: dict[int, int] = {}  # pence a member may still take on
    used: dict[int, int] = {}  # units of an offer already promised
    members: set[int] = set()
    for package in sorted(packages, key=lambda one: len(one.matches)):
        needed = sum(held[name] for name in package.credentials)
        able = [m for m in package.matches if int(columns.credentials[m.enterprise]) & needed == needed]
        _assign(package, able, draw, columns.turnover, room, used, members, most)
        if not package.delivered:
            return None
    plan = Sketch(where, packages)
    leads = [
        index
        for index in plan.values
        if columns.can_lead[index] and int(columns.credentials[index]) & held.get("public_liability_5m", 0)
    ]
    if not leads or plan.size > most:
        return None
    plan.lead = max(leads, key=lambda index: plan.values[index])
    return plan


def _assign(
    package: Package,
    able: list[Match],
    draw: random.Random,
    turnover: Any,
    room: dict[int, int],
    used: dict[int, int],
    members: set[int],
    most: int,
) -> None:
    wanted = draw.randint(1, package.most_providers)
    inside = [m for m in able if m.enterprise in members]
    outside = [m for m in able if m.enterprise not in members]
    draw.shuffle(inside)
    # Larger providers are more often thought of, as in life, and this keeps quantities worth a tender.
    outside.sort(key=lambda m: draw.random() * (m.capacity * m.unit_price) ** 0.5, reverse=True)
    spare_places = most - len(members)
    fresh = min(spare_places, 1 + (draw.random() < 0.3)) if len(inside) < wanted else 0
    for match in (inside[: wanted - min(fresh, wanted)] + outside[:fresh])[:wanted] or inside[:1]:
        limit = room.setdefault(match.enterprise, int(turnover[match.enterprise]) * EXPOSURE_BP // 10_000)
        left = match.capacity - used.get(match.offer, 0)
        units = min(left, limit // max(1, match.unit_price * package.periods))
        units = int(units * draw.uniform(0.3, 0.8))
        if units < 1:
            continue
        package.delivered[match.enterprise] = units
        used[match.offer] = used.get(match.offer, 0) + units
        room[match.enterprise] = limit - units * match.unit_price * package.periods
        members.add(match.enterprise)
