"""What a social enterprise can be in law, and which register should have it.

Keys are stored with enterprises: never rename one, add another. Whether a body is a social enterprise does
not follow from its form; some forms say it (a community interest company), others need its rules or a
verification to say it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from . import identifiers

Need = Literal["required", "possible", "none"]


@dataclass(frozen=True, slots=True)
class LegalForm:
    """`meaning` explains the form in a sentence. `company_prefixes` are the beginnings of its Companies House
    or society number, "" for plain digits. `locked` says that the form itself keeps assets for its
    purpose."""

    key: str
    name: str
    meaning: str
    company_number: Need
    company_prefixes: tuple[str, ...]
    charity_number: Need
    incorporated: bool
    locked: bool


_COMPANY = ("", "SC", "NI", "R0")
_SOCIETY = ("RS", "IP", "SP", "NP", "NO")

_FORMS = (
    LegalForm(
        "cic_guarantee",
        "Community interest company limited by guarantee",
        "A company that benefits a community. It has members instead of shareholders, and an asset lock.",
        "required",
        _COMPANY,
        "none",
        True,
        True,
    ),
    LegalForm(
        "cic_shares",
        "Community interest company limited by shares",
        "A company that benefits a community. It has capped dividends and an asset lock.",
        "required",
        _COMPANY,
        "none",
        True,
        True,
    ),
    LegalForm(
        "cio",
        "Charitable incorporated organisation",
        "A charity that becomes a legal person when it is registered as a charity. In Scotland it is a SCIO.",
        "possible",
        ("CE", "CS"),
        "required",
        True,
        True,
    ),
    LegalForm(
        "charitable_company",
        "Charitable company",
        "A company limited by guarantee that is also a registered charity.",
        "required",
        _COMPANY,
        "required",
        True,
        True,
    ),
    LegalForm(
        "charitable_trust",
        "Charitable trust",
        "A charity run by trustees, who sign in their own names.",
        "none",
        (),
        "required",
        False,
        True,
    ),
    LegalForm(
        "community_benefit_society",
        "Community benefit society",
        "A registered society that trades to benefit a community. Each member has one vote.",
        "required",
        _SOCIETY,
        "possible",
        True,
        False,
    ),
    LegalForm(
        "cooperative_society",
        "Co-operative society",
        "A registered society owned and run by its members for their shared benefit. Each member has one"
        " vote.",
        "required",
        _SOCIETY,
        "none",
        True,
        False,
    ),
    LegalForm(
        "company_guarantee",
        "Company limited by guarantee",
        "A company with members instead of shareholders. Its articles say what its profit is for.",
        "required",
        _COMPANY,
        "possible",
        True,
        False,
    ),
    LegalForm(
        "company_shares",
        "Company limited by shares with a social purpose",
        "A company with shareholders whose articles put a social or environmental purpose first.",
        "required",
        _COMPANY,
        "none",
        True,
        False,
    ),
    LegalForm(
        "public_limited_company",
        "Public limited company",
        "A company that can offer its shares to the public.",
        "required",
        _COMPANY,
        "none",
        True,
        False,
    ),
    LegalForm(
        "llp",
        "Limited liability partnership",
        "A partnership whose members have limited liability. Rarely used for a social purpose.",
        "required",
        ("OC", "SO", "NC"),
        "none",
        True,
        False,
    ),
    LegalForm(
        "royal_charter",
        "Royal charter body",
        "A body made a legal person by royal charter.",
        "possible",
        ("RC", "SR", "NR"),
        "possible",
        True,
        False,
    ),
    LegalForm(
        "unincorporated_association",
        "Unincorporated association",
        "A group with rules but no legal personality. Its committee signs for it and is liable for it.",
        "none",
        (),
        "possible",
        False,
        False,
    ),
    LegalForm(
        "partnership",
        "Partnership",
        "Two or more people in business together, each liable for all of it.",
        "possible",
        ("SG", "LP", "SL", "NL"),
        "none",
        False,
        False,
    ),
    LegalForm(
        "sole_trader",
        "Sole trader",
        "One person in business, who is liable with everything they own.",
        "none",
        (),
        "none",
        False,
        False,
    ),
    LegalForm(
        "other",
        "Something else",
        "None of these. Say in the summary what you are.",
        "possible",
        tuple(identifiers.COMPANY_PREFIXES),
        "possible",
        True,
        False,
    ),
)


@cache
def _table() -> dict[str, LegalForm]:
    return {form.key: form for form in _FORMS}


def all_forms() -> tuple[LegalForm, ...]:
    """Every form, the commonest among social enterprises first."""
    return _FORMS


def get(key: str) -> LegalForm | None:
    """The form under this key, or None."""
    return _table().get(key)


def name(key: str) -> str:
    """What to show for a key; the key itself where the table does not have it."""
    form = get(key)
    return form.name if form else key


def misfits(key: str, company_number: str | None, charity_number: str | None) -> tuple[str, ...]:
    """What does not go together, in words, for numbers in normal form; empty when all is well.

    To be shown as a question to the person, not as a refusal: registers know cases that rules of thumb do
    not. KeyError for an unknown form.
    """
    form = _table()[key]
    return (*_company_misfits(form, company_number), *_charity_misfits(form, charity_number))


def _company_misfits(form: LegalForm, number: str | None) -> Iterator[str]:
    if form.company_number == "required" and not number:
        register = "the Mutuals Register" if form.company_prefixes == _SOCIETY else "Companies House"
        yield f"A {_mid(form.name)} has a number at {register}"
    if number and form.company_number == "none":
        yield f"A {_mid(form.name)} has no company number"
    elif number and not _fits(number, form.company_prefixes):
        kind = identifiers.company_kind(number)
        yield f"{number} is the number of {_a(kind)}, not of {_a(_mid(form.name))}"


def _charity_misfits(form: LegalForm, number: str | None) -> Iterator[str]:
    if form.charity_number == "required" and not number:
        yield f"A {_mid(form.name)} has a charity number"
    if form.charity_number == "none" and number:
        yield f"A {_mid(form.name)} cannot be a registered charity"


def _fits(number: str, prefixes: tuple[str, ...]) -> bool:
    start = "" if number[:2].isdigit() else number[:2]
    return start in prefixes


def _a(kind: str) -> str:
    return f"{'an' if kind[0].lower() in 'aeio' else 'a'} {kind}"  # "a UK …", "a unit"


def _mid(name: str) -> str:
    """A name inside a sentence."""
    return name[0].lower() + name[1:]
