"""Clashes made by hand: every relaxation works, nothing in it can be left out or made smaller, all reads
aloud.
"""

from __future__ import annotations

import copy
import json
import re
import time
from dataclasses import replace
from typing import Any

import pytest

from solver import generate, problem
from solver.candidates import candidates
from solver.check import check
from solver.explain import Explanation, apply, explain
from solver.explain.explaining import order
from solver.explain.unlocking import with_credential
from solver.model import SoftProgram
from solver.outcome import LISTS, Change, Outcome, Relaxation
from solver.problem import Alternatives, Pins, Problem
from solver.program import HIGHS, solve
from solver.rules import every_soft, without_rule
from solver.rules.phrases import about as pounds_up
from solver.search.answer import Answering, propose
from solver.search.search import optimise
from solver.search.state import SearchState
from solver.settings import Settings
from tests.solver.clashes import CLASHES
from tests.solver.tiny import question

LIMITS = Settings(seconds=30, workers=1)
ROUNDED = ("budget", "lot_budget", "member_floor", "lead_turnover")


def _asked(changed: Problem) -> Outcome:
    """A fresh answer to one question, with nothing known of any other; a second solver confirms an infeasible
    one.
    """
    return propose(replace(changed, alternatives=Alternatives(1, 1, False)), LIMITS)


def _fits(changed: Problem) -> bool:
    search = SearchState(replace(changed, alternatives=Alternatives(1, 1, False)), LIMITS)
    optimise(search)
    assert search.solutions or search.infeasible
    return bool(search.solutions)


Explained = dict[str, tuple[Problem, Outcome]]


def _explained(data: dict[str, Any]) -> tuple[Problem, Outcome]:
    asked = problem.from_dict(copy.deepcopy(data))
    return asked, propose(asked, LIMITS)


@pytest.fixture(scope="module")
def explained() -> dict[str, tuple[Problem, Outcome]]:
    """Each clash with its explanation."""
    return {name: _explained(data) for name, data in CLASHES.items()}


@pytest.fixture(params=sorted(CLASHES))
def clash(request: pytest.FixtureRequest, explained: Explained) -> tuple[str, Problem, Outcome]:
    """One clash: its name, the problem, and what was said of it."""
    return (request.param, *explained[request.param])


def test_a_clash_is_infeasible_and_names_its_rule(clash: tuple[str, Problem, Outcome]) -> None:
    name, asked, said = clash
    assert said.status == "infeasible"
    assert check(asked, said) == []
    expected = {"too many members": {"members"}, "budget and members": {"budget", "members"}}
    expected["budget and credential"] = {"budget", "group_credentials"}
    expected["lots_per_bidder of a member"] = {"lots_per_bidder"}
    named = {reason.rule for reason in said.reasons}
    assert expected.get(name, {name}) <= named


def test_every_relaxation_works_at_no_more_than_it_says(clash: tuple[str, Problem, Outcome]) -> None:
    _, asked, said = clash
    assert said.relaxations
    for relaxation in said.relaxations:
        again = _asked(apply(asked, relaxation.changes))
        assert again.status == "solved", relaxation.text
        assert again.proposals[0].objective <= relaxation.objective, relaxation.text
        assert (
            check(replace(apply(asked, relaxation.changes), alternatives=Alternatives(1, 1, False)), again)
            == []
        )


def test_no_change_of_a_set_can_be_left_out(clash: tuple[str, Problem, Outcome]) -> None:
    _, asked, said = clash
    for relaxation in said.relaxations:
        for left_out in relaxation.changes:
            rest = [change for change in relaxation.changes if change != left_out]
            assert not _fits(apply(asked, rest)), relaxation.text


def test_an_amount_alone_is_the_least_that_works(clash: tuple[str, Problem, Outcome]) -> None:
    _, asked, said = clash
    for relaxation in said.relaxations:
        smaller = _less(relaxation)
        if smaller is not None:
            assert not _fits(apply(asked, [smaller])), f"{relaxation.text} but {smaller.to} would do"


def _less(relaxation: Relaxation) -> Change | None:
    """The change by one step less: a pound where money is told in pounds, else one of whatever it counts."""
    if len(relaxation.changes) > 1:
        return None
    change = relaxation.changes[0]
    if not isinstance(change.from_, int) or not isinstance(change.to, int):
        return None
    step = 100 if change.rule in ROUNDED and change.from_ >= 100_000 else 1
    to = change.to - step if change.to > change.from_ else change.to + step
    return replace(change, to=to)


def test_with_enough_time_no_list_is_cut_short(clash: tuple[str, Problem, Outcome]) -> None:
    assert clash[2].cut_short == ()


