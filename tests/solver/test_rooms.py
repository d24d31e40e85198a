"""Every rule has a room, a test in the checker and a name in the format: nothing keeps a list of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from solver import outcome, problem
from solver.check.rules import RULES as CHECKED
from solver.outcome import Change
from solver.rules import BY_NAME, IN_ORDER, RULES, apply, every_soft, lifted, without_rule
from solver.rules.rule import Moved, Rule
from solver.search.warm_start import narrows
from tests.solver.clashes import CLASHES, tender
from tests.solver.tiny import answered, enterprise, question, work_package

NAMES = [rule.name for rule in RULES]


def test_the_rooms_the_checker_and_the_format_name_the_same_rules() -> None:
    assert sorted(NAMES) == sorted(outcome.RULES) == sorted(CHECKED)
    assert tuple(rule.name for rule in IN_ORDER) == outcome.RULES


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_rule_that_is_dropped_is_no_longer_asked(rule: Rule) -> None:
    asking = [p for p in map(problem.from_dict, CLASHES.values()) if rule.asked(p)]
    for asked in asking:
        free = rule.dropped(asked)
        assert rule.name == "members" or not [soft for soft in rule.softs(free) if not soft.rises]
        assert rule.narrows(asked, asked)
        if (free.work_packages, free.enterprises) == (asked.work_packages, asked.enterprises):
            assert rule.narrows(free, asked), (
                "a question without the rule allows whatever the one with it does"
            )
            assert free == asked or rule.name == "members" or not rule.narrows(asked, free)
        if rule.of_tender:
            assert without_rule(asked, rule.name) == free
        else:
            assert without_rule(asked, rule.name) is None


@pytest.mark.parametrize("clash", CLASHES)
def test_what_is_lifted_is_wider_and_every_change_has_words(clash: str) -> None:
    question = problem.from_dict(CLASHES[clash])
    for soft in every_soft(question):
        rule = BY_NAME[soft.rule]
        free = lifted(question, [soft])
        assert free != replace(question, sha256="") or soft.rule == "quantity", soft
        to = rule.waived_to if soft.waiver else soft.figure * 2 if soft.rises else soft.figure // 2
        leading = question.enterprises[0].id if soft.rule == "can_lead" else soft.enterprise
        change = Change(soft.rule, soft.start, to, soft.work_package, leading)
        assert apply(question, [change]) != replace(question, sha256=""), soft
        for text in (
            rule.change_in_words(Moved(question, change)),
            rule.clash_in_words(Moved(question, change)),
        ):
            assert text
            assert "None" not in text
            assert text == text.strip()


ON_LOTS: dict[str, dict[str, Any]] = {
    "lots_per_bidder": {"lots_per_bidder": 1},
    "exclusive_lots": {"exclusive_lots": [["1", "2"]]},
    "lot_categories": {"lot_categories": [{"lots": ["1", "2"], "most": 1}]},
}


@pytest.mark.parametrize("name", ON_LOTS)
def test_rules_on_lots_narrow_only_while_the_same_counts_as_a_bidder(name: str) -> None:
    """A consortium that keeps a rule for each member breaks it as one bidder, so no bound may be carried
    over.
    """
    together = problem.from_dict(tender(rules=ON_LOTS[name]))
    by_member = problem.from_dict(tender(rules={**ON_LOTS[name], "lot_bidder": "member"}))
    free = problem.from_dict(tender())
    rule = BY_NAME[name]
    for asked, other in ((together, by_member), (by_member, together)):
        assert rule.narrows(asked, asked)
        assert not rule.narrows(asked, other)
        assert rule.narrows(free, asked)
        assert not rule.narrows(asked, free)
        assert not narrows(asked, other)


def test_one_package_giving_way_may_bring_somebody_to_life_who_serves_another() -> None:
    """An enterprise that joins only for more work than it may do now could, with one credential, serve
    both.
    """
    data = question(
        work_packages=[work_package("w1"), work_package("w2", credentials=["x"])],
        enterprises=[
            enterprise("a", {"w1": 100, "w2": 100}, min_value=15_000),
            enterprise("b", {"w2": 110}, credentials=["x"]),
        ],
    )
    outcome = answered(data)
    assert outcome.status == "infeasible"
    told = {condition.rule: condition.feasible for condition in outcome.conditions}
    assert told["package_credentials"] is True
    assert ("package_credentials", "w2") in {
        (change.rule, change.work_package)
        for relaxation in outcome.relaxations
        for change in relaxation.changes
    }
