"""Register numbers: read however they are typed, written one way, refused in words that help."""

import contextlib
from collections.abc import Callable

import pytest

from app.foundation.reference import identifiers as ids


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("01234567", "01234567"),
        ("1234567", "01234567"),
        ("445790", "00445790"),
        (" 1234 5678 ", "12345678"),
        ("sc123456", "SC123456"),
        ("SC 12345", "SC012345"),
        ("ni012345", "NI012345"),
        ("R0000123", "R0000123"),
        ("OC301234", "OC301234"),
        ("ce010135", "CE010135"),
        ("CS001234", "CS001234"),
        ("IP12345R", "IP12345R"),
        ("RS007135", "RS007135"),
        ("NP000123", "NP000123"),
        ("RO 000123", "R0000123"),
        ("sl 1234", "SL001234"),
        ("SL01234A", "SL01234A"),
        ("IP 1234 R", "IP01234R"),
        ("SP1234RS", "SP1234RS"),
        ("IC001234", "IC001234"),
        ("PC000123", "PC000123"),
        ("BR012345", "BR012345"),
    ],
)
def test_company_numbers_are_written_one_way(typed: str, normal: str) -> None:
    assert ids.company_number(typed) == normal
    assert ids.company_number(normal) == normal


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter a company number"),
        ("123456789", "too long. It must have eight characters, not 9"),
        ("SC1234567", "too long. It must have eight characters, not 9"),
        ("IP1234567R", "too long"),
        ("XX123456", "No company number starts with XX"),
        ("00000000", "too short"),
        ("123", "too short"),
        ("Acme Ltd", "eight characters"),
        ("SC12345R", "number of a company in Scotland does not end in R"),
        ("SL1234AB", "number of a limited partnership in Scotland does not end in AB"),
        ("01234567A", "number of a company in England or Wales does not end in A"),
        ("GB123456789", "No company number starts with GB"),
    ],
)
def test_what_is_no_company_number_is_refused(typed: str, says: str) -> None:
    with pytest.raises(ids.IdentifierError, match=says):
        ids.company_number(typed)


PREFIXES = (
    " SC NI R0 OC SO NC LP SL NL SG CE CS RS IP SP NP NO RC SR NR FC SF NF ZC SZ NZ AC SA NA GE GS GN SE ES"
    " EN IC SI NV OE PC FE BR"
)


@pytest.mark.parametrize("prefix", ids.COMPANY_PREFIXES)
def test_a_number_with_each_prefix_of_the_register_is_read(prefix: str) -> None:
    """The prefixes of Companies House's guide and of its later registers, by hand: a shorter table would go
    unseen.
    """
    assert set(ids.COMPANY_PREFIXES) == set(PREFIXES.split(" "))
    number = f"{prefix}{'1' * (8 - len(prefix))}"
    assert ids.company_number(f" {number.lower()} ") == number
    assert ids.company_kind(number)


def test_a_company_number_tells_what_its_holder_is() -> None:
    assert ids.company_kind("01234567") == "company in England or Wales"
    assert ids.company_kind("R0000123") == "company in Northern Ireland from before 1922"
    assert ids.company_kind("OC301234").startswith("limited liability partnership")
    assert ids.company_kind("CE010135").startswith("charitable incorporated organisation")


@pytest.mark.parametrize(
    ("typed", "normal", "register"),
    [
        ("1123456", "1123456", "GB-CHC"),
        ("112 3456", "1123456", "GB-CHC"),
        ("202918", "202918", "GB-CHC"),
        ("1123456-1", "1123456-1", "GB-CHC"),
        ("SC012345", "SC012345", "GB-SC"),
        ("sc 12345", "SC012345", "GB-SC"),
        ("SCO12345", "SC012345", "GB-SC"),
        ("NIC101234", "NIC101234", "GB-NIC"),
        ("NI 101234", "NIC101234", "GB-NIC"),
        ("101234", "NIC101234", "GB-NIC"),
    ],
)
def test_charity_numbers_are_written_as_their_register_does(typed: str, normal: str, register: str) -> None:
    assert ids.charity_number(typed) == normal
    assert ids.charity_register(normal) == register
    assert len(normal) <= 12


@pytest.mark.parametrize(
    "typed", ["", "12345", "2123456", "12345678", "SC123456", "SC000000", "NIC201234", "X12345", "abc"]
)
def test_what_is_no_charity_number_is_refused(typed: str) -> None:
    with pytest.raises(ids.IdentifierError, match="charity number"):
        ids.charity_number(typed)


def test_ppons_are_read_as_real_notices_write_them() -> None:
    assert ids.ppon("PDTL-7248-GWZW") == "PDTL-7248-GWZW"
    assert ids.ppon("gb-ppon-pgdv-8944-cmbp") == "PGDV-8944-CMBP"
    assert ids.ppon("PDTL7248GWZW") == "PDTL-7248-GWZW"
    for typed in ("ADTL-7248-GWZW", "PDTL-724-GWZW", "", "PDTL-7248-GWZ1"):
        with pytest.raises(ids.IdentifierError, match="PPON"):
            ids.ppon(typed)


def test_share_codes_keep_their_case_and_lose_their_spaces() -> None:
    assert ids.share_code(" aB3d Ef7H ") == "aB3dEf7H"
    for typed in ("abc", "code;drop", "x" * 21, "çode1234"):
        with pytest.raises(ids.IdentifierError, match="share code"):
            ids.share_code(typed)


def test_org_ids_are_scheme_and_number() -> None:
    number = ids.charity_number("sc12345")
    assert ids.org_id(ids.charity_register(number), number) == "GB-SC-SC012345"
    assert ids.org_id("GB-COH", "01234567") == "GB-COH-01234567"


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９"])
@pytest.mark.parametrize(
    ("read", "number"),
    [
        (ids.company_number, "01234567"),
        (ids.company_number, "SC123456"),
        (ids.charity_number, "1123456"),
        (ids.charity_number, "SC012345"),
        (ids.charity_number, "NIC101234"),
        (ids.charity_number, "1123456-1"),
        (ids.ppon, "PDTL-7248-GWZW"),
        (ids.share_code, "AB123456"),
    ],
)
def test_digits_of_other_scripts_make_no_second_spelling_of_a_number(
    read: Callable[[str], str], number: str, digits: str
) -> None:
    right = read(number)
    normal = right
    with contextlib.suppress(ids.IdentifierError):  # refused, or read as the one spelling
        normal = read(number.translate(str.maketrans("0123456789", digits)))
    assert normal == right
