"""Amounts, counts and lengths, as sources write them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import mapping
from app.ocds.source_json import SourceNumber

MOST_POUNDS = Decimal(1_000_000_000_000)
_NO_LIMIT = {2_147_483_647, 32_767, 65_535, 4_294_967_295}  # the largest numbers of databases, written for "no limit"


@dataclass(frozen=True)
class Amount:
    """Pence without VAT, or None with a note of what stands in the source."""

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
    if isinstance(value, str) and len(value) < 40:
        try:
            found = Decimal(value.replace(",", "").replace("£", "").strip())
        except InvalidOperation:
            return None
        return found if found.is_finite() and abs(found) < Decimal(10) ** 18 else None
    return None


def amount(holder: Any, remarks: Remarks, what: str) -> Amount:
    """The `value` object of a tender, lot or award. 0 and 1 are read as not stated: sources write them for that."""
    value = mapping(holder, "value")
    raw = value.get("amount")
    if raw is None:
        return _without_amount(value, remarks, what)
    found = number(raw)
    currency = str(value.get("currency") or "GBP").upper()[:3]
    if found is None or abs(found) > MOST_POUNDS:
        remarks.add(f"{what}: the value {_shown(raw)} was read as no limit stated.")
        return Amount(None, note="No limit stated")
    if found < 0:
        remarks.add(f"{what}: a value below nothing ({_shown(raw)}) was left out.")
        return Amount(None, note="Not stated")
    if found in (0, 1):
        remarks.add(f"{what}: a value of {found:f} was read as not stated.")
        return Amount(None, note="Not stated")
    if currency != "GBP":
        remarks.add(f"{what}: the value is in {currency} and was not converted.")
        return Amount(None, currency, f"{found:,f} {currency} in the source, not converted")
    return Amount(int((found * 100).to_integral_value(ROUND_HALF_UP)))


def _without_amount(value: dict[str, Any], remarks: Remarks, what: str) -> Amount:
    gross = number(value.get("amountGross"))
    if gross is None or gross <= 1:
        return Amount(None)
    remarks.add(f"{what}: only a value with VAT is stated, so the value without VAT is left open.")
    return Amount(None, note=f"£{gross:,.2f} with VAT; not stated without")


def lot_limit(value: Any, remarks: Remarks, what: str) -> int | None:
    """Most lots of one bidder; None for no limit, which sources write as 1e9999 or 2147483647."""
    if value is None:
        return None
    found = number(value)
    if found is None or int(found) in _NO_LIMIT or found > 10_000:
        remarks.add(f"{what}: {_shown(value)} was read as no limit stated.")
        return None
    return int(found) if found >= 1 else None


def months(period: Any, remarks: Remarks) -> int | None:
    """The length of a period in months. Notices count thirty days a month: 1,080 days are 36 months."""
    held = mapping(period)
    if (stated := number(held.get("durationInMonths"))) and 0 < stated <= 1_200:
        return int(stated)
    days = number(held.get("durationInDays"))
    if days is None or not 0 < days <= 36_500:
        return None
    if days % 30 == 0:
        found = int(days) // 30
    else:
        found = max(1, round(int(days) * 12 / 365))
    if days % 30 != 0 and abs(days * 12 / 365 - found) > 0.1:  # 1,095 days are three years, and 365 one
        remarks.add(f"A length of {int(days):,} days was read as {found} {'month' if found == 1 else 'months'}.")
    return found


def _shown(raw: Any) -> str:
    return (raw.text if isinstance(raw, SourceNumber) else str(raw))[:40]
