"""Money, shares and quantities as they are said. Money in pounds, shares in per cent; ids as the problem
names them.
"""

from __future__ import annotations

from collections.abc import Sequence

WHOLE_POUNDS_FROM = 100_000  # pence from which a sentence leaves the pence out


def pounds(pence: int) -> str:
    """£1,234.50, without the pence where there are none."""
    whole, rest = divmod(abs(pence), 100)
    sign = "-" if pence < 0 else ""
    return f"{sign}£{whole:,}" + (f".{rest:02d}" if rest else "")


def about(pence: int) -> str:
    """Pounds as they are said: no pence from £1,000, rounded up so that a price is never too low."""
    return pounds(-(-pence // 100) * 100 if pence >= WHOLE_POUNDS_FROM else pence)


def per_cent(bp: int) -> str:
    """12.5%"""
    return f"{bp / 100:,.2f}".rstrip("0").rstrip(".") + "%"


def units(count: int, unit: str) -> str:
    """'1 meal a day', '2 meals a day': a unit is named in the plural."""
    first, space, rest = unit.partition(" ")
    if count == 1 and first.endswith("s") and not first.endswith("ss"):
        double = first.endswith(("ches", "shes", "sses", "xes"))
        first = first[:-3] + "y" if first.endswith("ies") else first[:-2] if double else first[:-1]
    return f"{count:,} {first}{space}{rest}"


def members(count: int) -> str:
    """'1 member', '2 members'"""
    return f"{count:,} member" + ("" if count == 1 else "s")


def lots(count: int) -> str:
    """'1 lot', '2 lots'"""
    return f"{count:,} lot" + ("" if count == 1 else "s")


def listed(parts: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'"""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return f"{text[0].upper()}{text[1:]}."
