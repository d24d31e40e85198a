"""What the pack's template shows of one copy: its data, with the drawings, tables and sentences made from
it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.bids.printing.drawings import matrices, structure
from app.bids.rules.copies import Copy, ShownMember, ShownWorkPackage
from app.bids.rules.pack import Original, Tender
from app.bids.rules.states import SECTIONS, Section
from app.foundation.drawing.model import Drawing
from app.foundation.reference import notice_sources
from app.foundation.templating import formats

CONSORTIUM_FILE = "consortium.json"
TENDER_FILE = "tender.json"


@dataclass(frozen=True)
class LotGroup:
    """A lot that is bid for, with its work packages."""

    number: str
    title: str
    id: str
    work_packages: tuple[ShownWorkPackage, ...]


@dataclass(frozen=True)
class Check:
    """One line of the checklist. `state`: done, to_do or problem."""

    words: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class Evidence:
    """One line of the index of evidence."""

    order: int  # the member's place in the pack
    member: str
    name: str
    reference: str
    issuer: str
    expires_on: date | None
    verified_on: date | None
    lapses: bool


@dataclass(frozen=True)
class Sheet:
    """One copy, ready for its template."""

    title: str
    file_name: str
    header: str
    footer: str
    marks: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    sha256: str
    attached: tuple[tuple[str, str], ...]
    asked_at: datetime
    notice: str
    copied_from: str
    closes: str
    agreed_at: datetime | None
    starts_on: date | None
    ends_on: date | None
    lead: ShownMember | None
    members: Mapping[str, ShownMember]
    own: ShownMember | None
    lots: tuple[LotGroup, ...]
    areas: tuple[str, ...]
    workforce: int
    supported_workforce: int
    covered: int
    structure: Drawing
    matrices: tuple[Drawing, ...]
    checks: tuple[Check, ...]
    evidence: tuple[Evidence, ...]

    @staticmethod
    def moment(text: str) -> datetime:
        """An instant of the data, for the template's formats."""
        return datetime.fromisoformat(text.replace("Z", "+00:00"))

    @staticmethod
    def day(text: str) -> date:
        """A day of the data, for the template's formats."""
        return date.fromisoformat(text[:10])

    def share_code(self, member: ShownMember) -> str:
        """A member's share code, or why it is not in this copy."""
        if member.share_code:
            return str(member.share_code.code)
        if self.own is not None and member.id != self.own.id:
            return "In the lead’s copy"
        return "Not yet provided"


def sheet(data: Copy, sha256: str) -> Sheet:
    """Everything in it comes from `data`, which is what this copy may say, and from nothing else."""
    tender, members = data.tender, data.members
    groups = _lots(data)
    by_name = {member.id: member for member in members}
    own = by_name.get(data.audience.member or "")
    evidence = _evidence(data)
    return Sheet(
        title=f"Bid pack: {tender.title}, version {data.version}, {data.audience.label.lower()}",
        file_name=_file_name(data, own),
        header=_shortened(tender.title, 70),
        footer=_footer(data, sha256),
        marks=_marks(data),
        sections=SECTIONS,
        sha256=sha256,
        attached=_attached(data),
        asked_at=Sheet.moment(data.asked_at),
        notice=_notice(data),
        copied_from=_copied_from(tender.practice_of),
        closes=_closes(tender),
        agreed_at=_moment(data.consortium.agreed_at),
        starts_on=_day(tender.starts_on),
        ends_on=_day(tender.ends_on),
        lead=next((member for member in members if member.lead), None),
        members=by_name,
        own=own,
        lots=groups,
        areas=tuple(sorted({package.area_label for package in data.work_packages})),
        workforce=sum(member.workforce for member in members),
        supported_workforce=sum(member.supported_workforce for member in members),
        covered=sum(_covered(package) for package in data.work_packages),
        structure=structure(data),
        matrices=matrices(data, [(group.number, group.title, group.work_packages) for group in groups]),
        checks=_checks(data, evidence),
        evidence=evidence,
    )


