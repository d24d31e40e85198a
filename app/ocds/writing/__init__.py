"""A tender as an Open Contracting (OCDS 1.1) release package: pure functions over plain values.

https://standard.open-contracting.org/1.1/en/schema/release/ with published extensions, and fields of our own
(`bidbridge`) for what none of them can say: docs/ocds.md has the table. `app.ocds.normalise.own` is the
inverse.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.foundation.config import SAMPLE_OCID_PREFIX, Settings
from app.ocds.notice import Notice
from app.ocds.writing.tender import tender

Data = dict[str, Any]
_PUBLISHED = (
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_{}_extension/{}/extension.json"
)
EXTENSIONS = {
    "lots": "v1.1.5",
    "location": "master",
    "tenderClassification": "master",
    "awardCriteria": "master",
    "selectionCriteria": "master",
    "requirements": "master",
    "techniques": "master",
    "otherRequirements": "master",
    "suitability": "master",
    "legalBasis": "master",
}
OWN_EXTENSION = "/static/ocds/tender-1/extension.json"
SOURCE, PRACTICE_OF, SAME = "x_sourceProcess", "x_practiceCopyOf", "x_sameProcess"


@dataclass(frozen=True)
class Publisher:
    """Who writes the file: the OCID prefix that is registered for this site, and the site's own address."""

    prefix: str = SAMPLE_OCID_PREFIX
    address: str = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class SourceProcess:
    """The process that a tender was imported or copied from, as its own publisher knows it; `url` is its
    notice's.
    """

    ocid: str
    title: str = ""
    url: str = ""


def publisher(settings: Settings) -> Publisher:
    """This site as a publisher."""
    return Publisher(settings.ocid_prefix, settings.public_url)


def ocid_of(publisher: Publisher, tender_id: int, *, practice: bool) -> str:
    """Our own OCID of a tender: never its source's, for files under one OCID are one procurement to every
    reader.
    """
    return f"{publisher.prefix}-{'practice-' if practice else ''}{tender_id}"


def release_package(notice: Notice, publisher: Publisher, source: SourceProcess | None = None) -> Data:
    """A package with one release, not dated yet. `notice.ocid` must be of this publisher.

    Raises ValueError for another's OCID.
    """
    if not notice.ocid.startswith(f"{publisher.prefix}-"):
        raise ValueError(f"{notice.ocid} is not an OCID of {publisher.prefix}")
    return {
        "version": "1.1",
        "extensions": [
            *(_PUBLISHED.format(name, version) for name, version in EXTENSIONS.items()),
            publisher.address + OWN_EXTENSION,
        ],
        "publisher": {"name": "Bidbridge", "uri": publisher.address},
        "releases": [_release(notice, source)],
    }


def dated(package: Data, at: str) -> Data:
    """The package as it is published at an instant (`2026-11-03T12:30:00Z`), which also makes its ids."""
    (release,) = package["releases"]
    release_id = f"{release['ocid']}-{at}"
    return {
        **package,
        "uri": f"urn:bidbridge:{release_id}",
        "publishedDate": at,
        "releases": [{**release, "id": release_id, "date": at}],
    }


def _release(notice: Notice, source: SourceProcess | None) -> Data:
    buyer = {"id": "buyer", "name": notice.buyer_name}
    release: Data = {
        "ocid": notice.ocid,
        "tag": ["tender"],
        "initiationType": "tender",
        "language": "en",
        "parties": [
            {**buyer, **_identifier(notice), **_contact(notice), "roles": ["buyer", "procuringEntity"]},
            *(
                {"id": f"buyer-{number}", "name": name, "roles": ["buyer"]}
                for number, name in enumerate(notice.other_buyers, 2)
            ),
        ],
        "buyer": buyer,
        "tender": tender(notice, notice.ocid.split("-", 2)[2], buyer),
    }
    related = _related(notice, source)
    return {**release, "relatedProcesses": related} if related else release


def _identifier(notice: Notice) -> Data:
    """`GB-PPON-PDTL-7248-GWZW` as scheme and number, as org-id.guide has them."""
    if not notice.buyer_identifier:
        return {}
    country, _, local_part = notice.buyer_identifier.partition("-")
    register, _, number = local_part.partition("-")
    if not (country and register and number):
        return {"identifier": {"id": notice.buyer_identifier}}
    return {"identifier": {"scheme": f"{country}-{register}", "id": number, "legalName": notice.buyer_name}}


def _contact(notice: Notice) -> Data:
    point = {"name": notice.contact_name, "email": notice.contact_email, "telephone": notice.contact_phone}
    stated = {name: value for name, value in point.items() if value}
    return {"contactPoint": stated} if stated else {}


def _related(notice: Notice, source: SourceProcess | None) -> list[Data]:
    processes = []
    if source is not None:
        relationship = PRACTICE_OF if notice.practice else SOURCE
        process = {"relationship": [relationship], "scheme": "ocid", "identifier": source.ocid}
        optional = {"title": source.title, "uri": source.url}
        processes.append({**process, **{name: value for name, value in optional.items() if value}})
    for ocid in notice.related_ocids:
        processes.append({"relationship": [SAME], "scheme": "ocid", "identifier": ocid})
    return [{"id": str(number), **process} for number, process in enumerate(processes, 1)]
