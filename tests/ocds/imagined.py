"""Notices of every shape that the product can hold, for hypothesis."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from string import ascii_lowercase, digits

from hypothesis import strategies as st

from app.foundation.reference import cpv, credentials, regimes, units
from app.ocds.notice import (
    Notice,
    NoticeCondition,
    NoticeCriterion,
    NoticeDocument,
    NoticeLot,
    NoticeWorkPackage,
    Standing,
)
from app.tenders.rules import Arrangement, ConditionKind, CriterionKind, Liability, LotState, Needed

CODES = [code for code in cpv.codes() if cpv.group_or_deeper(code)][::97]
PLACES = ["UK", "E92000001", "E08000025", "E05011118", "TLG31", "W06000015"]
HELD = [credential.key for credential in credentials.all_types()][::5]
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf"), include_characters="\n"), max_size=30)
NAMES = WORDS.filter(bool)
KEYS = st.text(st.characters(categories=("L", "N", "Pd")), min_size=1, max_size=80)
ADDRESSES = st.sampled_from(["", "https://tenders.example/7", "http://tenders.example/a?b=c"])
MICRO = timedelta(microseconds=1)
DAYS = st.none() | st.dates(date(1991, 1, 1), date(2099, 12, 31))
INSTANTS = st.none() | st.integers(0, 3 * 10**15).map(
    lambda micro: datetime(1991, 1, 1, tzinfo=UTC) + micro * MICRO
)
MONTHS = st.none() | st.integers(1, 240)
PENCE = st.none() | st.integers(0, 10**14)
FLAGS = st.none() | st.booleans()
LIMITS = st.none() | st.integers(1, 10_000)
# Not from_regex, which takes half a minute to begin: it looks at every character there is.
PLAIN = ascii_lowercase + digits
OCIDS = st.builds(
    "ocds-{}-{}".format, st.text(PLAIN, min_size=6, max_size=6), st.text(PLAIN, min_size=1, max_size=12)
)
NUMBERS = [
    ("", ""),
    ("2026/S 000-000123", ""),
    ("050722-2026", "https://www.find-tender.service.gov.uk/Notice/050722-2026"),
]


@st.composite
def packages(draw: st.DrawFn) -> NoticeWorkPackage:
    """A work package that a person could have written or confirmed."""
    code, quantity = draw(st.sampled_from(CODES)), draw(st.integers(1, 10_000_000))
    return NoticeWorkPackage(
        draw(NAMES),
        code,
        draw(st.sampled_from(PLACES)),
        units.standard_unit(code).name,
        quantity,
        draw(st.integers(1, 10_000)),
        draw(st.integers(1, 50)),
        draw(st.integers(0, quantity)),
        tuple(draw(st.lists(st.sampled_from(HELD), unique=True, max_size=3))),
        draw(WORDS),
        draw(st.booleans()),
        draw(WORDS),
    )


@st.composite
def lots(draw: st.DrawFn, key: str) -> NoticeLot:
    """A lot under this key. Its value is in pounds, whatever the currency of the whole."""
    return NoticeLot(
        key=key,
        title=draw(NAMES),
        description=draw(WORDS),
        value=draw(PENCE),
        status=draw(st.sampled_from(["", "active", "cancelled", "Lot stopped"])),
        capabilities=tuple(draw(st.lists(st.sampled_from(CODES), unique=True, max_size=3))),
        areas=tuple(draw(st.lists(st.sampled_from(PLACES), unique=True, max_size=3))),
        starts_on=draw(DAYS),
        ends_on=draw(DAYS),
        term_months=draw(MONTHS),
        state=draw(st.sampled_from(LotState)),
        extension=draw(WORDS),
        extension_months=draw(MONTHS),
        work_packages=tuple(draw(st.lists(packages(), max_size=3))),
    )


def criteria(keys: list[str | None]) -> st.SearchStrategy[NoticeCriterion]:
    weights = st.none() | st.integers(0, 10_000)
    return st.builds(
        NoticeCriterion, st.sampled_from(keys), st.sampled_from(CriterionKind), NAMES, WORDS, weights
    )


def conditions(keys: list[str | None]) -> st.SearchStrategy[NoticeCondition]:
    return st.builds(
        NoticeCondition, st.sampled_from(keys), st.sampled_from(ConditionKind), WORDS,
        st.none() | st.integers(0, 10**12), st.none() | st.sampled_from(HELD), st.sampled_from(Needed),
    )  # fmt: skip


@st.composite
def notices(draw: st.DrawFn) -> Notice:
    """A notice of our own with one to three lots."""
    lot_keys = draw(st.lists(KEYS, min_size=1, max_size=3, unique=True))
    keys: list[str | None] = [None, *lot_keys]
    currency = draw(st.sampled_from(["GBP", "GBP", "EUR"]))
    number, url = draw(st.sampled_from(NUMBERS))
    return Notice(
        ocid=f"ocds-sample-{draw(st.integers(1, 10**9))}",
        release_id="",
        tags=("tender",),
        released_at=None,
        standing=draw(st.sampled_from([Standing.open, Standing.over, Standing.awarded, Standing.withdrawn])),
        buyer_name=draw(NAMES),
        buyer_identifier=draw(
            st.sampled_from([None, "GB-PPON-PDTL-7248-GWZW", "GB-COH-01234567", "E08000025"])
        ),
        title=draw(NAMES),
        description=draw(WORDS),
        notice_number=number,
        notice_url=url,
        portal_url=draw(ADDRESSES),
        regime=draw(st.sampled_from([regime.key for regime in regimes.all_regimes()])),
        arrangement=draw(st.sampled_from(Arrangement)),
        procedure=draw(WORDS),
        main_category=draw(st.sampled_from(["", "goods", "works", "services", "mixed"])),
        capability=draw(st.none() | st.sampled_from(CODES)),
        value=draw(PENCE) if currency == "GBP" else None,
        currency=currency,
        value_note=draw(WORDS),
        deadline=draw(INSTANTS),
        deadline_is_day=draw(st.booleans()),
        stale_at=None,
        contact_name=draw(st.sampled_from(["", "Procurement team"])),
        contact_email=draw(st.sampled_from(["", "bids@example.org"])),
        contact_phone=draw(st.sampled_from(["", "0121 496 0000"])),
        other_buyers=draw(st.sampled_from([(), ("Perry Barr Trust",), ("Perry Barr Trust", "Aston Trust")])),
        further_terms=tuple(draw(st.lists(NAMES, max_size=2))),
        enquiries_until=draw(INSTANTS),
        starts_on=draw(DAYS),
        ends_on=draw(DAYS),
        term_months=draw(MONTHS),
        suitable_sme=draw(FLAGS),
        suitable_vcse=draw(FLAGS),
        above_threshold=draw(FLAGS),
        reserved=draw(WORDS | st.just("Reserved for supported employment providers")),
        max_lots_bid=draw(LIMITS),
        max_lots_awarded=draw(LIMITS),
        related_ocids=tuple(draw(st.lists(OCIDS, unique=True, max_size=2))),
        lots=tuple(draw(lots(key)) for key in lot_keys),
        criteria=tuple(draw(st.lists(criteria(keys), max_size=4))),
        conditions=tuple(draw(st.lists(conditions(keys), max_size=4))),
        documents=tuple(draw(st.lists(st.builds(NoticeDocument, NAMES, ADDRESSES, WORDS), max_size=2))),
        awards=(),
        remarks=(),
        liability=draw(st.none() | st.sampled_from(Liability)),
        no_notice_reason=draw(WORDS),
        practice=draw(st.booleans()),
    )
