"""Each condition of participation: who satisfies it, with what evidence, and the pooled figure worked out.

Nobody's turnover is written: a pooled figure says how many times over the condition is met, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.bids.rules.pack import Condition, Contents, Credential, Member, NeededCredential, PricedWorkPackage
from app.consortia.rules.figures import yearly_value
from app.foundation.templating import formats

BP = 10_000
MONTHS = 12
MANY_TIMES = 10


@dataclass(frozen=True, kw_only=True)
class AnsweredCondition(Condition):
    """A condition with its answer. `met`: None where a person must say; `who` satisfies it; `working` says
    how.
    """

    met: bool | None
    who: tuple[str, ...]
    working: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AnsweredCredential:
    """What the providers of one work package must hold, with each provider's evidence."""

    work_package: str
    name: str
    met: bool
    who: tuple[str, ...]
    missing: tuple[str, ...]
    evidence: tuple[str, ...]


class Answer(NamedTuple):
    """How one condition stands."""

    met: bool | None
    who: Sequence[str]
    working: str
    evidence: Sequence[str] = ()


def answered(contents: Contents, asked_at: str) -> tuple[AnsweredCondition, ...]:
    """Every condition of the tender with its answer, as far as figures and credentials give one."""
    until = _needed_until(contents, asked_at)
    answers = [(one, _ANSWERS[one.kind](one, contents, until)) for one in contents.tender.conditions]
    return tuple(
        AnsweredCondition(
            **vars(condition),
            met=answer.met,
            who=tuple(answer.who),
            working=answer.working,
            evidence=tuple(answer.evidence),
        )
        for condition, answer in answers
    )


def package_credentials(contents: Contents, asked_at: str) -> tuple[AnsweredCredential, ...]:
    """What providers of single work packages must hold, and each provider's evidence."""
    until = _needed_until(contents, asked_at)
    return tuple(
        _package_answer(contents, package, needed, until)
        for package in contents.work_packages
        for needed in package.credentials
    )


def _package_answer(
    contents: Contents, package: PricedWorkPackage, needed: NeededCredential, until: str
) -> AnsweredCredential:
    providers = _named(contents, [part.member for part in package.parts])
    holding = [member for member in providers if _evidence(member, needed.type, until)]
    return AnsweredCredential(
        work_package=package.id,
        name=needed.name,
        met=bool(providers) and len(holding) == len(providers),
        who=tuple(member.name for member in holding),
        missing=tuple(member.name for member in providers if member not in holding),
        evidence=tuple(_all_evidence(holding, needed.type, until)),
    )


def _needed_until(contents: Contents, asked_at: str) -> str:
    """The day a credential must last to: the deadline or the first day of the contract, whichever is
    later.
    """
    tender = contents.tender
    days = [asked_at[:10], (tender.deadline or "")[:10], tender.starts_on or ""]
    return max(days)


def _named(contents: Contents, ids: Sequence[str]) -> list[Member]:
    return [member for member in contents.members if member.id in ids]


def _evidence(member: Member, type: str | None, until: str) -> list[Credential]:
    return [
        one
        for one in member.credentials
        if type in one.implies and (one.expires_on is None or one.expires_on >= until)
    ]


def _all_evidence(members: Sequence[Member], type: str | None, until: str) -> list[str]:
    found = []
    for member in members:
        for one in _evidence(member, type, until)[:1]:
            reference = f", {one.reference}" if one.reference else ""
            lasts = f", valid until {_day(one.expires_on)}" if one.expires_on else ", no expiry date"
            found.append(f"{member.name}: {one.name}{reference}{lasts}")
    return found


def _day(text: str) -> str:
    return formats.date(datetime.fromisoformat(text).date())


def _lead_credential(condition: Condition, contents: Contents, until: str) -> Answer:
    lead = contents.lead
    holding = [lead] if lead and _evidence(lead, condition.credential, until) else []
    working = (
        f"The lead holds {condition.credential_label}." if holding else "The lead does not yet hold this."
    )
    return Answer(bool(holding), [one.name for one in holding], working,
                   _all_evidence(holding, condition.credential, until))  # fmt: skip


def _group_credential(condition: Condition, contents: Contents, until: str) -> Answer:
    holding = [member for member in contents.members if _evidence(member, condition.credential, until)]
    count = len(holding)
    working = (
        f"{formats.number(count)} of {formats.plural(len(contents.members), 'member')} "
        f"{'holds' if count == 1 else 'hold'} this. At least one must."
    )
    return Answer(bool(holding), [one.name for one in holding], working,
                   _all_evidence(holding, condition.credential, until))  # fmt: skip


def _package_credential(condition: Condition, contents: Contents, until: str) -> Answer:
    ids = {
        part.member
        for package in contents.work_packages
        if condition.lot in (None, package.lot)
        for part in package.parts
    }
    providers = _named(contents, sorted(ids))
    holding = [member for member in providers if _evidence(member, condition.credential, until)]
    working = (
        f"{len(holding)} of the {len(providers)} members that deliver this work hold it. All of them must."
    )
    return Answer(len(holding) == len(providers) > 0, [one.name for one in holding], working,
                   _all_evidence(holding, condition.credential, until))  # fmt: skip


