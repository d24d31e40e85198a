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
    for, `*` for all work; `implies` are the types at the next step down, which its holder has too."""

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
            next(allowed for allowed in KINDS if allowed == kind),
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
    credential = get(key)
    return credential.name if credential else key


def all_types(kind: Kind | None = None) -> tuple[CredentialType, ...]:
    """Every type in the order of the table (levels together, lowest first), or those of one kind."""
    return tuple(credential for credential in _table().values() if kind is None or credential.kind == kind)


def closure(keys: Iterable[str]) -> frozenset[str]:
    """These keys and every key they imply. A key the table does not have stays, and implies nothing."""
    closed: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in closed:
            closed.add(key)
            waiting.extend(_table()[key].implies if key in _table() else ())
    return frozenset(closed)


def strongest(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys without those that another of them implies, in the order of the table, unknown ones last."""
    held = set(keys)
    order = {key: place for place, key in enumerate(_table())}
    kept = {key for key in held if not any(key != holding and key in closure([holding]) for holding in held)}
    return tuple(sorted(kept, key=lambda key: (order.get(key, len(order)), key)))


def usual_for(code: str) -> tuple[CredentialType, ...]:
    """The types usually asked for work under this CPV code: those of its trade first, then those asked for
    all work.
    """
    trade = [
        credential
        for credential in _table().values()
        if any(_reaches(family, code) for family in credential.families)
    ]
    everywhere = [credential for credential in _table().values() if EVERYWHERE in credential.families]
    return (*trade, *everywhere)


def _reaches(family: str, code: str) -> bool:
    """Whether the family and the code are one inside the other: a wide code may mean any of its parts."""
    return family != EVERYWHERE and (
        code.startswith(family) or family.startswith(code[:2] + code[2:].rstrip("0"))
    )


def search(words: str, limit: int = 20) -> list[CredentialType]:
    """Types with every word in their name, key or meaning, names first."""
    terms = folded(words.replace("_", " ")).split()
    if not terms:
        return []
    ranked = []
    for place, credential in enumerate(_table().values()):
        title = folded(f"{credential.name} {credential.key.replace('_', ' ')}")
        if all(word in title for word in terms):
            ranked.append((0, place, credential))
        elif all(word in f"{title} {folded(credential.meaning)}" for word in terms):
            ranked.append((1, place, credential))
    return [credential for _, _, credential in sorted(ranked, key=lambda entry: entry[:2])[:limit]]
