"""States and rules of tenders, as plain values."""

from __future__ import annotations

import enum


class TenderState(enum.Enum):
    """Where a tender stands."""

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


class TenderSource(enum.Enum):
    """How a tender came here."""

    written = "Written here"
    imported = "Imported from a public notice"
    practice = "Practice copy"


class Arrangement(enum.Enum):
    """What is being let: says whether a lot has one winner or many."""

    contract = "Contract"
    framework = "Framework"
    dynamic_market = "Dynamic market"


class Liability(enum.Enum):
    """Whose finances count: every member's under joint and several liability, otherwise only the lead's."""

    joint = "Joint and several"
    lead = "Lead only"


class WorkPackageState(enum.Enum):
    """A draft package is a guess that a person has still to confirm; only confirmed ones are solved for."""

    draft = "Draft: please confirm"
    confirmed = "Confirmed"


class ReleaseState(enum.Enum):
    """What became of one imported release."""

    imported = "Imported"
    updated = "Updated"
    unchanged = "Unchanged"
    quarantined = "Set aside"


class ConditionKind(enum.Enum):
    """A condition of participation, by the solver rule that keeps it; `text` has no rule, only words."""

    lead_credential = "The lead must hold"
    lead_turnover = "The lead's least yearly turnover"
    lead_value_share = "The lead's least share of the value"
    group_credential = "At least one member must hold"
    package_credential = "Whoever delivers it must hold"
    combined_turnover = "Combined turnover against yearly value"
    exposure = "Most of a member's turnover at stake"
    supported_workforce = "Supported workforce"
    members_max = "Most members"
    text = "In the buyer's words"


class CriterionKind(enum.Enum):
    """What a scored criterion looks at."""

    price = "Price"
    quality = "Quality"
    social_value = "Social value"
    other = "Other"
