"""Plain sentences. Money in pounds, shares in per cent; ids as the problem names them."""

from __future__ import annotations

from solver.outcome import Change
from solver.problem import Problem


def pounds(pence: int) -> str:
    """£1,234.50, without the pence where there are none."""
    whole, rest = divmod(abs(pence), 100)
    sign = "-" if pence < 0 else ""
    return f"{sign}£{whole:,}" + (f".{rest:02d}" if rest else "")


def per_cent(bp: int) -> str:
    """12.5%"""
    return f"{bp / 100:g}%"


RULE_NAMES = {
    "budget": "the budget",
    "lot_budget": "the lot budget",
    "members": "the number of members",
    "member_floor": "the least value of each member",
    "exposure": "the limit on a member's yearly value against its turnover",
    "combined_turnover": "the combined turnover",
    "lead_credentials": "the lead's credentials",
    "lead_turnover": "the lead's turnover",
    "lead_value_share": "the lead's share of the value",
    "can_lead": "who can lead",
    "group_credentials": "the credentials somebody in the group must hold",
    "social_enterprise_share": "the share of social enterprises",
    "local_share": "the local share",
    "supported_workforce": "the share of supported workers",
    "trust_with_lead": "trust with the lead",
    "resilience": "resilience",
    "incompatible": "who never works together",
    "pins": "what has been pinned",
    "quantity": "the quantity",
    "max_providers": "the number of providers",
    "min_share": "the least share of a provider",
    "capacity": "capacity",
    "package_credentials": "the credentials of the work package",
    "min_value": "what a member wants at least",
    "max_value": "what a member takes at most",
}

_MONEY = {"budget", "lot_budget", "member_floor", "lead_turnover", "min_value", "max_value"}
_SHARES = {
    "exposure",
    "combined_turnover",
    "lead_value_share",
    "social_enterprise_share",
    "local_share",
    "supported_workforce",
}


def figure(rule: str, amount: int | str | None) -> str:
    """A figure of a rule in its own unit."""
    if isinstance(amount, int):
        return pounds(amount) if rule in _MONEY else per_cent(amount) if rule in _SHARES else f"{amount:,}"
    return "nothing" if amount is None else str(amount)


def change_in_words(problem: Problem, change: Change) -> str:
    """One change, as the start of 'would let a consortium through'."""
    unit = next((w.unit for w in problem.work_packages if w.id == change.work_package), "")
    start, end = figure(change.rule, change.from_), figure(change.rule, change.to)
    by = ""
    if isinstance(change.from_, int) and isinstance(change.to, int):
        by = figure(change.rule, abs(change.to - change.from_))
    sentences = {
        "quantity": f"{by} {unit} less of {change.work_package} ({end} in place of {start})",
        "capacity": f"{by} {unit} more capacity of {change.enterprise} on {change.work_package} ({end} in all)",
        "package_credentials": f"{change.work_package} without {start}",
        "lead_credentials": f"a lead without {start}",
        "group_credentials": f"nobody in the group asked for {start}",
        "can_lead": f"{change.enterprise} as lead, which it is not set up to be",
        "incompatible": f"{change.enterprise} and {start} together",
        "pins": "nothing pinned",
        "trust_with_lead": "members who need not know the lead",
        "resilience": "a consortium that need not withstand the loss of a member",
        "max_providers": f"{end} providers of {change.work_package} in place of {start}",
        "min_share": f"shares of {change.work_package} from {end} {unit} in place of {start}",
        "members": f"{end} members in place of {start}",
        "lot_budget": f"{by} more for the lot of {change.work_package} ({end} in all)",
        "budget": f"{by} more budget ({end} in all)",
    }
    return sentences.get(change.rule, f"{RULE_NAMES[change.rule]} at {end} in place of {start}")


def clash_in_words(problem: Problem, change: Change) -> str:
    """The same change, as what is short."""
    package = next((w for w in problem.work_packages if w.id == change.work_package), None)
    by = ""
    if isinstance(change.from_, int) and isinstance(change.to, int):
        by = figure(change.rule, abs(change.to - change.from_))
    start = figure(change.rule, change.from_)
    unit = package.unit if package else ""
    sentences = {
        "quantity": f"{change.work_package} is {by} of {start} {unit} short: nobody who may join can deliver them.",
        "capacity": f"{change.enterprise} lacks capacity for {by} {unit} of {change.work_package}.",
        "package_credentials": f"Too few who could deliver {change.work_package} hold {start}.",
        "lead_credentials": f"Nobody who could lead holds {start}.",
        "group_credentials": f"Nobody who could be a member holds {start}.",
        "can_lead": "Nobody who fits is able to lead.",
        "incompatible": f"{change.enterprise} and {start} never work together, and both are needed.",
        "pins": "What has been pinned cannot all be kept.",
        "trust_with_lead": "No lead has trust pairs with everybody who is needed.",
        "resilience": "Somebody's loss would always leave work undone.",
        "max_providers": f"{change.work_package} needs more than the {start} providers allowed.",
        "min_share": f"{change.work_package} cannot be shared in parts of at least {start} {unit}.",
        "members": f"{start} is not a number of members that fits; {figure('members', change.to)} would be.",
        "budget": f"The budget is {by} short of the cheapest consortium that fits the other rules.",
        "lot_budget": f"The budget of the lot of {change.work_package} is {by} short.",
    }
    usual = f"{RULE_NAMES[change.rule].capitalize()} asks {start}; {figure(change.rule, change.to)} is within reach."
    return sentences.get(change.rule, usual)
