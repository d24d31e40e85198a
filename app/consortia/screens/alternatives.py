"""The alternatives as columns of one table, and the chosen one drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.consortia.models import Enquiry, Proposal, ProposalMember
from app.consortia.rules.question import Question
from app.consortia.screens.chosen import Chosen, chosen_proposal
from app.foundation.templating.formats import money, number, percent_bp, plural
from solver.outcome import Outcome
from solver.problem import Problem


@dataclass(frozen=True)
class Figure:
    """One cell of the comparison, worded. `best`: nothing in its row is better, and something is worse."""

    words: str
    note: str = ""
    best: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the comparison: what is compared, and a figure for each alternative."""

    label: str
    figures: tuple[Figure, ...]
    note: str = ""


@dataclass(frozen=True)
class Presence:
    """One enterprise across the alternatives: "Lead", "Member" or "" in each."""

    name: str
    roles: tuple[str, ...]
    everywhere: bool


@dataclass(frozen=True)
class Alternatives:
    """The proposals page of a solved enquiry."""

    ranks: tuple[int, ...]
    lines: tuple[Line, ...]
    presence: tuple[Presence, ...]
    chosen: Chosen
    proof: str


def alternatives(enquiry: Enquiry, problem: Problem, outcome: Outcome, rank: int) -> Alternatives:
    """All proposals side by side and the one of that rank (the first where there is no such rank) in full."""
    proposals = enquiry.proposals
    chosen = next((one for one in proposals if one.rank == rank), proposals[0])
    return Alternatives(
        ranks=tuple(one.rank for one in proposals),
        lines=_lines(enquiry, proposals),
        presence=_presence(proposals),
        chosen=chosen_proposal(chosen, problem),
        proof=proof(problem, outcome),
    )


def _name(member: ProposalMember) -> str:
    return member.enterprise.organisation.name


def _lines(enquiry: Enquiry, proposals: Sequence[Proposal]) -> tuple[Line, ...]:
    question = Question.from_json(enquiry.question)
    lines = [
        Line("Lead", tuple(Figure(one.lead.organisation.name) for one in proposals)),
        Line(
            "Members",
            _figures(
                proposals, lambda one: len(one.members), lambda one: number(len(one.members)), least=True
            ),
            "Including the lead",
        ),
        Line(
            "Price",
            _figures(proposals, lambda one: one.price, lambda one: money(one.price), least=True),
            "Work and joining costs, without VAT",
        ),
    ]
    if question.rules.budget:
        budget = question.rules.budget
        figures = tuple(Figure(_against(budget, one.price)) for one in proposals)
        lines.append(Line("Compared with the budget", figures, f"Budget: {money(budget)}"))
    lines += [
        Line(
            "Social value",
            _figures(
                proposals, lambda one: one.social_value, lambda one: f"{number(one.social_value)} points"
            ),
            "By the tender’s own measures",
        ),
        Line("Trust", _figures(proposals, _trust_bp, _trust_words), "How well members know the lead"),
        Line(
            "Cover if a member drops out",
            _figures(proposals, lambda one: one.shortfall, _cover, least=True),
            "Value of work nobody could take over",
        ),
        Line("How close to the best possible", tuple(_gap(one) for one in proposals)),
    ]
    return tuple(lines)


def _figures(
    proposals: Sequence[Proposal],
    measure: Callable[[Proposal], int],
    words: Callable[[Proposal], str],
    least: bool = False,
) -> tuple[Figure, ...]:
    values = [measure(one) for one in proposals]
    top = min(values) if least else max(values)
    differ = len(set(values)) > 1
    return tuple(
        Figure(words(one), best=differ and value == top) for one, value in zip(proposals, values, strict=True)
    )


def _against(budget: int, price: int) -> str:
    return f"{money(budget - price)} under" if price <= budget else f"{money(price - budget)} over"


def _trust_bp(one: Proposal) -> int:
    others = len(one.members) - 1
    return 10_000 if others < 1 else 10_000 - 10 * one.trust_gap // others


def _trust_words(one: Proposal) -> str:
    others = [member for member in one.members if not member.is_lead]
    known = sum(member.trust_with_lead is not None for member in others)
    if not others:
        return "The lead alone"
    return (
        f"{known} of {len(others)} known to the lead, {percent_bp(_trust_bp(one) // 100 * 100)} trust overall"
    )


def _cover(one: Proposal) -> str:
    losing = sum(member.short > 0 for member in one.members)
    if one.shortfall == 0:
        return "Any member except the lead can drop out"
    return f"{money(one.shortfall)} not covered, across {plural(losing, 'member')}"


def _gap(one: Proposal) -> Figure:
    if one.rank == 1:
        return Figure(
            "Proven best" if one.proven else f"Within {percent_bp(one.gap_bp)} of the best possible"
        )
    words = (
        "Proven best of the rest"
        if one.proven
        else f"Within {percent_bp(one.gap_bp)} of the best of the rest"
    )
    return Figure(
        words, f"{percent_bp(one.dearer_bp)} behind the first" if one.dearer_bp else "As good as the first"
    )


RECOMPUTED = "An independent check recalculated every rule and figure here before we stored the answer."


def proof(problem: Problem, outcome: Outcome) -> str:
    """What was checked and what the solver alone claims; the check's own bound, where it has one, against the
    price.
    """
    bound = outcome.certificate.get("bound") if outcome.certificate else None
    if not isinstance(bound, int):
        return (
            f"{RECOMPUTED} It cannot check how close each proposal is to the best possible: those figures"
            " come from the search alone."
        )
    first = outcome.proposals[0]
    price = max(1, problem.weights.price * first.price)
    short = max(0, -(-10_000 * (first.objective - bound) // price))
    return (
        f"{RECOMPUTED} We checked independently that no option is more than {percent_bp(short)} of the price"
        " better than the first. If the table shows a closer figure for the first, that figure and the"
        " figures for the others come from the search alone."
    )


def _presence(proposals: Sequence[Proposal]) -> tuple[Presence, ...]:
    names: dict[int, str] = {}
    roles: dict[int, dict[int, str]] = {}
    for one in proposals:
        for member in one.members:
            names.setdefault(member.enterprise_id, _name(member))
            roles.setdefault(member.enterprise_id, {})[one.rank] = "Lead" if member.is_lead else "Member"
    order = sorted(names, key=lambda e: (-len(roles[e]), "Lead" not in roles[e].values(), names[e]))
    return tuple(
        Presence(
            names[e],
            tuple(roles[e].get(one.rank, "") for one in proposals),
            everywhere=len(roles[e]) == len(proposals),
        )
        for e in order
    )
