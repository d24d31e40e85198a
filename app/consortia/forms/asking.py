"""The enquiry form: lots, the tender's rules, the broker's own wishes, what each thing is worth."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovCheckboxInput, GovRadioInput, GovSelect
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from app.consortia.forms.lots import ExclusiveLotsField, LotCategoriesField
from app.consortia.rules import Question, Weights
from app.foundation import web
from app.foundation.web.fields import PercentField, PoundsField, WholeNumberField
from solver.problem import LeadRule, LotCategory, Members, Rules

MOST_MEMBERS = 60
MOST_MONTHS = 600
KNOWN = 1000  # a pair's full trust, in per mille

Choices = Sequence[tuple[Any, str]]


class EnquiryForm(web.Form):
    """What the adviser asks of the solver. `fill` shows a question, `question` gives what was typed."""

    lot_numbers: Mapping[int, int] = {}  # lot id -> number in the tender
    key = HiddenField()
    lots = SelectMultipleField(
        "Which lots shall they cover?",
        coerce=int,
        widget=GovCheckboxesInput(),
        description="Only lots with confirmed work packages can be covered.",
    )
    budget = PoundsField(
        "Highest price for these lots together",
        description="What the buyer said it will pay, without VAT. Leave it empty if there is no limit.",
    )
    keep_lot_values = BooleanField(
        "Also keep each lot within its own published value",
        widget=GovCheckboxInput(),
    )
    members_min = WholeNumberField(
        "Fewest members", required="Enter the fewest members", at_least=1, at_most=MOST_MEMBERS,
        description="Counting the lead.",
    )  # fmt: skip
    members_max = WholeNumberField(
        "Most members", required="Enter the most members", at_least=1, at_most=MOST_MEMBERS,
        description="Buyers find large groups demanding to judge.",
    )  # fmt: skip
    term_months = WholeNumberField(
        "How long the contract runs, in months", required="Enter how many months the contract runs",
        at_least=1, at_most=MOST_MONTHS, description="Yearly values are worked out from it.",
    )  # fmt: skip
    liability = RadioField(
        "Whose turnover counts?",
        choices=[
            SelectChoice("joint", "Every member’s: they are jointly and severally liable"),
            SelectChoice("lead", "Only the lead’s: the lead alone is liable"),
        ],
        widget=GovRadioInput(),
        description="The tender says how liability is shared.",
    )
    lead_credentials = SelectMultipleField(
        "What must the lead hold?",
        widget=GovCheckboxesInput(),
        description="Certificates and insurance of the lead itself.",
    )
    group_credentials = SelectMultipleField(
        "What must at least one member hold?",
        widget=GovCheckboxesInput(),
        description="Any member’s will do for the group.",
    )
    lead_min_turnover = PoundsField("Least yearly turnover of the lead", description="As the tender asks.")
    lead_min_value_share_bp = PercentField(
        "Least part of the value that the lead delivers itself", at_most=10_000,
        description="So that whoever signs also works.",
    )  # fmt: skip
    combined_turnover_bp = PercentField(
        "Turnover that counts, against the contract’s yearly value", at_most=1_000_000,
        description="100% means: together they turn over as much a year as the contract is worth a year.",
    )  # fmt: skip
    exposure_bp = PercentField(
        "Most of a member’s turnover that may hang on this contract", at_most=1_000_000,
        description="Protects small members: 50% means that its yearly part is at most half of its turnover.",
    )  # fmt: skip
    supported_workforce_bp = PercentField(
        "Least part of the combined workforce that is disabled or disadvantaged", at_most=10_000,
        description="30% where the contract is reserved under section 32 of the Procurement Act 2023.",
    )  # fmt: skip
    member_floor = PoundsField(
        "Least value for each member", description="Nobody then takes part for a certificate alone."
    )
    social_enterprise_share_bp = PercentField(
        "Least part of the value for social enterprises", at_most=10_000,
        description="Your own wish, never a condition of the tender.",
    )  # fmt: skip
    local_share_bp = PercentField(
        "Least part of the value for local enterprises", at_most=10_000, description="By where each has its home."
    )
    local_areas = SelectMultipleField(
        "Which areas count as local?", widget=GovCheckboxesInput(), description="Around what the tender needs."
    )
    lots_per_bidder = WholeNumberField(
        "Maximum number of lots for one bidder", at_least=1, at_most=10_000,
        description="Leave blank if the tender sets no limit.",
    )  # fmt: skip
    exclusive_lots = ExclusiveLotsField(
        "Lots that exclude each other",
        description="A bidder cannot have both lots of a pair. Enter pairs by number, like 1 and 2; 3 and 4",
    )
    lot_categories = LotCategoriesField(
        "Categories of lots",
        description="A bidder can have lots of one category only. Enter how many of which, like 1 of lots 1, 2; "
        "2 of lots 3, 4",
    )
    lot_bidder = RadioField(
        "Who counts as one bidder?",
        default="consortium",
        choices=[
            SelectChoice("consortium", "The consortium as a whole"),
            SelectChoice("member", "Each member separately"),
        ],
        widget=GovRadioInput(),
        description="A group that signs one contract is usually one bidder. If the tender does not say, ask the buyer.",
    )
    trust = RadioField(
        "Must everybody know the lead?",
        choices=[
            SelectChoice("optional", "No: trust is shown, and worth what you say below"),
            SelectChoice("lead", "Yes: every member must have a trust pair with the lead"),
        ],
        widget=GovRadioInput(),
        description="A trust pair is confirmed by both enterprises or vouched for by an adviser.",
    )
    resilience = RadioField(
        "What if a member drops out?",
        choices=[
            SelectChoice("report", "Only tell me who could not be replaced from within"),
            SelectChoice("prefer", "Prefer groups that can take over from one another, at a price"),
            SelectChoice("require", "Insist: any one member but the lead can drop out"),
        ],
        widget=GovRadioInput(),
        description="Insisting is often impossible for large tenders.",
    )
    shortfall_weight = WholeNumberField(
        "If you prefer: pounds of price that each pound of uncovered work is worth", at_least=0, at_most=100
    )
    social_value_weight = WholeNumberField(
        "A social value point is worth, in pence", at_most=1_000_000,
        description="The price may be this much higher for each point more.",
    )  # fmt: skip
    trust_weight = PoundsField(
        "A member whom the lead trusts fully, rather than does not know, is worth", at_most=100_000_000_00,
        description="In steps of £10.",
    )  # fmt: skip
    members_weight = PoundsField(
        "One member fewer is worth", at_most=100_000_000_00, description="Each member more costs coordination."
    )
    lead = SelectField("Must a certain enterprise lead?", coerce=int, widget=GovSelect())
    include = SelectMultipleField(
        "Who must take part?",
        coerce=int,
        widget=GovCheckboxesInput(),
        description="Only those with a matching offer are listed.",
    )
    exclude = SelectMultipleField(
        "Who must be left out?",
        coerce=int,
        widget=GovCheckboxesInput(),
        description="For example, because it has said no.",
    )
    count = WholeNumberField(
        "How many alternatives?", required="Enter how many alternatives you want", at_least=1, at_most=10
    )
    min_difference = WholeNumberField(
        "By how many members must they differ?", required="Enter by how many members they must differ",
        at_least=1, at_most=20, description="Counting who is in one and not in the other.",
    )  # fmt: skip
    distinct_leads = BooleanField("Each with another lead", widget=GovCheckboxInput())
    seconds = SelectField(
        "How long may the search take?",
        coerce=int,
        choices=[SelectChoice(30, "Half a minute"), SelectChoice(120, "2 minutes"), SelectChoice(600, "10 minutes")],
        widget=GovSelect(),
    )

    def offer_choices(
        self,
        lots: Choices,
        credentials: Choices,
        areas: Choices,
        enterprises: Choices,
        lot_numbers: dict[int, int],
    ) -> None:
        """What may be chosen for this tender. `lot_numbers` is lot id -> its number in the tender."""
        self.lots.choices = _offered(lots)
        self.lot_numbers = lot_numbers
        self.exclusive_lots.numbers = self.lot_categories.numbers = lot_numbers.values()
        self.lead_credentials.choices = self.group_credentials.choices = _offered(credentials)
        self.local_areas.choices = _offered(areas)
        self.lead.choices = [SelectChoice(0, "Whoever suits best"), *_offered(enterprises)]
        self.include.choices = self.exclude.choices = _offered(enterprises)

    def fill(self, question: Question) -> None:
        """Show a question, with a fresh key."""
        rules, weights = question.rules, question.weights
        for name in _SAME:
            self[name].data = getattr(rules, name)
        for name in _LISTS:
            self[name].data = list(getattr(rules, name))
        self.members_min.data, self.members_max.data = rules.members.min, rules.members.max
        self.lead_credentials.data = list(rules.lead.credentials)
        pairs = [tuple(self._numbered(pair)) for pair in rules.exclusive_lots]
        self.exclusive_lots.data = [pair for pair in pairs if len(pair) == 2] or None
        kinds = [(self._numbered(category.lots), category.most) for category in rules.lot_categories]
        self.lot_categories.data = [kind for kind in kinds if kind[0]] or None
        for name in ("count", "min_difference", "distinct_leads", "seconds"):
            self[name].data = getattr(question, name)
        for name in ("lots", "include", "exclude"):
            self[name].data = list(getattr(question, name))
        self.lead_min_turnover.data = rules.lead.min_turnover or None
        self.lead_min_value_share_bp.data = rules.lead.min_value_share_bp or None
        self.keep_lot_values.data = bool(rules.lot_budgets)
        self.lead.data = question.lead or 0
        self.social_value_weight.data = weights.social_value
        self.trust_weight.data = weights.trust * KNOWN
        self.members_weight.data = weights.members
        self.shortfall_weight.data = weights.shortfall or 1
        self.key.data = secrets.token_urlsafe(16)

    def question(self, lot_values: dict[int, int | None]) -> Question:
        """The question as it was typed. `lot_values` are the lots' published values in pence."""
        same = {name: self[name].data for name in _SAME}
        lists: dict[str, Any] = {name: tuple(self[name].data or ()) for name in _LISTS}
        budgets = {str(lot): value for lot in self.lots.data if (value := lot_values.get(lot))}
        ids = {number: str(lot) for lot, number in self.lot_numbers.items()}
        rules = Rules(
            **same,
            **lists,
            members=Members(self.members_min.data or 0, self.members_max.data or 0),
            lead=LeadRule(
                tuple(self.lead_credentials.data or ()),
                self.lead_min_turnover.data or 0,
                self.lead_min_value_share_bp.data or 0,
            ),
            exclusive_lots=tuple((ids[a], ids[b]) for a, b in self.exclusive_lots.data or ()),
            lot_categories=tuple(
                LotCategory(tuple(ids[number] for number in numbers), most)
                for numbers, most in self.lot_categories.data or ()
            ),
            lot_budgets=budgets if self.keep_lot_values.data else {},
        )
        return Question(
            lots=tuple(self.lots.data or ()),
            rules=rules,
            weights=self._weights(),
            include=tuple(self.include.data or ()),
            exclude=tuple(self.exclude.data or ()),
            lead=self.lead.data or None,
            count=self.count.data or 1,
            min_difference=self.min_difference.data or 1,
            distinct_leads=bool(self.distinct_leads.data),
            seconds=self.seconds.data,
        )

    def _numbered(self, lots: Sequence[str]) -> list[int]:
        """The numbers of lots, without those that are gone."""
        return [self.lot_numbers[int(lot)] for lot in lots if int(lot) in self.lot_numbers]

    def _weights(self) -> Weights:
        return Weights(
            social_value=self.social_value_weight.data or 0,
            trust=(self.trust_weight.data or 0) // KNOWN,
            members=self.members_weight.data or 0,
            shortfall=(self.shortfall_weight.data or 1) if self.resilience.data == "prefer" else 0,
        )


_SAME = (
    "term_months",
    "liability",
    "member_floor",
    "budget",
    "exposure_bp",
    "combined_turnover_bp",
    "social_enterprise_share_bp",
    "local_share_bp",
    "supported_workforce_bp",
    "trust",
    "resilience",
    "lots_per_bidder",
    "lot_bidder",
)

_LISTS = ("group_credentials", "local_areas")


def _offered(choices: Choices) -> list[SelectChoice]:
    return [SelectChoice(value, words) for value, words in choices]
