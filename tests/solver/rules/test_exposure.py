"""A member is not exposed beyond a share of its turnover."""

from __future__ import annotations

from tests.solver.tiny import answered, best, enterprise, question


def test_turnovers_too_small_for_the_contract_are_infeasible() -> None:
    data = question(rules={"exposure_bp": 5000})
    for one in data["enterprises"]:
        one["turnover"] = 10_000
    assert answered(data).status == "infeasible"


def test_the_limit_itself_is_allowed_and_a_penny_less_is_not() -> None:
    data = question(
        rules={"exposure_bp": 5000}, enterprises=[enterprise("a", {"w1": 100, "w2": 100}, turnover=40_000)]
    )
    assert best(data).value == 20_000
    data["enterprises"][0]["turnover"] = 39_999
    assert answered(data).status == "infeasible"


def test_a_longer_term_spreads_the_value_over_the_years() -> None:
    data = question(rules={"exposure_bp": 5000, "term_months": 24})
    data["enterprises"] = [enterprise("a", {"w1": 100, "w2": 100}, turnover=20_000)]
    assert best(data).value == 20_000
