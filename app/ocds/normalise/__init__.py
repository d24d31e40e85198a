"""One release, read into our terms. Pure functions over plain dicts; nothing here knows a database."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.ocds.normalise import (
    amounts,
    arrangements,
    codes,
    criteria,
    lots,
    own,
    parties,
    places,
    taking_part,
    terms,
    times,
    worded,
)
from app.ocds.normalise.awards import awards, documents
from app.ocds.normalise.laws import SCOTLAND, WALES
from app.ocds.normalise.lot_states import with_states
from app.ocds.normalise.origin import Origin, origin
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.shapes import MOST_ITEMS, flag, identifier, items, mapping, state_word, words
from app.ocds.normalise.standing import standing
from app.ocds.normalise.text import line, name, text
from app.ocds.notice import Notice, NoticeLot, Standing
from app.ocds.reader import SourceRelease
from app.ocds.writing import PRACTICE_OF
from app.tenders.rules import UNDATED_LASTS, Arrangement

LABEL_LONDON_Z = (SCOTLAND, WALES)  # the portals that write London's time with a Z
DEADLINE = "The deadline"
_OCID = re.compile(r"ocds-[a-z0-9]{6}[\w.:/+-]*", re.IGNORECASE)


class NotANotice(ValueError):
    """The release cannot become a tender; the message says why."""


def normalise(source: SourceRelease) -> Notice:
    """The notice in a release. Raises NotANotice where it lacks what makes one."""
    return own.completed(_generally(source), source.data)


def _generally(source: SourceRelease) -> Notice:
    """The notice as it is read from any file, ours or not."""
    if source.fault:
        raise NotANotice(source.fault)
    remarks = Remarks(source.remarks)
    release = _with_true_clocks(source)
    tender = mapping(release, "tender")
    _refuse(source, release, tender)
    parties_by_id = parties.by_id(release)
    buyer = parties.buyer(release, parties_by_id, remarks)
    came_from = origin(source.ocid, source.release_id, release, tender, remarks)
    title = _title(release, tender, source.ocid, remarks)
    lot_keys = lots.keys(tender, remarks)
    lot_names = tuple(lots.spoken(key, position) for position, key in lot_keys.items())
    named_awards = awards(release, parties_by_id, lot_keys, remarks)
    status = state_word(tender)
    notice_lots = _placed(lots.lots(release, lot_keys, title, remarks), tender, buyer, remarks)
    notice_lots = with_states(notice_lots, named_awards, status, remarks)
    total = amounts.amount(tender, remarks, "The whole contract")
    released_at = times.instant(release.get("date"), remarks, "The date of the release")
    description = _description(release, tender, title, remarks)
    deadline = _deadline(release, tender, remarks)
    let = arrangements.arrangement(tender, release, remarks)
    closes_at = deadline.at if deadline else None
    stands = standing(release, tender, released_at, closes_at, notice_lots, remarks)
    is_undated = stands is Standing.open and closes_at is None
    contact_name, contact_email, contact_phone = parties.contact(release, buyer.party, remarks)
    _note_cut_lists(tender, remarks)
    return Notice(
        ocid=source.ocid,
        release_id=source.release_id,
        tags=tuple(words(release, "tag")),
        released_at=released_at,
        standing=stands,
        buyer_name=buyer.name,
        buyer_identifier=buyer.identifier,
        title=title,
        description=description,
        notice_number=came_from.number,
        notice_url=came_from.url,
        portal_url=came_from.portal,
        regime=came_from.regime,
        arrangement=let,
        procedure=line(tender.get("procurementMethodDetails") or tender.get("procurementMethod"), remarks),
        main_category=line(tender.get("mainProcurementCategory"), remarks, 40),
        capability=_main_code(tender, notice_lots),
        value=total.pence,
        currency=total.currency,
        value_note=amounts.least(tender, total, remarks),
        deadline=closes_at,
        deadline_is_day=deadline is not None and deadline.is_day,
        stale_at=_stale_at(released_at, let, remarks) if is_undated else None,
        enquiries_until=_questions_until(tender, remarks),
        contact_name=contact_name,
        contact_email=contact_email,
        contact_phone=contact_phone,
        other_buyers=buyer.other_buyers,
        further_terms=(*_how_to_bid(came_from), *terms.further(tender, lot_names, remarks)),
        **_term(tender, notice_lots),
        **_participation(tender, lot_names, remarks),
        related_ocids=_related(release, source.ocid, remarks),
        lots=notice_lots,
        criteria=criteria.criteria(tender, lot_keys, remarks),
        conditions=criteria.conditions(tender, lot_keys, remarks),
        documents=documents(release, remarks),
        awards=named_awards,
        remarks=remarks.all(),
    )


def _with_true_clocks(source: SourceRelease) -> Any:
    if source.ocid.startswith(LABEL_LONDON_Z):
        return times.with_london_clocks(source.data)
    return source.data


def _how_to_bid(came_from: Origin) -> list[str]:
    return [f"How to send a bid: {came_from.how_to_bid}"] if came_from.how_to_bid else []


def _note_cut_lists(tender: dict[str, Any], remarks: Remarks) -> None:
    for listing in ("lots", "items", "documents"):
        listed = tender.get(listing)
        if isinstance(listed, list) and len(listed) > MOST_ITEMS:
            remarks.add(
                f"The notice lists {len(listed):,} {listing}. We read the first {MOST_ITEMS}. The source has"
                " them all."
            )


def _refuse(source: SourceRelease, release: dict[str, Any], tender: dict[str, Any]) -> None:
    if not source.ocid:
        raise NotANotice("It has no OCID, so we cannot tell it apart from other procurements.")
    if len(str(release.get("ocid"))) > 120:
        raise NotANotice("Its OCID is longer than 120 characters, which no real one is.")
    if not tender and not items(release, "awards"):
        raise NotANotice("It does not contain a tender or an award.")


def _title(release: dict[str, Any], tender: dict[str, Any], ocid: str, remarks: Remarks) -> str:
    for holder in (tender, release, *items(release, "awards"), *items(release, "contracts")):
        if title := name(holder.get("title"), remarks):
            return title
    remarks.add("The notice has no title, so we used the beginning of its description.")
    described = line(tender.get("description"), Remarks(), 90)
    return described or f"Notice {ocid}"


def _description(release: dict[str, Any], tender: dict[str, Any], title: str, remarks: Remarks) -> str:
    parts = [text(tender.get("description"), remarks), text(release.get("description"), remarks)]
    return "\n\n".join(dict.fromkeys(part for part in parts if part and part != title))


def _placed(
    notice_lots: tuple[NoticeLot, ...], tender: dict[str, Any], buyer: parties.Buyer, remarks: Remarks
) -> tuple[NoticeLot, ...]:
    """Lots that name no place get the buyer's, unless the notice names one abroad."""
    if all(lot.areas for lot in notice_lots) or places.outside(tender):
        return notice_lots
    fallback = places.of_buyer(buyer.party, remarks)
    return tuple(lot if lot.areas else replace(lot, areas=fallback) for lot in notice_lots)


