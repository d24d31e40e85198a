"""One proposal in detail: what each member would do and who could take over, drawn and in words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from app.consortia.models import Allocation, Proposal, ProposalMember
from app.consortia.rules.figures import shares_bp
from app.consortia.solving.names import number_of
from app.foundation.drawing.matrix import MatrixCell, MatrixColumn, MatrixRow, matrix
from app.foundation.drawing.model import Drawing
from app.foundation.reference import areas
from app.foundation.templating.formats import money, number, percent_bp
from app.tenders.models import WorkPackage
from solver.problem import Enterprise as ProblemEnterprise
from solver.problem import Problem


@dataclass(frozen=True)
class Work:
    """What a member would do of one work package."""

    package: str
    lot: str
    quantity: str
    share: str
    unit_price: int
    value: int


@dataclass(frozen=True)
class MemberLine:
    """A member of the chosen proposal."""

    name: str
    enterprise_id: int
    lead: bool
    home: str
    value: int
    share_bp: int
    joining_cost: int
    trust: str
    loss: str
    work: tuple[Work, ...]


@dataclass(frozen=True)
class Chosen:
    """The proposal shown in detail."""

    id: int
    rank: int
    lead: str
    price: int
    members: tuple[MemberLine, ...]
    drawing: Drawing


def chosen_proposal(proposal: Proposal, problem: Problem) -> Chosen:
    packages = {allocation.work_package_id: allocation.work_package for allocation in proposal.allocations}
    shares = shares_bp([member.value for member in proposal.members])
    lines = tuple(
        _member_line(proposal, member, share, packages)
        for member, share in zip(proposal.members, shares, strict=True)
    )
    return Chosen(
        id=proposal.id,
        rank=proposal.rank,
        lead=proposal.lead.organisation.name,
        price=proposal.price,
        members=lines,
        drawing=_drawing(proposal, packages, problem),
    )


def _member_line(
    proposal: Proposal, member: ProposalMember, share: int, packages: dict[int, WorkPackage]
) -> MemberLine:
    mine = [
        allocation for allocation in proposal.allocations if allocation.enterprise_id == member.enterprise_id
    ]
    home = member.enterprise.home_area
    return MemberLine(
        name=member.enterprise.organisation.name,
        enterprise_id=member.enterprise_id,
        lead=member.is_lead,
        home=areas.label(home) if home and areas.get(home) else "",
        value=member.value,
        share_bp=share,
        joining_cost=member.joining_cost,
        trust=_pair(member),
        loss=_loss(member, packages),
        work=tuple(_work(allocation) for allocation in mine),
    )


def _pair(member: ProposalMember) -> str:
    if member.is_lead:
        return ""
    if member.trust_with_lead is None:
        return "Not known to the lead"
    return f"{percent_bp(member.trust_with_lead * 10)} trust with the lead"


def _loss(member: ProposalMember, packages: dict[int, WorkPackage]) -> str:
    if member.is_lead:
        return "Lead: cannot be replaced"
    if member.short == 0:
        return "The others could take over all of its work"
    names = [
        packages[int(name[1:])].name for name in member.short_work_package_ids if int(name[1:]) in packages
    ]
    return f"Nobody could take over {money(member.short)} of its work, in {', '.join(names)}"


def _work(allocation: Allocation) -> Work:
    package = allocation.work_package
    return Work(
        package=package.name,
        lot=package.lot.title,
        quantity=f"{number(allocation.quantity)} {package.unit}",
        share=f"{(200 * allocation.quantity + package.rate) // (2 * package.rate)}%",
        unit_price=allocation.unit_price,
        value=allocation.value,
    )


def _drawing(proposal: Proposal, packages: dict[int, WorkPackage], problem: Problem) -> Drawing:
    ordered = sorted(packages.values(), key=lambda package: (package.lot.position, package.id))
    rows = [
        MatrixRow(str(package.id), package.name, package.lot.title, package.rate, package.unit)
        for package in ordered
    ]
    columns = [
        MatrixColumn(
            str(member.enterprise_id), member.enterprise.organisation.name, "lead" if member.is_lead else ""
        )
        for member in proposal.members
    ]
    quantity = {
        (allocation.work_package_id, allocation.enterprise_id): allocation.quantity
        for allocation in proposal.allocations
    }
    backing = backers(proposal, problem)
    cells = [
        MatrixCell(
            str(package),
            str(enterprise),
            quantity.get((package, enterprise), 0),
            (package, enterprise) in backing,
        )
        for package, enterprise in sorted({*quantity, *backing})
    ]
    return matrix(rows, columns, cells, title=f"Who delivers what in proposal {proposal.rank}")


def backers(proposal: Proposal, problem: Problem) -> set[tuple[int, int]]:
    """(work package id, enterprise id) where a member has the credentials and spare capacity to take over
    from another member.
    """
    load: dict[int, int] = defaultdict(int)
    providers: dict[int, set[int]] = defaultdict(set)
    for allocation in proposal.allocations:
        load[allocation.offer_id] += allocation.quantity
        providers[allocation.work_package_id].add(allocation.enterprise_id)
    needed = {package.id: set(package.credentials) for package in problem.work_packages}
    members = {member.enterprise_id for member in proposal.members}
    backing: set[tuple[int, int]] = set()
    for enterprise in problem.enterprises:
        enterprise_id = number_of(enterprise.id)
        if enterprise_id in members:
            for package in _could_serve(enterprise, needed, load):
                if providers[package] - {enterprise_id}:
                    backing.add((package, enterprise_id))
    return backing


def _could_serve(
    enterprise: ProblemEnterprise, needed: dict[str, set[str]], load: dict[int, int]
) -> list[int]:
    """The work packages that offers of this enterprise could serve beyond their load."""
    held = set(enterprise.credentials)
    return [
        number_of(serve.work_package)
        for offer in enterprise.offers
        if offer.capacity > load[number_of(offer.id)]
        for serve in offer.serves
        if needed[serve.work_package] <= held
    ]
