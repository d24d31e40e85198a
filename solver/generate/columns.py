"""The draws themselves, as arrays: a hundred thousand enterprises and a million offers in seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from solver.generate.catalogue import Catalogue
from solver.generate.geography import Geography

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

SMALL_SHARE = 0.57  # of enterprises turning over under £100,000
SMALL_TURNOVER = 10_000_000
LARGEST_TURNOVER = 5_000_000_000
_LEVEL = re.compile(r"(.+)_\d+m$")  # insurance to so many million: who holds more holds less too


@dataclass(frozen=True)
class Columns:
    """One row an enterprise, one row an offer (`first_offer[e]` to `first_offer[e + 1]`), pairs as index
    arrays.
    """

    home: Whole
    social_enterprise: Flags
    turnover: Whole
    joining_cost: Whole
    workforce: Whole
    supported_workforce: Whole
    credentials: Whole
    can_lead: Flags
    first_offer: Whole
    owner: Whole
    capability: Whole
    areas: Whole
    capacity: Whole
    unit_price: Whole
    social_value: Whole
    trust: tuple[Whole, Whole, Whole]
    incompatible: tuple[Whole, Whole]


def draw_columns(
    draw: np.random.Generator,
    count: int,
    geography: Geography,
    catalogue: Catalogue,
    offers_each: float,
    trust_each: float,
) -> Columns:
    """Every column of a market. All chance comes from uniform draws, which numpy keeps the same for ever."""
    chains = _chains(geography)
    home = _homes(draw, count, geography)
    turnover = _turnovers(draw, count)
    social = draw.random(count) < 0.7
    pounds = turnover / 100.0
    workforce = np.maximum(1, np.round(pounds / (22_000 + 26_000 * draw.random(count)))).astype(np.int64)
    supported = np.where(social, workforce * _bent(draw.random(count)), 0).astype(np.int64)
    owner = _owners(draw, count, turnover, offers_each)
    owner, capability = _once_each(owner, _capabilities(draw, owner, count, catalogue), catalogue)
    first = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=count))])
    level = _levels(draw, turnover[owner], capability, catalogue)
    areas = _areas(draw, home[owner], level, chains)
    share = 1.0 / np.sqrt(np.maximum(1, (first[1:] - first[:-1]))[owner])
    per_pound = np.array([c.per_pound for c in catalogue.capabilities])[capability]
    capacity = np.maximum(1, per_pound * pounds[owner] * share * np.exp(0.5 * _bell(draw, len(owner))))
    price = _prices(draw, owner, count, turnover, capability, catalogue)
    points = price * 0.3 * draw.random(len(owner)) * np.where(social[owner], 1.0, 0.25) / 10.0
    return Columns(
        home=home,
        social_enterprise=social,
        turnover=turnover,
        joining_cost=(20_000 + 180_000 * draw.random(count) ** 2 + turnover * 0.0006).astype(np.int64),
        workforce=workforce,
        supported_workforce=supported,
        credentials=_credentials(draw, owner, count, turnover, capability, catalogue),
        can_lead=draw.random(count)
        < np.clip(0.1 + 0.2 * np.log10(np.maximum(pounds, 1) / 50_000), 0.02, 0.75),
        first_offer=first,
        owner=owner,
        capability=capability,
        areas=areas,
        capacity=capacity.astype(np.int64),
        unit_price=price,
        social_value=points.astype(np.int64),
        trust=_trust(draw, count, home, chains, trust_each),
        incompatible=_incompatible(draw, count, home, chains),
    )


def _bell(draw: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Nearly normal: the sum of twelve uniforms less six, in single precision to spare memory."""
    total = np.zeros(count, dtype=np.float64)
    for _ in range(12):
        total += draw.random(count)
    return total - 6.0


