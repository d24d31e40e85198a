"""Amounts, counts and lengths, as sources write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, Overflow
from typing import Any

from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import mapping
from app.ocds.source_json import SourceNumber

MOST_POUNDS = Decimal(1_000_000_000_000)
_NO_LIMIT = {
    2_147_483_647,
    32_767,
    65_535,
    4_294_967_295,
}  # the largest numbers of databases, written for "no limit"


LONGEST = 40  # of a text that is looked at for a number
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,6})?", re.IGNORECASE)
_POUNDS = r"(?:£|gbp|pounds?(?: sterling)?)"
_AMOUNT = re.compile(
    rf"{_POUNDS}?\s*(?P<digits>-?[0-9][0-9.,'’ ]*(?:e[+-]?[0-9]{{1,6}})?)\s*"
    rf"(?P<scale>k|thousand|m|mn|million|bn|b|billion)?\s*{_POUNDS}?"
)
_SCALES = {"": 1, "k": 10**3, "t": 10**3, "m": 10**6, "b": 10**9, "bn": 10**9}
_GROUPED = (
    (re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"), ",", "."),  # 1,234.50
    (re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"), r"\.", ","),  # 1.234,50
    (re.compile(r"-?[0-9]{1,3}(?:['’ ][0-9]{3})+(?:[.,][0-9]+)?"), "['’ ]", ","),  # 1 234,50
    (re.compile(r"-?[0-9]+,[0-9]{1,2}"), r"\.", ","),  # 1234,5
)


@dataclass(frozen=True)
class Amount:
    """Pence without VAT, or None with a note of what the source says."""

    pence: int | None
    currency: str = "GBP"
    note: str = ""


def number(value: Any) -> Decimal | None:
    """A finite number, from a JSON number or a text of digits; None for anything else, `1e9999` included."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, SourceNumber):
        return value.value
    if isinstance(value, str) and len(value) < LONGEST:
        parsed = _in_text(value)
        return parsed if parsed is not None and abs(parsed) < Decimal(10) ** 18 else None
    return None


def _in_text(value: str) -> Decimal | None:
    """The number of a text such as `1,234.50`, `1.234,50`, `1234,5`, `1 234` or `£1.2m`. Amounts of another
    currency than pounds are none."""
    parts = _AMOUNT.fullmatch(value.strip().lower())
    if parts is None:
        return None
    digits, scale = (
        parts["digits"].strip(),
        _SCALES[(parts["scale"] or "")[:1] + ("n" if parts["scale"] == "bn" else "")],
    )
    if not _PLAIN.fullmatch(digits):
        for grouped, groups, point in _GROUPED:
            if grouped.fullmatch(digits):
                digits = re.sub(groups, "", digits).replace(point, ".")
                break
        else:
            return None
    try:
        return Decimal(digits) * scale
    except (InvalidOperation, Overflow):
        return None


def amount(holder: Any, remarks: Remarks, what: str) -> Amount:
    """The `value` object of a tender, lot or award. 0 and 1 are read as not stated: sources write them for
    that.
    """
    value = mapping(holder, "value")
    raw = value.get("amount")
    if raw is None:
        return _without_amount(value, remarks, what)
    pounds, currency = number(raw), _currency(value)
    if pounds is None and not _is_endless(raw):
        remarks.add(f"{what}: we cannot read “{_shown(raw)}” as an amount, so we left the value blank.")
        note = f"“{_shown(raw)}” in the source" if isinstance(raw, str) else "Not stated"
        return Amount(None, currency, note)
    if pounds is None or abs(pounds) > MOST_POUNDS:
        remarks.add(f"{what}: we read the value {_shown(raw)} as no limit stated.")
        return Amount(None, note="No limit stated")
    if pounds < 0:
        remarks.add(f"{what}: we left out a value below zero ({_shown(raw)}).")
        return Amount(None, note="Not stated")
    if pounds in (0, 1):
        remarks.add(f"{what}: we read a value of {pounds:f} as not stated.")
        return Amount(None, note="Not stated")
    if currency != "GBP":
        remarks.add(f"{what}: the value is in {currency}, and we did not convert it.")
        return Amount(None, currency, f"{pounds:,f} {currency} in the source, not converted")
    return Amount(int((pounds * 100).to_integral_value(ROUND_HALF_UP)))


def _currency(value: dict[str, Any]) -> str:
    return str(value.get("currency") or "GBP").upper()[:3]


def _without_amount(value: dict[str, Any], remarks: Remarks, what: str) -> Amount:
    gross = number(value.get("amountGross"))
    if gross is None or gross <= 1:
        return Amount(None)
    currency = _currency(value)
    remarks.add(f"{what}: the notice gives only a value with VAT, so we left the value without VAT blank.")
    return Amount(None, currency, note=f"{in_words(gross, currency)} with VAT, not stated without VAT")


def least(tender: Any, total: Amount, remarks: Remarks) -> str:
    """The note of the value of the whole, with the least one where the notice states that too."""
    stated = mapping(tender, "minValue")
    lowest, currency = number(stated.get("amount")), str(stated.get("currency") or "GBP").upper()[:3]
    if lowest is None or not 1 < lowest <= MOST_POUNDS:
        return total.note
    if total.pence is None:
        remarks.add(f"The notice gives only a minimum value: {in_words(lowest, currency)}.")
        return f"{total.note or 'Not stated'}, at least {in_words(lowest, currency)}"
    highest = Decimal(total.pence) / 100
    if currency != total.currency or lowest > highest:
        remarks.add(
            f"The minimum value, {in_words(lowest, currency)}, does not fit the value. Ask the buyer."
        )
        return f"the notice also says at least {in_words(lowest, currency)}"
    return "" if lowest == highest else f"the notice says from {in_words(lowest)} to {in_words(highest)}"


def in_words(amount: Decimal, currency: str = "GBP") -> str:
    """`£1,200.50`, or `1,200.50 EUR`; pence only where there are some."""
    digits = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return f"£{digits}" if currency == "GBP" else f"{digits} {currency}"


def _is_endless(raw: Any) -> bool:
    """Whether something that is no number we take is one all the same, too large to be meant."""
    text = raw.text if isinstance(raw, SourceNumber) else str(raw) if isinstance(raw, str) else ""
    return _PLAIN.fullmatch(text.strip()) is not None


def lot_limit(value: Any, remarks: Remarks, what: str) -> int | None:
    """Most lots of one bidder; None for no limit, which sources write as 1e9999 or 2147483647."""
    if value is None:
        return None
    limit = number(value)
    if limit is None or int(limit) in _NO_LIMIT or limit > 10_000:
        remarks.add(f"{what}: we read {_shown(value)} as no limit stated.")
        return None
    return int(limit) if limit >= 1 else None


def months(period: Any, remarks: Remarks) -> int | None:
    """The length of a period in months. Notices count thirty days a month: 1,080 days are 36 months."""
    held = mapping(period)
    if (stated := number(held.get("durationInMonths"))) and 0 < stated <= 1_200:
        return int(stated)
    days = number(held.get("durationInDays"))
    if days is None or not 0 < days <= 36_500:
        return None
    if days % 30 == 0:
        length = int(days) // 30
    else:
        length = max(1, round(int(days) * 12 / 365))
    if days % 30 != 0 and abs(days * 12 / 365 - length) > 0.1:  # 1,095 days are three years, and 365 one
        remarks.add(
            f"We read a length of {int(days):,} days as {length} {'month' if length == 1 else 'months'}."
        )
    return length


def _shown(raw: Any) -> str:
    return (raw.text if isinstance(raw, SourceNumber) else str(raw))[:40]
