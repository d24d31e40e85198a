"""Every rule, each in a room of its own.

Whatever walks rules walks RULES: the program's rows, what may give way, what dropping each would do, the
words. A rule more is a file more here, a line in this list, its field in `solver/problem`, and its own test
in `solver/check`.

The order is that of the program's rows, from quantities to the whole. HiGHS finds its way by it: with the
budget's row first and the quantities' last, one stress tender was proven in 13.9 s instead of 8.1 and another
in 7.4 instead of 6.0. People are told of rules in the order of the outcome's names, IN_ORDER.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from solver.candidates import Candidates
from solver.evaluate import Plan
from solver.outcome import RULES as NAMES
from solver.outcome import Change
from solver.problem import Problem
from solver.rules.amounts import Amounts
from solver.rules.budget import Budget
from solver.rules.can_lead import CanLead
from solver.rules.capacity import Capacity
from solver.rules.combined_turnover import CombinedTurnover
from solver.rules.exclusive_lots import ExclusiveLots
from solver.rules.exposure import Exposure
from solver.rules.group_credentials import GroupCredentials
from solver.rules.incompatible import Incompatible
from solver.rules.lead_credentials import LeadCredentials
from solver.rules.lead_turnover import LeadTurnover
from solver.rules.lead_value_share import LeadValueShare
from solver.rules.lot_budget import LotBudget
from solver.rules.lot_categories import LotCategories
from solver.rules.lots_per_bidder import LotsPerBidder
from solver.rules.max_providers import MaxProviders
from solver.rules.max_value import MaxValue
from solver.rules.member_floor import MemberFloor
from solver.rules.members import Members
from solver.rules.min_share import MinShare
from solver.rules.min_value import MinValue
from solver.rules.package_credentials import PackageCredentials
from solver.rules.pins import PinsKept
from solver.rules.quantity import Quantity
from solver.rules.resilience import ResilienceRequired
from solver.rules.rule import Rule
from solver.rules.soft import Soft
from solver.rules.supported_workforce import SupportedWorkforce
from solver.rules.trust_with_lead import TrustWithLead
from solver.rules.value_share import LocalShare, SocialEnterpriseShare

RULES: tuple[Rule, ...] = (
    Quantity(),
    MinShare(),
    MaxProviders(),
    Capacity(),
    PackageCredentials(),
    MaxValue(),
    Exposure(),
    MemberFloor(),
    MinValue(),
    CanLead(),
    LeadCredentials(),
    LeadTurnover(),
    LeadValueShare(),
    Members(),
    GroupCredentials(),
    Incompatible(),
    Budget(),
    LotBudget(),
    CombinedTurnover(),
    SocialEnterpriseShare(),
    LocalShare(),
    SupportedWorkforce(),
    TrustWithLead(),
    PinsKept(),
    LotsPerBidder(),
    ExclusiveLots(),
    LotCategories(),
    ResilienceRequired(),
)
BY_NAME = {rule.name: rule for rule in RULES}
IN_ORDER = tuple(BY_NAME[name] for name in NAMES)


def every_soft(problem: Problem) -> list[Soft]:
    """All that may give way."""
    return [soft for rule in IN_ORDER for soft in rule.softs(problem)]


def lifted(problem: Problem, softs: Iterable[Soft]) -> Problem:
    """The same question without what the softs ask."""
    by_rule: dict[str, list[Soft]] = {}
    for soft in softs:
        by_rule.setdefault(soft.rule, []).append(soft)
    for name, mine in by_rule.items():
        problem = BY_NAME[name].lifted(problem, mine)
    return replace(problem, sha256="")


def apply(problem: Problem, changes: Sequence[Change]) -> Problem:
    """The problem with the changes made. Raises KeyError for a rule that is none."""
    for change in changes:
        problem = BY_NAME[change.rule].moved(problem, change)
    return replace(problem, sha256="")


def without_rule(problem: Problem, name: str) -> Problem | None:
    """The problem with one rule of the tender dropped altogether; None where there is no such rule to
    drop.
    """
    rule = BY_NAME[name]
    return rule.dropped(problem) if rule.of_tender and rule.asked(problem) else None


def changes_for(problem: Problem, softs: Iterable[Soft], c: Candidates, plan: Plan) -> list[Change]:
    """The softs that a plan does need, each as far as it must give way. `c` holds the plan's pairs."""
    taken = Amounts(problem, c, plan)
    changes = []
    for soft in softs:
        rule = BY_NAME[soft.rule]
        if soft.waiver:
            enterprise = problem.enterprises[plan.lead].id if soft.rule == "can_lead" else soft.enterprise
            changes.append(Change(soft.rule, soft.start, rule.waived_to, soft.work_package, enterprise))
            continue
        to = rule.amount(taken, soft)
        if to > soft.figure if soft.rises else to < soft.figure:
            changes.append(Change(soft.rule, soft.start, to, soft.work_package, soft.enterprise))
    return changes