def _footer(data: Copy, sha256: str) -> str:
    return (
        f"{data.consortium.name}  ·  version {data.version}  ·  {data.audience.label}  ·  data {sha256[:12]}"
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _shortened(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def _file_name(data: Copy, own: ShownMember | None) -> str:
    whose = own.name if own else data.audience.name
    mark = "draft-" if data.draft else ""
    return f"{mark}bid-pack-{_slug(data.consortium.name)}-v{data.version}-{_slug(whose)}.pdf"


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40] or "copy"


def _marks(data: Copy) -> tuple[tuple[str, str], ...]:
    draft = ("DRAFT", "not every member has accepted, and this is the adviser’s working paper")
    practice = (
        "PRACTICE",
        "a copy of a real notice with an invented buyer. Nothing here is sent to anyone",
    )
    return (*([draft] if data.draft else []), *([practice] if data.practice else []))


def _attached(data: Copy) -> tuple[tuple[str, str], ...]:
    attached = [
        (
            CONSORTIUM_FILE,
            "this copy’s data: members, work packages, who delivers what, conditions and prices",
        ),
    ]
    if data.tender_ocid:
        practice = "a practice copy, not a real procurement; " if data.practice else ""
        attached.append(
            (TENDER_FILE, f"the tender as Open Contracting data ({practice}OCDS 1.1, {data.tender_ocid})")
        )
    if data.notice:
        origin = f"the {'real ' if data.practice else ''}notice as {data.notice.publisher or 'its publisher'}"
        licence = f", licence {data.notice.licence}" if data.notice.licence else ""
        attached.append(("notice.json", f"{origin} published it ({data.notice.ocid}{licence})"))
    return tuple(attached)


def _notice(data: Copy) -> str:
    tender = data.tender
    if data.practice:
        return "None (practice copy)"
    if shown := notice_sources.number_shown(tender.notice_number):
        return shown
    if tender.no_notice_reason:
        return f"None needed: {tender.no_notice_reason}"
    source = notice_sources.source_of(tender.ocid) if tender.notice_number else None
    return f"Published on {source.name}, which does not number its notices" if source else "Not stated"


def _copied_from(original: Original | None) -> str:
    if original is None:
        return ""
    shown = notice_sources.number_shown(original.notice)
    return f"{original.title} ({shown})" if shown else original.title


def _lots(data: Copy) -> tuple[LotGroup, ...]:
    return tuple(
        LotGroup(
            number=lot.number,
            title=lot.title,
            id=lot.id,
            work_packages=tuple(package for package in data.work_packages if package.lot == lot.id),
        )
        for lot in data.tender.lots
        if lot.bid_for
    )


def _covered(package: ShownWorkPackage) -> bool:
    return sum(part.quantity for part in package.parts) >= package.quantity


def _evidence(data: Copy) -> tuple[Evidence, ...]:
    needed = max(data.asked_at[:10], (data.tender.deadline or "")[:10], data.tender.starts_on or "")
    return tuple(
        Evidence(
            order=place,
            member=member.name,
            name=credential.name,
            reference=credential.reference,
            issuer=credential.issuer,
            expires_on=_day(credential.expires_on),
            verified_on=_day(credential.verified_on),
            lapses=bool(credential.expires_on and credential.expires_on < needed),
        )
        for place, member in enumerate(data.members)
        for credential in member.credentials
    )


def _checks(data: Copy, evidence: Sequence[Evidence]) -> tuple[Check, ...]:
    members, own = data.members, data.audience.member
    waiting = [member.name for member in members if not member.accepted]
    gaps = [package.id for package in data.work_packages if not _covered(package)]
    lapsing = [f"{entry.member}: {entry.name}" for entry in evidence if entry.lapses]
    return (
        _check("Every member has accepted", waiting, "Waiting for"),
        _check("Every work package is covered in full", gaps, "Not covered in full: work packages"),
        _conditions_check(data),
        _check("Every credential is valid until the contract starts", lapsing, "Expires before then:"),
        _check("Every member’s company or charity number is recorded", _unnumbered(members), "Missing for"),
        _check(
            "Every share code is provided" if own is None else "Your share code is provided",
            _codeless(members, own),
            "Missing for",
        ),
        Check(
            "Share codes are entered in the Central Digital Platform", "to_do", "See the ordered list below."
        ),
        Check("Every section is answered", "to_do", f"Not yet: sections {_unanswered()}."),
    )


def _conditions_check(data: Copy) -> Check:
    """A condition without a figure to check (`met` is None) is for a person to answer."""
    met = [
        *(condition.met for condition in data.conditions),
        *(credential.met for credential in data.package_credentials),
    ]
    unmet, unanswered = met.count(False), met.count(None)
    notes = []
    if unmet:
        notes.append(f"{unmet} not met.")
    if unanswered:
        notes.append(f"{unanswered} to be answered.")
    state = "problem" if unmet else "to_do" if unanswered else "done"
    return Check("Every condition that can be checked is met", state, " ".join(notes))


def _unnumbered(members: Sequence[ShownMember]) -> list[str]:
    return [member.name for member in members if not (member.company_number or member.charity_number)]


def _codeless(members: Sequence[ShownMember], own: str | None) -> list[str]:
    """Members without a share code; only the member itself in its own copy."""
    return [member.name for member in members if not member.share_code and own in (None, member.id)]


def _unanswered() -> str:
    return ", ".join(str(section.number) for section in SECTIONS if section.answer)


def _check(words: str, missing: Sequence[str], lead: str) -> Check:
    return Check(words, "problem", f"{lead} {', '.join(missing)}.") if missing else Check(words, "done")


def _closes(tender: Tender) -> str:
    deadline = _moment(tender.deadline)
    return formats.closing(deadline, tender.deadline_is_day) if deadline else ""
