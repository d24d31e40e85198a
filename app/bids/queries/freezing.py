"""Rows to the data of one pack: everything that its copies say, read once and frozen.

Names of areas, capabilities and the like are written out, so that a later release of the reference data or a changed
profile never alters a numbered version.
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
from app.consortia.models import Consortium, Member, Promise
from app.consortia.rules import MemberState
from app.enterprises.models import Credential, Enterprise
from app.enterprises.rules import Scheme
from app.foundation.reference import areas, cpv, credentials, legal_forms, regimes, units
from app.ocds.describing import described, source_of
from app.ocds.writing import Publisher, release_package
from app.tenders.models import Condition, NoticeRelease, Tender, WorkPackage
from app.tenders.rules import APPLIED, WorkPackageState

FORMAT = "bidbridge-bid-pack/1"
MOST_SOURCE_BYTES = 5_000_000


def frozen(session: Session, consortium: Consortium, publisher: Publisher | None = None) -> dict[str, Any]:
    """The contents of a pack of this consortium as it stands now: JSON values only, money in pence without VAT.

    `publisher` writes the tender as Open Contracting data; None: the sample's.
    """
    members = sorted(
        (member for member in consortium.members if member.state in (MemberState.invited, MemberState.accepted)),
        key=lambda member: (not member.is_lead, member.enterprise.organisation.name, member.id),
    )
    names = {member.enterprise_id: f"m{number}" for number, member in enumerate(members, 1)}
    packages = _work_packages(session, consortium)
    references = _references(packages)
    taking_over = backups(session, consortium, [member.enterprise_id for member in members])
    return {
        "tender": _tender(consortium),
        "consortium": {
            "id": consortium.id,
            "name": consortium.name,
            "joint_reason": consortium.joint_reason,
            "adviser_body": consortium.organisation.name,
            "agreed_at": _time(consortium.agreed_at),
            "lots": [str(chosen.lot_id) for chosen in consortium.lots],
        },
        "members": [
            {**_member(session, member, names[member.enterprise_id]), **_losses(consortium, member, references)}
            for member in members
        ],
        "work_packages": [
            {
                **_work_package(package, references[package.id]),
                "parts": _parts(package, members, names),
                "backed_up_by": [names[one] for one in taking_over.get(package.id, []) if one in names],
            }
            for package in packages
        ],
        "resilience_known": taking_over != {} or consortium.proposal.enquiry.problem is not None,
        "source_release": _source_release(session, consortium.tender),
        "open_contracting": _open_contracting(consortium.tender, publisher or Publisher()),
    }


def _open_contracting(tender: Tender, publisher: Publisher) -> dict[str, Any]:
    """The whole tender, not only the lots that are bid for; its date is the version's."""
    return release_package(described(tender, publisher), publisher, source_of(tender))


def _time(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _tender(consortium: Consortium) -> dict[str, Any]:
    tender = consortium.tender
    original = tender.practice_of
    chosen = {lot.lot_id for lot in consortium.lots}
    return {
        "id": tender.id,
        "title": tender.title,
        "description": tender.description,
        "buyer": tender.buyer_name,
        "buyer_identifier": tender.buyer_identifier,
        "practice": tender.practice,
        "practice_of": {"title": original.title, "notice": original.notice_number, "address": original.notice_url}
        if original
        else None,
        "ocid": tender.ocid,
        "notice_number": tender.notice_number,
        "notice_url": tender.notice_url,
        "no_notice_reason": tender.no_notice_reason,
        "portal_url": tender.portal_url,
        "arrangement": tender.arrangement.value,
        "regime": regimes.name(tender.regime),
        "procedure": tender.procedure,
        "main_category": tender.main_category,
        "liability": tender.liability.name,
        "liability_label": tender.liability.value,
        "value": tender.value,
        "currency": tender.currency,
        "capability": tender.capability,
        "capability_label": cpv.name(tender.capability) if tender.capability else None,
        "published_at": _time(tender.published_at),
        "deadline": _time(tender.deadline),
        "deadline_is_day": tender.deadline_is_day,
        "enquiries_until": _time(tender.enquiries_until),
        "starts_on": _day(tender.starts_on),
        "ends_on": _day(tender.ends_on),
        "term_months": tender.term_months,
        "lots": [
            {
                "id": str(lot.id), "key": lot.key, "number": str(lot.position), "title": lot.title,
                "description": lot.description, "value": lot.value, "bid_for": lot.id in chosen,
            }
            for lot in tender.lots
        ],
        "conditions": [_condition(condition) for condition in tender.conditions if condition.lot_id in {None, *chosen}],
        "criteria": [
            {"name": one.name, "kind": one.kind.value, "text": one.text, "weight_bp": one.weight_bp,
             "lot": str(one.lot_id) if one.lot_id else None}
            for one in tender.criteria if one.lot_id in {None, *chosen}
        ],
    }  # fmt: skip


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "kind": condition.kind.name,
        "title": condition.kind.value,
        "text": condition.text,
        "needed": condition.needed.value,
        "lot": str(condition.lot_id) if condition.lot_id else None,
        "credential": condition.credential,
        "credential_label": credentials.name(condition.credential) if condition.credential else None,
        "amount": condition.amount,
    }


