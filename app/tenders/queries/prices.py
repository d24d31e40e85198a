"""What work costs in the register, as a median that reveals nobody's price.

It also counts enterprises that share their figures with only some adviser bodies. A median over at least five
enterprises, used only in an estimate, reveals no price, and without them it would say less about the market.
Suspended enterprises do not count, because an invented price could move the median.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median_low

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.enterprises.models import Offer
from app.enterprises.queries.figures import taking_part
from app.enterprises.rules import OfferState
from app.foundation.reference import cpv

LEAST_ENTERPRISES = 5  # with fewer, a median would come close to one enterprise's price


@dataclass(frozen=True)
class MedianPrice:
    """The median, in pence a unit, over offers at `capability` or below. Used in estimates and never shown.

    The middle half of the prices lies from `low` to `high`.
    """

    pence: int
    low: int
    high: int
    enterprises: int
    capability: str


def median_price(session: Session, capability: str, unit: str) -> MedianPrice | None:
    """The median price of a capability, or of the nearest wider one, up to its group, that enough enterprises
    offer.

    Each enterprise counts once, with the median of its offers, however many it lists.
    """
    for code in cpv.serving_codes(capability):
        prices = _prices(session, code, unit)
        if len(prices) >= LEAST_ENTERPRISES:
            ordered, quarter = sorted(prices), len(prices) // 4
            return MedianPrice(
                median_low(ordered), ordered[quarter], ordered[-1 - quarter], len(prices), code
            )
    return None


def _prices(session: Session, code: str, unit: str) -> list[int]:
    prefix = code.rstrip("0").ljust(3, "0")
    query = (
        sa.select(Offer.enterprise_id, Offer.unit_price)
        .join(Offer.enterprise)
        .where(
            taking_part(),
            Offer.capability >= prefix.ljust(8, "0"),
            Offer.capability <= prefix.ljust(8, "9"),
            Offer.unit == unit,
            Offer.state == OfferState.active,
            Offer.unit_price > 0,
        )
    )
    by_enterprise: dict[int, list[int]] = {}
    for enterprise_id, price in session.execute(query.order_by(Offer.id)):
        by_enterprise.setdefault(enterprise_id, []).append(price)
    return [median_low(sorted(prices)) for prices in by_enterprise.values()]
