"""Numbers that registers give to organisations: read, checked by their form, and written one way.

Each function takes what a person typed and returns the normal form, or raises IdentifierError with words for
that person. A right form does not prove that the number was given to anybody: only the register can.
"""

import re

LONGEST = 80  # characters that a number may be typed with


class IdentifierError(ValueError):
    """The text is not such a number; the message says what is wrong."""


# What the first two letters of a Companies House number say. Source: Companies House, Uniform Resource
# Identifiers Customer Guide (2012), with those that came later: CE, CS, RS, SG, OE and PC. FE and BR number
# the UK establishments of overseas companies, whose own number begins with FC.
COMPANY_PREFIXES: dict[str, str] = {
    "": "company in England or Wales",
    "SC": "company in Scotland",
    "NI": "company in Northern Ireland",
    "R0": "company in Northern Ireland from before 1922",
    "OC": "limited liability partnership in England or Wales",
    "SO": "limited liability partnership in Scotland",
    "NC": "limited liability partnership in Northern Ireland",
    "LP": "limited partnership in England or Wales",
    "SL": "limited partnership in Scotland",
    "NL": "limited partnership in Northern Ireland",
    "SG": "Scottish qualifying partnership",
    "CE": "charitable incorporated organisation in England or Wales",
    "CS": "Scottish charitable incorporated organisation",
    "RS": "registered society",
    "IP": "registered society, once an industrial and provident society",
    "SP": "registered society in Scotland",
    "NP": "registered society in Northern Ireland",
    "NO": "credit union or society in Northern Ireland",
    "RC": "royal charter body in England or Wales",
    "SR": "royal charter body in Scotland",
    "NR": "royal charter body in Northern Ireland",
    "FC": "overseas company",
    "SF": "overseas company registered in Scotland",
    "NF": "overseas company registered in Northern Ireland",
    "ZC": "unregistered company in England or Wales",
    "SZ": "unregistered company in Scotland",
    "NZ": "unregistered company in Northern Ireland",
    "AC": "assurance company in England or Wales",
    "SA": "assurance company in Scotland",
    "NA": "assurance company in Northern Ireland",
    "GE": "economic interest grouping in England or Wales",
    "GS": "economic interest grouping in Scotland",
    "GN": "economic interest grouping in Northern Ireland",
    "SE": "European company in England or Wales",
    "ES": "European company in Scotland",
    "EN": "European company in Northern Ireland",
    "IC": "investment company",
    "SI": "investment company in Scotland",
    "NV": "investment company in Northern Ireland",
    "OE": "overseas entity that owns land",
    "PC": "protected cell company",
    "FE": "overseas company with a branch",
    "BR": "branch of an overseas company",
}
# Societies keep the form of their own register after two letters: `IP12345R`, `SP1234RS`. Scottish limited
# partnerships and investment companies may end in a letter.
_SOCIETIES = frozenset({"RS", "IP", "SP", "NP", "NO"})
_MAY_END_IN_A_LETTER = _SOCIETIES | {"SL", "IC", "SI", "NV"}


def company_number(text: str) -> str:
    """Eight characters as Companies House writes them: `1234567` becomes `01234567`, `sc 12345` becomes
    `SC012345`.

    Digits are filled up with zeros. Societies and some others may end in letters (`IP12345R`, `SP1234RS`,
    `SL12345A`).
    """
    bare = _bare(text)
    if not bare:
        raise IdentifierError("Enter a company number, like 01234567 or SC123456")
    prefix, digits, ending = _company_parts(bare)
    room = 8 - len(prefix) - len(ending)
    if len(digits) > room:
        raise IdentifierError(
            f"This company number is too long. It must have eight characters, not {len(bare)}"
        )
    if int(digits) == 0 or (not prefix and len(digits) < 5):
        raise IdentifierError(
            "This company number is too short. It has eight digits, including zeros at the start"
        )
    return f"{prefix}{digits.zfill(room)}{ending}"


def _company_parts(bare: str) -> tuple[str, str, str]:
    """Letters, digits and letters of a company number. IdentifierError for letters that no register uses."""
    parts = re.fullmatch(r"(R0|[A-Z]{2})?([0-9]{1,12})([A-Z]{0,2})", re.sub(r"^RO(?=[0-9]{6}$)", "R0", bare))
    if not parts:
        raise IdentifierError(
            "A company number has eight characters: eight digits, or two letters and six digits, like"
            " SC123456"
        )
    prefix, digits, ending = parts.group(1) or "", parts.group(2), parts.group(3)
    if prefix not in COMPANY_PREFIXES:
        raise IdentifierError(
            f"No company number starts with {prefix}. Check it on the certificate of incorporation"
        )
    if ending and (prefix not in _MAY_END_IN_A_LETTER or (len(ending) == 2 and prefix not in _SOCIETIES)):
        kind = COMPANY_PREFIXES[prefix]
        raise IdentifierError(f"The number of a {kind} does not end in {ending}. Check it on the certificate")
    return prefix, digits, ending


