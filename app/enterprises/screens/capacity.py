"""The capacity ledger of one enterprise: how much of each offer is held, and for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.enterprises.models import CapacityHold, Enterprise
from app.enterprises.rules import OfferState
from app.enterprises.screens import lines
from app.foundation.drawing.bars import CapacityBar, bars
from app.foundation.drawing.model import Drawing
from app.foundation.reference import units
from app.foundation.templating import formats


@dataclass(frozen=True)
class HoldLine:
    """One promise: how much of which offer, for what, since when."""

    offer: str
    label: str
    quantity: str
    since: str


@dataclass(frozen=True)
class CapacityScreen:
    """The bars and the promises behind them. There is no drawing where nothing is offered."""

    name: str
    drawing: Drawing | None
    holds: list[HoldLine]


def capacity_screen(enterprise: Enterprise, held: Sequence[CapacityHold]) -> CapacityScreen:
    """The capacity ledger, for the enterprise itself and advisers."""
    shown = [offer for offer in enterprise.offers if offer.state is OfferState.active or offer.held]
    rows = [
        CapacityBar(lines.offer_title(offer), offer.capacity, offer.held, 0, offer.unit) for offer in shown
    ]
    return CapacityScreen(
        name=enterprise.organisation.name,
        drawing=bars(rows, "Promised and free capacity") if rows else None,
        holds=[
            HoldLine(
                offer=lines.offer_title(hold.offer),
                label=hold.label or "A consortium",
                quantity=units.get(hold.offer.unit).rate(hold.quantity),
                since=formats.date(hold.held_at),
            )
            for hold in held
        ],
    )
