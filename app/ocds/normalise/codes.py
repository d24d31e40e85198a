"""CPV codes from the three places sources put them, and the one a lot is matched by."""

from __future__ import annotations

from collections import Counter
from typing import Any

from app.foundation.reference import cpv
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import identifier, items, mapping

MOST_CODES, MOST_NAMED = 60, 10


def stated(holder: dict[str, Any], remarks: Remarks) -> tuple[str, ...]:
    """The CPV codes of a tender, item or award, main one first, each once."""
    codes = []
    for item in [mapping(holder, "classification"), *items(holder, "additionalClassifications")]:
        scheme, code = str(item.get("scheme") or "").upper(), identifier(item)
        if scheme not in ("CPV", "") or not code:
            continue
        try:
            codes.append(cpv.parse(code))
        except cpv.CpvError as error:
            remarks.add(f"We left out a CPV code: {error}.")
    return tuple(dict.fromkeys(codes))


def fewer(codes: tuple[str, ...]) -> tuple[str, ...]:
    """At most 60 codes: a lot with more is matched by none of them better."""
    return codes[:MOST_CODES]


def main_first(codes: tuple[str, ...], remarks: Remarks, what: str) -> tuple[str, ...]:
    """The codes with the one to match by in front: the narrowest at group level or deeper that includes all
    of them.

    Codes without such a one keep their first; bare divisions come last, for nobody can be matched by them.
    """
    usable = tuple(code for code in codes if cpv.group_or_deeper(code))
    if len(usable) < len(codes):
        wide = [code for code in codes if not cpv.group_or_deeper(code)]
        names = ", ".join(_with_name(code) for code in wide[:MOST_NAMED])
        remarks.add(
            f"{what}: we cannot match enterprises by {names}, because a whole CPV division is too broad."
        )
    if not usable:
        return codes
    main = _holding_all(usable) or _of_largest_group(usable, remarks, what)
    return tuple(dict.fromkeys((main, *usable, *codes)))


def _of_largest_group(codes: tuple[str, ...], remarks: Remarks, what: str) -> str:
    """The code to match by where the codes have no group in common."""
    groups = Counter(code[:3] for code in codes)
    largest = max(groups, key=lambda group: groups[group])
    together = tuple(code for code in codes if code.startswith(largest))
    main = _holding_all(together) or together[0]
    role = "covers most of them" if len(together) > 1 else "comes first"
    remarks.add(
        f"{what}: its {len(codes)} CPV codes have no group in common. We use {_with_name(main)}, which"
        f" {role}."
    )
    return main


def _with_name(code: str) -> str:
    return f"{code} ({cpv.name(code)})"


def _holding_all(codes: tuple[str, ...]) -> str | None:
    wider_codes = cpv.serving_codes(codes[0])
    return next((wider for wider in wider_codes if all(cpv.serves(wider, code) for code in codes)), None)
