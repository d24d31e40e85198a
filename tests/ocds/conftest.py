"""Real notices, and small ones made for a single oddity."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

NOTICES = Path(__file__).parents[1] / "data" / "notices"


def notice_file(beginning: str) -> Path:
    """The one sample whose name begins so."""
    (path,) = NOTICES.glob(f"{beginning}*.json")
    return path


@pytest.fixture
def cleaning() -> bytes:
    """Public toilet cleaning, from Find a Tender."""
    return notice_file("fts_050722").read_bytes()


def a_release(**changes: Any) -> dict[str, Any]:
    """A plain release; keyword arguments replace its parts, `tender` merges into its tender."""
    tender = {
        "id": "T1",
        "title": "Cleaning of libraries",
        "description": "Daily cleaning.",
        "status": "active",
        "classification": {"scheme": "CPV", "id": "90910000"},
        "items": [{"id": "1", "deliveryAddresses": [{"region": "UKG31"}]}],
        "value": {"amount": 520000, "currency": "GBP"},
        "tenderPeriod": {"endDate": "2030-03-01T12:00:00Z"},
        "contractPeriod": {"startDate": "2030-06-01T00:00:00Z", "endDate": "2031-05-31T23:59:59Z"},
    }
    tender.update(changes.pop("tender", {}))
    release = {
        "ocid": "ocds-h6vhtk-0test0",
        "id": "000001-2026",
        "date": "2026-01-10T09:00:00Z",
        "tag": ["tender"],
        "parties": [{"id": "b1", "name": "Ladywood Council", "roles": ["buyer"]}],
        "buyer": {"id": "b1", "name": "Ladywood Council"},
        "tender": {name: value for name, value in tender.items() if value is not None},
    }
    return {**release, **changes}


def as_file(*releases: Any) -> bytes:
    """A release package of these."""
    return json.dumps({"releases": list(releases), "publisher": {"name": "Test"}, "license": "OGL"}).encode()