def _lead_turnover(condition: Condition, contents: Contents, until: str) -> Answer:
    lead = contents.lead
    asked = formats.money(condition.amount or 0)
    if lead is None or lead.turnover is None:
        return Answer(None, [], f"{asked} is required. The lead has not stated its turnover.")
    met = lead.turnover >= (condition.amount or 0)
    words = (
        f"The lead’s turnover in its last full year is {'at least' if met else 'below'} the {asked} required."
    )
    return Answer(met, [lead.name] if met else [], words, [_ACCOUNTS])


_ACCOUNTS = "Accounts, or other proof of turnover if a member does not need audited accounts"


def _combined_turnover(condition: Condition, contents: Contents, until: str) -> Answer:
    tender, lead = contents.tender, contents.lead
    joint = tender.liability == "joint"
    counted = contents.members if joint else [lead] if lead else []
    basis = (
        "Every member is liable for the whole contract, so every member’s turnover counts."
        if joint
        else "Only the lead is liable, so only the lead’s turnover counts."
    )
    total = sum(part.value for part in contents.parts)
    yearly = yearly_value(total, tender.term_months or MONTHS)
    pooled, asked = sum(member.turnover or 0 for member in counted), condition.amount or 0
    met = BP * pooled >= asked * yearly
    times = pooled // yearly if yearly else MANY_TIMES
    said = (
        f"more than {MANY_TIMES} times"
        if times >= MANY_TIMES
        else f"at least {times} times"
        if times > 1
        else ""
    )
    worked = (
        f"It is {said} the yearly value of this contract. {formats.percent_bp(asked)} is required."
        if said and met
        else (
            f"It is {'at least' if met else 'below'} the required {formats.percent_bp(asked)} of the yearly"
            " value."
        )
    )
    silent = [member.name for member in counted if member.turnover is None]
    told = f" Turnover not stated by {', '.join(silent)}, so counted as zero." if silent else ""
    return Answer(met, [member.name for member in counted if member.turnover], f"{basis} {worked}{told}",
                   [_ACCOUNTS])  # fmt: skip


def _exposure(condition: Condition, contents: Contents, until: str) -> Answer:
    asked = condition.amount or 0
    over = [one.name for one in contents.members if one.exposure_bp is not None and one.exposure_bp > asked]
    silent = [member.name for member in contents.members if member.exposure_bp is None]
    limit = formats.percent_bp(asked)
    if over:
        return Answer(
            False, [], f"One year of this work is more than {limit} of the turnover of {', '.join(over)}."
        )
    if silent:
        return Answer(None, [], f"Cannot be worked out. Turnover not stated by {', '.join(silent)}.")
    who = [member.name for member in contents.members]
    return Answer(
        True, who, f"One year of this work is at most {limit} of any member’s turnover.", [_ACCOUNTS]
    )


def _lead_value_share(condition: Condition, contents: Contents, until: str) -> Answer:
    lead, asked = contents.lead, condition.amount or 0
    total = sum(part.value for part in contents.parts)
    own = sum(part.value for part in contents.parts if lead and part.member == lead.id)
    met = lead is not None and BP * own >= asked * total
    words = (
        f"The lead delivers {'at least' if met else 'less than'} {formats.percent_bp(asked)} of the value."
    )
    return Answer(met, [lead.name] if lead and met else [], words)


def _supported_workforce(condition: Condition, contents: Contents, until: str) -> Answer:
    people = sum(member.workforce for member in contents.members)
    supported = sum(member.supported_workforce for member in contents.members)
    asked = condition.amount or 0
    share = BP * supported // people if people else 0
    words = (
        f"{formats.number(supported)} of the {formats.number(people)} people who work for the members are"
        f" disabled or disadvantaged ({formats.percent_bp(share)}). The group as a whole must reach"
        f" {formats.percent_bp(asked)}."
    )
    who = [member.name for member in contents.members if member.supported_workforce]
    return Answer(
        BP * supported >= asked * people and people > 0, who, words, ["Each member’s own declaration"]
    )


def _members_max(condition: Condition, contents: Contents, until: str) -> Answer:
    count, most = len(contents.members), condition.amount or 0
    return Answer(
        count <= most, [], f"{formats.plural(count, 'member')}. At most {formats.number(most)} are allowed."
    )


def _text(condition: Condition, contents: Contents, until: str) -> Answer:
    return Answer(None, [], "Given in the buyer’s words. The lead answers it.")


_ANSWERS: dict[str, Callable[[Condition, Contents, str], Answer]] = {
    "lead_credential": _lead_credential,
    "lead_turnover": _lead_turnover,
    "lead_value_share": _lead_value_share,
    "group_credential": _group_credential,
    "package_credential": _package_credential,
    "combined_turnover": _combined_turnover,
    "exposure": _exposure,
    "supported_workforce": _supported_workforce,
    "members_max": _members_max,
    "text": _text,
}
