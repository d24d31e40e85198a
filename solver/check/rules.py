"""Every rule, one function each, recomputed from the problem alone. Inequalities are compared without
rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from solver.check.findings import Finding
from solver.check.proposal_view import ProposalView
from solver.check.recovery import losses_of
from solver.problem import Problem

Test = Callable[[Problem, ProposalView], Iterator[str]]


def check_rules(problem: Problem, view: ProposalView) -> list[Finding]:
    """A finding for each breach of each rule."""
    return [Finding(rule, view.where, text) for rule, test in RULES.items() for text in test(problem, view)]


def _quantity(problem: Problem, view: ProposalView) -> Iterator[str]:
    for package in problem.work_packages:
        got = sum(part.quantity for part in view.parts if part.package.id == package.id)
        if got != package.quantity:
            yield f"{package.id} gets {got} of {package.quantity} {package.unit}"


def _max_providers(problem: Problem, view: ProposalView) -> Iterator[str]:
    for package in problem.work_packages:
        providers = sum(part.package.id == package.id for part in view.parts)
        if providers > package.max_providers:
            yield f"{package.id} has {providers} providers, {package.max_providers} allowed"


def _min_share(problem: Problem, view: ProposalView) -> Iterator[str]:
    for part in view.parts:
        if part.quantity < max(1, part.package.min_share):
            least = part.package.min_share
            yield f"{part.enterprise.id} delivers {part.quantity} of {part.package.id}, {least} required"


def _capacity(problem: Problem, view: ProposalView) -> Iterator[str]:
    loads: dict[tuple[str, str], int] = {}
    for part in view.parts:
        key = (part.enterprise.id, part.offer.id)
        loads[key] = loads.get(key, 0) + part.quantity
    for part in view.parts:
        load = loads.pop((part.enterprise.id, part.offer.id), 0)
        if load > part.offer.capacity:
            yield f"offer {part.offer.id} delivers {load}, its capacity is {part.offer.capacity}"


def _package_credentials(problem: Problem, view: ProposalView) -> Iterator[str]:
    for part in view.parts:
        for name in part.package.credentials:
            if name not in part.enterprise.credentials:
                yield f"{part.enterprise.id} lacks {name} for {part.package.id}"


def _members(problem: Problem, view: ProposalView) -> Iterator[str]:
    limits = problem.rules.members
    if not limits.min <= len(view.members) <= limits.max:
        yield f"{len(view.members)} members, {limits.min} to {limits.max} allowed"
    for member in view.members:
        if all(part.enterprise.id != member for part in view.parts):
            yield f"{member} delivers nothing"


def _member_floor(problem: Problem, view: ProposalView) -> Iterator[str]:
    for member in view.members:
        if view.value_of(member) < (problem.rules.member_floor or 0):
            yield (
                f"{member} delivers {view.value_of(member)}p, at least {problem.rules.member_floor}p required"
            )


def _min_value(problem: Problem, view: ProposalView) -> Iterator[str]:
    for member in view.members.values():
        if member.min_value is not None and view.value_of(member.id) < member.min_value:
            yield f"{member.id} delivers {view.value_of(member.id)}p, it wants at least {member.min_value}p"


def _max_value(problem: Problem, view: ProposalView) -> Iterator[str]:
    for member in view.members.values():
        if member.max_value is not None and view.value_of(member.id) > member.max_value:
            yield f"{member.id} delivers {view.value_of(member.id)}p, it wants at most {member.max_value}p"


def _exposure(problem: Problem, view: ProposalView) -> Iterator[str]:
    limit = problem.rules.exposure_bp
    if limit is None:
        return
    months = max(12, problem.rules.term_months)
    for member in view.members.values():
        if 10_000 * view.value_of(member.id) * 12 > limit * member.turnover * months:
            yield f"{member.id} delivers {view.value_of(member.id)}p on a turnover of {member.turnover}p"


def _budget(problem: Problem, view: ProposalView) -> Iterator[str]:
    price = view.value + sum(member.joining_cost for member in view.members.values())
    if problem.rules.budget is not None and price > problem.rules.budget:
        yield f"the price is {price}p, the budget {problem.rules.budget}p"


def _lot_budget(problem: Problem, view: ProposalView) -> Iterator[str]:
    for lot, most in problem.rules.lot_budgets.items():
        value = sum(part.value for part in view.parts if part.package.lot == lot)
        if value > most:
            yield f"lot {lot} is worth {value}p, its budget is {most}p"


def _combined_turnover(problem: Problem, view: ProposalView) -> Iterator[str]:
    share = problem.rules.combined_turnover_bp
    if share is None:
        return
    joint = sum(member.turnover for member in view.members.values())
    counted = view.lead.turnover if problem.rules.liability == "lead" else joint
    if 10_000 * counted * max(12, problem.rules.term_months) < share * view.value * 12:
        yield f"the turnover that counts is {counted}p, for a contract of {view.value}p"


def _can_lead(problem: Problem, view: ProposalView) -> Iterator[str]:
    if not view.lead.can_lead:
        yield f"{view.lead.id} cannot lead"


def _lead_credentials(problem: Problem, view: ProposalView) -> Iterator[str]:
    for name in problem.rules.lead.credentials:
        if name not in view.lead.credentials:
            yield f"the lead, {view.lead.id}, lacks {name}"


def _lead_turnover(problem: Problem, view: ProposalView) -> Iterator[str]:
    if view.lead.turnover < problem.rules.lead.min_turnover:
        yield (
            f"the lead's turnover is {view.lead.turnover}p, at least {problem.rules.lead.min_turnover}p"
            " required"
        )


def _lead_value_share(problem: Problem, view: ProposalView) -> Iterator[str]:
    value = view.value_of(view.lead.id)
    if 10_000 * value < problem.rules.lead.min_value_share_bp * view.value:
        yield f"the lead delivers {value}p of {view.value}p"


def _group_credentials(problem: Problem, view: ProposalView) -> Iterator[str]:
    for name in problem.rules.group_credentials:
        if all(name not in member.credentials for member in view.members.values()):
            yield f"no member holds {name}"


def _social_enterprise_share(problem: Problem, view: ProposalView) -> Iterator[str]:
    value = sum(part.value for part in view.parts if part.enterprise.social_enterprise)
    if 10_000 * value < (problem.rules.social_enterprise_share_bp or 0) * view.value:
        yield f"social enterprises deliver {value}p of {view.value}p"


def _local_share(problem: Problem, view: ProposalView) -> Iterator[str]:
    value = sum(part.value for part in view.parts if part.enterprise.home_area in problem.rules.local_areas)
    if 10_000 * value < (problem.rules.local_share_bp or 0) * view.value:
        yield f"local members deliver {value}p of {view.value}p"


def _supported_workforce(problem: Problem, view: ProposalView) -> Iterator[str]:
    staff = sum(member.workforce for member in view.members.values())
    supported = sum(member.supported_workforce for member in view.members.values())
    if 10_000 * supported < (problem.rules.supported_workforce_bp or 0) * staff:
        yield f"{supported} of {staff} workers are supported"


def _trust_with_lead(problem: Problem, view: ProposalView) -> Iterator[str]:
    if problem.rules.trust != "lead":
        return
    lead = view.lead.id
    knows_lead = {a if b == lead else b for a, b, _ in problem.trust if lead in (a, b)}
    for member in view.members:
        if member != lead and member not in knows_lead:
            yield f"{member} has no trust pair with the lead, {lead}"


def _incompatible(problem: Problem, view: ProposalView) -> Iterator[str]:
    for a, b in problem.incompatible:
        if a in view.members and b in view.members:
            yield f"{a} and {b} cannot work together"


def _resilience(problem: Problem, view: ProposalView) -> Iterator[str]:
    if problem.rules.resilience == "require":
        for loss in losses_of(view):
            # Units count, whatever they cost: work at no price is still work that somebody waits for.
            yield f"without {loss.of}, not all of {', '.join(loss.work_packages)} is taken over"


def _pins(problem: Problem, view: ProposalView) -> Iterator[str]:
    pins = problem.pins
    for member in pins.include:
        if member not in view.members:
            yield f"{member} is pinned but is not a member"
    for member in pins.exclude:
        if member in view.members:
            yield f"{member} is excluded but is a member"
    if pins.lead is not None and view.lead.id != pins.lead:
        yield f"{pins.lead} is the pinned lead, not {view.lead.id}"
    agreed = {(p.enterprise.id, p.offer.id, p.package.id): p.quantity for p in view.parts}
    for kept in pins.allocations:
        if agreed.get((kept.enterprise, kept.offer, kept.work_package)) != kept.quantity:
            yield f"{kept.enterprise} does not deliver the agreed {kept.quantity} of {kept.work_package}"


def _lots_by_bidder(problem: Problem, view: ProposalView) -> dict[str, set[str]]:
    """The lots in which each bidder has work: the consortium as one, or each member for itself."""
    bidders: dict[str, set[str]] = {}
    for part in view.parts:
        bidder = part.enterprise.id if problem.rules.lot_bidder == "member" else "the consortium"
        bidders.setdefault(bidder, set()).add(part.package.lot)
    return bidders


def _lots_per_bidder(problem: Problem, view: ProposalView) -> Iterator[str]:
    most = problem.rules.lots_per_bidder
    for bidder, lots in _lots_by_bidder(problem, view).items():
        if most is not None and len(lots) > most:
            yield f"{bidder} has work in {len(lots)} lots, {most} allowed"


def _exclusive_lots(problem: Problem, view: ProposalView) -> Iterator[str]:
    for bidder, lots in _lots_by_bidder(problem, view).items():
        for first, second in problem.rules.exclusive_lots:
            if first in lots and second in lots:
                yield f"{bidder} has work in lots {first} and {second}, which exclude each other"


def _lot_categories(problem: Problem, view: ProposalView) -> Iterator[str]:
    for bidder, lots in _lots_by_bidder(problem, view).items():
        counts = [(len(lots.intersection(kind.lots)), kind.most) for kind in problem.rules.lot_categories]
        entered = [(count, most) for count, most in counts if count]
        if len(entered) > 1:
            yield f"{bidder} has work in lots of {len(entered)} categories, one allowed"
        for count, most in entered:
            if count > most:
                yield f"{bidder} has work in {count} lots of one category, {most} allowed"


RULES: dict[str, Test] = {
    "quantity": _quantity,
    "max_providers": _max_providers,
    "min_share": _min_share,
    "capacity": _capacity,
    "package_credentials": _package_credentials,
    "members": _members,
    "member_floor": _member_floor,
    "min_value": _min_value,
    "max_value": _max_value,
    "exposure": _exposure,
    "budget": _budget,
    "lot_budget": _lot_budget,
    "combined_turnover": _combined_turnover,
    "can_lead": _can_lead,
    "lead_credentials": _lead_credentials,
    "lead_turnover": _lead_turnover,
    "lead_value_share": _lead_value_share,
    "group_credentials": _group_credentials,
    "social_enterprise_share": _social_enterprise_share,
    "local_share": _local_share,
    "supported_workforce": _supported_workforce,
    "trust_with_lead": _trust_with_lead,
    "incompatible": _incompatible,
    "resilience": _resilience,
    "pins": _pins,
    "lots_per_bidder": _lots_per_bidder,
    "exclusive_lots": _exclusive_lots,
    "lot_categories": _lot_categories,
}
