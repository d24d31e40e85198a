"""An address that names no row is not found: it never reaches a database that cannot store its number."""

from __future__ import annotations

import pytest

from tests.site import Site

HOSTILE = [
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "1" + "0" * 80,
    "9" * 5000,
    "-1",
    "1e9",
    "٣",
]


@pytest.mark.parametrize("number", HOSTILE)
@pytest.mark.parametrize("address", ["/tenders/{}", "/enterprises/{}", "/tenders/{}/lots"])
def test_a_number_no_row_can_have_is_not_found(site: Site, address: str, number: str) -> None:
    assert site.client(None).get(address.format(number)).status_code == 404


def test_the_largest_number_a_row_can_have_is_looked_for_and_not_found(site: Site) -> None:
    answer = site.client(None).get("/tenders/2147483647")
    assert answer.status_code == 404
    assert "Page not found" in answer.get_data(as_text=True)
