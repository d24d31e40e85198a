"""Reasons that counting alone can name, in an instant, before anything is solved."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial

import numpy as np

from solver.candidates import Candidates, candidates, far_from_leading
from solver.outcome import Reason
from solver.problem import Enterprise, Problem, WorkPackage
from solver.rules import BY_NAME, IN_ORDER
from solver.rules.phrases import about, per_cent, pounds, units
from solver.rules.rule import Rule

# Limits on what each member does, in the order in which they are named where several bar the same thing: what
# the enterprise decides itself first.
LIMITS = sorted((rule for rule in IN_ORDER if rule.on_members), key=lambda rule: rule.of_tender)
MOST = 20  # work packages told: whoever has more than that to mend starts anywhere


def quick_reasons(c: Candidates) -> list[Reason]:
    """Work packages that cannot be covered even alone, and leads that are not there.

    A limit on how much a member may do is no fact about people: what it alone bars is told as that limit's
    doing.
    """
    free = _Lifted(c)
    reasons = _packages(c, free) + _leads(c, free) + _group(c, free)
    first = {reason.rule: reason for reason in reversed(reasons)}  # a limit of the whole tender is named once
    return [r for r in reasons if not BY_NAME[r.rule].of_whole_tender or r is first[r.rule]]


class _Lifted:
    """The same question without the limits on what each member does, all of them or one; made when asked
    for.
    """

    def __init__(self, c: Candidates) -> None:
        self.asked = c
        self._without: dict[str, Candidates | None] = {}

    @cached_property
    def of_all(self) -> Candidates:
        """What people offer and hold, and nothing else."""
        problem = self.asked.problem
        for rule in LIMITS:
            problem = rule.dropped(problem)
        return candidates(problem)

    def culprit(self, fits: Callable[[Candidates], bool]) -> Rule:
        """The limit that bars what would fit without any: the first that alone does, else the first that adds
        up to it with those before."""
        for rule in LIMITS:
            without = self._of_one(rule)
            if without is not None and fits(without):
                return rule
        return next(rule for rule, so_far in self._added_up if not fits(so_far))

    @cached_property
    def _added_up(self) -> list[tuple[Rule, Candidates]]:
        """The limits in their order, each with the question that has it and all before it."""
        problem, steps = self.of_all.problem, []
        for rule in LIMITS:
            problem = rule.restored(problem, self.asked.problem)
            steps.append((rule, candidates(problem)))
        return steps

    def _of_one(self, rule: Rule) -> Candidates | None:
        if rule.name not in self._without:
            problem = self.asked.problem
            self._without[rule.name] = candidates(rule.dropped(problem)) if rule.asked(problem) else None
        return self._without[rule.name]


def _reach(c: Candidates, w: int) -> int:
    """Units a period of a work package that as many as may serve it can deliver together."""
    return int(np.sort(c.high[c.package_of == w])[::-1][: c.problem.work_packages[w].max_providers].sum())


def _covers(w: int, c: Candidates) -> bool:
    return _reach(c, w) >= c.problem.work_packages[w].quantity


def _packages(c: Candidates, free: _Lifted) -> list[Reason]:
    reasons: list[Reason] = []
    barred: dict[
        Rule, list[tuple[WorkPackage, int]]
    ] = {}  # limit -> the packages that it leaves short, by how much
    serving: dict[str, list[Enterprise]] | None = None
    for w, package in enumerate(c.problem.work_packages):
        if len(reasons) >= MOST:
            break
        short = package.quantity - _reach(c, w)
        if short <= 0:
            continue
        reach = _reach(free.of_all, w)
        if reach >= package.quantity:
            limit = free.culprit(partial(_covers, w))
            barred.setdefault(limit, []).append((package, short))
            continue
        short = package.quantity - reach
        if serving is None:
            serving = _serving(c.problem)
        if package.id not in serving:
            text = f"No enterprise offers {package.id} ({units(package.quantity, package.unit)})."
            reasons.append(Reason("quantity", text, package.id, None, short))
        elif not (free.of_all.w == w).any():
            reasons += _no_provider(package, serving[package.id], set(c.problem.pins.exclude))
        else:
            who = _who(free.of_all, w, reach)
            text = f"{package.id} is {units(short, package.unit)} short of {package.quantity:,}: {who}."
            reasons.append(Reason("quantity", text, package.id, None, short))
    return reasons + [
        reason for rule, packages in barred.items() for reason in _barred(c.problem, rule, packages)
    ]


def _barred(problem: Problem, rule: Rule, packages: list[tuple[WorkPackage, int]]) -> list[Reason]:
    """What a limit leaves short: one sentence for a limit of the whole tender, one a package for the
    others.
    """
    if rule.of_whole_tender:
        (package, short), others = packages[0], len(packages) - 1
        more = (
            f", and {others:,} other work package{'s are' if others > 1 else ' is'} short too"
            if others
            else ""
        )
        text = f"{rule.limit_in_words(problem, None)} {_shortage(package, short)}{more}."
        return [Reason(rule.name, text, package.id, None, short)]
    return [
        Reason(
            rule.name,
            f"{rule.limit_in_words(problem, package)} {_shortage(package, short)}.",
            package.id,
            None,
            short,
        )
        for package, short in packages[:MOST]
    ]


def _shortage(package: WorkPackage, short: int) -> str:
    return f"{package.id} is {units(short, package.unit)} short of {package.quantity:,}"


def _who(c: Candidates, w: int, reach: int) -> str:
    """What those who may serve a work package can deliver of it."""
    count, most = int((c.package_of == w).sum()), c.problem.work_packages[w].max_providers
    if count == 1:
        return f"the only enterprise that qualifies can deliver {reach:,}"
    if count <= most:
        return f"the {count:,} enterprises that qualify can deliver {reach:,} together"
    return (
        f"no {most:,} of the {count:,} enterprises that qualify can deliver more than {reach:,} together"
        if most > 1
        else (
            f"only one provider is allowed, and none of the {count:,} that qualify can deliver more than"
            f" {reach:,}"
        )
    )


def _serving(problem: Problem) -> dict[str, list[Enterprise]]:
    """Who offers each work package."""
    serving: dict[str, list[Enterprise]] = {}
    for enterprise in problem.enterprises:
        for offer in enterprise.offers:
            for serve in offer.serves:
                serving.setdefault(serve.work_package, []).append(enterprise)
    return serving


def _no_provider(package: WorkPackage, serving: list[Enterprise], excluded: set[str]) -> list[Reason]:
    """Somebody offers it, nobody may serve it: nothing left, what is pinned, or the credential that most
    lack.
    """
    holders = [e for e in serving if set(e.credentials).issuperset(package.credentials)]
    if holders and any(e.id not in excluded for e in holders):
        text = f"No enterprise qualified for {package.id} has any capacity to deliver it."
        return [Reason("capacity", text, package.id, None, package.quantity)]
    if holders:
        text = f"Every enterprise qualified for {package.id} has been excluded."
        return [Reason("pins", text, package.id, None, package.quantity)]
    lacking = {name: sum(name not in e.credentials for e in serving) for name in package.credentials}
    worst = max(lacking, key=lambda name: (lacking[name], name))
    count, total = lacking[worst], len(serving)
    if count == total:
        who = (
            "The only enterprise that offers"
            if total == 1
            else f"None of the {total:,} enterprises that offer"
        )
        text = f"{who} {package.id} {'does not have' if total == 1 else 'has'} {worst}, which is required."
    else:
        lack = f"{count:,} of {total:,} {'does' if count == 1 else 'do'} not have {worst}"
        text = f"No enterprise that offers {package.id} has every credential it requires: {lack}."
    return [Reason("package_credentials", text, package.id, None, package.quantity)]


def _leads(c: Candidates, free: _Lifted) -> list[Reason]:
    if len(c.leads):
        return _distant(c, free)
    if len(free.of_all.leads):
        rule = free.culprit(lambda other: len(other.leads) > 0)
        text = f"{rule.limit_in_words(c.problem, None)} no enterprise that could lead can be a member."
        return [Reason(rule.name, text)]
    c = free.of_all
    asked, everybody = c.problem.rules.lead, [c.problem.enterprises[i] for i in c.members.tolist()]
    able = [e for e in everybody if e.can_lead]
    if not able:
        return [Reason("can_lead", "No enterprise that could be a member can lead.")]
    largest = max(e.turnover for e in able)
    if largest < asked.min_turnover:
        short = asked.min_turnover - largest
        least = f"{pounds(short)} less than the lead needs"
        text = (
            f"The largest enterprise that could lead has a turnover of {pounds(largest)}, which is {least}."
        )
        return [Reason("lead_turnover", text, None, None, short)]
    for name in asked.credentials:
        if all(name not in e.credentials for e in able):
            return [Reason("lead_credentials", f"No enterprise that could lead has {name}.")]
    if c.problem.pins.lead is not None:
        return [
            Reason(
                "pins",
                f"{c.problem.pins.lead} is your required lead, but it cannot lead.",
                None,
                c.problem.pins.lead,
            )
        ]
    return []


def _distant(c: Candidates, free: _Lifted) -> list[Reason]:
    """Nobody who could lead reaches a lead's share even of the least value."""
    if not far_from_leading(c)[c.leads].all():
        return []
    share = c.problem.rules.lead.min_value_share_bp
    largest = int(c.reach[c.leads].max())
    short = -(-share * c.least_value // 10_000) - largest
    pinned = c.problem.pins.lead
    who = f"{pinned}, your required lead," if pinned is not None else "any enterprise that could lead"
    within = (
        " within the limits on each member"
        if largest < int(free.of_all.reach[free.of_all.leads].max())
        else ""
    )
    text = (
        f"The lead must deliver at least {per_cent(share)} of the work by value. The most that {who} can "
        f"deliver{within} is {about(largest)}, which is at least {about(short)} too little."
    )
    return [Reason("lead_value_share", text, None, pinned, short)]


def _group(c: Candidates, free: _Lifted) -> list[Reason]:
    reasons = []
    for name in c.problem.rules.group_credentials:
        if _held(name, c):
            continue
        if not _held(name, free.of_all):
            reasons.append(Reason("group_credentials", f"No enterprise that could be a member has {name}."))
            continue
        rule = free.culprit(partial(_held, name))
        text = f"{rule.limit_in_words(c.problem, None)} no enterprise that has {name} can be a member."
        reasons.append(Reason(rule.name, text))
    return reasons


def _held(credential: str, c: Candidates) -> bool:
    """Whether somebody who could be a member holds it."""
    return any(credential in c.problem.enterprises[i].credentials for i in c.members.tolist())
