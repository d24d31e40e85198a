"""The lines of the solver's table: what each asks, and what it should reach."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.orlib import OPTIMA, orlib
from solver import generate, problem

ENTERPRISES = 131_000
OFFERS_EACH = 14.0  # drawn; a capability twice is dropped, which leaves some 830,000

EVERY_RULE = "every rule on, trust optional, resilience preferred"
FEW_RULES = "exposure, the lead's share and credential, members"


@dataclass(frozen=True)
class Line:
    """One line of the table. `targets`: mark -> seconds; `until`: the mark at which a run may end.

    `way` is how a child process is asked (see `bench.timing`), or what_if, or limits: the command line, held
    to 2 s. `packages` are taken in turn by seed. `shares`: whether the packages' least shares stand; without
    them about four times as many pairs take part, which makes the densest city as large as the figures speak
    of. `extra`: asked only by name.
    """

    name: str
    title: str
    packages: tuple[int, ...] = (40,)
    members: int = 40
    rules: str = "price"
    count: int = 1
    dense: bool = False
    spoilt: bool = False
    way: str = "proposals"
    until: str | None = None
    shares: bool = True
    extra: bool = False
    targets: dict[str, float] = field(default_factory=dict)

    @property
    def asked(self) -> str:
        """Rules and limits in words; weights are read off the tenders."""
        least, most = min(self.packages), max(self.packages)
        packages = f"{least}" if least == most else f"{least}–{most}"
        count = "1 proposal" if self.count == 1 else f"{self.count} proposals"
        rules = EVERY_RULE if self.rules == "all" else FEW_RULES
        rules += "" if self.shares else ", no least shares"
        place = ", densest city" if self.dense else ""
        return f"{packages} work packages{place}, at most {self.members} members, {count}; rules: {rules}"


def some(seed: int, given: tuple[int, ...]) -> int:
    """One of several by seed, neighbouring seeds far apart."""
    return given[seed * 7 % len(given)]


_THREE_TO_TWELVE = tuple(range(3, 13))

LINES = (
    Line(
        "real",
        "the real thing",
        _THREE_TO_TWELVE,
        8,
        "all",
        5,
        targets={"first": 0.3, "certified": 0.5, "all": 3.0},
    ),
    Line(
        "stress",
        "stress, price only",
        targets={"first": 0.5, "certified": 1.0, "proven": 3.0},
    ),
    Line(
        "dense",
        "stress, densest city",
        dense=True,
        shares=False,
        targets={"certified": 3.0, "proven": 20.0},
    ),
    Line(
        "dense_shares",
        "stress, densest city, with least shares",
        dense=True,
        extra=True,
        targets={"certified": 3.0, "proven": 20.0},
    ),
    Line("five40", "stress, five within 1%", count=5, until="within", targets={"within": 3.0}),
    Line(
        "five_dense",
        "stress, five within 1%, densest city",
        count=5,
        until="within",
        dense=True,
        shares=False,
        targets={"within": 8.0},
    ),
    Line(
        "five100",
        "stress, five within 1%, 100 packages",
        (100,),
        60,
        count=5,
        until="within",
        targets={"within": 10.0},
    ),
    Line(
        "frontier",
        "frontier of 8 points within 0.5%",
        _THREE_TO_TWELVE,
        8,
        "all",
        5,
        way="frontier",
        targets={"points": 5.0},
    ),
    Line(
        "infeasible6",
        "infeasible",
        (6,),
        8,
        "all",
        5,
        spoilt=True,
        way="explained",
        targets={"reason": 0.5, "everything": 3.0},
    ),
    Line(
        "infeasible40",
        "infeasible, 40 packages",
        (40,),
        40,
        "all",
        5,
        spoilt=True,
        way="explained",
        targets={"reason": 0.5, "everything": 3.0},
    ),
    Line(
        "what_if",
        "what-if through serve",
        _THREE_TO_TWELVE,
        8,
        "all",
        5,
        way="what_if",
        targets={"answer": 1.0},
    ),
    Line("limits", "a whole process held to 2 s", (60, 80, 100), 60, way="limits", targets={"over": 2.0}),
)

ORLIB = Line(
    "orlib", "OR-Library, 13 instances of capacitated facility location", (50,), 50,
    targets={"all": 2.0},
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A tender in a file, with what the table says of it."""

    path: Path
    seed: int
    spoilt: str | None = None
    weights: str = ""


def draw(market: generate.Market, line: Line, seeds: list[int], folder: Path) -> list[Asked]:
    """The tenders of a line, one a seed, written into `folder`."""
    kinds = tuple(sorted(generate.INFEASIBLE))
    found = []
    for seed in seeds:
        spoilt = kinds[seed % len(kinds)] if line.spoilt else None
        data = generate.problem(
            market,
            some(seed, line.packages),
            seed=seed,
            dense=line.dense,
            infeasible=spoilt,
            rules=line.rules,
            members=line.members,
            count=line.count,
        )
        if not line.shares:
            for package in data["work_packages"]:
                package["min_share"] = 0
        found.append(
            Asked(_written(data, folder / f"{line.name}-{seed}.json"), seed, spoilt, weights_of(data))
        )
    return found


def facility_location(folder: Path) -> list[Asked]:
    """The OR-Library instances."""
    return [
        Asked(_written(data, folder / f"{name}.json"), number, weights=weights_of(data))
        for number, (name, data) in enumerate((name, orlib(name)) for name in OPTIMA)
    ]


def tiny(folder: Path) -> Path:
    """A question so small that answering it only wakes a process up."""
    return _written(generate.problem(1, 2, enterprises=60, seed=1, count=2), folder / "tiny.json")


def once(asked: Asked) -> Asked:
    """The same tender with one proposal asked for, for those who can give no more."""
    data = problem.parsed(problem.unpacked(str(asked.path)))
    data["alternatives"] = {"count": 1, "min_difference": 1, "distinct_leads": False}
    path = _written(data, asked.path.with_name(f"once-{asked.path.name}"))
    return Asked(path, asked.seed, asked.spoilt, asked.weights)


def weights_of(data: dict[str, Any]) -> str:
    """The weights of a tender that count, in words."""
    return ", ".join(
        f"{name.replace('_', ' ')} {weight:,}" for name, weight in data["weights"].items() if weight
    )


def _written(data: dict[str, Any], path: Path) -> Path:
    path.write_bytes(problem.canonical_bytes(data))
    return path