@pytest.mark.parametrize(
    ("name", "lists"),
    # where one credential alone is known to be too little there is no unlock to look for
    [("budget and credential", ("relaxations", "conditions")), ("package_credentials", LISTS)],
)
def test_a_list_that_time_ended_says_so(name: str, lists: tuple[str, ...]) -> None:
    asked = problem.from_dict(copy.deepcopy(CLASHES[name]))
    told = explain(asked, LIMITS, time.monotonic(), candidates(asked), None)
    assert set(told.cut_short) == set(lists)
    best = propose(problem.from_dict(question()), LIMITS)
    work = Answering(problem.from_dict(question()), replace(LIMITS, seconds=0.05), explained=True)
    assert best.cut_short == work.outcome().cut_short == ()


def test_an_answer_taken_before_its_lists_are_written_says_that_all_may_lack_something() -> None:
    asked = problem.from_dict(copy.deepcopy(CLASHES["budget"]))
    work = Answering(asked, LIMITS)
    heard: list[tuple[str, ...]] = []
    hear = work._explain

    def looking(said: Explanation | None) -> None:
        hear(said)
        assert work.state is not None
        if work.state.infeasible:
            heard.append(work.outcome().cut_short)

    work._explain = looking  # type: ignore[method-assign, assignment]
    work.run()
    assert heard[0] == LISTS
    assert work.outcome().cut_short == ()


def test_relaxations_stand_by_number_then_size_then_name(clash: tuple[str, Problem, Outcome]) -> None:
    _, _, said = clash
    assert list(said.relaxations) == sorted(said.relaxations, key=order)
    assert len(said.relaxations) <= 10
    rules = [
        tuple((c.rule, c.work_package, c.enterprise, c.from_) for c in r.changes) for r in said.relaxations
    ]
    assert len(set(rules)) == len(rules)


def test_conditions_say_truly_what_dropping_a_rule_does(clash: tuple[str, Problem, Outcome]) -> None:
    _, asked, said = clash
    assert said.conditions
    for condition in said.conditions:
        dropped = without_rule(asked, condition.rule)
        assert dropped is not None
        assert _fits(dropped) == condition.feasible, condition.text


def test_unlocks_are_all_that_one_credential_alone_would_mend(clash: tuple[str, Problem, Outcome]) -> None:
    _, asked, said = clash
    told = {(unlock.enterprise, unlock.credential) for unlock in said.unlocks}
    names = {n for w in asked.work_packages for n in w.credentials}
    names |= {*asked.rules.lead.credentials, *asked.rules.group_credentials}
    for one in asked.enterprises:
        for credential in names - set(one.credentials):
            changed = with_credential(asked, one.id, credential)
            assert _fits(changed) == ((one.id, credential) in told), (one.id, credential)
    for unlock in said.unlocks:
        again = _asked(with_credential(asked, unlock.enterprise, unlock.credential))
        assert again.proposals[0].objective <= unlock.objective


def test_sentences_can_be_read_aloud(clash: tuple[str, Problem, Outcome]) -> None:
    _, asked, said = clash
    ids = {e.id for e in asked.enterprises} | {w.id for w in asked.work_packages}
    capital = {one.capitalize() for one in ids if one.capitalize() != one}
    told: list[Any] = [*said.reasons, *said.relaxations, *said.unlocks, *said.conditions]
    for text in [entry.text for entry in told]:
        assert text[-1] == "." != text[-2], text
        assert not re.search(r"\b1 (members|meals|providers)\b", text), text
        assert not re.search(r"\bNone\b(?! of)|\bnan\b|\binf\b|_bp|\{|  ", text), text
        assert not {word.strip(".,:") for word in text.split()} & capital, text
        assert len(text) < 400


def test_a_relaxation_of_a_lot_names_the_lot_and_the_amount(explained: Explained) -> None:
    _, said = explained["lot_budget"]
    relaxation = next(r for r in said.relaxations if r.changes[0].rule == "lot_budget")
    assert relaxation.text.startswith(
        "A budget of £100,240 for lot 2 instead of £80,000 (£20,240 more) would"
    )
    assert relaxation.changes == (Change("lot_budget", 8_000_000, 10_024_000, "south"),)
    assert said.reasons[0].short == 2_024_000


def test_two_clashes_are_mended_by_two_changes(explained: Explained) -> None:
    _, said = explained["budget and credential"]
    assert {len(relaxation.changes) for relaxation in said.relaxations} == {2}
    rules = [{change.rule for change in relaxation.changes} for relaxation in said.relaxations]
    assert {"budget", "group_credentials"} in rules


def test_who_takes_all_of_a_package_away_stands_aside_for_who_does_not(explained: Explained) -> None:
    asked, said = explained["local_share"]
    # Most of the north taken out of the tender would do as well, and no adviser would think of it.
    assert _fits(apply(asked, [Change("quantity", 1200, 182, "north")]))
    assert [r.changes[0].rule for r in said.relaxations] == ["local_share"]


