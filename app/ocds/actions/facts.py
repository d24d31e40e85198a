"""A notice under the names of the tender's columns."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.ocds.notice import Notice, NoticeLot, Standing
from app.tenders.actions.importing import TenderFacts
from app.tenders.rules import TenderState

STATES = {
    Standing.planned: TenderState.draft,
    Standing.open: TenderState.published,
    Standing.over: TenderState.closed,
    Standing.awarded: TenderState.awarded,
    Standing.withdrawn: TenderState.withdrawn,
}
OF_THE_TENDER = (
    "ocid",
    "buyer_name",
    "buyer_identifier",
    "title",
    "description",
    "notice_number",
    "notice_url",
    "portal_url",
    "regime",
    "arrangement",
    "procedure",
    "main_category",
    "capability",
    "value",
    "currency",
    "value_note",
    "deadline",
    "deadline_is_day",
    "stale_at",
    "contact_name",
    "contact_email",
    "contact_phone",
    "enquiries_until",
    "starts_on",
    "ends_on",
    "term_months",
    "suitable_sme",
    "suitable_vcse",
    "above_threshold",
    "reserved",
    "max_lots_bid",
    "max_lots_awarded",
    "liability",
    "no_notice_reason",
)
LISTS_OF_THE_TENDER = ("other_buyers", "further_terms")


def facts(notice: Notice) -> TenderFacts:
    """A notice under the names of the tender's columns."""
    return TenderFacts(
        tender={name: getattr(notice, name) for name in OF_THE_TENDER}
        | {name: list(getattr(notice, name)) for name in LISTS_OF_THE_TENDER},
        # A practice copy that comes back as a file is a draft, which nobody can publish as a real
        # procurement.
        state=TenderState.draft if notice.practice else STATES[notice.standing],
        lots=[_lot(lot) for lot in notice.lots],
        criteria=[asdict(criterion) for criterion in notice.criteria],
        conditions=[asdict(condition) for condition in notice.conditions],
        documents=[asdict(document) for document in notice.documents],
        work_packages={lot.key: _work_packages(lot) for lot in notice.lots},
        awards=[
            {**asdict(award), "suppliers": list(award.suppliers), "lot_keys": list(award.lot_keys)}
            for award in notice.awards
        ],
    )


def _lot(lot: NoticeLot) -> dict[str, Any]:
    values = asdict(lot)
    codes = values.pop("capabilities")
    del values["work_packages"]
    return {
        **values,
        "capability": codes[0] if codes else None,
        "other_capabilities": list(codes[1:]),
        "areas": list(lot.areas),
    }


def _work_packages(lot: NoticeLot) -> list[dict[str, Any]]:
    return [{**asdict(package), "credentials": list(package.credentials)} for package in lot.work_packages]
