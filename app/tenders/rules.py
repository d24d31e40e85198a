"""States and rules of tenders, as plain values."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.foundation.errors import move
from app.foundation.reference.units import Unit, periods_between


class TenderState(enum.Enum):
    """The state of a tender."""

    draft = "Draft"
    published = "Open"
    closed = "Closed"
    awarded = "Awarded"
    withdrawn = "Withdrawn"


TENDER_MOVES = {
    TenderState.draft: {TenderState.published, TenderState.withdrawn},
    TenderState.published: {TenderState.closed, TenderState.withdrawn},
    TenderState.closed: {TenderState.awarded, TenderState.withdrawn},
}


def publish(state: TenderState) -> TenderState:
    """The state after opening a draft to bidders."""
    return move("tender", state, TenderState.published, TENDER_MOVES)


def close(state: TenderState) -> TenderState:
    """The state after the deadline has passed."""
    return move("tender", state, TenderState.closed, TENDER_MOVES)


def withdraw(state: TenderState) -> TenderState:
    """The state after the buyer withdraws it."""
    return move("tender", state, TenderState.withdrawn, TENDER_MOVES)


class LotState(enum.Enum):
    """The state of a lot. Consortia bid only for open ones; a tender with one open lot is open."""

    open = "Open"
    over = "Over"
    awarded = "Awarded"
    unsuccessful = "No award made"
    cancelled = "Cancelled"
    removed = "Removed from the notice"


def is_described(lot: LotState, tender: TenderState) -> bool:
    """Whether a lot's work packages are shown and drafted: if the lot is open, or if it was awarded or is
    over and so is the whole tender, for people who look at what was bought."""
    if lot is LotState.open:
        return True
    return lot in (LotState.awarded, LotState.over) and tender not in (
        TenderState.draft,
        TenderState.published,
    )


class TenderSource(enum.Enum):
    """Where a tender comes from."""

    written = "Written here"
    imported = "Imported from a public notice"
    practice = "Practice copy"


class Arrangement(enum.Enum):
    """What is being awarded, and so whether a lot has one winner or many."""

    contract = "Contract"
    framework = "Framework"
    dynamic_market = "Dynamic market"


class Liability(enum.Enum):
    """Whose finances count: every member's under joint and several liability, otherwise only the lead's."""

    joint = "Joint and several"
    lead = "Lead only"


class WorkPackageState(enum.Enum):
    """A draft package is a guess that a person still has to confirm. The solver gets only confirmed ones."""

    draft = "Draft: please confirm"
    confirmed = "Confirmed"


WORK_PACKAGE_MOVES = {
    WorkPackageState.draft: {WorkPackageState.confirmed},
    WorkPackageState.confirmed: {WorkPackageState.confirmed},
}


def confirm(state: WorkPackageState) -> WorkPackageState:
    """The state after a person confirms a package, for the first time or again."""
    return move("work package", state, WorkPackageState.confirmed, WORK_PACKAGE_MOVES)


class ReleaseState(enum.Enum):
    """What happened to an imported release."""

    imported = "Imported"
    updated = "Updated"
    unchanged = "Unchanged"
    quarantined = "Set aside"
    suggested = "Suggested"
    declined = "Declined"


APPLIED = (ReleaseState.imported, ReleaseState.updated)  # the releases that a tender's fields come from


class Needed(enum.Enum):
    """When a bidder must meet a condition."""

    bidding = "When bidding"
    start = "By the start of the contract"


class ConditionKind(enum.Enum):
    """A condition of participation, by the solver rule for it; `text` has no rule, only words."""

    lead_credential = "The lead must have"
    lead_turnover = "Minimum yearly turnover of the lead"
    lead_value_share = "Minimum share delivered by the lead"
    group_credential = "At least one member must have"
    package_credential = "Each provider must have"
    combined_turnover = "Minimum combined turnover, as a share of the yearly value"
    exposure = "Maximum share of a member's turnover"
    supported_workforce = "Minimum share of supported workforce"
    members_max = "Maximum number of members"
    text = "In the buyer's words"


class CriterionKind(enum.Enum):
    """What a criterion scores."""

    price = "Price"
    quality = "Quality"
    social_value = "Social value"
    other = "Other"


class NoNotice(enum.Enum):
    """Why a tender here needs no official notice."""

    below_threshold = "Its value is below the threshold for a notice"
    exempt = "It is an exempted contract under the Procurement Act 2023"
    call_off = "It is a call-off from a framework or dynamic market that has a notice"
    private_buyer = "The buyer is not a contracting authority under the Act"


# A notice without a deadline is shown as open for this long after it was published.
UNDATED_LASTS = timedelta(days=180)
ASSUMED_MONTHS = 12
USUAL_DAYS = 25  # Procurement Act 2023, section 54, for most procedures


def shown_state(state: TenderState, deadline: datetime | None, at: datetime) -> TenderState:
    """The state to show and to decide by: a published tender is closed from its deadline on, even before the
    worker has closed it.

    `deadline` is when it stops being open: its own deadline, or the day on which a tender without one counts
    as old (`Tender.closes_at`).
    """
    if state is TenderState.published and deadline is not None and deadline <= at:
        return TenderState.closed
    return state


def is_open(state: TenderState, deadline: datetime | None, at: datetime) -> bool:
    """Whether bids can still go in."""
    return shown_state(state, deadline, at) is TenderState.published


def value_of_lot(total: int | None, values: Sequence[int | None], position: int) -> int | None:
    """Pence a lot is worth: its own value, or what the other lots leave of the total. None: unknown.

    It is unknown if several lots have no value, because nobody states how they share what is left, and if
    every lot repeats the value of the whole tender.
    """
    if len(values) > 1 and set(values) == {total}:
        return None
    value = values[position]
    if value is not None:
        return value
    if total is None or values.count(None) > 1:
        return None
    left = total - sum(value for value in values if value is not None)
    return left if left > 0 else None


def periods_of_term(
    unit: Unit, starts_on: date | None, ends_on: date | None, months: int | None
) -> tuple[int, str]:
    """(number of periods of the unit in a contract, how it was worked out in words)."""
    if starts_on and ends_on and ends_on >= starts_on:
        count = periods_between(unit, starts_on, ends_on)
        return count, f"{count:,} {unit.period if count == 1 else unit.periods} (from its dates)"
    length = months or ASSUMED_MONTHS
    per_year = {"month": 12, "week": 52, "day": 365}[unit.period]
    count = max(1, (length * per_year + 6) // 12)
    words = (
        f"{length} months"
        if months
        else f"an assumed {ASSUMED_MONTHS} months, because it does not state a length"
    )
    return count, f"{count:,} {unit.period if count == 1 else unit.periods} (from a length of {words})"


def estimated_rate(value: int, periods: int, unit_price: int) -> int | None:
    """Units a period that the value buys at a price, to two significant digits: an estimate must not look
    exact, and nobody must be able to work out the register's prices from it. None where it does not buy one
    unit: such a value is a price for something else, such as an hour."""
    exact = value // max(1, periods * unit_price)
    if exact < 1:
        return None
    scale: int = 10 ** max(0, len(str(exact)) - 2)
    return (exact + scale // 2) // scale * scale


def estimated_range(value: int, periods: int, lowest_price: int, highest_price: int) -> tuple[int, int]:
    """(least, most) units a period that the value buys at these prices, rounded down and up to one
    significant digit, so that the estimate lies between them and nobody can work out anyone's price."""
    least, most = (value // max(1, periods * price) for price in (highest_price, lowest_price))
    down, up = (10 ** max(0, len(str(quantity)) - 1) for quantity in (least, most))
    return max(1, least // down * down), max(1, -(-most // up) * up)


_INSURANCE = re.compile(r"\binsur|\bindemnity\b|public liability|employers.? liability", re.IGNORECASE)
_ALREADY = re.compile(
    r"\b(?:already|currently|at (?:the )?(?:time|date|point) of (?:bid|tender|submission|application)|"
    r"(?:before|prior to|in advance of) (?:the )?(?:award|bid|tender|submission|applying)|"
    r"with (?:the|your|their) (?:bid|tender|submission)|when (?:bidding|tendering|applying)|in place at"
    r" tender)",
    re.IGNORECASE,
)
INSURANCE_TOO_EARLY = (
    "You cannot require insurance before the contract is awarded (Procurement Act 2023, section 22). "
    "Ask for it by the start of the contract."
)


def demands_insurance_early(text: str) -> bool:
    """Whether a condition asks for insurance to be in place before award, which section 22(3) forbids."""
    sentences = re.split(r"(?<=[.;\n])\s+", text)
    return any(_INSURANCE.search(sentence) and _ALREADY.search(sentence) for sentence in sentences)


def cautions(
    value: int | None,
    months: int | None,
    lead_turnovers: Sequence[int],
    deadline: datetime | None,
    at: datetime,
) -> list[str]:
    """What a buyer may do but should reconsider, a sentence each. This reads the rules and is not legal
    advice.
    """
    sentences = []
    yearly = value * 12 // max(12, months or 12) if value else None
    if yearly and any(turnover > 2 * yearly for turnover in lead_turnovers):
        sentences.append(
            "You are asking for a turnover of more than twice the contract's yearly value. Conditions must be"
            " proportionate, and this one excludes most social enterprises."
        )
    if deadline is not None and deadline - at < timedelta(days=USUAL_DAYS):
        sentences.append(
            f"Bidders have less than {USUAL_DAYS} days, the usual minimum under the Procurement Act. "
            "Organisations need time to form a consortium."
        )
    return sentences


def weights_fault(weights: Sequence[int | None]) -> str | None:
    """What is wrong with the weights (basis points) of the criteria for one lot, in words, or None."""
    if not weights or all(weight is None for weight in weights):
        return None
    if any(weight is None for weight in weights):
        return "Give a weight to every criterion, or to none of them"
    total = sum(weight or 0 for weight in weights)
    if total != 10_000:
        return f"The weights must add up to 100%. They add up to {total / 100:g}%"
    return None