@pytest.mark.parametrize("kind", sorted(generate.INFEASIBLE))
def test_every_spoiled_tender_hears_what_would_help(kind: str) -> None:
    spoiled = problem.from_dict(generate.problem(3, 3, enterprises=300, infeasible=kind, count=1))
    said = propose(spoiled, LIMITS)
    assert said.status == "infeasible"
    for relaxation in said.relaxations:
        assert _fits(apply(spoiled, relaxation.changes)), relaxation.text
    for condition in said.conditions:
        dropped = without_rule(spoiled, condition.rule)
        assert dropped is not None
        assert _fits(dropped) == condition.feasible, condition.text
    assert said.relaxations or len(said.reasons) > 1


@pytest.mark.parametrize("name", ["budget", "max_providers", "lead_value_share"])
def test_a_first_reason_is_told_before_any_amount_is_worked_out(name: str) -> None:
    heard: list[tuple[int, int]] = []

    class Listening(Answering):
        def _explain(self, said) -> None:  # type: ignore[no-untyped-def]
            super()._explain(said)
            if said is not None:
                heard.append((len(said.reasons), len(said.relaxations)))

    work = Listening(problem.from_dict(copy.deepcopy(CLASHES[name])), LIMITS)
    work.run()
    first = next(i for i, (reasons, _) in enumerate(heard) if reasons)
    assert heard[first][1] == 0, "a reason came only with its relaxations"
    assert heard[-1][1] > 0


def test_gains_of_a_feasible_tender_are_never_more_than_there_is() -> None:
    data = copy.deepcopy(CLASHES["budget"])
    data["rules"] = {**data["rules"], "budget": None, "exposure_bp": 3000}
    data["rules"]["members"] = {"min": 1, "max": 3}
    data["work_packages"][1]["credentials"] = ["food_hygiene"]
    for one in data["enterprises"]:
        one["credentials"] = ["food_hygiene"] if one["id"] in ("birch", "cedar") else []
    asked = problem.from_dict(data)
    work = Answering(asked, LIMITS, explained=True)
    work.run()
    said = work.outcome()
    best = said.proposals[0].objective
    for unlock in said.unlocks:
        again = _asked(with_credential(asked, unlock.enterprise, unlock.credential)).proposals[0].objective
        assert unlock.gain is not None
        assert 0 < unlock.gain <= best - again
    for condition in said.conditions:
        dropped = without_rule(asked, condition.rule)
        assert dropped is not None
        assert condition.gain is not None
        again = _asked(dropped).proposals[0].objective
        assert condition.gain <= best - again
        assert (condition.gain > 0) == (best - again > best // 20_000), condition.text
    assert said.unlocks
    assert any(condition.gain for condition in said.conditions)


def test_a_price_is_the_least_there_is_or_said_to_be_about_that(clash: tuple[str, Problem, Outcome]) -> None:
    for relaxation in clash[2].relaxations:
        if {change.rule for change in relaxation.changes} == {"budget"}:
            assert " possible, at £" in relaxation.text
            again = _asked(apply(clash[1], relaxation.changes)).proposals[0]
            assert pounds_up(again.price) in relaxation.text, (
                "the cheapest that fits the budget as it was raised"
            )
        else:
            assert " possible, from about £" in relaxation.text
    for unlock in clash[2].unlocks:
        assert " possible, from about £" in unlock.text


def test_whoever_was_excluded_is_brought_back_by_nothing() -> None:
    data = copy.deepcopy(CLASHES["pins"])
    cheap = json.loads(json.dumps(data["enterprises"][0]).replace("alder", "elder"))
    data["enterprises"] = [*data["enterprises"], cheap]
    data["pins"] = {**data["pins"], "exclude": ["elder"]}
    asked, said = _explained(data)
    pinned = next(r for r in said.relaxations if r.changes[0].rule == "pins")
    dropped = without_rule(asked, "pins")
    assert dropped is not None
    assert apply(asked, pinned.changes).pins == dropped.pins == Pins(exclude=("elder",))
    assert _asked(dropped).proposals[0].objective <= pinned.objective
    alone = replace(asked, pins=Pins(exclude=("elder",)))
    assert without_rule(alone, "pins") is None


def test_a_slack_column_counts_what_its_rule_counts(clash: tuple[str, Problem, Outcome]) -> None:
    """The column by which a row gives way comes to about what the whole plan then takes, never to more: what
    is certain of a clash rests on it."""
    _, asked, said = clash
    softs = {(s.rule, s.start, s.work_package, s.enterprise): s for s in every_soft(asked)}
    for relaxation in said.relaxations:
        change = relaxation.changes[0]
        soft = softs.get((change.rule, change.from_, change.work_package, change.enterprise))
        if len(relaxation.changes) > 1 or soft is None or not isinstance(change.to, int):
            continue
        softened = SoftProgram(asked, [soft])
        answer = solve(softened.program, HIGHS, 20)
        given, taken = answer.objective * soft.base / 10_000, abs(change.to - soft.figure)
        assert given <= taken * 1.001 + 1e-6, relaxation.text
        assert given >= taken * 0.55 - 1, relaxation.text
