"""Who may take part and whom it suits, for the whole contract or lot by lot. What one lot says never counts
for another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.ocds.normalise.shapes import flag, items, mapping, words

MOST_NAMED = 8
_RESERVED = {
    "shelteredWorkshop": "supported employment providers (Procurement Act 2023, section 32)",
    "publicServiceMissionOrganization": "public service mutuals (Procurement Act 2023, section 33)",
    "smeVcse": "small and medium-sized enterprises and social enterprises",
    "sme": "small and medium-sized enterprises",
    "vcse": "voluntary, community and social enterprises",
}
_SUITS = {"sme": "small and medium-sized enterprises", "vcse": "social enterprises"}
_VARIANTS = {"allowed": "allowed", "mandatory": "required", "notAllowed": "not allowed"}


def reserved(tender: dict[str, Any], lot_names: Sequence[str]) -> str:
    """For whom it is reserved, in words, lot by lot where lots differ; "" where it is open to all."""
    keys_by_words = _by_lot(tender, lot_names, _reserved)
    if len(keys_by_words) == 1:
        words_of_all = next(iter(keys_by_words))
        return f"Reserved for {words_of_all}" if words_of_all else ""
    parts = [
        f"{_start(named(keys, len(lot_names)))}: reserved for {who}."
        for who, keys in keys_by_words.items()
        if who
    ]
    if "" in keys_by_words:
        parts.append("The notice does not say that the other lots are reserved.")
    return " ".join(parts)


def _reserved(holder: dict[str, Any]) -> str:
    codes = words(mapping(holder, "otherRequirements"), "reservedParticipation")
    return " or ".join(dict.fromkeys(_RESERVED.get(code, code[:80]) for code in codes if code))


def suits(tender: dict[str, Any], lot_names: Sequence[str], kind: str) -> bool | None:
    """Whether the buyer thinks that it suits `sme` or `vcse`: None where nothing says so, or lots differ."""
    keys_by_words = _suits(tender, lot_names, kind)
    stated = {word for word in keys_by_words if word}
    return (
        next(iter(keys_by_words)) == "yes"
        if len(keys_by_words) == 1 and stated
        else False
        if stated == {"no"}
        else None
    )


def sentences(tender: dict[str, Any], lot_names: Sequence[str]) -> list[str]:
    """Variants, and whom single lots suit, a sentence each."""
    listed = []
    for kind, who in _SUITS.items():
        keys_by_words = _suits(tender, lot_names, kind)
        if len(keys_by_words) > 1 and "yes" in keys_by_words:
            listed.append(
                f"The buyer says that {named(keys_by_words['yes'], len(lot_names))} would suit {who}."
            )
    policies = _by_lot(tender, lot_names, _variants)
    for policy, meaning in _VARIANTS.items():
        if policy in policies:
            where = f" in {named(policies[policy], len(lot_names))}" if len(policies) > 1 else ""
            listed.append(f"Variant bids are {meaning}{where}.")
    return listed


def _suits(tender: dict[str, Any], lot_names: Sequence[str], kind: str) -> dict[str, list[str]]:
    def read(holder: dict[str, Any]) -> str:
        return {True: "yes", False: "no", None: ""}[flag(mapping(holder, "suitability"), kind)]

    return _by_lot(tender, lot_names, read)


def _variants(holder: dict[str, Any]) -> str:
    return str(mapping(holder, "submissionTerms").get("variantPolicy") or "")[:40]


def _by_lot(
    tender: dict[str, Any], lot_names: Sequence[str], read: Callable[[dict[str, Any]], str]
) -> dict[str, list[str]]:
    """What lots say, with the keys of those that say so: a lot that says nothing has what the whole says."""
    of_whole = read(tender)
    keys_by_words: dict[str, list[str]] = {}
    for key, lot in zip(lot_names, items(tender, "lots"), strict=False):
        keys_by_words.setdefault(read(lot) or of_whole, []).append(key)
    return keys_by_words or {of_whole: []}


def named(keys: Sequence[str], count: int) -> str:
    """The lots of these keys in a sentence: "lot 1", "lots 1 and 3", or how many of all."""
    if len(keys) > MOST_NAMED:
        return f"{len(keys)} of the {count} lots"
    if any(key.lower().startswith("lot") for key in keys):
        return joined(keys)
    return f"{'lot' if len(keys) == 1 else 'lots'} {joined(keys)}"


def joined(parts: Sequence[str], word: str = "and") -> str:
    """Parts of a list in a sentence: "A, B and C"."""
    *first, last = parts
    return f"{', '.join(first)} {word} {last}" if first else last


def _start(words_of_sentence: str) -> str:
    return words_of_sentence[:1].upper() + words_of_sentence[1:]
