"""Where things are: places in a tree, each with a position and how much of the market lives there."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Place:
    """One area. `parent` is the id of the area it lies in, None at the top; `weight` is its share of
    people.
    """

    id: str
    parent: str | None
    latitude: float
    longitude: float
    weight: float


@dataclass(frozen=True)
class Geography:
    """Every place, parents included. The leaves are where enterprises live and work packages lie."""

    places: tuple[Place, ...]

    @cached_property
    def position(self) -> dict[str, int]:
        """Place id -> its index in `places`."""
        return {place.id: i for i, place in enumerate(self.places)}

    @cached_property
    def parents(self) -> tuple[int, ...]:
        """Index of each place's parent, its own at the top."""
        return tuple(i if p.parent is None else self.position[p.parent] for i, p in enumerate(self.places))

    @cached_property
    def leaves(self) -> tuple[int, ...]:
        """Indexes of places nothing lies in."""
        inner = {parent for i, parent in enumerate(self.parents) if parent != i}
        return tuple(i for i in range(len(self.places)) if i not in inner)

    def chain(self, index: int) -> tuple[int, ...]:
        """The place and everything it lies in, smallest first."""
        found = [index]
        while self.parents[found[-1]] != found[-1]:
            found.append(self.parents[found[-1]])
        return tuple(found)

    @cached_property
    def depth(self) -> int:
        """Length of the longest chain."""
        return max(len(self.chain(leaf)) for leaf in self.leaves)


def default_geography(regions: int = 12, districts: int = 30, wards: int = 20) -> Geography:
    """An invented country: regions of districts of wards, a few cities holding much of the people."""
    draw = random.Random(1)
    places = [Place("uk", None, 53.0, -1.5, 0.0)]
    for r in range(regions):
        north, east = draw.uniform(50.5, 56.0), draw.uniform(-4.5, 1.0)
        places.append(Place(f"r{r + 1}", "uk", north, east, 0.0))
        for d in range(districts):
            # Zipf over all districts: the largest city holds some five per cent of the country.
            weight = 1.0 / (1 + d * regions + r) ** 0.75
            lat, long = north + draw.uniform(-0.6, 0.6), east + draw.uniform(-0.8, 0.8)
            district = f"r{r + 1}d{d + 1}"
            places.append(Place(district, f"r{r + 1}", lat, long, 0.0))
            for w in range(wards):
                places.append(
                    Place(
                        f"{district}w{w + 1}",
                        district,
                        lat + draw.uniform(-0.06, 0.06),
                        long + draw.uniform(-0.09, 0.09),
                        weight * draw.uniform(0.5, 1.5) / wards,
                    )
                )
    return Geography(tuple(places))
