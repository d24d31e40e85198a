"""Lots, and items: what each lot is about, and each of its work packages."""

from __future__ import annotations

from typing import Any

from app.foundation.reference import areas
from app.ocds.notice import Notice, NoticeLot, NoticeWorkPackage
from app.ocds.writing.values import amount, classification, period, stated
from app.tenders.rules import LotState

Data = dict[str, Any]
STATUSES = ("planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn")
OF_A_LOT, WORK_PACKAGE = "lot", "workPackage"


def lot(notice: Notice, part: NoticeLot) -> Data:
    """A lot, without how it is judged."""
    own = stated(
        termMonths=part.term_months,
        status=part.status if part.status not in STATUSES else "",
        state=part.state.name if part.state is not LotState.open else "",
        extensionMonths=part.extension_months,
    )
    return {
        "id": part.key,
        **stated(
            title=part.title,
            description=part.description,
            status=part.status if part.status in STATUSES else None,
            value=amount(part.value, "GBP") if part.value is not None else None,
            contractPeriod=period(part.starts_on, part.ends_on, part.term_months),
            hasRenewal=True if part.extension else None,
            renewal=stated(description=part.extension),
            bidbridge=own,
        ),
    }


def items(notice: Notice) -> list[Data]:
    """For each lot one item with its codes and areas, and one for each work package."""
    return [item for position, part in enumerate(notice.lots, 1) for item in _items(part, position)]


def _items(part: NoticeLot, position: int) -> list[Data]:
    listed = []
    if part.capabilities or part.areas:
        listed.append({"id": f"lot-{position}", **_whole(part), "relatedLot": part.key})
    for number, package in enumerate(part.work_packages, 1):
        listed.append({"id": f"{position}.{number}", **_work_package(package), "relatedLot": part.key})
    return listed


def _whole(part: NoticeLot) -> Data:
    codes = [classification(code) for code in part.capabilities]
    return {
        **stated(
            description=part.title,
            classification=codes[0] if codes else None,
            additionalClassifications=codes[1:],
            deliveryAddresses=[_address(code) for code in part.areas],
        ),
        "bidbridge": {"kind": OF_A_LOT},
    }


def _work_package(package: NoticeWorkPackage) -> Data:
    return {
        "description": package.name,
        "classification": classification(package.capability),
        "quantity": package.quantity,
        "unit": {"name": package.unit},
        "deliveryAddresses": [_address(package.area)],
        "bidbridge": {
            "kind": WORK_PACKAGE,
            "periods": package.periods,
            "maxProviders": package.max_providers,
            "minShare": package.min_share,
            "credentials": list(package.credentials),
            "estimated": package.estimated,
            **stated(basis=package.basis, sourceUnit=package.source_unit),
        },
    }


def _address(code: str) -> Data:
    return {"region": code, "countryName": "United Kingdom", "description": areas.label(code)}
