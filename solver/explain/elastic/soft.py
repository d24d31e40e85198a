"""Rules that may give way, one by one: what they ask, and what lifts them from a problem altogether."""

from __future__ import annotations

from dataclasses import dataclass

from solver.problem import Problem

WAIVERS = frozenset(
    {
        "can_lead",
        "lead_credentials",
        "group_credentials",
        "package_credentials",
        "trust_with_lead",
        "incompatible",
        "pins",
        "resilience",
    }
)
SHARES = ("combined_turnover", "lead_value_share", "social_enterprise_share", "local_share", "supported_workforce")

# Only the largest offers of each work package may grow, and only so far: one that would have to grow tenfold helps
# nobody.
MOST_GROWING = 4
MOST_GROWTH = 3
MOST_QUARRELS = 500  # incompatible pairs, above which none is thought of alone


@dataclass(frozen=True, slots=True)
class Soft:
    """One rule that may give way: what it asks now, of what, and whether its figure rises to give way."""

    rule: str
    start: int | str | None = None
    work_package: str | None = None
    enterprise: str | None = None
    rises: bool = False

    @property
    def waiver(self) -> bool:
        """Whether it is kept or not, with nothing in between."""
        return self.rule in WAIVERS

    @property
    def base(self) -> float:
        """What its relative change is measured against."""
        return float(max(1, self.start)) if isinstance(self.start, int) else 1.0


def every_soft(problem: Problem) -> list[Soft]:
    """All that may give way: rules of the tender, then of its work packages, then capacities."""
    return _of_tender(problem) + _of_group(problem) + _of_packages(problem) + _capacities(problem)


def _of_tender(problem: Problem) -> list[Soft]:
    rules = problem.rules
    found = []
    if rules.budget is not None:
        found.append(Soft("budget", rules.budget, rises=True))
    for lot, limit in rules.lot_budgets.items():
        first = next((w.id for w in problem.work_packages if w.lot == lot), None)
        if first is not None:
            found.append(Soft("lot_budget", limit, first, rises=True))
    if rules.members.max < len(problem.enterprises):
        found.append(Soft("members", rules.members.max, rises=True))
    if rules.members.min > 1:
        found.append(Soft("members", rules.members.min))
    if rules.member_floor:
        found.append(Soft("member_floor", rules.member_floor))
    if rules.exposure_bp is not None:
        found.append(Soft("exposure", rules.exposure_bp, rises=True))
    for rule, share in (
        ("combined_turnover", rules.combined_turnover_bp),
        ("lead_value_share", rules.lead.min_value_share_bp),
        ("social_enterprise_share", rules.social_enterprise_share_bp),
        ("local_share", rules.local_share_bp),
        ("supported_workforce", rules.supported_workforce_bp),
    ):
        if share:
            found.append(Soft(rule, share))
    return found


def _of_group(problem: Problem) -> list[Soft]:
    rules = problem.rules
    found = []
    if rules.lead.min_turnover:
        found.append(Soft("lead_turnover", rules.lead.min_turnover))
    if not all(e.can_lead for e in problem.enterprises):
        found.append(Soft("can_lead", "no"))
    found += [Soft("lead_credentials", name) for name in rules.lead.credentials]
    found += [Soft("group_credentials", name) for name in rules.group_credentials]
    if rules.trust == "lead":
        found.append(Soft("trust_with_lead", "lead"))
    if len(problem.incompatible) <= MOST_QUARRELS:
        found += [Soft("incompatible", b, enterprise=a) for a, b in problem.incompatible]
    if problem.pins != problem.pins.let_go:
        found.append(Soft("pins", "kept"))
    if rules.resilience == "require":
        found.append(Soft("resilience", "require"))
    return found


def _of_packages(problem: Problem) -> list[Soft]:
    found = []
    for w in problem.work_packages:
        if w.quantity:
            found.append(Soft("quantity", w.quantity, w.id))
        if w.max_providers < len(problem.enterprises):
            found.append(Soft("max_providers", w.max_providers, w.id, rises=True))
        if w.min_share > 1:
            found.append(Soft("min_share", w.min_share, w.id))
        found += [Soft("package_credentials", name, w.id) for name in w.credentials]
    return found


def _capacities(problem: Problem) -> list[Soft]:
    quantity = {w.id: w.quantity for w in problem.work_packages}
    excluded = set(problem.pins.exclude)
    offers: dict[str, list[tuple[int, str, str]]] = {}
    for e in problem.enterprises:
        if e.id in excluded:
            continue
        for o in e.offers:
            if o.serves and 0 < o.capacity < sum(quantity[s.work_package] for s in o.serves):
                for serve in o.serves:
                    offers.setdefault(serve.work_package, []).append((o.capacity, e.id, o.serves[0].work_package))
    found: dict[tuple[str, str], Soft] = {}
    for w in problem.work_packages:
        largest = sorted(offers.get(w.id, ()), key=lambda one: (-one[0], one[1]))
        for capacity, enterprise, named in largest[:MOST_GROWING]:
            found[enterprise, named] = Soft("capacity", capacity, named, enterprise, rises=True)
    return list(found.values())
