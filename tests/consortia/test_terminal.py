"""`flask consortia propose` and `show`."""

from __future__ import annotations

from app.consortia.models import Enquiry
from app.foundation import audit
from app.tenders.models import WorkPackage
from tests.consortia.conftest import Market
from tests.site import Site


def test_proposals_are_printed_as_a_table_and_again(site: Site, market: Market, quick_solver: None) -> None:
    terminal = site.app.test_cli_runner()
    printed = terminal.invoke(args=["consortia", "propose", str(market.tender.id)])
    assert printed.exit_code == 0, printed.output
    for words in ("Proposal 1", "£15,500", "Proven best", "Anna CIC", "Lead"):
        assert words in printed.output
    with site.database.reading() as session:
        enquiry = session.query(Enquiry).one().id
    again = terminal.invoke(args=["consortia", "show", str(enquiry)])
    assert again.output == printed.output


def test_why_nothing_fits_is_printed_in_the_registers_words(
    site: Site, market: Market, quick_solver: None
) -> None:
    with site.database.unit_of_work() as session:
        session.get_one(WorkPackage, market.north.id).quantity = 5_000
        audit.record(session, market.adviser, "test.changed", "register")
    printed = site.app.test_cli_runner().invoke(args=["consortia", "propose", str(market.tender.id)])
    assert printed.exit_code == 0, printed.output
    assert "North park" in printed.output
    assert f"w{market.north.id} " not in printed.output


def test_an_unknown_tender_or_adviser_is_said_so(site: Site, market: Market) -> None:
    terminal = site.app.test_cli_runner()
    unknown = terminal.invoke(args=["consortia", "propose", "999"])
    assert (unknown.exit_code, "We cannot find that tender" in unknown.output) == (1, True)
    nobody = terminal.invoke(
        args=["consortia", "propose", str(market.tender.id), "--as", "nobody@example.org"]
    )
    assert (nobody.exit_code, "No adviser here has that email address" in nobody.output) == (1, True)
