"""States and rules of accounts, as plain values."""

from __future__ import annotations

import enum
import re
import unicodedata
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from app.foundation.actor import OrganisationKind, Standing
from app.foundation.errors import move
from app.foundation.reference import identifiers
from app.foundation.reference.identifiers import IdentifierError

NO_PASSWORD = "!"  # a hash that no password fits
LONGEST_EMAIL = 254
LONGEST_NAME = 120
SIGN_IN_LASTS = timedelta(days=14)
INVITATION_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(hours=2)
REGISTRATION_LASTS = timedelta(days=1)
EMAIL_CHANGE_LASTS = timedelta(days=2)
# How long a browser may be left alone before it has to sign in again (docs/decisions/0015).
IDLE_WHERE_OTHERS_FIGURES_SHOW = timedelta(minutes=30)
IDLE = timedelta(hours=8)
SEEN_TO_THE = timedelta(minutes=1)  # noted no more often, so that reading pages stays reading
HALF_SIGN_IN_LASTS = timedelta(minutes=10)
# After these, no code is checked for a while: guessing six digits takes more than a year on average.
MOST_WRONG_CODES = 5
CODES_CLOSE_FOR = timedelta(minutes=15)


class PersonState(enum.Enum):
    """Whether a person may sign in."""

    active = "Active"
    suspended = "Suspended"
    closed = "Closed"  # for good: it can never be used to sign in again


PERSON_MOVES = {
    PersonState.active: {PersonState.suspended, PersonState.closed},
    PersonState.suspended: {PersonState.active, PersonState.closed},
}


class CodeAnswer(enum.Enum):
    """Why a code of a second factor does not let its holder in, in words for them."""

    wrong = "That code did not work. Wait for the next one in your app and enter it"
    closed = "Too many wrong codes. Wait 15 minutes and try again"
    ended = "Your sign-in took too long. Enter your email address and password again."


class InvitationState(enum.Enum):
    """An invitation by link into an organisation."""

    pending = "Waiting for an answer"
    accepted = "Accepted"
    withdrawn = "Withdrawn"


INVITATION_MOVES = {InvitationState.pending: {InvitationState.accepted, InvitationState.withdrawn}}


def suspend(state: PersonState) -> PersonState:
    """Stop a person signing in. IllegalMove when that was done already."""
    return move("person", state, PersonState.suspended, PERSON_MOVES)


def close(state: PersonState) -> PersonState:
    """End a person's account for good. IllegalMove when that was done already."""
    return move("person", state, PersonState.closed, PERSON_MOVES)


def carries_trust(kind: OrganisationKind | None) -> bool:
    """Whether people of such an organisation see others' figures, buy or run the site: all but enterprises.

    They need a second factor, and an invitation to join them is for the address it was sent to.
    """
    return kind is not None and kind is not OrganisationKind.enterprise


def idle_limit(kind: OrganisationKind | None) -> timedelta:
    """How long a person who acts for such an organisation can leave a browser unused."""
    return IDLE_WHERE_OTHERS_FIGURES_SHOW if carries_trust(kind) else IDLE


def reactivate(state: PersonState) -> PersonState:
    """Let a suspended person sign in again."""
    return move("person", state, PersonState.active, PERSON_MOVES)


def accept_invitation(state: InvitationState) -> InvitationState:
    """An invitation makes one member, once."""
    return move("invitation", state, InvitationState.accepted, INVITATION_MOVES)


def withdraw_invitation(state: InvitationState) -> InvitationState:
    """A link that was handed out stops working."""
    return move("invitation", state, InvitationState.withdrawn, INVITATION_MOVES)


STANDING_MOVES = {
    Standing.requested: {Standing.approved, Standing.more_needed, Standing.refused},
    Standing.more_needed: {Standing.requested, Standing.approved, Standing.refused},
    Standing.approved: {Standing.suspended},
    Standing.refused: {Standing.requested},
    Standing.suspended: {Standing.approved},
}


class IdentifierScheme(enum.Enum):
    """The registers that a public identifier can come from."""

    ppon = "Public Procurement Organisation Number"
    companies_house = "Companies House number"
    charity = "Charity number"
    gss = "Office for National Statistics code of a council"
    ods = "NHS Organisation Data Service code"
    other = "Another public register"


_IDENTIFIER_READERS = {
    IdentifierScheme.ppon: identifiers.ppon,
    IdentifierScheme.companies_house: identifiers.company_number,
    IdentifierScheme.charity: identifiers.charity_number,
}
_IDENTIFIER_SHAPES = {
    IdentifierScheme.gss: (re.compile(r"[EWSNK]\d{8}", re.ASCII), "Enter a code like E08000025"),
    IdentifierScheme.ods: (re.compile(r"[A-Z0-9]{3,6}", re.ASCII), "Enter a code like RRK or G8A4K"),
}


