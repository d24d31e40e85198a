"""Releases and texts of any size, one for each way in which strangers' input can grow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.ocds.conftest import a_release

CODE = {"scheme": "CPV", "id": "90910000"}
CODES = (
    "90910000",
    "90911000",
    "90911200",
    "90911300",
    "55520000",
    "55521000",
    "79710000",
    "85000000",
    "60130000",
)
REGIONS = (
    "UKG31",
    "E08000025",
    "Sandwell",
    "TLG",
    "Leeds",
    "nowhere",
    "E08000026",
    "Dudley",
    "Walsall",
    "Solihull",
)


def _lots(count: int) -> list[dict[str, Any]]:
    return [{"id": f"L{number}", "title": f"Lot {number}"} for number in range(count)]


def _items(count: int, **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": str(number),
            "classification": {"scheme": "CPV", "id": CODES[number % len(CODES)]},
            "deliveryAddresses": [{"region": REGIONS[number % len(REGIONS)]}],
            **more,
        }
        for number in range(count)
    ]


def _criteria(count: int) -> dict[str, Any]:
    return {"criteria": [{"type": "quality", "name": f"Part {number} - 1%"} for number in range(count)]}


def _award(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"A{number}", "suppliers": [{"name": f"Winner {number}"}], **more}


SHAPES: dict[str, Callable[[int], dict[str, Any]]] = {
    "lots": lambda n: {"tender": {"lots": _lots(n)}},
    "lots of one number": lambda n: {"tender": {"lots": [{"id": "1"} for _ in range(n)]}},
    "lots that share all items": lambda n: {"tender": {"lots": _lots(n), "items": _items(n)}},
    "lots with items of their own": lambda n: {
        "tender": {
            "lots": _lots(n),
            "items": [{**item, "relatedLot": f"L{number}"} for number, item in enumerate(_items(n))],
        }
    },
    "lots without codes, and awards with items": lambda n: {
        "tender": {"lots": _lots(n), "items": [{"id": str(x)} for x in range(n)], "classification": None},
        "awards": [_award(x, items=_items(1)) for x in range(n)],
    },
    "lots and contracts": lambda n: {
        "tender": {"lots": _lots(n), "contractPeriod": None},
        "contracts": [{"id": str(x), "awardID": f"A{x}"} for x in range(n)],
    },
    "an item of many lots": lambda n: {
        "tender": {"lots": _lots(n), "items": _items(1, relatedLots=[f"L{x}" for x in range(n)])}
    },
    "items without lots": lambda n: {"tender": {"items": _items(n)}},
    "codes of one item": lambda n: {
        "tender": {
            "lots": _lots(3),
            "items": _items(
                1, additionalClassifications=[{"scheme": "CPV", "id": f"9091{x:04}"} for x in range(n)]
            ),
        }
    },
    "addresses of one item": lambda n: {
        "tender": {
            "lots": _lots(3),
            "items": [
                {"id": "1", "deliveryAddresses": [{"region": REGIONS[x % len(REGIONS)]} for x in range(n)]}
            ],
        }
    },
    "awards": lambda n: {"awards": [_award(x, relatedLots=["L1"]) for x in range(n)]},
    "suppliers of one award": lambda n: {
        "awards": [{"id": "A", "suppliers": [{"id": str(x)} for x in range(n)]}]
    },
    "criteria": lambda n: {"tender": {"awardCriteria": _criteria(n)}},
    "lots with criteria": lambda n: {
        "tender": {"lots": [{**lot, "awardCriteria": _criteria(2)} for lot in _lots(n)]}
    },
    "conditions": lambda n: {
        "tender": {"selectionCriteria": {"criteria": [{"description": f"Have {x}"} for x in range(n)]}}
    },
    "documents": lambda n: {
        "tender": {"documents": [{"id": str(x), "url": f"https://example.org/{x}"} for x in range(n)]}
    },
    "parties": lambda n: {
        "parties": [{"id": str(x), "name": f"B {x}", "roles": ["buyer"]} for x in range(n)]
    },
    "related processes": lambda n: {
        "relatedProcesses": [{"identifier": f"ocds-abcdef-{x}"} for x in range(n)]
    },
    "tags": lambda n: {"tag": [f"tag {x}" for x in range(n)]},
    "links": lambda n: {"links": [{"rel": "canonical", "href": f"x{x}"} for x in range(n)]},
}


def release(shape: str, size: int) -> dict[str, Any]:
    """A release that has so many of something."""
    return a_release(**SHAPES[shape](size))


# Of a text, what its reader might go over again and again; written into every text of a release and every
# form field.
PIECES = (
    "a",
    " ",
    "\u00a0",
    "\u2003",
    "\n",
    " \n",
    "rn",
    "rn ",
    "&amp;",
    "&",
    "<",
    "*",
    "5",
    "5 ",
    "5%",
    "5 % ",
    "- ",
    "-",
    "a - ",
    ".",
    ". ",
    ",",
    "1,",
    "1,000",
    "@",
    "a@",
    "a.",
    "@a.",
    "(",
    "A &",
    "the ",
    "council ",
    "royal county ",
    "SC",
    "0",
    ":",
    "cpv ",
    "12:00 10 June. ",
    "tenders by 1/6/27 12 noon ",
    "tender by 12:00. ",
    "<style>",
    "\\n",
)
