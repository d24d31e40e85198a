"""The frozen data of one version of a pack, as types; `app.foundation.wire` writes them as JSON and reads
them again.

Money is pence without VAT, shares are basis points, days and instants are ISO 8601 text in UTC, as they were
written. Hardly anyone may read all of a `Member` or a `PricedPart`. A copy is made of `MemberProfile` and
`Part` instead (`app.bids.rules.copies`), so that a price or a turnover in the wrong copy is an error of
types. Fields with a default were added after the first versions: older ones lack them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Original:
    """The real notice that a practice copy was made from."""

    title: str
    notice: str | None
    address: str | None


@dataclass(frozen=True)
class Lot:
    """A lot of the tender; `bid_for` says whether the consortium bids for it."""

    id: str
    key: str
    number: str
    title: str
    description: str
    value: int | None
    bid_for: bool


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A condition of participation. `amount` is in pence, basis points or a count, as its kind has it."""

    kind: str
    title: str
    text: str
    needed: str
    lot: str | None
    credential: str | None
    credential_label: str | None
    amount: int | None


@dataclass(frozen=True)
class Criterion:
    """How the buyer judges bids."""

    name: str
    kind: str
    text: str
    weight_bp: int | None
    lot: str | None


@dataclass(frozen=True, kw_only=True)
class Tender:
    """The tender that is bid for, with the conditions and criteria of its chosen lots."""

    id: int
    title: str
    description: str
    buyer: str
    buyer_identifier: str | None
    practice: bool
    practice_of: Original | None
    ocid: str | None
    notice_number: str | None
    notice_url: str | None
    no_notice_reason: str | None
    portal_url: str | None
    arrangement: str
    regime: str
    procedure: str
    main_category: str | None
    liability: str
    liability_label: str
    value: int | None
    currency: str | None
    capability: str | None
    capability_label: str | None
    published_at: str | None
    deadline: str | None
    deadline_is_day: bool = False
    enquiries_until: str | None
    starts_on: str | None
    ends_on: str | None
    term_months: int | None
    lots: tuple[Lot, ...]
    conditions: tuple[Condition, ...]
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Consortium:
    """Who bids together, and why. `lots` are the ids of those it bids for."""

    id: int
    name: str
    joint_reason: str
    adviser_body: str
    agreed_at: str | None
    lots: tuple[str, ...]


@dataclass(frozen=True)
class Credential:
    """A certificate, licence, policy or insurance of a member. `implies`: the types it counts as."""

    type: str
    name: str
    implies: tuple[str, ...]
    reference: str
    issuer: str
    issued_on: str | None
    expires_on: str | None
    verified_on: str | None


@dataclass(frozen=True)
class Verification:
    """Who confirmed that a member is a social enterprise."""

    on: str | None
    scheme: str
    by: str | None


@dataclass(frozen=True, kw_only=True)
class MemberProfile:
    """What every copy may say of a member. `id` is its name in this version ("m3")."""

    id: str
    name: str
    lead: bool
    accepted: bool
    answered_at: str | None
    legal_form: str | None
    company_number: str | None
    charity_number: str | None
    ppon: str | None = None
    home: str | None
    workforce: int
    supported_workforce: int
    social_enterprise: bool
    verification: Verification | None
    summary: str
    history: str
    website: str
    credentials: tuple[Credential, ...]
    short_work_packages: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Member(MemberProfile):
    """A member with its private figures. `enterprise` is the row's id; `short`: the value nobody could take
    over.
    """

    enterprise: int
    turnover: int | None
    joining_cost: int
    share_bp: int | None
    exposure_bp: int | None
    short: int
    share_code: str | None = None
    share_code_on: str | None = None


@dataclass(frozen=True)
class NeededCredential:
    """What those who provide a work package must hold."""

    type: str
    name: str


@dataclass(frozen=True)
class Part:
    """How much of a work package a member delivers."""

    member: str
    quantity: int


@dataclass(frozen=True)
class PricedPart:
    """The same with the member's own price. No kind of `Part`, so that it cannot take a part's place in a
    copy.
    """

    member: str
    quantity: int
    unit_price: int
    value: int


@dataclass(frozen=True, kw_only=True)
class WorkPackage:
    """A work package that is bid for; people call the second of lot 3 "3.2", which is its `id`.

    `backed_up_by`: members with capacity to spare for it.
    """

    id: str
    lot: str
    name: str
    capability: str
    capability_label: str
    area: str
    area_label: str
    unit: str
    period: str
    quantity: int
    periods: int
    estimated: bool
    credentials: tuple[NeededCredential, ...]
    backed_up_by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PricedWorkPackage(WorkPackage):
    """A work package with who delivers it, at what price."""

    parts: tuple[PricedPart, ...]

    @property
    def value(self) -> int:
        """Of all its parts."""
        return sum(part.value for part in self.parts)


@dataclass(frozen=True)
class Notice:
    """Where the attached notice comes from."""

    ocid: str
    release_id: str
    publisher: str
    licence: str


@dataclass(frozen=True)
class SourceRelease(Notice):
    """A notice as its publisher released it."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Contents:
    """Everything that the copies of a version say. `open_contracting` is the tender as a release package."""

    tender: Tender
    consortium: Consortium
    members: tuple[Member, ...]
    work_packages: tuple[PricedWorkPackage, ...]
    resilience_known: bool
    source_release: SourceRelease | None
    open_contracting: dict[str, Any] | None = None

    @property
    def lead(self) -> Member | None:
        return next((member for member in self.members if member.lead), None)

    @property
    def parts(self) -> tuple[PricedPart, ...]:
        """Of every work package."""
        return tuple(part for package in self.work_packages for part in package.parts)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One numbered version, as it is stored."""

    format: str
    number: int
    draft: bool
    asked_at: str
    vat_bp: int
    contents: Contents