def _main_code(tender: dict[str, Any], notice_lots: tuple[NoticeLot, ...]) -> str | None:
    stated = codes.stated(tender, Remarks())
    if stated:
        return codes.main_first(stated, Remarks(), "The notice")[0]
    return next((lot.capabilities[0] for lot in notice_lots if lot.capabilities), None)


def _deadline(release: dict[str, Any], tender: dict[str, Any], remarks: Remarks) -> times.Moment | None:
    about_bids, about_interest = Remarks(), Remarks()
    bids = times.moment(mapping(tender, "tenderPeriod").get("endDate"), about_bids, DEADLINE)
    interest = times.moment(tender.get("expressionOfInterestDeadline"), about_interest, DEADLINE)
    if bids is not None:
        bids = times.compared(bids, _texts_about_bids(release, tender), about_bids, DEADLINE)
    if bids is None or interest is None:
        if interest is not None:
            remarks.add(
                "There is no deadline for bids yet, so we show the deadline for saying that you are"
                " interested."
            )
        shown, noticed = (bids or interest), (*about_bids.all(), *about_interest.all())
    else:
        shown = times.earlier_of(bids, interest, remarks)
        noticed = (about_interest if shown is interest else about_bids).all()
    for sentence in noticed:
        remarks.add(sentence)
    return shown


