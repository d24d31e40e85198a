"""What a tender is to the enterprise that looks at it."""

from __future__ import annotations

from dataclasses import dataclass

from app.foundation.reference import cpv
from app.tenders.queries.matching import Reach


@dataclass(frozen=True)
class NarrowOffer:
    """An offer that would serve a package, once the enterprise says so."""

    work_package_id: int
    work_package: str
    offer_id: int
    offer: str


@dataclass(frozen=True)
class SaidOffer:
    """An offer that the enterprise said covers a package."""

    work_package_id: int
    work_package: str
    offer_id: int
    offer: str


@dataclass(frozen=True)
class ReachScreen:
    """Packages served, and what could be confirmed."""

    serves: tuple[str, ...]
    said: tuple[SaidOffer, ...]
    could_confirm: tuple[NarrowOffer, ...]

    @property
    def verdict(self) -> str:
        """One sentence for the top of the page."""
        count = len(self.serves) + len(self.said)
        if count:
            packages = "1 work package" if count == 1 else f"{count} work packages"
            return f"Your offers match {packages} in this tender."
        if self.could_confirm:
            return "You may be able to join. Say whether your offer covers this work."
        return "None of your offers match this tender. Check your kinds of work and your areas."


def reach_screen(reach: Reach | None) -> ReachScreen:
    """A reach in words; None is no reach at all."""
    if reach is None:
        return ReachScreen((), (), ())
    said = [
        SaidOffer(one.work_package.id, one.work_package.name, one.offer.id, cpv.name(one.offer.capability))
        for one in reach.serves
        if one.confirmed
    ]
    nearly = [
        NarrowOffer(one.work_package.id, one.work_package.name, one.offer.id, cpv.name(one.offer.capability))
        for one in reach.could_confirm
    ]
    return ReachScreen(
        tuple(one.work_package.name for one in reach.serves if not one.confirmed), tuple(said), tuple(nearly)
    )
