"""One release, read into our terms. Pure functions over plain dicts; nothing here knows a database."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from app.ocds.normalise import amounts, codes, criteria, lots, own, parties, places, times
from app.ocds.normalise.awards import awards, documents
from app.ocds.normalise.origin import Origin, origin
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import flag, identifier, items, mapping, words
from app.ocds.normalise.standing import standing
from app.ocds.normalise.text import line, text
from app.ocds.notice import Notice, NoticeLot
from app.ocds.reader import SourceRelease
from app.tenders.rules import Arrangement

_OCID = re.compile(r"ocds-[a-z0-9]{6}[\w.:/+-]*", re.IGNORECASE)


class NotANotice(ValueError):
    """The release cannot become a tender; the message says why."""


def normalise(source: SourceRelease) -> Notice:
    """The notice in a release. Raises NotANotice where it lacks what makes one."""
    return own.completed(_generally(source), source.data)


def _generally(source: SourceRelease) -> Notice:
    """As any file is read, whoever wrote it."""
    if source.fault:
        raise NotANotice(source.fault)
    release, remarks = source.data, Remarks(source.remarks)
    tender = mapping(release, "tender")
    _refuse(source, release, tender)
    known = parties.by_id(release)
    buyer = parties.buyer(release, known, remarks)
    came_from = origin(source.ocid, source.release_id, release, tender, remarks)
    title = _title(release, tender, source.ocid, remarks)
    lot_keys = lots.keys(tender, remarks)
    found_lots = _placed(lots.lots(release, lot_keys, title, remarks), buyer, remarks)
    whole = amounts.amount(tender, remarks, "The whole")
    released_at = times.instant(release.get("date"), remarks, "The date of the release")
    deadline = _deadline(tender, remarks)
    return Notice(
        ocid=source.ocid,
        release_id=source.release_id,
        tags=tuple(words(release, "tag")),
        released_at=released_at,
        standing=standing(release, tender, released_at, deadline, remarks),
        buyer_name=buyer.name,
        buyer_identifier=buyer.identifier,
        title=title,
        description=_description(release, tender, title, remarks),
        notice_number=came_from.number,
        notice_url=came_from.url,
        portal_url=came_from.portal,
        regime=came_from.regime,
        arrangement=_arrangement(tender),
        procedure=line(tender.get("procurementMethodDetails") or tender.get("procurementMethod"), remarks),
        main_category=line(tender.get("mainProcurementCategory"), remarks, 40),
        capability=_main_code(tender, found_lots),
        value=whole.pence,
        currency=whole.currency,
        value_note=_value_note(tender, whole, remarks),
        deadline=deadline,
        enquiries_until=times.instant(
            mapping(tender, "enquiryPeriod").get("endDate"), remarks, "The last day for questions", ends_day=True
        ),
        **_term(tender, found_lots),
        **_participation(tender, remarks),
        related_ocids=_related(release, source.ocid, remarks),
        lots=found_lots,
        criteria=criteria.criteria(tender, lot_keys, remarks),
        conditions=criteria.conditions(tender, lot_keys, remarks),
        documents=documents(release, remarks),
        awards=awards(release, known, lot_keys, remarks),
        remarks=remarks.all(),
    )


def _refuse(source: SourceRelease, release: dict[str, Any], tender: dict[str, Any]) -> None:
    if not source.ocid:
        raise NotANotice("It has no OCID, so it cannot be told from other procurements.")
    if len(str(release.get("ocid"))) > 120:
        raise NotANotice("Its OCID is longer than 120 characters; no real one is.")
    if not tender and not items(release, "awards"):
        raise NotANotice("It holds neither a tender nor an award.")


def _title(release: dict[str, Any], tender: dict[str, Any], ocid: str, remarks: Remarks) -> str:
    for holder in (tender, release, *items(release, "awards"), *items(release, "contracts")):
        if found := line(holder.get("title"), remarks):
            return found
    remarks.add("The notice has no title; the beginning of its description stands for one.")
    described = line(tender.get("description"), Remarks(), 90)
    return described or f"Notice {ocid}"


def _description(release: dict[str, Any], tender: dict[str, Any], title: str, remarks: Remarks) -> str:
    parts = [text(tender.get("description"), remarks), text(release.get("description"), remarks)]
    return "\n\n".join(dict.fromkeys(part for part in parts if part and part != title))


def _placed(found: tuple[NoticeLot, ...], buyer: parties.Buyer, remarks: Remarks) -> tuple[NoticeLot, ...]:
    """Lots that name no place get the buyer's."""
    if all(lot.areas for lot in found):
        return found
    fallback = places.of_buyer(buyer.party, remarks)
    return tuple(lot if lot.areas else replace(lot, areas=fallback) for lot in found)