def _bent(uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Most support a few, some exist to employ: 0 to 0.9 with the weight below a quarter."""
    return 0.9 * uniform**2


def _chains(geography: Geography) -> Whole:
    """[place, steps up] -> place, the top repeated."""
    depth = geography.depth
    rows = []
    for index in range(len(geography.places)):
        chain = geography.chain(index)
        rows.append(chain + (chain[-1],) * (depth - len(chain)))
    return np.array(rows, dtype=np.int64)


def _homes(draw: np.random.Generator, count: int, geography: Geography) -> Whole:
    leaves = np.array(geography.leaves, dtype=np.int64)
    weights = np.array([geography.places[leaf].weight for leaf in geography.leaves], dtype=np.float64)
    return leaves[_weighted(draw, weights, count)]


def _weighted(draw: np.random.Generator, weights: NDArray[np.float64], count: int) -> Whole:
    reach = np.cumsum(weights)
    drawn: Whole = np.searchsorted(reach, draw.random(count) * reach[-1], side="right")
    return drawn.clip(max=len(weights) - 1)


def _turnovers(draw: np.random.Generator, count: int) -> Whole:
    """57% log-uniform from £4,000 to £100,000, the rest a Pareto tail, in pence."""
    uniform = draw.random(count)
    small = 400_000 * (SMALL_TURNOVER / 400_000) ** (uniform / SMALL_SHARE)
    rest = np.maximum((1 - uniform) / (1 - SMALL_SHARE), 1e-9)
    large = SMALL_TURNOVER * rest ** (-1 / 0.85)
    # A little above £100,000 at least, so that the share below it is exactly what the draw says.
    large = np.clip(large, SMALL_TURNOVER + 1, LARGEST_TURNOVER)
    return np.where(uniform < SMALL_SHARE, np.minimum(small, SMALL_TURNOVER - 1), large).astype(np.int64)


def _owners(draw: np.random.Generator, count: int, turnover: Whole, each: float) -> Whole:
    size = 1 + 0.25 * np.log10(turnover / SMALL_TURNOVER)
    offers = np.maximum(1, np.round(each * size * (0.4 + 1.2 * draw.random(count)))).astype(np.int64)
    return np.repeat(np.arange(count), offers)


def _once_each(owner: Whole, capability: Whole, catalogue: Catalogue) -> tuple[Whole, Whole]:
    """No enterprise offers one capability twice."""
    keys = np.unique(owner * len(catalogue.capabilities) + capability)
    return keys // len(catalogue.capabilities), keys % len(catalogue.capabilities)


def _capabilities(draw: np.random.Generator, owner: Whole, count: int, catalogue: Catalogue) -> Whole:
    """Four offers in five come from the enterprise's own family of trades."""
    families = list(catalogue.families.values())
    weights = np.array([c.weight for c in catalogue.capabilities])
    own = _weighted(draw, np.array([weights[list(f)].sum() for f in families]), count)[owner]
    stray = _weighted(draw, np.array([weights[list(f)].sum() for f in families]), len(owner))
    family = np.where(draw.random(len(owner)) < 0.8, own, stray)
    # One table of running weights, a row a family, so that choosing within a family is one comparison.
    widest = max(len(f) for f in families)
    reach = np.full((len(families), widest), np.inf)
    codes = np.zeros((len(families), widest), dtype=np.int64)
    for row, members in enumerate(families):
        running = np.cumsum(weights[list(members)])
        reach[row, : len(members) - 1] = running[:-1] / running[-1]
        codes[row, : len(members)] = members
        codes[row, len(members) :] = members[-1]
    pick = (draw.random(len(owner))[:, None] >= reach[family]).sum(axis=1)
    drawn: Whole = codes[family, np.minimum(pick, widest - 1)]
    return drawn


def _levels(draw: np.random.Generator, turnover: Whole, capability: Whole, catalogue: Catalogue) -> Whole:
    """How many steps up from home an offer covers: the larger the enterprise, the wider."""
    tables = np.array([[0.22, 0.90, 1.00], [0.05, 0.65, 0.98], [0.02, 0.35, 0.85]])
    row = (turnover >= SMALL_TURNOVER).astype(np.int64) + (turnover >= 10 * SMALL_TURNOVER)
    wanted = (draw.random(len(turnover))[:, None] >= tables[row]).sum(axis=1)
    lowest = np.array([min(c.levels) for c in catalogue.capabilities])[capability]
    highest = np.array([max(c.levels) for c in catalogue.capabilities])[capability]
    steps: Whole = np.clip(wanted, lowest, highest)
    return steps


def _areas(draw: np.random.Generator, home: Whole, level: Whole, chains: Whole) -> Whole:
    """The area covered, and for one offer in four a neighbour under the same parent; -1 where there is
    none.
    """
    level = np.minimum(level, chains.shape[1] - 1)
    main = chains[home, level]
    # The neighbour is found through some other enterprise's home in the same larger area.
    other = chains[home[(draw.random(len(home)) * len(home)).astype(np.int64)], level]
    up = np.minimum(level + 1, chains.shape[1] - 1)
    near = chains[other, 0] != main
    same_parent = chains[main, 1] == chains[other, 1]
    wide = draw.random(len(home)) < 0.25
    second = np.where(wide & near & same_parent & (up > level), other, -1)
    return np.stack([main, second], axis=1)


def _prices(
    draw: np.random.Generator,
    owner: Whole,
    count: int,
    turnover: Whole,
    capability: Whole,
    catalogue: Catalogue,
) -> Whole:
    typical = np.array([c.price for c in catalogue.capabilities], dtype=np.float64)[capability]
    habit = np.exp(0.08 * _bell(draw, count))[owner]
    scale = 1.03 - 0.02 * np.log10(turnover / SMALL_TURNOVER)[owner]
    price = typical * habit * scale * np.exp(0.07 * _bell(draw, len(owner)))
    return np.maximum(1, np.round(price)).astype(np.int64)


def _credentials(
    draw: np.random.Generator,
    owner: Whole,
    count: int,
    turnover: Whole,
    capability: Whole,
    catalogue: Catalogue,
) -> Whole:
    """A mask an enterprise: general credentials, and those of each trade it is in; the larger hold more."""
    names = catalogue.credential_names
    mask = np.zeros(count, dtype=np.int64)
    larger = 0.08 * np.log10(turnover / SMALL_TURNOVER)
    insured: dict[str, NDArray[np.float64]] = {}
    for bit, (name, chance) in enumerate(catalogue.general):
        luck = draw.random(count)
        level = _LEVEL.match(name)
        if level:
            luck = insured.setdefault(level.group(1), luck)
        mask |= (luck < np.clip(chance + larger, 0.02, 0.99)).astype(np.int64) << bit
    trades: dict[str, list[tuple[int, float]]] = {}
    for index, one in enumerate(catalogue.capabilities):
        for name, chance in one.credentials:
            trades.setdefault(name, []).append((index, chance))
    for name in names[len(catalogue.general) :]:
        chances = np.zeros(len(catalogue.capabilities))
        for index, chance in trades[name]:
            chances[index] = chance
        best = np.zeros(count)
        np.maximum.at(best, owner, chances[capability])
        held = draw.random(count) < np.where(best > 0, np.clip(best + larger, 0.02, 0.99), 0.0)
        mask |= held.astype(np.int64) << names.index(name)
    return mask


def _partners(draw: np.random.Generator, one: Whole, home: Whole, chains: Whole, local: float) -> Whole:
    """For each of `one`, somebody: with chance `local` from the same district, else from anywhere."""
    up = min(1, chains.shape[1] - 1)
    district = chains[home, up]
    order = np.argsort(district, kind="stable")
    ranked = district[order]
    start = np.searchsorted(ranked, district[one], side="left")
    end = np.searchsorted(ranked, district[one], side="right")
    near = order[start + ((end - start) * draw.random(len(one))).astype(np.int64)]
    far = (draw.random(len(one)) * len(home)).astype(np.int64)
    return np.where(draw.random(len(one)) < local, near, far)


def _different_pairs(a: Whole, b: Whole, count: int) -> tuple[Whole, Whole]:
    """Each unordered pair of two different enterprises once, smaller index first."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    keys = np.unique(low[low != high] * count + high[low != high])
    return keys // count, keys % count


def _trust(
    draw: np.random.Generator, count: int, home: Whole, chains: Whole, each: float
) -> tuple[Whole, Whole, Whole]:
    wanted = round(count * each / 2)
    one = (draw.random(wanted) * count).astype(np.int64)
    a, b = _different_pairs(one, _partners(draw, one, home, chains, 0.85), count)
    return a, b, np.minimum(1000, 250 + 750 * draw.random(len(a))).astype(np.int64)


def _incompatible(draw: np.random.Generator, count: int, home: Whole, chains: Whole) -> tuple[Whole, Whole]:
    wanted = max(1, count // 25)
    one = (draw.random(wanted) * count).astype(np.int64)
    return _different_pairs(one, _partners(draw, one, home, chains, 0.9), count)
