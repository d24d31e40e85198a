"""Writing, changing and confirming work packages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.foundation import audit
from app.foundation.actor import Actor
from app.foundation.errors import Conflict, Refused
from app.foundation.reference import areas, cpv, units
from app.tenders import rules
from app.tenders.actions.guard import refuse_completing, refuse_unless_draft
from app.tenders.models import Lot, Tender, WorkPackage
from app.tenders.rules import LotState, TenderState, WorkPackageState, periods_of_term

MOST_QUANTITY = 10_000_000
MOST_PERIODS = 10_000
MOST_PROVIDERS = 50


@dataclass(frozen=True)
class PackageDetails:
    """What a person enters for a work package. `quantity` is units a period; the unit follows from the
    capability. If `periods` is None, the number follows from the contract's dates or length."""

    name: str
    capability: str
    area: str
    quantity: int
    periods: int | None
    max_providers: int = 3
    min_share: int = 0
    credentials: Sequence[str] = ()


def add_work_package(session: Session, actor: Actor, lot: Lot, details: PackageDetails) -> WorkPackage:
    """A package that a person writes is confirmed from the start. A tender written here must be a draft."""
    refuse_completing(actor, lot.tender)
    _refuse_settled(lot.tender)
    if lot.state is not LotState.open:
        raise Conflict(
            f"You cannot add a work package. This lot is no longer open: {lot.state.value.lower()}."
        )
    package = WorkPackage(state=WorkPackageState.confirmed)
    _apply(package, lot, details)
    lot.work_packages.append(package)
    session.flush()
    audit.record(session, actor, "tender.work_package_added", lot.tender, work_package=package.id)
    return package


def confirm_work_package(
    session: Session, actor: Actor, package: WorkPackage, details: PackageDetails | None = None
) -> WorkPackage:
    """A person confirms that this is what is needed, as drafted or corrected. Figures that a person changed
    are no longer an estimate; unchanged ones stay marked as one."""
    tender = package.lot.tender
    refuse_completing(actor, tender)
    _refuse_settled(tender)
    before = _figures(package)
    _apply(package, package.lot, details or _as_drafted(package))
    if _figures(package) != before:
        package.estimated, package.basis = False, ""
    package.state = rules.confirm(package.state)
    session.flush()
    audit.record(
        session,
        actor,
        "tender.work_package_confirmed",
        tender,
        work_package=package.id,
        estimated=package.estimated,
    )
    return package


def confirm_all(session: Session, actor: Actor, tender: Tender) -> int:
    """Confirm every draft without changes. Returns how many there were.

    Raises Refused when a draft names a bare division or has no quantity.
    """
    packages = [package for lot in tender.lots for package in lot.work_packages]
    drafts = [package for package in packages if package.state is WorkPackageState.draft]
    _refuse_incomplete(drafts)
    for package in drafts:
        confirm_work_package(session, actor, package)
    return len(drafts)


def _refuse_incomplete(drafts: Sequence[WorkPackage]) -> None:
    for package in drafts:
        if not cpv.group_or_deeper(package.capability):
            raise Refused(
                f"“{package.name}” covers a whole CPV division. Open it and choose a narrower kind of work"
                " first."
            )
    for package in drafts:
        if package.quantity is None:
            raise Refused(
                f"We do not know the quantity for “{package.name}”. Open it and enter the quantity first."
            )


def remove_work_package(session: Session, actor: Actor, package: WorkPackage) -> None:
    """Remove a package: any package of a draft tender, and drafts of an imported tender or practice copy."""
    lot = package.lot
    tender = lot.tender
    refuse_completing(actor, tender)
    _refuse_settled(tender)
    if tender.state is not TenderState.draft and package.state is WorkPackageState.confirmed:
        raise Conflict(
            "You can no longer remove this work package. It is confirmed, and enquiries may use it."
        )
    audit.record(session, actor, "tender.work_package_removed", tender, work_package=package.id)
    lot.work_packages.remove(package)
    session.delete(package)
    session.flush()


def _figures(package: WorkPackage) -> tuple[str, str, int | None, int]:
    return package.capability, package.area, package.quantity, package.periods


def _as_drafted(package: WorkPackage) -> PackageDetails:
    return PackageDetails(
        package.name,
        package.capability,
        package.area,
        package.quantity or 0,
        package.periods,
        package.max_providers,
        package.min_share,
        package.credentials,
    )


def _refuse_settled(tender: Tender) -> None:
    if tender.state in (TenderState.awarded, TenderState.withdrawn):
        raise Conflict(
            f"This tender is {tender.state.value.lower()}, so you cannot change its work packages."
        )
    if tender.source.name == "written":
        refuse_unless_draft(tender)


def _apply(package: WorkPackage, lot: Lot, details: PackageDetails) -> None:
    capability = _capability(details.capability)
    unit = units.standard_unit(capability)
    periods = _periods(lot, unit) if details.periods is None else details.periods
    if areas.get(details.area) is None:
        raise Refused("Choose an area from the list", "area")
    if not 1 <= details.quantity <= MOST_QUANTITY:
        raise Refused(f"Enter a quantity from 1 to {MOST_QUANTITY:,}", "quantity")
    if not 1 <= periods <= MOST_PERIODS:
        raise Refused(f"Enter a number of periods from 1 to {MOST_PERIODS:,}", "periods")
    if not 1 <= details.max_providers <= MOST_PROVIDERS:
        raise Refused(f"Enter a number of providers from 1 to {MOST_PROVIDERS}", "max_providers")
    if not 0 <= details.min_share <= details.quantity:
        raise Refused("Enter a minimum that is no more than the whole quantity", "min_share")
    package.name = details.name.strip() or f"{cpv.name(capability)}, {areas.label(details.area)}"
    package.capability, package.area = capability, areas.canonical(details.area)
    package.unit = unit.name
    package.quantity, package.periods = details.quantity, periods
    package.max_providers, package.min_share = details.max_providers, details.min_share
    package.credentials = list(dict.fromkeys(details.credentials))


def _periods(lot: Lot, unit: units.Unit) -> int:
    tender = lot.tender
    starts, ends = lot.starts_on or tender.starts_on, lot.ends_on or tender.ends_on
    months = lot.term_months or tender.term_months
    if not (starts and ends) and not months:
        raise Refused("Enter the number of periods, or set the contract dates first", "periods")
    return periods_of_term(unit, starts, ends, months)[0]


def _capability(text: str) -> str:
    try:
        code = cpv.parse(text)
    except cpv.CpvError as error:
        raise Refused(str(error), "capability") from error
    if not cpv.group_or_deeper(code):
        raise Refused(
            f"“{cpv.name(code)}” is a whole division. Choose a narrower kind of work",
            "capability",
        )
    return code
