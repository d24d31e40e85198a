"""A consortium as its adviser, its lead, a member or an invited enterprise can see it."""

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
    """A member as this reader sees it: unnamed before all have accepted, except to the adviser and itself."""

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
    broken: bool  # a member declined or left, so the adviser has to ask again

    @property
    def others(self) -> tuple[str, ...]:
        """The other members without their names: "the lead in Sandwell", "2 members in Birmingham"."""
        homes = Counter(member.home for member in self.members if not member.mine and not member.lead)
        lead = [f"the lead{_in(member.home)}" for member in self.members if member.lead and not member.mine]
        return (*lead, *(f"{plural(count, 'member')}{_in(home)}" for home, count in sorted(homes.items())))

    @property
    def priced(self) -> tuple[int | None, ...]:
        """The other members whose prices this reader sees."""
        return tuple(
            member.enterprise_id for member in self.members if member.value is not None and not member.mine
        )

    @property
    def named(self) -> bool:
        """Whether this reader sees who the members are."""
        return self.involvement is Involvement.adviser or self.coverage is not None


def _in(home: str) -> str:
    return f" in {home}" if home else ""


def consortium_view(consortium: Consortium, involvement: Involvement, actor: Actor) -> ConsortiumView:
    """As much of the consortium as this actor can see."""
    adviser = involvement is Involvement.adviser
    named = _sees_names(consortium, involvement)
    own = membership_of(consortium, actor)
    members = tuple(
        _member(member, _sight(consortium, involvement, actor, member)) for member in consortium.members
    )
    broken = any(member.state in (MemberState.declined, MemberState.left) for member in members)
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
        joint_reason=consortium.joint_reason if named else "",
        reason=consortium.reason,
        agreed_at=consortium.agreed_at,
        lots=tuple(covered.lot.title for covered in consortium.lots),
        enquiry_id=consortium.proposal.enquiry_id,
        proposal_rank=consortium.proposal.rank,
        members=members,
        mine=next((member for member in members if member.mine), None),
        arch=_arch(members),
        coverage=_coverage(consortium, members) if named else None,
        waiting=_waiting(consortium, members, broken, adviser),
        may_answer=_may_answer(consortium, own),
        may_leave=_may_leave(consortium, own),
        may_dissolve=adviser and consortium.state not in _ENDED,
        broken=broken,
    )


def _sees_names(consortium: Consortium, involvement: Involvement) -> bool:
    if involvement is Involvement.adviser:
        return True
    return involvement in (Involvement.lead, Involvement.member) and consortium.agreed_at is not None


def _may_answer(consortium: Consortium, own: Member | None) -> bool:
    forming = consortium.state is ConsortiumState.forming
    return forming and own is not None and own.state is MemberState.invited


def _may_leave(consortium: Consortium, own: Member | None) -> bool:
    return consortium.state in LEAVABLE and own is not None and own.state is MemberState.accepted


_ENDED = (
    ConsortiumState.dissolved,
    ConsortiumState.lost,
    ConsortiumState.closed,
    ConsortiumState.delivering,
)


@dataclass(frozen=True)
class _Sight:
    """What a reader sees of one member."""

    name: bool
    mine: bool
    prices: bool
    adviser: bool

    @property
    def person(self) -> bool:
        """Who answered, and why it declined or left."""
        return self.adviser or self.mine

    @property
    def exposure(self) -> bool:
        return self.mine or (self.adviser and self.prices)


def _sight(consortium: Consortium, involvement: Involvement, actor: Actor, member: Member) -> _Sight:
    mine = member is membership_of(consortium, actor)
    return _Sight(
        name=mine or _sees_names(consortium, involvement),
        mine=mine,
        prices=may_see_prices_of(consortium, involvement, actor, member),
        adviser=involvement is Involvement.adviser,
    )


def _member(member: Member, sight: _Sight) -> MemberView:
    return MemberView(
        label=_label(member, sight.name),
        enterprise_id=member.enterprise_id if sight.name else None,
        lead=member.is_lead,
        mine=sight.mine,
        home=_district(member.enterprise.home_area),
        state=member.state,
        answered_at=member.answered_at if sight.name else None,
        answered_by=member.answered_by.name if member.answered_by and sight.person else "",
        reason=member.reason if sight.person else "",
        # A share of the value beside a quantity gives the price away: it follows the prices.
        value=member.value if sight.prices else None,
        share_bp=member.share_bp if sight.prices else None,
        exposure_bp=member.exposure_bp if sight.exposure else None,
        promises=_promises(member, sight) if sight.name else (),
    )


def _promises(member: Member, sight: _Sight) -> tuple[PromiseLine, ...]:
    return tuple(_promise(promise, sight.prices, sight.mine) for promise in member.promises)


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


def _arch(members: tuple[MemberView, ...]) -> Drawing:
    if all(member.share_bp is not None for member in members):
        return arch(
            [Stone(member.label, member.state.name, member.share_bp or 0, member.lead) for member in members]
        )
    stones = [
        Stone("You" if member.mine else member.label, member.state.name, None, member.lead)
        for member in members
    ]
    accepted = sum(member.state is MemberState.accepted for member in members)
    return arch(stones, caption=f"Each stone is a member. {accepted} of {len(members)} have accepted.")


def _coverage(consortium: Consortium, members: tuple[MemberView, ...]) -> Drawing:
    promises = [(member, promise) for member in consortium.members for promise in member.promises]
    packages = {promise.work_package_id: promise.work_package for _, promise in promises}
    ordered = sorted(packages.values(), key=lambda package: (package.lot.position, package.id))
    return matrix(
        [
            MatrixRow(str(package.id), package.name, package.lot.title, package.rate, package.unit)
            for package in ordered
        ],
        [
            MatrixColumn(str(member.enterprise_id), member.label, "lead" if member.lead else "")
            for member in members
        ],
        [
            MatrixCell(str(promise.work_package_id), str(member.enterprise_id), promise.quantity)
            for member, promise in promises
        ],
        caption="Each row shows how much of a work package each member has been asked to deliver.",
    )


def _waiting(consortium: Consortium, members: tuple[MemberView, ...], broken: bool, adviser: bool) -> str:
    """Who has to act next, in a sentence; empty once the consortium has ended."""
    if consortium.state is ConsortiumState.dissolved:
        return ""
    if broken and adviser:
        return "Waiting for you. Ask again without the members who declined or left."
    if broken:
        return "Waiting for the adviser."
    waiting = [member.label for member in members if member.state is MemberState.invited]
    if not waiting:
        return ""
    if not adviser:
        return f"{len(waiting)} of {len(members)} members have not answered yet."
    return f"Waiting for {', '.join(waiting)}."
