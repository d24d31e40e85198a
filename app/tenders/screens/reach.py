"""How a tender fits the enterprise that looks at it."""

from __future__ import annotations

from dataclasses import dataclass

from app.foundation.reference import cpv
from app.tenders.queries.matching import Reach, Served


@dataclass(frozen=True)
class NarrowOffer:
    """An offer and a broader package that it serves only if the enterprise confirms it."""

    work_package_id: int
    work_package: str
    offer_id: int
    offer: str


@dataclass(frozen=True)
class ReachScreen:
    """Packages served without a confirmation, offers confirmed for a package, and offers to confirm."""

    serves: tuple[str, ...]
    confirmed: tuple[NarrowOffer, ...]
    could_confirm: tuple[NarrowOffer, ...]

    @property
    def verdict(self) -> str:
        """One sentence for the top of the page."""
        count = len(self.serves) + len(self.confirmed)
        if count:
            packages = "1 work package" if count == 1 else f"{count} work packages"
            return f"Your offers match {packages} in this tender."
        if self.could_confirm:
            return "You may be able to join. Say whether your offer covers this work."
        return "None of your offers match this tender. Check your kinds of work and your areas."


def reach_screen(reach: Reach | None) -> ReachScreen:
    """A reach in words. None: the enterprise has no profile yet."""
    if reach is None:
        return ReachScreen((), (), ())
    return ReachScreen(
        serves=tuple(match.work_package.name for match in reach.serves if not match.confirmed),
        confirmed=tuple(_narrow_offer(match) for match in reach.serves if match.confirmed),
        could_confirm=tuple(_narrow_offer(match) for match in reach.could_confirm),
    )


def _narrow_offer(match: Served) -> NarrowOffer:
    package, offer = match.work_package, match.offer
    return NarrowOffer(package.id, package.name, offer.id, cpv.name(offer.capability))
