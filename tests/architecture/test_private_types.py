"""A price or a turnover in the wrong copy of a pack is an error of types: each leak that is planted here is
refused.
"""

from __future__ import annotations

import pytest
from mypy import api

from app.foundation.config import PROJECT_DIR

BEGINNING = """
from app.bids.rules.copies import BuyersPrices, Copy, PackagePrice, ShownMember, SplitPrice, SplitPrices
from app.bids.rules.pack import Member, MemberProfile, Part, PricedPart, PricedWorkPackage, SourceRelease


"""
# What it would be -> a function that does it.
LEAKS = {
    "a member with its turnover among those shown": (
        "def leak(member: Member) -> tuple[ShownMember, ...]:\n    return (member,)"
    ),
    "a member's price in the parts of a work package": (
        "def leak(package: PricedWorkPackage) -> tuple[Part, ...]:\n    return package.parts"
    ),
    "the split by member in the buyer's prices": (
        "def leak(prices: SplitPrices) -> BuyersPrices:\n    return prices"
    ),
    "the split of one work package in the buyer's prices": (
        "def leak(price: SplitPrice) -> PackagePrice:\n    return price"
    ),
    "a turnover read off a copy": "def leak(copy: Copy) -> int | None:\n    return copy.members[0].turnover",
    "a price read off a copy's work packages": (
        "def leak(copy: Copy) -> int:\n    return copy.work_packages[0].parts[0].unit_price"
    ),
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The leaks in which mypy finds an error; all are read in one run, beside a function without a fault."""
    folder = tmp_path_factory.mktemp("leaks")
    fine = "def fine(part: PricedPart) -> Part:\n    return Part(part.member, part.quantity)"
    files = {name: folder / f"leak_{number}.py" for number, name in enumerate([*LEAKS, "no leak"])}
    for name, code in {**LEAKS, "no leak": fine}.items():
        files[name].write_text(f"{BEGINNING}{code}\n")
    settings = [
        "--config-file",
        str(PROJECT_DIR / "pyproject.toml"),
        "--no-error-summary",
        "--show-absolute-path",
    ]
    output, problems, _ = api.run([*settings, *map(str, files.values())])
    assert not problems
    # By their names: mypy keeps what it read, and names the folder of the run in which it read it first.
    return {name for name, path in files.items() if f"/{path.name}:" in output}


def test_every_planted_leak_is_an_error_of_types(refused: set[str]) -> None:
    assert refused == set(LEAKS)
