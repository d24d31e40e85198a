"""What each copy of a pack may say. Everything a copy shows or carries comes out of `shown`, and of nothing
else.

Prices are on a need-to-know basis (competition law). The buyer's copy: by work package only, joining costs in
one line, VAT. The lead's and adviser's: with the members' split. A member's: its own rows, no total from
which another's price could be worked out. No copy gives anybody's turnover, nor another member's exposure,
which would give it away.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.bids.rules.conditions import AnsweredCondition, AnsweredCredential, answered, package_credentials
from app.bids.rules.pack import (
    Consortium,
    Contents,
    Member,
    MemberProfile,
    Notice,
    Pack,
    Part,
    PricedPart,
    PricedWorkPackage,
    Tender,
    WorkPackage,
)
from app.bids.rules.states import Audience

BP = 10_000


@dataclass(frozen=True)
class Reader:
    """Whose copy it is. `member` is a member's name in the version, in its own copy."""

    name: str
    label: str
    member: str | None


@dataclass(frozen=True)
class ShareCode:
    """What opens a member's answers on the Central Digital Platform, and the day they were as it shows
    them.
    """

    code: str
    on: str | None


@dataclass(frozen=True, kw_only=True)
class ShownMember(MemberProfile):
    """A member in a copy. `work_bp`: its share of the quantities, every work package counting the same."""

    share_code: ShareCode | None
    work_bp: int


@dataclass(frozen=True, kw_only=True)
class ShownWorkPackage(WorkPackage):
    """A work package with who delivers how much of it."""

    parts: tuple[Part, ...]


@dataclass(frozen=True)
class PackagePrice:
    """What a work package costs, as the buyer reads it."""

    id: str
    lot: str
    value: int


@dataclass(frozen=True)
class SplitPrice:
    """The same with each member's part, for the lead and the adviser alone."""

    id: str
    lot: str
    value: int
    parts: tuple[PricedPart, ...]


@dataclass(frozen=True)
class LotPrice:
    """What the work of a lot costs."""

    id: str
    value: int


@dataclass(frozen=True)
class MemberPrice:
    """What a member gets, for the lead and the adviser."""

    id: str
    value: int
    share_bp: int
    joining_cost: int
    price: int


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What the bid costs, as the buyer and the lead read it."""

    lots: tuple[LotPrice, ...]
    value: int
    joining_costs: int
    price: int
    vat_bp: int
    vat: int
    price_with_vat: int


@dataclass(frozen=True, kw_only=True)
class BuyersPrices(Totals):
    """The buyer's schedule of prices."""

    work_packages: tuple[PackagePrice, ...]


@dataclass(frozen=True, kw_only=True)
class SplitPrices(Totals):
    """The lead's and adviser's."""

    work_packages: tuple[SplitPrice, ...]
    members: tuple[MemberPrice, ...]


@dataclass(frozen=True)
class OwnRow:
    """One of a member's own rows."""

    id: str
    lot: str
    quantity: int
    unit_price: int
    value: int


@dataclass(frozen=True, kw_only=True)
class OwnPrice:
    """All that a member reads of prices: its own."""

    rows: tuple[OwnRow, ...]
    value: int
    share_bp: int | None
    exposure_bp: int | None
    joining_cost: int
    price: int


@dataclass(frozen=True)
class OwnPrices:
    """A member's schedule of prices."""

    own: OwnPrice


@dataclass(frozen=True, kw_only=True)
class Copy:
    """The data of one copy: what its pages show, and what it carries as consortium.json."""

    format: str
    version: int
    asked_at: str
    draft: bool
    practice: bool
    audience: Reader
    tender: Tender
    tender_ocid: str | None
    consortium: Consortium
    members: tuple[ShownMember, ...]
    work_packages: tuple[ShownWorkPackage, ...]
    resilience_known: bool
    notice: Notice | None
    conditions: tuple[AnsweredCondition, ...]
    package_credentials: tuple[AnsweredCredential, ...]
    prices: BuyersPrices | SplitPrices | OwnPrices


def shown(pack: Pack, audience: Audience, member: str | None = None) -> Copy:
    """The data of one copy. `member` says whose, for a member's copy ("m3")."""
    contents = pack.contents
    source = contents.source_release
    return Copy(
        format="bidbridge-consortium/1",
        version=pack.number,
        asked_at=pack.asked_at,
        draft=pack.draft,
        practice=contents.tender.practice,
        audience=Reader(audience.name, audience.value, member),
        tender=contents.tender,
        tender_ocid=_tender_ocid(contents),
        consortium=contents.consortium,
        members=tuple(
            _shown_member(
                frozen_member, work_bp, audience is not Audience.member or frozen_member.id == member
            )
            for frozen_member, work_bp in zip(contents.members, _shares_of_work(contents), strict=True)
        ),
        work_packages=tuple(_shown_work_package(package) for package in contents.work_packages),
        resilience_known=contents.resilience_known,
        notice=Notice(source.ocid, source.release_id, source.publisher, source.licence) if source else None,
        conditions=answered(contents, pack.asked_at),
        package_credentials=package_credentials(contents, pack.asked_at),
        prices=_prices(contents, audience, member, pack.vat_bp),
    )