def _member(session: Session, member: Member, name: str) -> dict[str, Any]:
    enterprise = member.enterprise
    return {
        "id": name,
        "enterprise": enterprise.id,
        "name": enterprise.organisation.name,
        "lead": member.is_lead,
        "accepted": member.state is MemberState.accepted,
        "answered_at": _time(member.answered_at),
        "legal_form": _legal_form(enterprise.legal_form),
        "company_number": enterprise.company_number,
        "charity_number": enterprise.charity_number,
        "ppon": enterprise.ppon,
        "share_code": enterprise.share_code,
        "share_code_on": _day(enterprise.share_code_on),
        "home": areas.label(enterprise.home_area) if enterprise.home_area else None,
        "workforce": enterprise.workforce,
        "supported_workforce": enterprise.supported_workforce,
        "social_enterprise": enterprise.social_enterprise,
        "verification": _verification(session, enterprise),
        "summary": enterprise.summary,
        "history": enterprise.history,
        "website": enterprise.website,
        "turnover": enterprise.turnover,
        "joining_cost": enterprise.joining_cost,
        "share_bp": member.share_bp,
        "exposure_bp": member.exposure_bp,
        "credentials": [_credential(one) for one in enterprise.credentials if one.withdrawn_at is None],
    }


def _legal_form(key: str | None) -> str | None:
    if key is None:
        return None
    return legal_forms.name(key)


def _verification(session: Session, enterprise: Enterprise) -> dict[str, Any] | None:
    if enterprise.verified_on is None:
        return None
    scheme = enterprise.verified_by_scheme or ""
    person = session.get(Person, enterprise.verified_by_id) if enterprise.verified_by_id else None
    return {
        "on": _day(enterprise.verified_on),
        "scheme": Scheme[scheme].value if scheme in Scheme.__members__ else scheme,
        "by": person.name if person else None,
    }


def _credential(credential: Credential) -> dict[str, Any]:
    return {
        "type": credential.type,
        "name": credentials.name(credential.type),
        "implies": sorted(credentials.closure([credential.type])),
        "reference": credential.reference,
        "issuer": credential.issuer,
        "issued_on": _day(credential.issued_on),
        "expires_on": _day(credential.expires_on),
        "verified_on": _day(credential.verified_on),
    }


def _losses(consortium: Consortium, member: Member, references: dict[int, str]) -> dict[str, Any]:
    """What nobody could take over if this member dropped out, as the checked proposal says."""
    found = next((one for one in consortium.proposal.members if one.enterprise_id == member.enterprise_id), None)
    numbers = [int(name.lstrip("w")) for name in found.short_work_package_ids] if found else []
    return {
        "short": found.short if found else 0,
        "short_work_packages": [references[number] for number in numbers if number in references],
    }


def _work_packages(session: Session, consortium: Consortium) -> list[WorkPackage]:
    lots = [chosen.lot for chosen in sorted(consortium.lots, key=lambda chosen: (chosen.lot.position, chosen.lot_id))]
    found: list[WorkPackage] = []
    for lot in lots:
        query = sa.select(WorkPackage).where(WorkPackage.lot_id == lot.id).order_by(WorkPackage.id)
        found.extend(one for one in session.scalars(query) if one.state is WorkPackageState.confirmed)
    return found


def _references(packages: Sequence[WorkPackage]) -> dict[int, str]:
    """People call the second package of lot 3 "3.2"."""
    counts: dict[int, int] = defaultdict(int)
    found = {}
    for package in packages:
        counts[package.lot_id] += 1
        found[package.id] = f"{package.lot.position}.{counts[package.lot_id]}"
    return found


def _work_package(package: WorkPackage, reference: str) -> dict[str, Any]:
    unit = units.get(package.unit)
    return {
        "id": reference,
        "lot": str(package.lot_id),
        "name": package.name,
        "capability": package.capability,
        "capability_label": cpv.name(package.capability),
        "area": package.area,
        "area_label": areas.label(package.area),
        "unit": package.unit,
        "period": unit.period,
        "quantity": package.rate,
        "periods": package.periods,
        "estimated": package.estimated,
        "credentials": [{"type": key, "name": credentials.name(key)} for key in package.credentials],
    }


def _parts(package: WorkPackage, members: Sequence[Member], names: dict[int, str]) -> list[dict[str, Any]]:
    def part(member: Member, promise: Promise) -> dict[str, Any]:
        return {
            "member": names[member.enterprise_id],
            "quantity": promise.quantity,
            "unit_price": promise.unit_price,
            "value": promise.value,
        }

    return [
        part(member, promise)
        for member in members
        for promise in member.promises
        if promise.work_package_id == package.id
    ]


def _source_release(session: Session, tender: Tender) -> dict[str, Any] | None:
    """The newest release that the public source published about it, as it came (a practice copy has its original's)."""
    query = (
        sa.select(NoticeRelease)
        .where(
            NoticeRelease.tender_id.in_([one for one in (tender.id, tender.practice_of_id) if one is not None]),
            NoticeRelease.state.in_(APPLIED),
        )
        .order_by(NoticeRelease.released_at.desc().nulls_last(), NoticeRelease.id.desc())
        .limit(1)
    )
    release = session.scalar(query)
    text = gzip.decompress(release.source) if release else b""
    if release is None or len(text) > MOST_SOURCE_BYTES:
        return None
    return {
        "ocid": release.ocid,
        "release_id": release.release_id,
        "publisher": release.publisher,
        "licence": release.licence,
        "text": text.decode(),
    }
