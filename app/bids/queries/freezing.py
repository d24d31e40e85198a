"""Rows to the data of one pack: everything that its copies say, read once and frozen.

Names of areas, capabilities and the like are written out, so that a later release of the reference data or a
changed profile never alters a numbered version.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.bids.queries.cover import backups
from app.bids.rules import pack
from app.bids.rules.pack import Contents
from app.consortia.models import Consortium, Member
from app.consortia.rules.states import MemberState
from app.enterprises.models import Credential, Enterprise
from app.enterprises.rules import Scheme
from app.foundation.reference import areas, cpv, credentials, legal_forms, regimes, units
from app.ocds.describing import described, source_of
from app.ocds.writing import Publisher, release_package
from app.tenders.models import Condition, Criterion, Lot, NoticeRelease, Tender, WorkPackage
from app.tenders.rules import APPLIED, WorkPackageState

FORMAT = "bidbridge-bid-pack/1"
MOST_SOURCE_BYTES = 5_000_000


def frozen(session: Session, consortium: Consortium, publisher: Publisher | None = None) -> Contents:
    """The contents of a pack of this consortium as it is now.

    `publisher` writes the tender as Open Contracting data; None: the sample's.
    """
    members = _members(consortium)
    names = {member.enterprise_id: f"m{number}" for number, member in enumerate(members, 1)}
    packages = _work_packages(session, consortium)
    references = _references(packages)
    backed_up = backups(session, consortium, [member.enterprise_id for member in members])
    return Contents(
        tender=_tender(consortium),
        consortium=_consortium(consortium),
        members=tuple(
            _member(session, consortium, member, names[member.enterprise_id], references)
            for member in members
        ),
        work_packages=tuple(
            _work_package(
                package,
                references[package.id],
                parts=_parts(package, members, names),
                backed_up_by=tuple(names[member] for member in backed_up.get(package.id, [])),
            )
            for package in packages
        ),
        resilience_known=backed_up != {} or consortium.proposal.enquiry.problem is not None,
        source_release=_source_release(session, consortium.tender),
        open_contracting=_open_contracting(consortium.tender, publisher or Publisher()),
    )


def _members(consortium: Consortium) -> list[Member]:
    """Those that have not declined or left, the lead first, then by name."""
    staying = [
        member for member in consortium.members if member.state in (MemberState.invited, MemberState.accepted)
    ]
    return sorted(
        staying, key=lambda member: (not member.is_lead, member.enterprise.organisation.name, member.id)
    )


def _consortium(consortium: Consortium) -> pack.Consortium:
    return pack.Consortium(
        id=consortium.id,
        name=consortium.name,
        joint_reason=consortium.joint_reason,
        adviser_body=consortium.organisation.name,
        agreed_at=_time(consortium.agreed_at),
        lots=tuple(str(chosen.lot_id) for chosen in consortium.lots),
    )


def _open_contracting(tender: Tender, publisher: Publisher) -> dict[str, Any]:
    """The whole tender, not only the lots that are bid for; its date is the version's."""
    return release_package(described(tender, publisher), publisher, source_of(tender))


