"""What is bought and sold: capabilities in families that tend to live under one roof."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Capability:
    """One CPV code with what is typical of it.

    `price` is pence a unit, `periods` how many periods a year the rate runs, `capacity_per_pound` units a
    period for each pound of turnover (None: what 60% of the turnover would buy), `credentials` the names
    usually asked, each with the chance that somebody in the trade holds it, `levels` how many steps up from
    the home place an offer may cover, `weight` how common it is.
    """

    code: str
    family: str
    unit: str
    price: int
    periods: int
    credentials: tuple[tuple[str, float], ...] = ()
    capacity_per_pound: float | None = None
    levels: tuple[int, ...] = (0, 1, 2, 3)
    weight: float = 1.0

    @property
    def per_pound(self) -> float:
        """Units a period for each pound of turnover."""
        if self.capacity_per_pound is not None:
            return self.capacity_per_pound
        return 60.0 / (self.price * self.periods)


@dataclass(frozen=True)
class Catalogue:
    """All capabilities, and the credentials any enterprise may hold whatever its trade."""

    capabilities: tuple[Capability, ...]
    general: tuple[tuple[str, float], ...] = (
        ("public_liability_1m", 0.97),
        ("public_liability_5m", 0.75),
        ("public_liability_10m", 0.30),
        ("employers_liability_10m", 0.92),
        ("iso9001", 0.35),
        ("iso14001", 0.20),
        ("living_wage", 0.55),
        ("cyber_essentials", 0.40),
    )

    @cached_property
    def families(self) -> dict[str, tuple[int, ...]]:
        """Family -> indexes of its capabilities."""
        found: dict[str, list[int]] = {}
        for i, capability in enumerate(self.capabilities):
            found.setdefault(capability.family, []).append(i)
        return {family: tuple(indexes) for family, indexes in found.items()}

    @cached_property
    def credential_names(self) -> tuple[str, ...]:
        """Every credential there is, general ones first. At most 62, so that a mask fits one integer."""
        names = [name for name, _ in self.general]
        for capability in self.capabilities:
            names.extend(name for name, _ in capability.credentials if name not in names)
        if len(names) > 62:
            raise ValueError("a catalogue may name at most 62 credentials")
        return tuple(names)


# Division, unit, pence a unit, periods a year, credentials of the trade: the Games' own shopping list.
_FAMILIES = (
    ("5552", "meals a day", 450, 300, (("food_hygiene", 0.85), ("haccp", 0.5))),
    ("9091", "hours a week", 1650, 50, (("coshh", 0.7), ("dbs_basic", 0.6))),
    ("7971", "guard-hours a day", 1900, 360, (("sia_licence", 0.8), ("dbs_basic", 0.6))),
    ("7995", "work-days a month", 14500, 12, (("safety_training", 0.6),)),
    ("9050", "tonnes a week", 11000, 50, (("waste_carrier", 0.75),)),
    ("7731", "hours a week", 2100, 50, (("chainsaw_ticket", 0.4), ("pesticide_pa1", 0.5))),
    ("6018", "vehicle-days a week", 23000, 50, (("operator_licence", 0.7), ("dbs_enhanced", 0.5))),
    ("7980", "orders a month", 5200, 12, (("fsc_chain", 0.4),)),
    ("8500", "hours a week", 2400, 50, (("dbs_enhanced", 0.85), ("cqc_registered", 0.45))),
    ("8051", "learner-days a month", 9800, 12, (("dbs_enhanced", 0.7), ("ofsted_registered", 0.35))),
    ("4545", "hours a week", 2900, 50, (("cscs_cards", 0.7), ("gas_safe", 0.3))),
    ("9831", "kilograms a day", 210, 300, (("coshh", 0.6),)),
)


def default_catalogue(copies: int = 3) -> Catalogue:
    """An invented catalogue: each family of the list `copies` times over, five codes in each."""
    draw = random.Random(2)
    found = []
    for number, (stem, unit, price, periods, credentials) in enumerate(_FAMILIES):
        for copy in range(copies):
            for leaf in range(5):
                found.append(
                    Capability(
                        code=f"{stem}{copy + 1}{leaf + 1}00",
                        family=f"{stem}{copy + 1}",
                        unit=unit,
                        price=max(1, round(price * draw.uniform(0.7, 1.5))),
                        periods=periods,
                        credentials=credentials,
                        levels=(0, 1, 2) if number % 3 else (0, 1, 2, 3),
                        weight=draw.uniform(0.3, 1.7) / (1 + leaf),
                    )
                )
    return Catalogue(tuple(found))
