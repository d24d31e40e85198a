"""The tender as an Open Contracting (OCDS 1.1) release, made from a pack's frozen data.

https://standard.open-contracting.org/1.1/en/schema/release/ with the lots extension.
"""

from __future__ import annotations

from typing import Any

Data = dict[str, Any]
LOTS = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.5/extension.json"
# OCDS wants a registered prefix; "ocds-213czf" is the standard's own, for documents that are not published.
UNREGISTERED = "ocds-213czf"


def release_package(tender: Data, work_packages: list[Data], asked_at: str) -> Data:
    """A release package with one release: the tender, its lots, and its work packages as items."""
    return {
        "version": "1.1",
        "extensions": [LOTS],
        "uri": f"urn:bidbridge:tender:{tender['id']}",
        "publishedDate": asked_at,
        "publisher": {"name": "Bidbridge"},
        "releases": [_release(tender, work_packages, asked_at)],
    }


def _release(tender: Data, work_packages: list[Data], asked_at: str) -> Data:
    ocid = tender["ocid"] or f"{UNREGISTERED}-bidbridge-{tender['id']}"
    buyer = {"id": tender["buyer_identifier"] or "buyer", "name": tender["buyer"]}
    return {
        "ocid": ocid,
        "id": f"{ocid}-{asked_at}",
        "date": asked_at,
        "tag": ["tender"],
        "initiationType": "tender",
        "language": "en",
        "parties": [{**buyer, "roles": ["buyer", "procuringEntity"]}],
        "buyer": buyer,
        "tender": _tender(tender, work_packages),
    }


def _tender(tender: Data, work_packages: list[Data]) -> Data:
    lots = [lot for lot in tender["lots"] if lot["bid_for"]]
    found: Data = {
        "id": tender["notice_number"] or str(tender["id"]),
        "title": tender["title"],
        "description": tender["description"],
        "status": "active",
        "procuringEntity": {"id": tender["buyer_identifier"] or "buyer", "name": tender["buyer"]},
        "items": [_item(package, {lot["id"]: lot["key"] for lot in lots}) for package in work_packages],
        "lots": [_lot(lot, tender["currency"]) for lot in lots],
    }
    if tender["value"] is not None:
        found["value"] = _amount(tender["value"], tender["currency"])
    if tender["main_category"] in ("goods", "works", "services"):
        found["mainProcurementCategory"] = tender["main_category"]
    if tender["procedure"]:
        found["procurementMethodDetails"] = tender["procedure"]
    if tender["portal_url"]:
        found["submissionMethodDetails"] = tender["portal_url"]
    if tender["deadline"]:
        found["tenderPeriod"] = {"endDate": tender["deadline"]}
    if tender["enquiries_until"]:
        found["enquiryPeriod"] = {"endDate": tender["enquiries_until"]}
    period = {"startDate": _midnight(tender["starts_on"]), "endDate": _midnight(tender["ends_on"])}
    if any(period.values()):
        found["contractPeriod"] = {key: value for key, value in period.items() if value}
    return found


def _lot(lot: Data, currency: str) -> Data:
    found: Data = {"id": lot["key"], "title": lot["title"], "description": lot["description"], "status": "active"}
    return {**found, "value": _amount(lot["value"], currency)} if lot["value"] is not None else found


def _item(package: Data, lots: dict[str, str]) -> Data:
    return {
        "id": package["id"],
        "description": f"{package['name']}: {package['area_label']}, for {package['periods']} {package['period']}s",
        "classification": {
            "scheme": "CPV",
            "id": package["capability"],
            "description": package["capability_label"],
        },
        "quantity": package["quantity"],
        "unit": {"name": package["unit"]},
        "relatedLot": lots[package["lot"]],
    }


def _amount(pence: int, currency: str) -> Data:
    return {"amount": pence / 100, "currency": currency}


def _midnight(day: str | None) -> str | None:
    return f"{day}T00:00:00Z" if day else None
