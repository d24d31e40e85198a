"""Frozen integer inputs. Money is pence without VAT, ratios basis points (bp), trust per-mille, quantities
units.
"""

from __future__ import annotations

from dataclasses import dataclass

from solver.problem.rules import Rules

FORMAT = "consortium-problem/1"


@dataclass(frozen=True, slots=True)
class WorkPackage:
    """A part of the work: `quantity` units in each of `periods` periods."""

    id: str
    lot: str
    capability: str
    area: str
    unit: str
    quantity: int
    periods: int
    max_providers: int
    min_share: int
    credentials: tuple[str, ...] = ()

    @property
    def least(self) -> int:
        """Fewest units a provider may deliver."""
        return max(1, self.min_share)


@dataclass(frozen=True, slots=True)
class Serve:
    """One work package an offer can serve, at its price (pence) and social value (points) a unit."""

    work_package: str
    unit_price: int
    social_value: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Capacity (units in each period) shared by every work package it serves."""

    id: str
    capacity: int
    serves: tuple[Serve, ...]


@dataclass(frozen=True, slots=True)
class Enterprise:
    """Somebody who could be a member."""

    id: str
    home_area: str
    social_enterprise: bool
    turnover: int
    joining_cost: int
    workforce: int
    supported_workforce: int
    credentials: tuple[str, ...]
    can_lead: bool
    offers: tuple[Offer, ...]
    min_value: int | None = None
    max_value: int | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """`quantity` units a period of a work package, delivered by an enterprise through one of its offers."""

    enterprise: str
    offer: str
    work_package: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Pins:
    """What a person has decided already."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    lead: str | None = None
    allocations: tuple[Allocation, ...] = ()

    @property
    def let_go(self) -> Pins:
        """What is left where pins give way: whoever was excluded is never brought back."""
        return Pins(exclude=self.exclude)


@dataclass(frozen=True, slots=True)
class Weights:
    """What a penny, a point, a per-mille of trust gap, a member, a penny of shortfall and a change cost."""

    price: int = 1
    social_value: int = 0
    trust: int = 0
    members: int = 0
    shortfall: int = 0
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Alternatives:
    """How many proposals, and by how many members (symmetric difference) any two differ."""

    count: int = 1
    min_difference: int = 1
    distinct_leads: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A whole question. `sha256` is of the bytes it was read from, unpacked."""

    currency: str
    tender: str
    rules: Rules
    work_packages: tuple[WorkPackage, ...]
    enterprises: tuple[Enterprise, ...]
    trust: tuple[tuple[str, str, int], ...]
    incompatible: tuple[tuple[str, str], ...]
    pins: Pins
    baseline: tuple[str, ...]
    weights: Weights
    alternatives: Alternatives
    sha256: str = ""
