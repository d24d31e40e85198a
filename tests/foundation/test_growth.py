"""What reads a form's words does at most 2.5 times the work for twice as many; counted in lines, never in
seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from app.accounts import rules as accounts
from app.foundation.reference import area_search, areas, cpv, cpv_search, identifiers, postcodes
from app.foundation.reference.source_names import folded, without_council
from app.foundation.web import fields
from app.ocds.normalise import amounts, criteria, times
from app.ocds.normalise.remarks import Remarks
from app.ocds.normalise.text import line, text, web_address
from tests import growth
from tests.ocds.growing import PIECES

SMALL = 300
LONG_TABLES = (
    "CPV search",
    "areas search",
)  # each question goes through all of a table: a few questions will do
READERS: dict[str, Callable[[str], Any]] = {
    "CPV search": lambda words: cpv_search.search(words, 10),
    "CPV code": cpv.parse,
    "areas search": lambda words: area_search.search(words, 10),
    "area of a source": areas.source_match,
    "postcode": postcodes.match,
    "folded name": lambda words: without_council(folded(words)),
    "company number": identifiers.company_number,
    "charity number": identifiers.charity_number,
    "PPON": identifiers.ppon,
    "share code": identifiers.share_code,
    "pounds": fields.pounds_to_pence,
    "whole number": fields.whole_number,
    "date": lambda words: fields.day_of(words, words, words),
    "storable": fields.storable,
    "email address": accounts.is_email,
    "name with an address": accounts.holds_address,
    "percentage": fields._PERCENT.fullmatch,
    "text of a notice": lambda words: text(words, Remarks()),
    "line of a notice": lambda words: line(words, Remarks()),
    "link of a notice": web_address,
    "amount of a notice": amounts.number,
    "time of a notice": lambda words: times.day(words, Remarks(), "A day"),
    "weights of a notice": criteria.listed_weights,
    "weight of a criterion": lambda words: criteria._hidden(words[:300], words[:4_000]),
}


@pytest.mark.parametrize("name", READERS)
def test_twice_as_many_words_take_twice_the_work(name: str) -> None:
    def work(words: str) -> None:
        with suppress(ValueError):
            READERS[name](words)

    for piece in PIECES[:: 8 if name in LONG_TABLES else 1]:
        complaint = growth.grows_too_fast(work, piece * SMALL, piece * 2 * SMALL)
        assert not complaint, f"{piece!r}: {complaint}"
