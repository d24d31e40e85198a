"""Reasons that counting alone can name, in an instant, before anything is solved."""

from __future__ import annotations

import numpy as np

from solver.candidates import Candidates, far_from_leading
from solver.explain.words import about, per_cent, pounds, units
from solver.outcome import Reason
from solver.problem import Enterprise, Problem, WorkPackage

MOST = 20  # work packages told: whoever has more than that to mend starts anywhere


def quick_reasons(c: Candidates) -> list[Reason]:
    """Work packages that cannot be covered even alone, and leads that are not there."""
    return _packages(c) + _leads(c) + _group(c)


def _packages(c: Candidates) -> list[Reason]:
    found: list[Reason] = []
    serving: dict[str, list[Enterprise]] | None = None
    for w, package in enumerate(c.problem.work_packages):
        if len(found) >= MOST:
            break
        pairs = np.flatnonzero(c.w == w)
        reach = int(np.sort(c.high[pairs])[::-1][: package.max_providers].sum())
        if reach >= package.quantity:
            continue
        short = package.quantity - reach
        if serving is None:
            serving = _serving(c.problem)
        if package.id not in serving:
            text = f"Nobody offers {package.id} ({units(package.quantity, package.unit)})."
            found.append(Reason("quantity", text, package.id, None, short))
        elif not len(pairs):
            found += _no_provider(package, serving[package.id], set(c.problem.pins.exclude))
        else:
            text = f"{package.id} is {units(short, package.unit)} short of {package.quantity:,}: {_who(c, w, reach)}."
            found.append(Reason("quantity", text, package.id, None, short))
    return found


def _who(c: Candidates, w: int, reach: int) -> str:
    """What those who may serve a work package can deliver of it."""
    count, most = int((c.w == w).sum()), c.problem.work_packages[w].max_providers
    if count == 1:
        return f"the only one who may serve it can deliver {reach:,}"
    if count <= most:
        return f"the {count:,} who may serve it can deliver {reach:,} together"
    return (
        f"no {most:,} of the {count:,} who may serve it can deliver more than {reach:,}"
        if most > 1
        else (f"none of the {count:,} who may serve it can deliver more than {reach:,}, and only one of them may")
    )


def _serving(problem: Problem) -> dict[str, list[Enterprise]]:
    """Who offers each work package."""
    found: dict[str, list[Enterprise]] = {}
    for one in problem.enterprises:
        for offer in one.offers:
            for serve in offer.serves:
                found.setdefault(serve.work_package, []).append(one)
    return found


def _no_provider(package: WorkPackage, serving: list[Enterprise], excluded: set[str]) -> list[Reason]:
    """Somebody offers it, nobody may serve it: the credential that most of them lack, what is pinned, their limits."""
    holders = [e for e in serving if set(e.credentials).issuperset(package.credentials)]
    if holders and all(e.id in excluded for e in holders):
        text = f"Everybody qualified for {package.id} has been excluded."
        return [Reason("pins", text, package.id, None, package.quantity)]
    if holders:
        who = "The only one" if len(holders) == 1 else f"None of the {len(holders):,}"
        can = "cannot" if len(holders) == 1 else "can"
        text = f"{who} qualified for {package.id} {can} deliver even {units(package.least, package.unit)}."
        return [Reason("min_share", text, package.id, None, package.quantity)]
    lacking = {name: sum(name not in e.credentials for e in serving) for name in package.credentials}
    worst = max(lacking, key=lambda name: (lacking[name], name))
    count, total = lacking[worst], len(serving)
    if count == total:
        who = "The only one who offers" if total == 1 else f"None of the {total:,} who offer"
        text = f"{who} {package.id} {'lacks' if total == 1 else 'holds'} {worst}, which it asks for."
    else:
        text = f"Nobody who offers {package.id} holds all it asks for: {count:,} of {total:,} lack {worst}."
    return [Reason("package_credentials", text, package.id, None, package.quantity)]


def _leads(c: Candidates) -> list[Reason]:
    if len(c.leads):
        return _distant(c)
    rule, everybody = c.problem.rules.lead, [c.problem.enterprises[i] for i in c.members.tolist()]
    able = [e for e in everybody if e.can_lead]
    if not able:
        return [Reason("can_lead", "Nobody who could be a member is able to lead.")]
    largest = max(e.turnover for e in able)
    if largest < rule.min_turnover:
        short = rule.min_turnover - largest
        text = f"The largest who could lead turns over {pounds(largest)}, {pounds(short)} short of what a lead needs."
        return [Reason("lead_turnover", text, None, None, short)]
    for name in rule.credentials:
        if all(name not in e.credentials for e in able):
            return [Reason("lead_credentials", f"Nobody who could lead holds {name}.")]
    if c.problem.pins.lead is not None:
        return [Reason("pins", f"{c.problem.pins.lead} is pinned as lead and cannot lead.", None, c.problem.pins.lead)]
    return []


def _distant(c: Candidates) -> list[Reason]:
    """Nobody who could lead reaches a lead's share even of the least value."""
    if not far_from_leading(c)[c.leads].all():
        return []
    share = c.problem.rules.lead.min_value_share_bp
    largest = int(c.reach[c.leads].max())
    short = -(-share * c.least_value // 10_000) - largest
    pinned = c.problem.pins.lead
    who = f"{pinned}, who is pinned as lead," if pinned is not None else "anybody who could lead"
    text = (
        f"Whoever leads must do {per_cent(share)} of the work by value. The most that {who} can do is "
        f"{about(largest)}, at least {about(short)} short."
    )
    return [Reason("lead_value_share", text, None, pinned, short)]


def _group(c: Candidates) -> list[Reason]:
    return [
        Reason("group_credentials", f"Nobody who could be a member holds {name}.")
        for name in c.problem.rules.group_credentials
        if all(name not in c.problem.enterprises[i].credentials for i in c.members.tolist())
    ]