def _tender_ocid(contents: Contents) -> str | None:
    """The OCID of the attached tender.json. Versions frozen before it was kept have none."""
    package = contents.open_contracting
    return str(package["releases"][0]["ocid"]) if package else None


def _shown_member(member: Member, work_bp: int, with_share_code: bool) -> ShownMember:
    """A share code is for the lead, the buyer and the member alone."""
    code = member.share_code if with_share_code else None
    return ShownMember(
        id=member.id,
        name=member.name,
        lead=member.lead,
        accepted=member.accepted,
        answered_at=member.answered_at,
        legal_form=member.legal_form,
        company_number=member.company_number,
        charity_number=member.charity_number,
        ppon=member.ppon,
        home=member.home,
        workforce=member.workforce,
        supported_workforce=member.supported_workforce,
        social_enterprise=member.social_enterprise,
        verification=member.verification,
        summary=member.summary,
        history=member.history,
        website=member.website,
        credentials=member.credentials,
        short_work_packages=member.short_work_packages,
        share_code=ShareCode(code, member.share_code_on) if code else None,
        work_bp=work_bp,
    )


def _shown_work_package(package: PricedWorkPackage) -> ShownWorkPackage:
    return ShownWorkPackage(
        id=package.id,
        lot=package.lot,
        name=package.name,
        capability=package.capability,
        capability_label=package.capability_label,
        area=package.area,
        area_label=package.area_label,
        unit=package.unit,
        period=package.period,
        quantity=package.quantity,
        periods=package.periods,
        estimated=package.estimated,
        credentials=package.credentials,
        backed_up_by=package.backed_up_by,
        parts=tuple(Part(part.member, part.quantity) for part in package.parts),
    )


def _shares_of_work(contents: Contents) -> list[int]:
    """Each member's share of the work, in basis points: of quantities, every work package counting as much as
    another.

    Worked out without prices, so that every copy can show it.
    """
    packages = contents.work_packages
    return [
        sum(
            BP * part.quantity // package.quantity
            for package in packages
            for part in package.parts
            if part.member == member.id
        )
        // max(1, len(packages))
        for member in contents.members
    ]


def _prices(
    contents: Contents, audience: Audience, member: str | None, vat_bp: int
) -> BuyersPrices | SplitPrices | OwnPrices:
    if audience is Audience.buyer:
        return _buyers_prices(contents, vat_bp)
    if audience is Audience.lead:
        return _split_prices(contents, vat_bp)
    return OwnPrices(
        _own(
            contents, next(frozen_member for frozen_member in contents.members if frozen_member.id == member)
        )
    )


def _buyers_prices(contents: Contents, vat_bp: int) -> BuyersPrices:
    packages = tuple(
        PackagePrice(package.id, package.lot, package.value) for package in contents.work_packages
    )
    return BuyersPrices(**vars(_totals(contents, vat_bp)), work_packages=packages)


def _split_prices(contents: Contents, vat_bp: int) -> SplitPrices:
    totals = _totals(contents, vat_bp)
    return SplitPrices(
        **vars(totals),
        work_packages=tuple(
            SplitPrice(package.id, package.lot, package.value, package.parts)
            for package in contents.work_packages
        ),
        members=tuple(_member_price(contents, member, totals.value) for member in contents.members),
    )


def _totals(contents: Contents, vat_bp: int) -> Totals:
    value = sum(part.value for part in contents.parts)
    joining = sum(member.joining_cost for member in contents.members)
    vat = ((value + joining) * vat_bp + BP // 2) // BP
    return Totals(
        lots=tuple(
            LotPrice(
                lot.id, sum(package.value for package in contents.work_packages if package.lot == lot.id)
            )
            for lot in contents.tender.lots
            if lot.bid_for
        ),
        value=value,
        joining_costs=joining,
        price=value + joining,
        vat_bp=vat_bp,
        vat=vat,
        price_with_vat=value + joining + vat,
    )


def _member_price(contents: Contents, member: Member, total: int) -> MemberPrice:
    value = sum(part.value for part in contents.parts if part.member == member.id)
    return MemberPrice(
        id=member.id,
        value=value,
        share_bp=BP * value // total if total else 0,
        joining_cost=member.joining_cost,
        price=value + member.joining_cost,
    )


def _own(contents: Contents, member: Member) -> OwnPrice:
    rows = tuple(
        OwnRow(package.id, package.lot, part.quantity, part.unit_price, part.value)
        for package in contents.work_packages
        for part in package.parts
        if part.member == member.id
    )
    value = sum(row.value for row in rows)
    return OwnPrice(
        rows=rows,
        value=value,
        share_bp=member.share_bp,
        exposure_bp=member.exposure_bp,
        joining_cost=member.joining_cost,
        price=value + member.joining_cost,
    )
