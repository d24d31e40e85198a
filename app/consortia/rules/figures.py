"""Shares and exposure, in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence

WHOLE_BP = 10_000
MONTHS = 12


def shares_bp(values: Sequence[int]) -> list[int]:
    """Each value's share of their sum in basis points, adding up to exactly 10000 (largest remainders first).

    All 0 where the sum is 0. Among equal remainders the earlier comes first.
    """
    total = sum(values)
    if total <= 0:
        return [0 for _ in values]
    shares = [WHOLE_BP * value // total for value in values]
    by_remainder = sorted(range(len(values)), key=lambda i: (-(WHOLE_BP * values[i] % total), i))
    for i in by_remainder[: WHOLE_BP - sum(shares)]:
        shares[i] += 1
    return shares


def yearly_value(value: int, term_months: int) -> int:
    """Pence a year, rounded up: value × 12 ÷ the term in months, a shorter term counting as a year."""
    return -(-value * MONTHS // max(MONTHS, term_months))


def exposure_bp(value: int, term_months: int, turnover: int | None) -> int | None:
    """Yearly value against turnover in basis points, rounded up; None where no turnover is stated."""
    if not turnover:
        return None
    return -(-WHOLE_BP * value * MONTHS // (max(MONTHS, term_months) * turnover))
