"""What-ifs as an adviser asks them: a tender answered, then the same with one thing changed, through
`serve`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.children import Serving
from bench.timing import Measured
from solver import problem
from solver.candidates import candidates
from solver.check import check
from solver.outcome import Outcome, Proposal, from_dict
from solver.problem import Problem

DROPPED = {
    "local_share": ("local_share_bp", "local_areas"),
    "budget": ("budget",),
    "social_enterprise_share": ("social_enterprise_share_bp",),
    "exposure": ("exposure_bp",),
    "group_credentials": ("group_credentials",),
}
PER_CHANGE = 50_000  # pence that exchanging one member may cost, in the tender's price weight


@dataclass(frozen=True)
class Change:
    """One change: its kind, what `serve` is told, and the problem it must come to."""

    kind: str
    told: dict[str, Any]
    data: dict[str, Any]


def what_if(path: Path, tiny: Path, seed: int, seconds: float) -> dict[str, Measured]:
    """The first answer and each change by kind; "..., best alone" with only the best proposal asked for
    again.

    Marks: first (a proposal or a reason told), answer (whole: every proposal proven, or nothing fits).
    """
    data = problem.parsed(problem.unpacked(str(path)))
    found: dict[str, Measured] = {}
    with Serving(seconds) as serving:
        serving.ask({"id": "tiny", "path": str(tiny)})
        question = problem.from_dict(data)
        first, at, said = serving.ask({"id": "base", "problem": data})
        answer = _checked(question, said)
        found["first answer"] = _measured(question, answer, first, at)
        if answer.proposals:
            for change in changes(data, question, answer, seed):
                for alone in (False, True):
                    kind = f"{change.kind}, best alone" if alone else change.kind
                    found[kind] = _asked(serving, change, kind, alone)
        for one in found.values():
            one.memory_mb = serving.peak_mb
    return found


def _asked(serving: Serving, change: Change, kind: str, alone: bool) -> Measured:
    told, data = dict(change.told), change.data
    if alone:
        told["alternatives"] = {"count": 1}
        data = {**data, "alternatives": {**data["alternatives"], "count": 1}}
    first, at, said = serving.ask({"id": kind, "base": "base", "change": told})
    question = problem.from_dict(data)
    return _measured(question, _checked(question, said), first, at)


def _checked(question: Problem, said: dict[str, Any]) -> Outcome:
    """The outcome, once it is known to answer this very question."""
    answer = from_dict(said)
    findings = check(question, answer)
    if findings:
        raise SystemExit(f"serve, {question.tender}: the checker found: {findings[0]}")
    return answer


def _measured(question: Problem, answer: Outcome, first: float | None, at: float) -> Measured:
    got = Measured(seconds=at, pairs=len(candidates(question).w), remark=answer.status)
    got.of(answer.proposals, question.weights.price)
    if first is not None:
        got.marks["first"] = first
    if answer.ended != "out_of_time" and all(one.proven for one in answer.proposals):
        got.marks["answer"] = at
    return got


def changes(data: dict[str, Any], question: Problem, answer: Outcome, seed: int) -> list[Change]:
    """One change of each kind that a first answer gives reason for."""
    best = answer.proposals[0]
    lost, largest = best.members[-1], _largest(best)
    weights = data["weights"]
    agreed = [
        {"enterprise": a.enterprise, "offer": a.offer, "work_package": a.work_package, "quantity": a.quantity}
        for a in best.allocations
        if a.enterprise == largest
    ]
    found = [_pinned("exclude a member", data, {"exclude": [lost]})]
    seconds = [one for other in answer.proposals[1:] for one in other.members if one not in best.members]
    if seconds:
        found.append(_pinned("pin one of an alternative in", data, {"include": [seconds[0]]}))
    outsider = _outsider(question, answer)
    if outsider is not None:
        found.append(_pinned("pin an outsider in", data, {"include": [outsider]}))
    found += _dropped(data, seed)
    others = {"social_value": 2 * weights["social_value"], "trust": 2 * weights["trust"]}
    found.append(Change("other weights", {"weights": others}, {**data, "weights": {**weights, **others}}))
    found.append(_pinned("agreed parts", data, {"allocations": agreed}))
    found.append(_least_disturbed(data, best, lost))
    return found


def _pinned(kind: str, data: dict[str, Any], pins: dict[str, Any]) -> Change:
    return Change(kind, {"pins": pins}, {**data, "pins": {**data["pins"], **pins}})


def _least_disturbed(data: dict[str, Any], best: Proposal, lost: str) -> Change:
    """A member has gone: who else, with as few of the others exchanged as a price allows."""
    told: dict[str, Any] = {
        "pins": {"exclude": [lost]},
        "baseline": list(best.members),
        "weights": {"changes": PER_CHANGE * data["weights"]["price"]},
    }
    laid = {
        **data,
        "pins": {**data["pins"], **told["pins"]},
        "baseline": told["baseline"],
        "weights": {**data["weights"], **told["weights"]},
    }
    return Change("baseline to disturb least", told, laid)


def _dropped(data: dict[str, Any], seed: int) -> list[Change]:
    """One rule of the tender dropped: another with each seed."""
    rules = data["rules"]
    there = [rule for rule, keys in DROPPED.items() if rules.get(keys[0])]
    if not there:
        return []
    rule = there[seed % len(there)]
    kept = {**data, "rules": {key: value for key, value in rules.items() if key not in DROPPED[rule]}}
    return [Change("drop a rule", {"drop": rule}, problem.to_dict(problem.from_dict(kept)))]


def _largest(best: Proposal) -> str:
    """The member with the most parts, the lead's apart where there are others."""
    others = [one for one in best.members if one != best.lead] or [best.lead]
    return max(others, key=lambda one: (sum(a.enterprise == one for a in best.allocations), one))


def _outsider(question: Problem, answer: Outcome) -> str | None:
    """Of those no proposal names, who could deliver most."""
    c = candidates(question)
    named = {one for proposal in answer.proposals for one in proposal.members}
    reach: dict[str, int] = {}
    for e, high, worth in zip(c.e.tolist(), c.high.tolist(), c.worth.tolist(), strict=True):
        one = question.enterprises[e].id
        if one not in named:
            reach[one] = reach.get(one, 0) + high * worth
    return max(reach, key=lambda one: (reach[one], one), default=None)
