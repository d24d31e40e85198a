"""Every rule has a room, a test in the checker and a name in the format: nothing keeps a list of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solver import outcome, problem
from solver.check.rules import RULES as CHECKED
from solver.outcome import Change
from solver.rules import BY_NAME, RULES, apply, every_soft, lifted, without_rule
from solver.rules.rule import Moved, Rule
from tests.solver.clashes import CLASHES

NAMES = [rule.name for rule in RULES]


def test_the_rooms_the_checker_and_the_format_name_the_same_rules_in_one_order() -> None:
    assert tuple(NAMES) == outcome.RULES
    assert set(NAMES) == set(CHECKED)
    assert list(BY_NAME) == NAMES


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_rule_that_is_dropped_is_no_longer_asked(rule: Rule) -> None:
    asking = [p for p in map(problem.from_dict, CLASHES.values()) if rule.asked(p)]
    for question in asking:
        free = rule.dropped(question)
        assert rule.name == "members" or not [soft for soft in rule.softs(free) if not soft.rises]
        assert rule.narrows(question, question)
        if (free.work_packages, free.enterprises) == (question.work_packages, question.enterprises):
            assert rule.narrows(free, question), "a question without the rule allows whatever the one with it does"
            assert free == question or rule.name == "members" or not rule.narrows(question, free)
        if rule.of_tender:
            assert without_rule(question, rule.name) == free
        else:
            assert without_rule(question, rule.name) is None


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
        for text in (rule.change_in_words(Moved(question, change)), rule.clash_in_words(Moved(question, change))):
            assert text
            assert "None" not in text
            assert text == text.strip()
