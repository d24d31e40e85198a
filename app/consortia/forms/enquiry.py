"""The fields of the enquiry form: lots, the tender's rules, the adviser's own wishes, and their worth."""

from __future__ import annotations

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovCheckboxInput, GovRadioInput, GovSelect
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from app.consortia.forms.lots import ExclusiveLotsField, LotCategoriesField
from app.foundation import web
from app.foundation.web.fields import PercentField, PoundsField, WholeNumberField

MOST_MEMBERS = 60
MOST_MONTHS = 600


class EnquiryFields(web.Form):
    """Everything an adviser can ask of the solver, in the order of the page."""

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
        "Contract length, in months",
        required="Enter the contract length in months",
        at_least=1,
        at_most=MOST_MONTHS,
        description="We use this to work out yearly values.",
    )
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
        "Minimum share delivered by the lead",
        at_most=10_000,
        description="Share of the contract value that the lead must deliver itself.",
    )
    combined_turnover_bp = PercentField(
        "Minimum turnover, compared with the contract’s yearly value",
        at_most=1_000_000,
        description="100% means the turnover that counts must be at least the contract’s yearly value.",
    )
    exposure_bp = PercentField(
        "Maximum share of a member’s turnover",
        at_most=1_000_000,
        description=(
            "This protects small members. At 50%, a year’s work is worth at most half a member’s turnover."
        ),
    )
    supported_workforce_bp = PercentField(
        "Minimum share of the combined workforce that is disabled or disadvantaged",
        at_most=10_000,
        description="30% if the contract is reserved under section 32 of the Procurement Act 2023.",
    )
    member_floor = PoundsField(
        "Minimum value for each member",
        description="This stops an enterprise joining only for a certificate.",
    )
    social_enterprise_share_bp = PercentField(
        "Minimum share of the value for social enterprises",
        at_most=10_000,
        description="This is your own preference, not a condition of the tender.",
    )
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
        "Maximum number of lots for one bidder",
        at_least=1,
        at_most=10_000,
        description="Leave blank if the tender sets no limit.",
    )
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
        "What one social value point is worth, in pence",
        at_most=1_000_000,
        description="You would pay this much more for each extra point.",
    )
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