def company_kind(number: str) -> str:
    """What a number in normal form says about its holder: "company in Scotland"."""
    return COMPANY_PREFIXES["" if number[:2].isdigit() else number[:2]]


def charity_number(text: str) -> str:
    """A charity number as its register writes it.

    England and Wales: six digits from 200000 on, or seven that begin with 1; a linked charity's `-1` is kept.
    Scotland: `SC` and six digits. Northern Ireland: `NIC` and six digits that begin with 1, which six digits
    below 200000 become.
    """
    bare = re.sub(r"^SCO(?=[0-9]{5}$)", "SC0", _bare(text))  # a letter O for the zero
    if scottish := re.fullmatch(r"SC([0-9]{5,6})", bare):
        return _scottish_charity(scottish.group(1).zfill(6))
    if irish := re.fullmatch(r"NIC?([0-9]+)", bare):
        return _northern_irish_charity(irish.group(1))
    main, _, linked = text[:LONGEST].strip().partition("-")
    main = re.sub(r"[^0-9]", "", main) if re.fullmatch(r"[0-9\s]*", main) else ""
    if re.fullmatch(r"1[0-9]{5}", main) and not linked:
        return f"NIC{main}"
    linked = linked.strip()
    if re.fullmatch(r"[2-9][0-9]{5}|1[0-9]{6}", main) and re.fullmatch(r"|[0-9]{1,4}", linked):
        return f"{main}-{linked}" if linked else main
    raise IdentifierError(
        "A charity number has six or seven digits in England and Wales (like 1123456). It starts with SC in "
        "Scotland (like SC012345) and with NIC in Northern Ireland (like NIC101234)"
    )


def _scottish_charity(digits: str) -> str:
    if digits.startswith("0") and int(digits):
        return f"SC{digits}"
    raise IdentifierError("A Scottish charity number is SC, a zero and five more digits, like SC012345")


def _northern_irish_charity(digits: str) -> str:
    if re.fullmatch(r"1[0-9]{5}", digits):
        return f"NIC{digits}"
    raise IdentifierError("A Northern Ireland charity number is six digits that start with 1, like NIC101234")


def charity_register(number: str) -> str:
    """The org-id.guide code of the register that gave a charity number in normal form: GB-CHC, GB-SC or
    GB-NIC.
    """
    if number.startswith("SC"):
        return "GB-SC"
    return "GB-NIC" if number.startswith("NIC") else "GB-CHC"


def ppon(text: str) -> str:
    """A Public Procurement Organisation Number in its three groups: `PDTL-7248-GWZW`.

    The Central Digital Platform makes it as a P with three letters, four digits, four letters. It uses no
    vowels now; other letters are let through, as the platform may use them one day. `GB-PPON-` in front is
    dropped.
    """
    bare = _bare(text).removeprefix("GBPPON")
    parts = re.fullmatch(r"(P[A-Z]{3})([0-9]{4})([A-Z]{4})", bare)
    if not parts:
        raise IdentifierError(
            "A PPON has four letters, the first a P, then four digits and four letters, like PDTL-7248-GWZW"
        )
    return "-".join(parts.groups())


def share_code(text: str) -> str:
    """A share code of the Central Digital Platform: letters and digits, their case kept, as it may matter
    there.
    """
    bare = re.sub(r"\s", "", text[:LONGEST])
    if not re.fullmatch(r"[A-Za-z0-9-]{4,20}", bare):
        raise IdentifierError(
            "A share code has only letters and digits. Copy it from the Central Digital Platform"
        )
    return bare


def org_id(scheme: str, number: str) -> str:
    """The identifier Open Contracting data uses: `GB-COH-01234567`. Schemes: GB-COH for companies, those of
    `charity_register`, GB-PPON."""
    return f"{scheme}-{number}"


def _bare(text: str) -> str:
    """Upper case without spaces, dots and dashes."""
    return re.sub(r"[\s.\-‐-―/]", "", text[:LONGEST]).upper()
