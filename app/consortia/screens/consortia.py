"""A consortium as its adviser, its lead, a member and an invited enterprise may each see it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from app.consortia.models import Consortium, Member, Promise
from app.consortia.queries.consortia import Involvement, may_see_prices_of, membership_of
from app.consortia.rules.states import LEAVABLE, ConsortiumState, MemberState
from app.foundation.actor import Actor
from app.foundation.drawing.arch import Stone, arch
from app.foundation.drawing.matrix import MatrixCell, MatrixColumn, MatrixRow, matrix
from app.foundation.drawing.model import Drawing
from app.foundation.reference import areas
from app.foundation.templating.formats import number, plural
from app.tenders.screens.closing import closing_words


@dataclass(frozen=True)
class PromiseLine:
    """What a member is asked to deliver of a work package; prices only where this reader may see them."""

    package: str
    lot: str
    quantity: str
    periods: int
    free: str  # what the offer has free now, for the one who is asked
    fits: bool
    unit_price: int | None
    value: int | None


@dataclass(frozen=True)
class MemberView:
    """A member as this reader sees it: unnamed before all have said yes, except to the adviser and itself."""

    label: str
    enterprise_id: int | None
    lead: bool
    mine: bool
    home: str
    state: MemberState
    answered_at: datetime | None
    answered_by: str
    reason: str
    value: int | None
    share_bp: int | None
    exposure_bp: int | None
    promises: tuple[PromiseLine, ...]


@dataclass(frozen=True)
class ConsortiumView:
    """The page of one consortium."""

    id: int
    name: str
    state: ConsortiumState
    involvement: Involvement
    tender_id: int
    tender: str
    buyer: str
    closes: str
    practice: bool
    adviser_body: str
    joint_reason: str
    reason: str
    agreed_at: datetime | None
    lots: tuple[str, ...]
    enquiry_id: int
    proposal_rank: int
    members: tuple[MemberView, ...]
    mine: MemberView | None
    arch: Drawing
    coverage: Drawing | None
    waiting: str
    may_answer: bool
    may_leave: bool
    may_dissolve: bool
    broken: bool  # somebody declined or left: only a new question goes on from here

    @property
    def others(self) -> tuple[str, ...]:
        """The other members without their names: "the lead in Sandwell", "2 members in Birmingham"."""
        homes = Counter(one.home for one in self.members if not one.mine and not one.lead)
        lead = [f"the lead{_in(one.home)}" for one in self.members if one.lead and not one.mine]
        return (*lead, *(f"{plural(count, 'member')}{_in(home)}" for home, count in sorted(homes.items())))

    @property
    def priced(self) -> tuple[int | None, ...]:
        """The other members whose prices this reader sees."""
        return tuple(one.enterprise_id for one in self.members if one.value is not None and not one.mine)

    @property
    def named(self) -> bool:
        """Whether this reader sees who the members are."""
        return self.involvement is Involvement.adviser or self.coverage is not None


def _in(home: str) -> str:
    return f" in {home}" if home else ""


def consortium_view(consortium: Consortium, involvement: Involvement, actor: Actor) -> ConsortiumView:
    """What this actor may see of it."""
    named = involvement is Involvement.adviser or (
        involvement in (Involvement.lead, Involvement.member) and consortium.agreed_at is not None
    )
    own = membership_of(consortium, actor)
    members = tuple(
        _member(
            one,
            named=named or one is own,
            mine=one is own,
            prices=may_see_prices_of(consortium, involvement, actor, one),
            adviser=involvement is Involvement.adviser,
        )
        for one in consortium.members
    )
    broken = any(one.state in (MemberState.declined, MemberState.left) for one in consortium.members)
    forming = consortium.state is ConsortiumState.forming
    adviser = involvement is Involvement.adviser
    return ConsortiumView(
        id=consortium.id,
        name=consortium.name,
        state=consortium.state,
        involvement=involvement,
        tender_id=consortium.tender_id,
        tender=consortium.tender.title,
        buyer=consortium.tender.buyer_name,
        closes=closing_words(consortium.tender),
        practice=consortium.tender.practice,
        adviser_body=consortium.organisation.name,
        joint_reason=consortium.joint_reason if adviser or named else "",
        reason=consortium.reason,
        agreed_at=consortium.agreed_at,
        lots=tuple(one.lot.title for one in consortium.lots),
        enquiry_id=consortium.proposal.enquiry_id,
        proposal_rank=consortium.proposal.rank,
        members=members,
        mine=next((one for one in members if one.mine), None),
        arch=_arch(members, shares=all(one.share_bp is not None for one in members)),
        coverage=_coverage(consortium, members) if named else None,
        waiting=_waiting(consortium, members, broken, adviser),
        may_answer=own is not None and own.state is MemberState.invited and forming,
        may_leave=own is not None and own.state is MemberState.accepted and consortium.state in LEAVABLE,
        may_dissolve=adviser and consortium.state not in _ENDED,
        broken=broken,
    )


_ENDED = (
    ConsortiumState.dissolved,
    ConsortiumState.lost,
    ConsortiumState.closed,
    ConsortiumState.delivering,
)


def _member(member: Member, *, named: bool, mine: bool, prices: bool, adviser: bool) -> MemberView:
    return MemberView(
        label=_label(member, named),
        enterprise_id=member.enterprise_id if named else None,
        lead=member.is_lead,
        mine=mine,
        home=_district(member.enterprise.home_area),
        state=member.state,
        answered_at=member.answered_at if named else None,
        answered_by=member.answered_by.name if member.answered_by and (adviser or mine) else "",
        reason=member.reason if adviser or mine else "",
        # A share of the value beside a quantity gives the price away: it follows the prices.
        value=member.value if prices else None,
        share_bp=member.share_bp if prices else None,
        exposure_bp=member.exposure_bp if mine or (adviser and prices) else None,
        promises=tuple(_promise(one, prices, mine) for one in member.promises) if named else (),
    )


def _label(member: Member, named: bool) -> str:
    if named:
        return member.enterprise.organisation.name
    role = "The lead" if member.is_lead else "A member"
    home = _district(member.enterprise.home_area)
    return f"{role}, {home}" if home else role


def _district(area: str | None) -> str:
    if not area or areas.get(area) is None:
        return ""
    districts = areas.districts_of(area)
    return areas.name(next(iter(districts))) if len(districts) == 1 else areas.name(area)


def _promise(promise: Promise, prices: bool, mine: bool) -> PromiseLine:
    package, offer = promise.work_package, promise.offer
    return PromiseLine(
        package=package.name,
        lot=package.lot.title,
        quantity=f"{number(promise.quantity)} {package.unit}",
        periods=package.periods,
        free=f"{number(offer.free)} {offer.unit}" if mine else "",
        fits=offer.free >= promise.quantity,
        unit_price=promise.unit_price if prices else None,
        value=promise.value if prices else None,
    )


def _arch(members: tuple[MemberView, ...], shares: bool) -> Drawing:
    if shares:
        return arch([Stone(one.label, one.state.name, one.share_bp or 0, one.lead) for one in members])
    stones = [Stone("You" if one.mine else one.label, one.state.name, None, one.lead) for one in members]
    yes = sum(one.state is MemberState.accepted for one in members)
    return arch(stones, caption=f"Each stone is a member. {yes} of {len(members)} have accepted.")


def _coverage(consortium: Consortium, members: tuple[MemberView, ...]) -> Drawing:
    promises = [(member, one) for member in consortium.members for one in member.promises]
    packages = {one.work_package_id: one.work_package for _, one in promises}
    ordered = sorted(packages.values(), key=lambda package: (package.lot.position, package.id))
    return matrix(
        [MatrixRow(str(p.id), p.name, p.lot.title, p.rate, p.unit) for p in ordered],
        [MatrixColumn(str(one.enterprise_id), one.label, "lead" if one.lead else "") for one in members],
        [
            MatrixCell(str(one.work_package_id), str(member.enterprise_id), one.quantity)
            for member, one in promises
        ],
        caption="Each row shows how much of a work package each member has been asked to deliver.",
    )


def _waiting(consortium: Consortium, members: tuple[MemberView, ...], broken: bool, adviser: bool) -> str:
    """What waits for whom, in a sentence; nothing once it has ended."""
    if consortium.state is ConsortiumState.dissolved:
        return ""
    if broken and adviser:
        return "Waiting for you. Ask again without the members who declined or left."
    if broken:
        return "Waiting for the adviser."
    waiting = [one.label for one in members if one.state is MemberState.invited]
    if not waiting:
        return ""
    if not adviser:
        return f"{len(waiting)} of {len(members)} members have not answered yet."
    return f"Waiting for {', '.join(waiting)}."
