"""One proposal in detail: what each member would do and who could take over, drawn and in words."""

from __future__ import annotations

from dataclasses import dataclass

from app.consortia.models import Allocation, Proposal, ProposalMember
from app.consortia.rules.figures import shares_bp
from app.consortia.solving.names import number_of
from app.foundation.drawing.matrix import MatrixCell, MatrixColumn, MatrixRow, matrix
from app.foundation.drawing.model import Drawing
from app.foundation.reference import areas
from app.foundation.templating.formats import money, number, percent_bp
from app.tenders.models import WorkPackage
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
    """The proposal looked at closely."""

    id: int
    rank: int
    lead: str
    price: int
    members: tuple[MemberLine, ...]
    drawing: Drawing


def chosen_proposal(one: Proposal, problem: Problem) -> Chosen:
    packages = {allocation.work_package_id: allocation.work_package for allocation in one.allocations}
    shares = shares_bp([member.value for member in one.members])
    lines = tuple(
        _member_line(one, member, share, packages) for member, share in zip(one.members, shares, strict=True)
    )
    return Chosen(
        id=one.id,
        rank=one.rank,
        lead=one.lead.organisation.name,
        price=one.price,
        members=lines,
        drawing=_drawing(one, packages, problem),
    )


def _member_line(
    one: Proposal, member: ProposalMember, share: int, packages: dict[int, WorkPackage]
) -> MemberLine:
    mine = [allocation for allocation in one.allocations if allocation.enterprise_id == member.enterprise_id]
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


def _drawing(one: Proposal, packages: dict[int, WorkPackage], problem: Problem) -> Drawing:
    ordered = sorted(packages.values(), key=lambda package: (package.lot.position, package.id))
    rows = [
        MatrixRow(str(package.id), package.name, package.lot.title, package.rate, package.unit)
        for package in ordered
    ]
    columns = [
        MatrixColumn(
            str(member.enterprise_id), member.enterprise.organisation.name, "lead" if member.is_lead else ""
        )
        for member in one.members
    ]
    quantity = {(a.work_package_id, a.enterprise_id): a.quantity for a in one.allocations}
    backing = backers(one, problem)
    cells = [
        MatrixCell(
            str(package),
            str(enterprise),
            quantity.get((package, enterprise), 0),
            (package, enterprise) in backing,
        )
        for package, enterprise in sorted({*quantity, *backing})
    ]
    return matrix(rows, columns, cells, title=f"Who delivers what in proposal {one.rank}")


def backers(one: Proposal, problem: Problem) -> set[tuple[int, int]]:
    """(work package id, enterprise id) where a member has spare capacity, the credentials, and somebody to
    back up.
    """
    members = {member.enterprise_id for member in one.members}
    load: dict[int, int] = {}
    for allocation in one.allocations:
        load[allocation.offer_id] = load.get(allocation.offer_id, 0) + allocation.quantity
    providers: dict[int, set[int]] = {}
    for allocation in one.allocations:
        providers.setdefault(allocation.work_package_id, set()).add(allocation.enterprise_id)
    asked = {package.id: set(package.credentials) for package in problem.work_packages}
    found: set[tuple[int, int]] = set()
    for enterprise in problem.enterprises:
        number = number_of(enterprise.id)
        if number not in members:
            continue
        held = set(enterprise.credentials)
        for offer in enterprise.offers:
            if offer.capacity <= load.get(number_of(offer.id), 0):
                continue
            for serve in offer.serves:
                package = number_of(serve.work_package)
                if asked[serve.work_package] <= held and providers.get(package, set()) - {number}:
                    found.add((package, number))
    return found
