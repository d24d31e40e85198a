"""Who could take over from another member, from the frozen problem."""

from __future__ import annotations

from app.consortia.models import Proposal
from app.consortia.solving.names import number_of
from solver.problem import Problem


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