def _time(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _tender(consortium: Consortium) -> pack.Tender:
    tender = consortium.tender
    original = tender.practice_of
    chosen = {lot.lot_id for lot in consortium.lots}
    return pack.Tender(
        id=tender.id,
        title=tender.title,
        description=tender.description,
        buyer=tender.buyer_name,
        buyer_identifier=tender.buyer_identifier,
        practice=tender.practice,
        practice_of=pack.Original(original.title, original.notice_number, original.notice_url)
        if original
        else None,
        ocid=tender.ocid,
        notice_number=tender.notice_number,
        notice_url=tender.notice_url,
        no_notice_reason=tender.no_notice_reason,
        portal_url=tender.portal_url,
        arrangement=tender.arrangement.value,
        regime=regimes.name(tender.regime),
        procedure=tender.procedure,
        main_category=tender.main_category,
        liability=tender.liability.name,
        liability_label=tender.liability.value,
        value=tender.value,
        currency=tender.currency,
        capability=tender.capability,
        capability_label=cpv.name(tender.capability) if tender.capability else None,
        published_at=_time(tender.published_at),
        deadline=_time(tender.deadline),
        deadline_is_day=tender.deadline_is_day,
        enquiries_until=_time(tender.enquiries_until),
        starts_on=_day(tender.starts_on),
        ends_on=_day(tender.ends_on),
        term_months=tender.term_months,
        lots=tuple(_lot(lot, lot.id in chosen) for lot in tender.lots),
        conditions=tuple(
            _condition(condition) for condition in tender.conditions if condition.lot_id in {None, *chosen}
        ),
        criteria=tuple(
            _criterion(criterion) for criterion in tender.criteria if criterion.lot_id in {None, *chosen}
        ),
    )


def _lot(lot: Lot, bid_for: bool) -> pack.Lot:
    return pack.Lot(
        id=str(lot.id),
        key=lot.key,
        number=str(lot.position),
        title=lot.title,
        description=lot.description,
        value=lot.value,
        bid_for=bid_for,
    )


def _condition(condition: Condition) -> pack.Condition:
    return pack.Condition(
        kind=condition.kind.name,
        title=condition.kind.value,
        text=condition.text,
        needed=condition.needed.value,
        lot=str(condition.lot_id) if condition.lot_id else None,
        credential=condition.credential,
        credential_label=credentials.name(condition.credential) if condition.credential else None,
        amount=condition.amount,
    )


def _criterion(criterion: Criterion) -> pack.Criterion:
    lot = str(criterion.lot_id) if criterion.lot_id else None
    return pack.Criterion(criterion.name, criterion.kind.value, criterion.text, criterion.weight_bp, lot)


def _member(
    session: Session, consortium: Consortium, member: Member, name: str, references: dict[int, str]
) -> pack.Member:
    enterprise = member.enterprise
    short, short_work_packages = _losses(consortium, member, references)
    return pack.Member(
        id=name,
        enterprise=enterprise.id,
        name=enterprise.organisation.name,
        lead=member.is_lead,
        accepted=member.state is MemberState.accepted,
        answered_at=_time(member.answered_at),
        legal_form=legal_forms.name(enterprise.legal_form) if enterprise.legal_form is not None else None,
        company_number=enterprise.company_number,
        charity_number=enterprise.charity_number,
        ppon=enterprise.ppon,
        share_code=enterprise.share_code,
        share_code_on=_day(enterprise.share_code_on),
        home=areas.label(enterprise.home_area) if enterprise.home_area else None,
        workforce=enterprise.workforce,
        supported_workforce=enterprise.supported_workforce,
        social_enterprise=enterprise.social_enterprise,
        verification=_verification(session, enterprise),
        summary=enterprise.summary,
        history=enterprise.history,
        website=enterprise.website,
        turnover=enterprise.turnover,
        joining_cost=enterprise.joining_cost,
        share_bp=member.share_bp,
        exposure_bp=member.exposure_bp,
        credentials=tuple(
            _credential(credential)
            for credential in enterprise.credentials
            if credential.withdrawn_at is None
        ),
        short=short,
        short_work_packages=short_work_packages,
    )


def _verification(session: Session, enterprise: Enterprise) -> pack.Verification | None:
    if enterprise.verified_on is None:
        return None
    scheme = enterprise.verified_by_scheme or ""
    person = session.get(Person, enterprise.verified_by_id) if enterprise.verified_by_id else None
    return pack.Verification(
        on=_day(enterprise.verified_on),
        scheme=Scheme[scheme].value if scheme in Scheme.__members__ else scheme,
        by=person.name if person else None,
    )


def _credential(credential: Credential) -> pack.Credential:
    return pack.Credential(
        type=credential.type,
        name=credentials.name(credential.type),
        implies=tuple(sorted(credentials.closure([credential.type]))),
        reference=credential.reference,
        issuer=credential.issuer,
        issued_on=_day(credential.issued_on),
        expires_on=_day(credential.expires_on),
        verified_on=_day(credential.verified_on),
    )


def _losses(
    consortium: Consortium, member: Member, references: dict[int, str]
) -> tuple[int, tuple[str, ...]]:
    """What nobody could take over if this member dropped out, as the checked proposal says: value, work
    packages.
    """
    proposed = next(
        (
            proposed_member
            for proposed_member in consortium.proposal.members
            if proposed_member.enterprise_id == member.enterprise_id
        ),
        None,
    )
    if proposed is None:
        return 0, ()
    numbers = [int(name.lstrip("w")) for name in proposed.short_work_package_ids]
    return proposed.short, tuple(references[number] for number in numbers if number in references)


def _work_packages(session: Session, consortium: Consortium) -> list[WorkPackage]:
    lots = [
        chosen.lot
        for chosen in sorted(consortium.lots, key=lambda chosen: (chosen.lot.position, chosen.lot_id))
    ]
    packages: list[WorkPackage] = []
    for lot in lots:
        query = sa.select(WorkPackage).where(WorkPackage.lot_id == lot.id).order_by(WorkPackage.id)
        packages.extend(
            package for package in session.scalars(query) if package.state is WorkPackageState.confirmed
        )
    return packages


def _references(packages: Sequence[WorkPackage]) -> dict[int, str]:
    """People call the second package of lot 3 "3.2"."""
    counts: dict[int, int] = defaultdict(int)
    references = {}
    for package in packages:
        counts[package.lot_id] += 1
        references[package.id] = f"{package.lot.position}.{counts[package.lot_id]}"
    return references


def _work_package(
    package: WorkPackage, reference: str, *, parts: tuple[pack.PricedPart, ...], backed_up_by: tuple[str, ...]
) -> pack.PricedWorkPackage:
    return pack.PricedWorkPackage(
        id=reference,
        lot=str(package.lot_id),
        name=package.name,
        capability=package.capability,
        capability_label=cpv.name(package.capability),
        area=package.area,
        area_label=areas.label(package.area),
        unit=package.unit,
        period=units.get(package.unit).period,
        quantity=package.rate,
        periods=package.periods,
        estimated=package.estimated,
        credentials=tuple(pack.NeededCredential(key, credentials.name(key)) for key in package.credentials),
        parts=parts,
        backed_up_by=backed_up_by,
    )


def _parts(
    package: WorkPackage, members: Sequence[Member], names: dict[int, str]
) -> tuple[pack.PricedPart, ...]:
    return tuple(
        pack.PricedPart(names[member.enterprise_id], promise.quantity, promise.unit_price, promise.value)
        for member in members
        for promise in member.promises
        if promise.work_package_id == package.id
    )


def _source_release(session: Session, tender: Tender) -> pack.SourceRelease | None:
    """The newest release that the public source published about it, as it came (a practice copy has its
    original's).
    """
    query = (
        sa.select(NoticeRelease)
        .where(
            NoticeRelease.tender_id.in_(
                [tender_id for tender_id in (tender.id, tender.practice_of_id) if tender_id is not None]
            ),
            NoticeRelease.state.in_(APPLIED),
        )
        .order_by(NoticeRelease.released_at.desc().nulls_last(), NoticeRelease.id.desc())
        .limit(1)
    )
    release = session.scalar(query)
    text = gzip.decompress(release.source) if release else b""
    if release is None or len(text) > MOST_SOURCE_BYTES:
        return None
    return pack.SourceRelease(
        ocid=release.ocid,
        release_id=release.release_id,
        publisher=release.publisher,
        licence=release.licence,
        text=text.decode(),
    )
