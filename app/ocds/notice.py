"""What a release says, in our terms: frozen values that know neither JSON nor tables.

Amounts are pence without VAT, or None where nothing (or nothing usable) is stated. Areas are codes of our
tree, capabilities eight-digit CPV codes. `remarks` say in words what was odd and how it was read.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime

from app.tenders.rules import Arrangement, ConditionKind, CriterionKind, Liability, LotState, Needed


class Standing(enum.Enum):
    """How far the source says the procurement is."""

    planned = "An early notice: nothing to bid for yet"
    open = "Open"
    over = "Over"
    awarded = "Awarded"
    withdrawn = "Withdrawn"


@dataclass(frozen=True)
class NoticeWorkPackage:
    """A rate of one capability in one area, where the file states it: only our own files do
    (`app.ocds.normalise.own`).
    """

    name: str
    capability: str
    area: str
    unit: str
    quantity: int
    periods: int
    max_providers: int = 3
    min_share: int = 0
    credentials: tuple[str, ...] = ()
    source_unit: str = ""
    estimated: bool = False
    basis: str = ""


@dataclass(frozen=True)
class NoticeLot:
    """A part that is won on its own. `capabilities`: the nearest first; `term_months` where it has a length;
    `extension` in the buyer's words, and `extension_months` in all where the words leave no doubt.
    `work_packages`: those that the file itself states."""

    key: str
    title: str
    description: str = ""
    value: int | None = None
    status: str = ""
    capabilities: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    term_months: int | None = None
    work_packages: tuple[NoticeWorkPackage, ...] = ()
    state: LotState = LotState.open
    extension: str = ""
    extension_months: int | None = None


@dataclass(frozen=True)
class NoticeCriterion:
    """How bids are judged; of one lot, or of the whole (None). `weight_bp` None: no number given."""

    lot_key: str | None
    kind: CriterionKind
    name: str
    text: str = ""
    weight_bp: int | None = None


@dataclass(frozen=True)
class NoticeCondition:
    """What a bidder must have, in the buyer's words; our own files also state the rule with its figure."""

    lot_key: str | None
    kind: ConditionKind
    text: str
    amount: int | None = None
    credential: str | None = None
    needed: Needed = Needed.bidding


@dataclass(frozen=True)
class NoticeDocument:
    """A linked document."""

    title: str
    url: str
    type: str


@dataclass(frozen=True)
class NoticeAward:
    """Who won what, by plain names. `lot_keys`: the lots it is about; none where it is about the whole."""

    key: str
    lot_keys: tuple[str, ...]
    title: str
    status: str
    suppliers: tuple[str, ...]
    value: int | None
    awarded_on: date | None


@dataclass(frozen=True)
class Notice:
    """One release, read."""

    ocid: str
    release_id: str
    tags: tuple[str, ...]
    released_at: datetime | None
    standing: Standing
    buyer_name: str
    buyer_identifier: str | None
    title: str
    description: str
    notice_number: str
    notice_url: str
    portal_url: str
    regime: str
    arrangement: Arrangement
    procedure: str
    main_category: str
    capability: str | None
    value: int | None
    currency: str
    value_note: str
    deadline: datetime | None
    deadline_is_day: bool
    stale_at: datetime | None
    enquiries_until: datetime | None
    starts_on: date | None
    ends_on: date | None
    term_months: int | None
    suitable_sme: bool | None
    suitable_vcse: bool | None
    above_threshold: bool | None
    reserved: str
    max_lots_bid: int | None
    max_lots_awarded: int | None
    contact_name: str
    contact_email: str
    contact_phone: str
    other_buyers: tuple[str, ...]
    further_terms: tuple[str, ...]
    related_ocids: tuple[str, ...]
    lots: tuple[NoticeLot, ...]
    criteria: tuple[NoticeCriterion, ...]
    conditions: tuple[NoticeCondition, ...]
    documents: tuple[NoticeDocument, ...]
    awards: tuple[NoticeAward, ...]
    remarks: tuple[str, ...]
    liability: Liability | None = None
    no_notice_reason: str = ""
    practice: bool = False
