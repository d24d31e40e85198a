"""The enquiry form: from a question to what the page shows, and back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms.fields.choices import SelectChoice

from app.consortia.forms.enquiry import EnquiryFields
from app.consortia.rules.question import Question, Weights
from solver.problem import LeadRule, LotCategory, Members, Rules

FULL_TRUST = 1000  # of a pair, in per mille

Choices = Sequence[tuple[Any, str]]

# Fields of the form that are fields of the solver's rules, or of the question, under the same name.
_RULES = (
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
_RULE_LISTS = ("group_credentials", "local_areas")
_QUESTION = ("count", "min_difference", "distinct_leads", "seconds")
_QUESTION_LISTS = ("lots", "include", "exclude")


class EnquiryForm(EnquiryFields):
    """What the adviser asks of the solver. `fill` shows a question, `question` gives what was typed."""

    lot_numbers: Mapping[int, int] = {}  # lot id -> number in the tender

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
        self.key.data = secrets.token_urlsafe(16)
        for name in _QUESTION:
            self[name].data = getattr(question, name)
        for name in _QUESTION_LISTS:
            self[name].data = list(getattr(question, name))
        self.lead.data = question.lead or 0
        self._fill_rules(question.rules)
        self._fill_lot_rules(question.rules)
        self._fill_weights(question.weights)

    def _fill_rules(self, rules: Rules) -> None:
        for name in _RULES:
            self[name].data = getattr(rules, name)
        for name in _RULE_LISTS:
            self[name].data = list(getattr(rules, name))
        self.members_min.data, self.members_max.data = rules.members.min, rules.members.max
        self.lead_credentials.data = list(rules.lead.credentials)
        self.lead_min_turnover.data = rules.lead.min_turnover or None
        self.lead_min_value_share_bp.data = rules.lead.min_value_share_bp or None
        self.keep_lot_values.data = bool(rules.lot_budgets)

    def _fill_lot_rules(self, rules: Rules) -> None:
        """Lots that the tender no longer has are left out, and so is what is then empty."""
        pairs = [tuple(self._numbered(pair)) for pair in rules.exclusive_lots]
        self.exclusive_lots.data = [pair for pair in pairs if len(pair) == 2] or None
        categories = [(self._numbered(category.lots), category.most) for category in rules.lot_categories]
        self.lot_categories.data = [(numbers, most) for numbers, most in categories if numbers] or None

    def _fill_weights(self, weights: Weights) -> None:
        self.social_value_weight.data = weights.social_value
        self.trust_weight.data = weights.trust * FULL_TRUST
        self.members_weight.data = weights.members
        self.shortfall_weight.data = weights.shortfall or 1

    def question(self, lot_values: dict[int, int | None]) -> Question:
        """The question as it was typed. `lot_values` are the lots' published values in pence."""
        return Question(
            lots=_chosen(self.lots),
            rules=self._rules(lot_values),
            weights=self._weights(),
            include=_chosen(self.include),
            exclude=_chosen(self.exclude),
            lead=self.lead.data or None,
            count=self.count.data or 1,
            min_difference=self.min_difference.data or 1,
            distinct_leads=bool(self.distinct_leads.data),
            seconds=self.seconds.data,
        )

    def _rules(self, lot_values: dict[int, int | None]) -> Rules:
        same: dict[str, Any] = {name: self[name].data for name in _RULES}
        lists: dict[str, Any] = {name: _chosen(self[name]) for name in _RULE_LISTS}
        ids = {number: str(lot) for lot, number in self.lot_numbers.items()}
        return Rules(
            **same,
            **lists,
            members=Members(_number(self.members_min), _number(self.members_max)),
            lead=LeadRule(
                _chosen(self.lead_credentials),
                _number(self.lead_min_turnover),
                _number(self.lead_min_value_share_bp),
            ),
            exclusive_lots=tuple((ids[first], ids[second]) for first, second in _chosen(self.exclusive_lots)),
            lot_categories=tuple(
                LotCategory(tuple(ids[number] for number in numbers), most)
                for numbers, most in _chosen(self.lot_categories)
            ),
            lot_budgets=self._lot_budgets(lot_values) if self.keep_lot_values.data else {},
        )

    def _lot_budgets(self, lot_values: dict[int, int | None]) -> dict[str, int]:
        return {str(lot): value for lot in self.lots.data if (value := lot_values.get(lot))}

    def _numbered(self, lots: Sequence[str]) -> list[int]:
        """The numbers of lots, without those that are gone."""
        return [self.lot_numbers[int(lot)] for lot in lots if int(lot) in self.lot_numbers]

    def _weights(self) -> Weights:
        return Weights(
            social_value=_number(self.social_value_weight),
            trust=_number(self.trust_weight) // FULL_TRUST,
            members=_number(self.members_weight),
            shortfall=(self.shortfall_weight.data or 1) if self.resilience.data == "prefer" else 0,
        )


def _chosen(field: Any) -> tuple[Any, ...]:
    """What was chosen or typed in a field of several values."""
    return tuple(field.data or ())


def _number(field: Any) -> int:
    """The number typed, 0 where the field is blank."""
    return field.data or 0


def _offered(choices: Choices) -> list[SelectChoice]:
    return [SelectChoice(value, words) for value, words in choices]
