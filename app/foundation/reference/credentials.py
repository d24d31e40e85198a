"""The types of credential: certificates, insurance, policies, licences and registrations that tenders ask
for.

A level is a type of its own, and holding a higher one implies the lower: `closure` writes them all, which is
what matching and the solver compare. A type's `key` is stored: never rename one, add another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from . import datafiles
from .source_names import folded

Kind = Literal["certificate", "insurance", "policy", "licence", "registration"]
KINDS: tuple[Kind, ...] = ("insurance", "certificate", "licence", "registration", "policy")
EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class CredentialType:
    """`meaning` is for people who have never heard of it; `validity_months` is how long one usually lasts,
    None where it does not lapse by itself; `families` are the beginnings of CPV codes it is usually asked
    for, `*` for all work; `implies` are the types that a holder holds with it, at the next step down."""

    key: str
    name: str
    kind: Kind
    validity_months: int | None
    families: tuple[str, ...]
    implies: tuple[str, ...]
    meaning: str


@cache
def _table() -> dict[str, CredentialType]:
    return {
        key: CredentialType(
            key,
            name,
            next(known for known in KINDS if known == kind),
            int(months) if months else None,
            tuple(families.split()),
            tuple(implies.split()),
            meaning,
        )
        for key, name, kind, months, families, implies, meaning in datafiles.tuples("credentials.csv")
    }


def get(key: str) -> CredentialType | None:
    """The type under this key, or None."""
    return _table().get(key)


def name(key: str) -> str:
    """What to show for a key; the key itself where the table does not have it."""
    found = get(key)
    return found.name if found else key


def all_types(kind: Kind | None = None) -> tuple[CredentialType, ...]:
    """Every type in the order of the table (levels stand together, lowest first), or those of one kind."""
    return tuple(found for found in _table().values() if kind is None or found.kind == kind)


def closure(keys: Iterable[str]) -> frozenset[str]:
    """These keys and every key they imply. A key the table does not have stays, and implies nothing."""
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(_table()[key].implies if key in _table() else ())
    return frozenset(found)


def strongest(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys without those that another of them implies, in the order of the table, unknown ones last."""
    held = set(keys)
    order = {key: place for place, key in enumerate(_table())}
    kept = {key for key in held if not any(key != other and key in closure([other]) for other in held)}
    return tuple(sorted(kept, key=lambda key: (order.get(key, len(order)), key)))


def usual_for(code: str) -> tuple[CredentialType, ...]:
    """The types usually asked for work under this CPV code: those of its trade first, then those asked for
    all work.
    """
    trade = [found for found in _table().values() if any(_reaches(family, code) for family in found.families)]
    everywhere = [found for found in _table().values() if EVERYWHERE in found.families]
    return (*trade, *everywhere)


def _reaches(family: str, code: str) -> bool:
    """Whether the family and the code are one inside the other: a wide code may mean any of its parts."""
    return family != EVERYWHERE and (
        code.startswith(family) or family.startswith(code[:2] + code[2:].rstrip("0"))
    )


def search(words: str, limit: int = 20) -> list[CredentialType]:
    """Types whose name, key or meaning holds every word asked, names first."""
    asked = folded(words.replace("_", " ")).split()
    if not asked:
        return []
    ranked = []
    for place, found in enumerate(_table().values()):
        title = folded(f"{found.name} {found.key.replace('_', ' ')}")
        if all(word in title for word in asked):
            ranked.append((0, place, found))
        elif all(word in f"{title} {folded(found.meaning)}" for word in asked):
            ranked.append((1, place, found))
    return [found for _, _, found in sorted(ranked, key=lambda entry: entry[:2])[:limit]]