def _main_code(tender: dict[str, Any], found: tuple[NoticeLot, ...]) -> str | None:
    stated = codes.stated(tender, Remarks())
    if stated:
        return codes.main_first(stated, Remarks(), "The notice")[0]
    return next((lot.capabilities[0] for lot in found if lot.capabilities), None)


def _value_note(tender: dict[str, Any], whole: amounts.Amount, remarks: Remarks) -> str:
    least = amounts.amount({"value": tender.get("minValue")}, Remarks(), "").pence
    if whole.pence is None and least:
        remarks.add(f"Only a least value is stated: £{least / 100:,.0f}.")
        return f"{whole.note or 'Not stated'}; at least £{least / 100:,.0f}"
    return whole.note


def _deadline(tender: dict[str, Any], remarks: Remarks) -> Any:
    found = times.instant(mapping(tender, "tenderPeriod").get("endDate"), remarks, "The deadline", ends_day=True)
    if found is None and tender.get("expressionOfInterestDeadline"):
        remarks.add("Bids have no deadline yet; the one for saying that one is interested stands for it.")
        found = times.instant(tender.get("expressionOfInterestDeadline"), remarks, "The deadline", ends_day=True)
    return found


def _term(tender: dict[str, Any], found: tuple[NoticeLot, ...]) -> dict[str, Any]:
    starts = [lot.starts_on for lot in found if lot.starts_on]
    ends = [lot.ends_on for lot in found if lot.ends_on]
    lengths = [lot.term_months for lot in found if lot.term_months]
    return {
        "starts_on": min(starts, default=None),
        "ends_on": max(ends, default=None),
        "term_months": max(lengths, default=None) or amounts.months(mapping(tender, "contractPeriod"), Remarks()),
    }


def _participation(tender: dict[str, Any], remarks: Remarks) -> dict[str, Any]:
    suitability, older = mapping(tender, "suitability"), mapping(tender, "xClassifications")
    limits = mapping(tender, "lotDetails")
    sme, vcse = flag(suitability, "sme"), flag(suitability, "vcse")
    for lot in items(tender, "lots"):  # the Act's notices say it lot by lot
        sme = flag(mapping(lot, "suitability"), "sme") if sme is None else sme
        vcse = flag(mapping(lot, "suitability"), "vcse") if vcse is None else vcse
    return {
        "suitable_sme": flag(older, "isSuitableForSme") if sme is None else sme,
        "suitable_vcse": flag(older, "isSuitableForVco") if vcse is None else vcse,
        "above_threshold": flag(tender, "aboveThreshold"),
        "reserved": criteria.reserved(tender),
        "max_lots_bid": amounts.lot_limit(limits.get("maximumLotsBidPerSupplier"), remarks, "Most lots to bid for"),
        "max_lots_awarded": amounts.lot_limit(
            limits.get("maximumLotsAwardedPerSupplier"), remarks, "Most lots to be won"
        ),
    }


def _arrangement(tender: dict[str, Any]) -> Arrangement:
    techniques = mapping(tender, "techniques")
    if flag(techniques, "hasDynamicPurchasingSystem"):
        return Arrangement.dynamic_market
    return Arrangement.framework if flag(techniques, "hasFrameworkAgreement") else Arrangement.contract


def _related(release: dict[str, Any], ocid: str, remarks: Remarks) -> tuple[str, ...]:
    found, others = [], []
    for process in items(release, "relatedProcesses"):
        name = identifier(process, "identifier")
        if _OCID.fullmatch(name) and name != ocid:
            found.append(name)
        elif name:
            others.append(name)
    if found:
        remarks.add(f"The source says that it belongs together with {', '.join(found[:5])}.")
    if others:
        remarks.add(f"The source refers to an earlier notice: {', '.join(others[:5])}.")
    return tuple(dict.fromkeys(found))


__all__ = ["NotANotice", "Origin", "normalise"]
