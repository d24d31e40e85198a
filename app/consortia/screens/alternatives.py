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
    chosen = next((proposal for proposal in proposals if proposal.rank == rank), proposals[0])
    return Alternatives(
        ranks=tuple(proposal.rank for proposal in proposals),
        lines=_lines(enquiry, proposals),
        presence=_presence(proposals),
        chosen=chosen_proposal(chosen, problem),
        proof=proof(problem, outcome),
    )


def _name(member: ProposalMember) -> str:
    return member.enterprise.organisation.name


def _lines(enquiry: Enquiry, proposals: Sequence[Proposal]) -> tuple[Line, ...]:
    return (
        Line("Lead", tuple(Figure(proposal.lead.organisation.name) for proposal in proposals)),
        Line(
            "Members",
            _figures(
                proposals,
                lambda proposal: len(proposal.members),
                lambda proposal: number(len(proposal.members)),
                least=True,
            ),
            "Including the lead",
        ),
        Line(
            "Price",
            _figures(
                proposals, lambda proposal: proposal.price, lambda proposal: money(proposal.price), least=True
            ),
            "Work and joining costs, without VAT",
        ),
        *_budget_lines(enquiry, proposals),
        Line(
            "Social value",
            _figures(
                proposals,
                lambda proposal: proposal.social_value,
                lambda proposal: f"{number(proposal.social_value)} points",
            ),
            "By the tender’s own measures",
        ),
        Line("Trust", _figures(proposals, _trust_bp, _trust_words), "How well members know the lead"),
        Line(
            "Cover if a member drops out",
            _figures(proposals, lambda proposal: proposal.shortfall, _cover, least=True),
            "Value of work nobody could take over",
        ),
        Line("How close to the best possible", tuple(_gap(proposal) for proposal in proposals)),
    )


def _budget_lines(enquiry: Enquiry, proposals: Sequence[Proposal]) -> list[Line]:
    """The line about the budget, if the question has one."""
    budget = Question.from_json(enquiry.question).rules.budget
    if not budget:
        return []
    figures = tuple(Figure(_against(budget, proposal.price)) for proposal in proposals)
    return [Line("Compared with the budget", figures, f"Budget: {money(budget)}")]


def _figures(
    proposals: Sequence[Proposal],
    measure: Callable[[Proposal], int],
    words: Callable[[Proposal], str],
    least: bool = False,
) -> tuple[Figure, ...]:
    values = [measure(proposal) for proposal in proposals]
    top = min(values) if least else max(values)
    differ = len(set(values)) > 1
    return tuple(
        Figure(words(proposal), best=differ and value == top)
        for proposal, value in zip(proposals, values, strict=True)
    )


def _against(budget: int, price: int) -> str:
    return f"{money(budget - price)} under" if price <= budget else f"{money(price - budget)} over"


def _trust_bp(proposal: Proposal) -> int:
    others = len(proposal.members) - 1
    return 10_000 if others < 1 else 10_000 - 10 * proposal.trust_gap // others


def _trust_words(proposal: Proposal) -> str:
    others = [member for member in proposal.members if not member.is_lead]
    trusted = sum(member.trust_with_lead is not None for member in others)
    if not others:
        return "The lead alone"
    return (
        f"{trusted} of {len(others)} known to the lead,"
        f" {percent_bp(_trust_bp(proposal) // 100 * 100)} trust overall"
    )


def _cover(proposal: Proposal) -> str:
    losing = sum(member.short > 0 for member in proposal.members)
    if proposal.shortfall == 0:
        return "Any member except the lead can drop out"
    return f"{money(proposal.shortfall)} not covered, across {plural(losing, 'member')}"


def _gap(proposal: Proposal) -> Figure:
    if proposal.rank == 1:
        return Figure(
            "Proven best" if proposal.proven else f"Within {percent_bp(proposal.gap_bp)} of the best possible"
        )
    words = (
        "Proven best of the rest"
        if proposal.proven
        else f"Within {percent_bp(proposal.gap_bp)} of the best of the rest"
    )
    return Figure(
        words,
        f"{percent_bp(proposal.dearer_bp)} behind the first"
        if proposal.dearer_bp
        else "As good as the first",
    )


RECOMPUTED = "An independent check recalculated every rule and figure here before we stored the answer."


def proof(problem: Problem, outcome: Outcome) -> str:
    """What was checked, and what only the solver claims; with the distance from the check's own bound, if it
    has one.
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
    """Enterprises in the most proposals come first, then those that lead one, then by name."""
    names: dict[int, str] = {}
    roles: dict[int, dict[int, str]] = {}
    for proposal in proposals:
        for member in proposal.members:
            names.setdefault(member.enterprise_id, _name(member))
            role = "Lead" if member.is_lead else "Member"
            roles.setdefault(member.enterprise_id, {})[proposal.rank] = role

    def place(enterprise_id: int) -> tuple[int, bool, str]:
        held = roles[enterprise_id]
        return -len(held), "Lead" not in held.values(), names[enterprise_id]

    return tuple(
        Presence(
            names[enterprise_id],
            tuple(roles[enterprise_id].get(proposal.rank, "") for proposal in proposals),
            everywhere=len(roles[enterprise_id]) == len(proposals),
        )
        for enterprise_id in sorted(names, key=place)
    )
