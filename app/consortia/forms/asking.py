"""The enquiry form: lots, the tender's rules, the broker's own wishes, what each thing is worth."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovCheckboxInput, GovRadioInput, GovSelect
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from app.consortia.forms.lots import ExclusiveLotsField, LotCategoriesField
from app.consortia.rules.question import Question, Weights
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
        "Which lots should the consortium cover?",
        coerce=int,
        widget=GovCheckboxesInput(),
        description="Only lots with confirmed work packages are listed.",
    )
    budget = PoundsField(
        "Maximum price for these lots together",
        description="What the buyer has said it will pay, without VAT. Leave blank if there is no limit.",
    )
    keep_lot_values = BooleanField(
        "Also keep each lot within its published value",
        widget=GovCheckboxInput(),
    )
    members_min = WholeNumberField(
        "Minimum number of members",
        required="Enter the minimum number of members",
        at_least=1,
        at_most=MOST_MEMBERS,
        description="Include the lead in this number.",
    )
    members_max = WholeNumberField(
        "Maximum number of members",
        required="Enter the maximum number of members",
        at_least=1,
        at_most=MOST_MEMBERS,
        description="Buyers find large groups harder to assess.",
    )
    term_months = WholeNumberField(
        "Contract length, in months", required="Enter the contract length in months",
        at_least=1, at_most=MOST_MONTHS, description="We use this to work out yearly values.",
    )  # fmt: skip
    liability = RadioField(
        "Whose turnover counts?",
        choices=[
            SelectChoice("joint", "Every member’s: they are jointly and severally liable"),
            SelectChoice("lead", "Only the lead’s: only the lead is liable"),
        ],
        widget=GovRadioInput(),
        description="The tender says how liability is shared.",
    )
    lead_credentials = SelectMultipleField(
        "Which credentials must the lead have?",
        widget=GovCheckboxesInput(),
        description="Certificates and insurance that the lead itself holds.",
    )
    group_credentials = SelectMultipleField(
        "Which credentials must at least one member have?",
        widget=GovCheckboxesInput(),
        description="Any member can provide these for the group.",
    )
    lead_min_turnover = PoundsField(
        "Minimum yearly turnover of the lead", description="As set in the tender."
    )
    lead_min_value_share_bp = PercentField(
        "Minimum share delivered by the lead", at_most=10_000,
        description="Share of the contract value that the lead must deliver itself.",
    )  # fmt: skip
    combined_turnover_bp = PercentField(
        "Minimum turnover, compared with the contract’s yearly value", at_most=1_000_000,
        description="100% means the turnover that counts must be at least the contract’s yearly value.",
    )  # fmt: skip
    exposure_bp = PercentField(
        "Maximum share of a member’s turnover",
        at_most=1_000_000,
        description=(
            "This protects small members. At 50%, a year’s work is worth at most half a member’s turnover."
        ),
    )
    supported_workforce_bp = PercentField(
        "Minimum share of the combined workforce that is disabled or disadvantaged", at_most=10_000,
        description="30% if the contract is reserved under section 32 of the Procurement Act 2023.",
    )  # fmt: skip
    member_floor = PoundsField(
        "Minimum value for each member",
        description="This stops an enterprise joining only for a certificate.",
    )
    social_enterprise_share_bp = PercentField(
        "Minimum share of the value for social enterprises", at_most=10_000,
        description="This is your own preference, not a condition of the tender.",
    )  # fmt: skip
    local_share_bp = PercentField(
        "Minimum share of the value for local enterprises",
        at_most=10_000,
        description="We use the area each enterprise is based in.",
    )
    local_areas = SelectMultipleField(
        "Which areas count as local?",
        widget=GovCheckboxesInput(),
        description="Choose from the areas around the work.",
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
        description=(
            "A bidder can have lots of one category only. Enter how many of which lots, like 1 of lots 1, 2; "
            "2 of lots 3, 4"
        ),
    )
    lot_bidder = RadioField(
        "Who counts as one bidder?",
        default="consortium",
        choices=[
            SelectChoice("consortium", "The consortium as a whole"),
            SelectChoice("member", "Each member separately"),
        ],
        widget=GovRadioInput(),
        description=(
            "A group that signs one contract is usually one bidder. If the tender does not say, ask the"
            " buyer."
        ),
    )
    trust = RadioField(
        "Must every member know the lead?",
        choices=[
            SelectChoice("optional", "No: show trust, and count it as much as you say below"),
            SelectChoice("lead", "Yes: every member must have a trust pair with the lead"),
        ],
        widget=GovRadioInput(),
        description="A trust pair is confirmed by both enterprises or vouched for by an adviser.",
    )
    resilience = RadioField(
        "What if a member drops out?",
        choices=[
            SelectChoice("report", "Only show which members the others could not replace"),
            SelectChoice("prefer", "Prefer groups that can cover for each other, even at a higher price"),
            SelectChoice("require", "Require that the others can cover for any one member except the lead"),
        ],
        widget=GovRadioInput(),
        description="For large tenders it is often impossible to require this.",
    )
    shortfall_weight = WholeNumberField(
        "What each pound of uncovered work counts as, in pounds of price",
        at_least=0,
        at_most=100,
        description=(
            "We use this only if you prefer groups that can cover for each other. Leave blank to use 1."
        ),
    )
    social_value_weight = WholeNumberField(
        "What one social value point is worth, in pence", at_most=1_000_000,
        description="You would pay this much more for each extra point.",
    )  # fmt: skip
    trust_weight = PoundsField(
        "What a member the lead trusts fully is worth, compared with one it does not know",
        at_most=100_000_000_00,
        description="In steps of £10.",
    )
    members_weight = PoundsField(
        "What one member fewer is worth",
        at_most=100_000_000_00,
        description="Each extra member needs more coordination.",
    )
    lead = SelectField("Must a particular enterprise lead?", coerce=int, widget=GovSelect())
    include = SelectMultipleField(
        "Who must take part?",
        coerce=int,
        widget=GovCheckboxesInput(),
        description="Only enterprises with a matching offer are listed.",
    )
    exclude = SelectMultipleField(
        "Who must be left out?",
        coerce=int,
        widget=GovCheckboxesInput(),
        description="For example, because they have declined.",
    )
    count = WholeNumberField(
        "How many proposals do you want?",
        required="Enter how many proposals you want",
        at_least=1,
        at_most=10,
    )
    min_difference = WholeNumberField(
        "By how many members must proposals differ?",
        required="Enter by how many members proposals must differ",
        at_least=1,
        at_most=20,
        description="Count each member that is in one proposal and not in the other.",
    )
    distinct_leads = BooleanField("Each proposal must have a different lead", widget=GovCheckboxInput())
    seconds = SelectField(
        "How long can the search take?",
        coerce=int,
        choices=[
            SelectChoice(30, "Half a minute"),
            SelectChoice(120, "2 minutes"),
            SelectChoice(600, "10 minutes"),
        ],
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
        self.lead.choices = [SelectChoice(0, "No, choose the best one"), *_offered(enterprises)]
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
