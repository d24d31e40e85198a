"""Plain sentences that can be read aloud. Money in pounds, shares in per cent; ids as the problem names them."""

from __future__ import annotations

from collections.abc import Sequence

from solver.explain.elastic import Soft
from solver.outcome import Change
from solver.problem import Problem, WorkPackage
from solver.search.solution import Solution

WHOLE_POUNDS_FROM = 100_000  # pence from which a sentence leaves the pence out


def pounds(pence: int) -> str:
    """£1,234.50, without the pence where there are none."""
    whole, rest = divmod(abs(pence), 100)
    sign = "-" if pence < 0 else ""
    return f"{sign}£{whole:,}" + (f".{rest:02d}" if rest else "")


def about(pence: int) -> str:
    """Pounds as they are said: no pence from £1,000, rounded up so that a price is never too low."""
    return pounds(-(-pence // 100) * 100 if pence >= WHOLE_POUNDS_FROM else pence)


def per_cent(bp: int) -> str:
    """12.5%"""
    return f"{bp / 100:,.2f}".rstrip("0").rstrip(".") + "%"


def units(count: int, unit: str) -> str:
    """'1 meal a day', '2 meals a day': a unit is named in the plural."""
    first, space, rest = unit.partition(" ")
    if count == 1 and first.endswith("s") and not first.endswith("ss"):
        double = first.endswith(("ches", "shes", "sses", "xes"))
        first = first[:-3] + "y" if first.endswith("ies") else first[:-2] if double else first[:-1]
    return f"{count:,} {first}{space}{rest}"


def members(count: int) -> str:
    """'1 member', '2 members'"""
    return f"{count:,} member" + ("" if count == 1 else "s")


def listed(parts: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'"""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return f"{text[0].upper()}{text[1:]}."


RULE_NAMES = {
    "budget": "the budget",
    "lot_budget": "the budgets of the lots",
    "members": "the limits on the number of members",
    "member_floor": "the least value of each member",
    "exposure": "the limit on a member's yearly work against its turnover",
    "combined_turnover": "the turnover asked for behind the contract",
    "lead_credentials": "the credentials asked of the lead",
    "lead_turnover": "the turnover asked of the lead",
    "lead_value_share": "the share of the work asked of the lead",
    "group_credentials": "the credentials that some member must hold",
    "social_enterprise_share": "the share asked of social enterprises",
    "local_share": "the share asked of local enterprises",
    "supported_workforce": "the share of supported workers",
    "trust_with_lead": "the rule that every member must know the lead",
    "resilience": "the rule that the loss of any member must be made good",
    "incompatible": "the list of those who never work together",
    "pins": "what has been pinned",
    "max_providers": "the limits on the number of providers",
    "min_share": "the least shares of a provider",
    "package_credentials": "the credentials asked for by the work packages",
}

_TURNOVER = {"joint": "the turnovers of all members together", "lead": "the lead's turnover alone"}


class _Figures:
    """A change's own words: what it moves, from where, to where, by how much."""

    def __init__(self, problem: Problem, change: Change) -> None:
        self.change = change
        package = next((w for w in problem.work_packages if w.id == change.work_package), None)
        self.unit = package.unit if package else ""
        self.lot = f"lot {package.lot}" if package else ""
        self.shared = _served_together(problem, change)
        self.turnover = _TURNOVER[problem.rules.liability]
        self.start = change.from_ if isinstance(change.from_, int) else 0
        self.end = change.to if isinstance(change.to, int) else 0
        self.by = abs(self.end - self.start)


def _served_together(problem: Problem, change: Change) -> str:
    """The work packages that share the capacity of the offer which a change is about: any of them may be short."""
    enterprise = next((e for e in problem.enterprises if e.id == change.enterprise), None)
    for offer in enterprise.offers if enterprise else ():
        served = [serve.work_package for serve in offer.serves]
        if change.work_package in served:
            shown = served if len(served) <= 3 else [*served[:2], f"{len(served) - 2} more"]
            return listed(shown) + (" together" if len(served) > 1 else "")
    return str(change.work_package)


def change_in_words(problem: Problem, change: Change) -> str:
    """One change, as the beginning of 'would let a consortium through'."""
    f = _Figures(problem, change)
    w, e = change.work_package, change.enterprise
    money = {
        "budget": f"a budget of {pounds(f.end)} in place of {pounds(f.start)} ({pounds(f.by)} more)",
        "lot_budget": f"a budget of {pounds(f.end)} for {f.lot} in place of {pounds(f.start)} ({pounds(f.by)} more)",
        "member_floor": f"asking each member for {pounds(f.end)} of work in place of {pounds(f.start)}",
        "lead_turnover": f"a lead with a turnover of {pounds(f.end)} in place of {pounds(f.start)}",
        "min_value": f"work for {e} from {pounds(f.end)} in place of {pounds(f.start)}",
        "max_value": f"work for {e} up to {pounds(f.end)} in place of {pounds(f.start)}",
    }
    shares = {
        "exposure": f"letting a member's yearly work reach {per_cent(f.end)} of its turnover in place of",
        "combined_turnover": f"asking {f.turnover} for {per_cent(f.end)} of the yearly value in place of",
        "lead_value_share": f"asking the lead for {per_cent(f.end)} of the work by value in place of",
        "social_enterprise_share": f"asking social enterprises for {per_cent(f.end)} of the work by value in place of",
        "local_share": f"asking local enterprises for {per_cent(f.end)} of the work by value in place of",
        "supported_workforce": f"asking for {per_cent(f.end)} of supported workers among the members in place of",
    }
    fewer = f"asking for {units(f.end, f.unit)} of {w} in place of {f.start:,} ({f.by:,} fewer)"
    others = {
        "quantity": fewer if f.end else f"taking {w} ({units(f.start, f.unit)}) out of the tender",
        "capacity": f"growth of {e} on {f.shared} by {units(f.by, f.unit)} (from {f.start:,} to {f.end:,})",
        "package_credentials": f"asking for {w} without {change.from_}",
        "lead_credentials": f"a lead without {change.from_}",
        "group_credentials": f"asking nobody in the group for {change.from_}",
        "can_lead": f"having {e} lead, though it is not put down as able to,",
        "incompatible": f"having {e} and {change.from_} work together after all",
        "pins": "letting go of what has been pinned",
        "trust_with_lead": f"dropping {RULE_NAMES['trust_with_lead']}",
        "resilience": f"dropping {RULE_NAMES['resilience']}",
        "max_providers": f"up to {f.end:,} providers of {w} in place of {f.start:,}",
        "min_share": f"providers of {w} with as little as {units(f.end, f.unit)} each in place of {f.start:,}",
    }
    if change.rule in shares and not f.end:
        return f"dropping {RULE_NAMES[change.rule]} ({per_cent(f.start)})"
    if change.rule in shares:
        return f"{shares[change.rule]} {per_cent(f.start)}"
    if change.rule == "members":
        limit = "up to" if f.end > f.start else "as few as"
        return f"{limit} {members(f.end)} in place of {f.start:,}"
    return money.get(change.rule) or others[change.rule]


def relaxation_in_words(problem: Problem, changes: Sequence[Change], price: int) -> str:
    """A set of changes, and what the consortium would cost: "at" where that is the least, because only the budget was
    in the way and it gives way by the least there is; else "from about", for nobody has looked for the cheapest."""
    at_what_price = f"{'at' if all(change.rule == 'budget' for change in changes) else 'from about'} {about(price)}"
    parts = [change_in_words(problem, change) for change in changes]
    together = " together" if len(parts) > 1 else ""
    return sentence(f"{listed(parts)}{together} would let a consortium through, {at_what_price}")


def clash_in_words(problem: Problem, change: Change, alone: bool = True) -> str:
    """The same change, as what is short; not `alone` where other rules clash as well."""
    f = _Figures(problem, change)
    w, e = change.work_package, change.enterprise
    if change.rule == "members":
        if f.end > f.start == 0:
            return f"No member may join at all, and the work takes {f.end:,}."
        if f.end > f.start:
            few = "nobody can do all of it alone" if f.start == 1 else f"no {f.start:,} can do all of it"
            return f"At most {members(f.start)} may join, and {few}: it takes {f.end:,}."
        return f"At least {members(f.start)} must join, and no more than {f.end:,} can be kept busy within the rules."
    rest = "within the other rules" if alone else "once the other clashes are mended"
    reach = f"the most within reach is {per_cent(f.end)}" if f.end else "none is within reach"
    sentences = {
        "budget": f"The budget of {pounds(f.start)} is {pounds(f.by)} short of what a consortium costs {rest},"
        f" {pounds(f.end)}.",
        "lot_budget": f"The budget of {f.lot}, {pounds(f.start)}, is {pounds(f.by)} short of what it costs {rest},"
        f" {pounds(f.end)}.",
        "member_floor": f"Not every member can have {pounds(f.start)} of the work: the smallest part would be"
        f" {pounds(f.end)}.",
        "exposure": f"No member may do work in a year for more than {per_cent(f.start)} of its turnover, and somebody"
        f" would have to reach {per_cent(f.end)}.",
        "combined_turnover": f"The tender asks {f.turnover} for {per_cent(f.start)} of the yearly value; {reach}.",
        "lead_value_share": f"The lead must do {per_cent(f.start)} of the work by value; {reach}.",
        "social_enterprise_share": f"Social enterprises must do {per_cent(f.start)} of the work by value; {reach}.",
        "local_share": f"Local enterprises must do {per_cent(f.start)} of the work by value; {reach}.",
        "supported_workforce": f"Supported workers must be {per_cent(f.start)} of the members' workforce; {reach}.",
        "lead_turnover": f"The lead must turn over {pounds(f.start)}; the largest who could lead here turns over"
        f" {pounds(f.end)}, {pounds(f.by)} less.",
        "lead_credentials": f"Nobody who could lead {rest} holds {change.from_}.",
        "group_credentials": f"Some member must hold {change.from_}, and nobody who fits does.",
        "package_credentials": f"Too few who could deliver {w} hold {change.from_}.",
        "quantity": f"{w} is {f.by:,} of {units(f.start, f.unit)} short {rest}.",
        "capacity": f"{e} lacks capacity for {units(f.by, f.unit)} of {f.shared}.",
        "can_lead": f"Nobody who could lead {rest} is put down as able to.",
        "incompatible": f"{e} and {change.from_} never work together, and the work needs both.",
        "pins": f"What has been pinned cannot all be kept {rest}.",
        "trust_with_lead": "Every member must know the lead, and no lead knows enough others to do all of it.",
        "resilience": "The loss of any member must be made good by the others, and somebody's never could be.",
        "max_providers": f"{w} may have {f.start:,} provider{'' if f.start == 1 else 's'} at most, and it takes"
        f" {f.end:,}.",
        "min_share": f"{w} cannot be shared out in parts of at least {units(f.start, f.unit)}; {f.end:,} would do.",
        "min_value": f"{e} wants at least {pounds(f.start)} of work; {pounds(f.end)} would do.",
        "max_value": f"{e} takes at most {pounds(f.start)} of work; {pounds(f.end)} would do.",
    }
    return sentences[change.rule]


def at_least_in_words(problem: Problem, soft: Soft, least: float) -> tuple[str, int]:
    """What is proven before anything is tried: by how much at least a rule stands in the way; and that amount.

    `least` is in basis points of the rule's figure.
    """
    start = soft.start if isinstance(soft.start, int) else 0
    by = max(1, int(least * soft.base / 10_000 * (1 - 1e-6)))
    end = start + by if soft.rises else max(0, start - by)
    change = Change(soft.rule, start, end, soft.work_package, soft.enterprise)
    f = _Figures(problem, change)
    if soft.rule == "budget":
        text = f"The budget of {pounds(start)} is at least {about(by)} short of what a consortium costs."
    elif soft.rule == "lot_budget":
        text = f"The budget of {f.lot}, {pounds(start)}, is at least {about(by)} short of what it costs."
    elif soft.rule == "members":
        limit = f"At most {members(start)} may join" if soft.rises else f"At least {members(start)} must join"
        text = f"{limit}, and no group of that size fits the other rules."
    else:
        text = sentence(f"{change_in_words(problem, change)} is the least that could help")
    return text, by


def limit_in_words(problem: Problem, rule: str, package: WorkPackage | None = None) -> str:
    """A limit on what each member does, and the beginning of what it leaves: '... Within that limit'."""
    rules = problem.rules
    of = f" of those who could deliver {package.id}" if package else ""
    if rule == "exposure":
        share = per_cent(rules.exposure_bp or 0)
        return f"No member may do work in a year for more than {share} of its turnover. Within that limit"
    if rule == "member_floor":
        return f"Each member must have at least {pounds(rules.member_floor or 0)} of the work. With those who can,"
    if rule == "max_value":
        return f"Some{of} take only so much work. Within what they take,"
    if rule == "min_value":
        return f"Some{of} join only for more work than they can have here. Without them"
    least = f"at least {units(package.least, package.unit)} of {package.id}" if package else "its least share"
    return f"Every provider must deliver {least}. With those who can,"


def unlock_in_words(problem: Problem, enterprise: str, credential: str, price: int, better: str | None) -> str:
    """What one credential of one enterprise would do; `better` as `gain_in_words` has it, where something fits now."""
    start = f"If {enterprise} held {credential}, {_asked_by(problem, enterprise, credential)}"
    if better is None:
        return f"{start}, a consortium would fit, from about {about(price)}."
    return f"{start}, a better consortium would fit, {better}."


def gain_in_words(problem: Problem, best: Solution, better: Solution) -> str:
    """Where a better consortium gains most, in what has been weighed: "at £1,200 less"."""
    weights, now, then = problem.weights, best.figures, better.figures
    baseline = {i for i, one in enumerate(problem.enterprises) if one.id in set(problem.baseline)}
    cheaper, richer = now.price - then.price, then.social_value - now.social_value
    fewer = len(best.plan.members) - len(better.plan.members)
    safer, closer = now.shortfall - then.shortfall, now.trust_gap - then.trust_gap
    steadier = len(baseline ^ set(best.plan.members)) - len(baseline ^ set(better.plan.members))
    gains = (
        (weights.price * cheaper, f"at {about(cheaper)} less"),
        (weights.social_value * richer, f"with {richer:,} more point{'' if richer == 1 else 's'} of social value"),
        (weights.trust * closer, "with members who know their lead better"),
        ((weights.members + (0 if baseline else weights.changes)) * fewer, f"with {members(fewer)} fewer"),
        (weights.shortfall * safer, f"with {about(safer)} less left undone if members dropped out"),
        (weights.changes * steadier if baseline else 0, f"with {members(steadier)} fewer exchanged"),
    )
    return max(gains, key=lambda one: one[0])[1]


def _asked_by(problem: Problem, enterprise: str, credential: str) -> str:
    """Who asks for the credential, of all that the enterprise could do."""
    one = next(e for e in problem.enterprises if e.id == enterprise)
    served = {s.work_package for o in one.offers for s in o.serves}
    asking = [w.id for w in problem.work_packages if w.id in served and credential in w.credentials]
    shown = asking if len(asking) <= 3 else [*asking[:2], f"{len(asking) - 2} more"]
    parts = [f"asked for by {listed(shown)}"] if shown else []
    if credential in problem.rules.lead.credentials and one.can_lead:
        parts.append("asked of the lead")
    if credential in problem.rules.group_credentials:
        parts.append("asked of some member")
    return listed(parts)


def condition_in_words(rule: str, fits: bool, better: str | None = None, settled: bool = False) -> str:
    """What dropping one rule would do. Where something fits with it: `better` as `gain_in_words` has it, or None with
    `settled` where nothing better would fit."""
    name = RULE_NAMES[rule]
    if better is not None:
        return f"Without {name}, a better consortium would fit, {better}."
    if settled:
        return f"Without {name}, nothing better would fit."
    return f"Without {name}, {'a consortium would fit' if fits else 'nothing would fit either'}."
