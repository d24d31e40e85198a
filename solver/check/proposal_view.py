"""A proposal laid beside its problem: who is who, and what each delivers."""

from __future__ import annotations

from dataclasses import dataclass, field

from solver.check.findings import Finding
from solver.outcome import Proposal
from solver.problem import Enterprise, Offer, Problem, Serve, WorkPackage


@dataclass(frozen=True)
class Part:
    """One allocation with everything it names."""

    enterprise: Enterprise
    offer: Offer
    serve: Serve
    package: WorkPackage
    quantity: int

    @property
    def value(self) -> int:
        """Pence over all periods."""
        return self.quantity * self.package.periods * self.serve.unit_price


@dataclass
class ProposalView:
    """A proposal whose ids have been looked up. Where `findings` is not empty, nothing else may be
    trusted.
    """

    where: str
    proposal: Proposal
    packages: dict[str, WorkPackage]
    members: dict[str, Enterprise]
    parts: list[Part] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, problem: Problem, proposal: Proposal, where: str) -> ProposalView:
        """Looks every id up; names of nobody become findings."""
        by_id = {e.id: e for e in problem.enterprises}
        view = cls(where, proposal, {w.id: w for w in problem.work_packages}, {})
        for member in proposal.members:
            if member not in by_id:
                view.say("members", f"there is no enterprise {member!r}")
            elif member in view.members:
                view.say("members", f"{member} is listed twice")
            else:
                view.members[member] = by_id[member]
        if proposal.lead not in view.members:
            view.say("members", f"the lead, {proposal.lead}, is not a member")
        view._look_up_parts()
        return view

    def say(self, rule: str, text: str) -> None:
        """Adds a finding."""
        self.findings.append(Finding(rule, self.where, text))

    def _look_up_parts(self) -> None:
        seen: set[tuple[str, str]] = set()
        for allocation in self.proposal.allocations:
            member = self.members.get(allocation.enterprise)
            package = self.packages.get(allocation.work_package)
            if member is None or package is None:
                who = allocation.enterprise if member is None else allocation.work_package
                self.say(
                    "members" if member is None else "quantity",
                    f"an allocation names {who}, which is not a member",
                )
                continue
            offer = next((o for o in member.offers if o.id == allocation.offer), None)
            serve = next((s for s in offer.serves if s.work_package == package.id), None) if offer else None
            if offer is None or serve is None:
                self.say("capacity", f"{member.id} has no offer {allocation.offer} that serves {package.id}")
            elif (member.id, package.id) in seen:
                self.say("max_providers", f"{member.id} is listed twice for {package.id}")
            elif allocation.quantity < 1:
                self.say("min_share", f"{member.id} delivers {allocation.quantity} of {package.id}")
            else:
                seen.add((member.id, package.id))
                self.parts.append(Part(member, offer, serve, package, allocation.quantity))

    @property
    def lead(self) -> Enterprise:
        """The lead."""
        return self.members[self.proposal.lead]

    def value_of(self, member: str) -> int:
        """Pence a member delivers."""
        return sum(part.value for part in self.parts if part.enterprise.id == member)

    @property
    def value(self) -> int:
        """Contract value in pence."""
        return sum(part.value for part in self.parts)
