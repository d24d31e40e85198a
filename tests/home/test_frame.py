"""The frame around every page: whether the sample is here is asked until the answer cannot change."""

from __future__ import annotations

from tests import factories as make
from tests.site import Site


def asked_for_the_sample(site: Site, statements: list[str]) -> bool:
    statements.clear()
    site.client().get("/help")
    return any("audit_entries" in statement for statement in statements)


def test_a_site_asks_for_the_sample_until_it_holds_a_person(site: Site, statements: list[str]) -> None:
    assert asked_for_the_sample(site, statements)
    assert asked_for_the_sample(site, statements)  # it could be loaded still
    with site.database.unit_of_work() as session:
        make.adviser(session)
    assert asked_for_the_sample(site, statements)
    assert not asked_for_the_sample(site, statements)