def public_identifier(scheme: IdentifierScheme, typed: str) -> str:
    """A public identifier in its normal form. Raises IdentifierError with words for the person."""
    if scheme in _IDENTIFIER_READERS:
        return _IDENTIFIER_READERS[scheme](typed)
    if scheme in _IDENTIFIER_SHAPES:
        shape, advice = _IDENTIFIER_SHAPES[scheme]
        code = typed.strip().upper()
        if not shape.fullmatch(code):
            raise IdentifierError(advice)
        return code
    return typed.strip()


def first_standing(kind: OrganisationKind) -> Standing:
    """The first standing of an organisation: enterprises need no approval, all others do."""
    return Standing.approved if kind is OrganisationKind.enterprise else Standing.requested


def change_standing(standing: Standing, new_standing: Standing) -> Standing:
    """The new standing. IllegalMove where there is no way from one to the other."""
    return move("organisation", standing, new_standing, STANDING_MOVES)


_NAME_FILLERS = {"the", "of", "and", "ltd", "limited", "cic", "llp", "plc", "cio"}


def is_invisible(mark: str) -> bool:
    """Whether a character shows nothing, so that two names that differ in it look the same."""
    return unicodedata.category(mark) in ("Cf", "Cc", "Co", "Cn")


# Alphabets whose letters can be taken for one another.
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")


def mixes_alphabets(name: str) -> bool:
    """Whether a name mixes letters of alphabets that look alike, such as a Cyrillic a among Latin letters."""
    letters = (unicodedata.name(mark, "") for mark in unicodedata.normalize("NFKC", name) if mark.isalpha())
    return len({letter.split()[0] for letter in letters if letter.startswith(_ALPHABETS)}) > 1


def name_key(name: str) -> str:
    """A name as names are compared: without case, accents, punctuation, small words and legal endings.

    Two organisations whose keys are equal would be taken for one by anybody who reads a list.
    """
    folded = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(mark for mark in folded if not unicodedata.combining(mark) and not is_invisible(mark))
    words = re.findall(r"[^\W_]+", plain.replace("&", " and "))
    return " ".join([word for word in words if word not in _NAME_FILLERS] or words)[:LONGEST_NAME]


MOST_LOOK_ALIKES = 8
# A ratio of difflib: "Birmingham City Counsel" is 0.98 of the real name, "Bristol City Council" 0.68.
_ALIKE = 0.84


def look_alike(first_key: str, second_key: str) -> bool:
    """Whether two names, as keys, could be taken for each other: nearly equal, or the same words and one
    more.
    """
    if first_key == second_key:
        return True
    first, second = set(first_key.split()), set(second_key.split())
    if len(first & second) >= 2 and (first <= second or second <= first):
        return True
    return SequenceMatcher(None, first_key, second_key, autojunk=False).ratio() >= _ALIKE


def fold_email(typed: str) -> str:
    """The address as it is stored and compared: without spaces around it, in lower case."""
    return typed.strip().lower()


# One @, something before it, a host with a dot after it, no spaces. Only the mail server knows more.
_EMAIL = re.compile(r"[^@\s\x00-\x1f<>()\[\],;:\\\"]+@[^@\s.<>()\[\],;:\\\"]+(\.[^@\s.<>()\[\],;:\\\"]+)+")


def is_email(typed: str) -> bool:
    """Whether it looks like one address that a mail can be sent to."""
    return len(typed) <= LONGEST_EMAIL and typed.isascii() and _EMAIL.fullmatch(typed) is not None


def holds_address(name: str) -> bool:
    """Whether a name contains a web address. Names appear in emails to strangers, so an address could be
    bait.
    """
    folded = name.lower()
    return "://" in folded or "www." in folded


def name_fault(name: str) -> str | None:
    """What is wrong with the name of a person or an organisation, in words; None when nothing is."""
    if holds_address(name):
        return "Enter a name without a web address in it"
    if any(is_invisible(mark) for mark in name):
        return "The name has an invisible character in it. Please type it again"
    if mixes_alphabets(name):
        return (
            "Enter the name in one alphabet. Some of its letters come from another alphabet and only look"
            " alike"
        )
    return None


def has_ended(expires_at: datetime, at: datetime) -> bool:
    """Whether a link or a sign-in no longer counts: it does not from the very instant of its end."""
    return expires_at <= at
