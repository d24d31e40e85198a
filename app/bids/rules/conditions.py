"""Each condition of participation: who satisfies it, with what evidence, and the pooled figure worked out.

No turnover is written: a pooled figure says how many times over the condition is met, in whole numbers.
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
    """Whether one condition is met, by whom, and why."""

    met: bool | None
    who: Sequence[str]
    working: str
    evidence: Sequence[str] = ()


def answered(contents: Contents, asked_at: str) -> tuple[AnsweredCondition, ...]:
    """Every condition of the tender with its answer, as far as figures and credentials give one."""
    until = _needed_until(contents, asked_at)
    answers = [
        (condition, _ANSWERS[condition.kind](condition, contents, until))
        for condition in contents.tender.conditions
    ]
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
        credential
        for credential in member.credentials
        if type in credential.implies and (credential.expires_on is None or credential.expires_on >= until)
    ]


def _all_evidence(members: Sequence[Member], type: str | None, until: str) -> list[str]:
    lines = []
    for member in members:
        for credential in _evidence(member, type, until)[:1]:
            reference = f", {credential.reference}" if credential.reference else ""
            lasts = (
                f", valid until {_day(credential.expires_on)}"
                if credential.expires_on
                else ", no expiry date"
            )
            lines.append(f"{member.name}: {credential.name}{reference}{lasts}")
    return lines


def _day(text: str) -> str:
    return formats.date(datetime.fromisoformat(text).date())


def _lead_credential(condition: Condition, contents: Contents, until: str) -> Answer:
    lead = contents.lead
    holding = [lead] if lead and _evidence(lead, condition.credential, until) else []
    working = (
        f"The lead holds {condition.credential_label}." if holding else "The lead does not yet hold this."
    )
    return Answer(
        bool(holding),
        [member.name for member in holding],
        working,
        _all_evidence(holding, condition.credential, until),
    )


def _group_credential(condition: Condition, contents: Contents, until: str) -> Answer:
    holding = [member for member in contents.members if _evidence(member, condition.credential, until)]
    count = len(holding)
    working = (
        f"{formats.number(count)} of {formats.plural(len(contents.members), 'member')} "
        f"{'holds' if count == 1 else 'hold'} this. At least one must."
    )
    return Answer(
        bool(holding),
        [member.name for member in holding],
        working,
        _all_evidence(holding, condition.credential, until),
    )


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
    return Answer(
        len(holding) == len(providers) > 0,
        [member.name for member in holding],
        working,
        _all_evidence(holding, condition.credential, until),
    )


def _lead_turnover(condition: Condition, contents: Contents, until: str) -> Answer:
    lead, required = contents.lead, condition.amount or 0
    least = formats.money(required)
    if lead is None or lead.turnover is None:
        return Answer(None, [], f"{least} is required. The lead has not stated its turnover.")
    met = lead.turnover >= required
    limit = "at least" if met else "below"
    words = f"The lead’s turnover in its last full year is {limit} the {least} required."
    return Answer(met, [lead.name] if met else [], words, [_ACCOUNTS])


_ACCOUNTS = "Accounts, or other proof of turnover if a member does not need audited accounts"


def _combined_turnover(condition: Condition, contents: Contents, until: str) -> Answer:
    counted = _members_whose_turnover_counts(contents)
    required = condition.amount or 0
    yearly = yearly_value(_total(contents), contents.tender.term_months or MONTHS)
    pooled = sum(member.turnover or 0 for member in counted)
    met = BP * pooled >= required * yearly
    words = [_basis(contents), _compared(pooled, yearly, required, met)]
    silent = [member.name for member in counted if member.turnover is None]
    if silent:
        words.append(f"Turnover not stated by {', '.join(silent)}, so counted as zero.")
    who = [member.name for member in counted if member.turnover]
    return Answer(met, who, " ".join(words), [_ACCOUNTS])


def _total(contents: Contents) -> int:
    return sum(part.value for part in contents.parts)


def _basis(contents: Contents) -> str:
    if contents.tender.liability == "joint":
        return "Every member is liable for the whole contract, so every member’s turnover counts."
    return "Only the lead is liable, so only the lead’s turnover counts."


def _members_whose_turnover_counts(contents: Contents) -> Sequence[Member]:
    if contents.tender.liability == "joint":
        return contents.members
    return [contents.lead] if contents.lead else []


def _compared(pooled: int, yearly: int, required: int, met: bool) -> str:
    """The pooled turnover against the contract's yearly value, in whole times at most."""
    times = pooled // yearly if yearly else MANY_TIMES
    if met and times > 1:
        multiple = f"more than {MANY_TIMES}" if times >= MANY_TIMES else f"at least {times}"
        return (
            f"It is {multiple} times the yearly value of this contract."
            f" {formats.percent_bp(required)} is required."
        )
    limit = "at least" if met else "below"
    return f"It is {limit} the required {formats.percent_bp(required)} of the yearly value."


def _exposure(condition: Condition, contents: Contents, until: str) -> Answer:
    required = condition.amount or 0
    over = [
        member.name
        for member in contents.members
        if member.exposure_bp is not None and member.exposure_bp > required
    ]
    silent = [member.name for member in contents.members if member.exposure_bp is None]
    limit = formats.percent_bp(required)
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
    lead, required = contents.lead, condition.amount or 0
    total = _total(contents)
    own = sum(part.value for part in contents.parts if lead and part.member == lead.id)
    met = lead is not None and BP * own >= required * total
    words = (
        f"The lead delivers {'at least' if met else 'less than'} {formats.percent_bp(required)} of the value."
    )
    return Answer(met, [lead.name] if lead and met else [], words)


def _supported_workforce(condition: Condition, contents: Contents, until: str) -> Answer:
    people = sum(member.workforce for member in contents.members)
    supported = sum(member.supported_workforce for member in contents.members)
    required = condition.amount or 0
    share = BP * supported // people if people else 0
    words = (
        f"{formats.number(supported)} of the {formats.number(people)} people who work for the members are"
        f" disabled or disadvantaged ({formats.percent_bp(share)}). The group as a whole must reach"
        f" {formats.percent_bp(required)}."
    )
    who = [member.name for member in contents.members if member.supported_workforce]
    return Answer(
        BP * supported >= required * people and people > 0, who, words, ["Each member’s own declaration"]
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