def _texts_about_bids(release: dict[str, Any], tender: dict[str, Any]) -> list[str]:
    """What a buyer writes about how and when to bid, wherever a source keeps it."""
    holders = [tender, release, mapping(tender, "submissionTerms"), mapping(tender, "tenderPeriod")]
    holders += [*items(tender, "lots"), *items(tender, "amendments")]
    names = (
        "title",
        "description",
        "additionalInformation",
        "submissionMethodDetails",
        "procurementMethodDetails",
        "eligibilityCriteria",
        "rationale",
    )
    texts = (holder[name] for holder in holders for name in names if isinstance(holder.get(name), str))
    telling = [passage for passage in dict.fromkeys(texts) if worded.may_tell(passage)]
    return [text(passage, Remarks(), worded.LONGEST_SEARCHED) for passage in telling[: worded.MOST_SEARCHED]]


def _questions_until(tender: dict[str, Any], remarks: Remarks) -> datetime | None:
    until = times.moment(
        mapping(tender, "enquiryPeriod").get("endDate"), remarks, "The last day for questions"
    )
    return until.at if until else None


def _stale_at(released_at: datetime | None, let: Arrangement, remarks: Remarks) -> datetime | None:
    """From when on a notice without a deadline is not offered as open; a dynamic market can stay open for
    years.
    """
    if released_at is None or let is Arrangement.dynamic_market:
        return None
    ends = released_at + UNDATED_LASTS
    remarks.add(
        "The notice does not give a closing date that we can read. We treat it as closed from"
        f" {ends:%-d %B %Y}, {UNDATED_LASTS.days} days after it was published. Ask the buyer."
    )
    return ends


def _term(tender: dict[str, Any], notice_lots: tuple[NoticeLot, ...]) -> dict[str, Any]:
    starts = [lot.starts_on for lot in notice_lots if lot.starts_on]
    ends = [lot.ends_on for lot in notice_lots if lot.ends_on]
    lengths = [lot.term_months for lot in notice_lots if lot.term_months]
    return {
        "starts_on": min(starts, default=None),
        "ends_on": max(ends, default=None),
        "term_months": (
            max(lengths, default=None) or amounts.months(mapping(tender, "contractPeriod"), Remarks())
        ),
    }


def _participation(tender: dict[str, Any], lot_names: tuple[str, ...], remarks: Remarks) -> dict[str, Any]:
    older, limits = mapping(tender, "xClassifications"), mapping(tender, "lotDetails")
    sme, vcse = (taking_part.suits(tender, lot_names, kind) for kind in ("sme", "vcse"))
    return {
        "suitable_sme": flag(older, "isSuitableForSme") if sme is None else sme,
        "suitable_vcse": flag(older, "isSuitableForVco") if vcse is None else vcse,
        "above_threshold": flag(tender, "aboveThreshold"),
        "reserved": taking_part.reserved(tender, lot_names),
        "max_lots_bid": amounts.lot_limit(
            limits.get("maximumLotsBidPerSupplier"), remarks, "Maximum lots to bid for"
        ),
        "max_lots_awarded": amounts.lot_limit(
            limits.get("maximumLotsAwardedPerSupplier"), remarks, "Maximum lots to win"
        ),
    }


def _related(release: dict[str, Any], ocid: str, remarks: Remarks) -> tuple[str, ...]:
    ocids, earlier_notices = [], []
    practice = own.is_practice(release)
    for process in items(release, "relatedProcesses"):
        if practice and PRACTICE_OF in words(process, "relationship"):
            continue  # a copy made for learning belongs to no real procurement
        number = identifier(process, "identifier")
        if _OCID.fullmatch(number) and number != ocid:
            ocids.append(number)
        elif number:
            earlier_notices.append(number)
    if ocids:
        remarks.add(f"The source says that this notice is related to {', '.join(ocids[:5])}.")
    if earlier_notices:
        remarks.add(f"The source refers to an earlier notice: {', '.join(earlier_notices[:5])}.")
    return tuple(dict.fromkeys(ocids))
