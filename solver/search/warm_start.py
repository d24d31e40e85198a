"""What one answer lends to the next question: consortia always, bounds where the next only narrows the first."""

from __future__ import annotations

from dataclasses import dataclass, replace

from solver.problem import Alternatives, Pins, Problem, Rules, Weights

LENT = 12  # consortia, best first


@dataclass(frozen=True)
class WarmStart:
    """`consortia`: members' ids, best first. Of `question`, bounds in objective units, None where there are none:

    `lower_bound` of every consortium; `differing_bound` of every consortium that differs by at least `least` members
    from each of `differs_from`.
    """

    question: Problem | None = None
    consortia: tuple[tuple[str, ...], ...] = ()
    lower_bound: int | None = None
    differs_from: tuple[tuple[str, ...], ...] = ()
    least: int = 1
    differing_bound: int | None = None

    def valid_for(self, question: Problem) -> WarmStart:
        """What still holds of another question: without the bounds, unless it only narrows the first."""
        if self.question is not None and narrows(self.question, question):
            return self
        return WarmStart(consortia=self.consortia)


def narrows(before: Problem, now: Problem) -> bool:
    """Whether every consortium of `now` is one of `before` and costs there at most what it costs now."""
    same = replace(
        now,
        rules=before.rules,
        incompatible=before.incompatible,
        pins=before.pins,
        baseline=before.baseline,
        weights=before.weights,
        alternatives=Alternatives(),
        sha256="",
    ) == replace(before, alternatives=Alternatives(), sha256="")
    return (
        same
        and {frozenset(pair) for pair in before.incompatible} <= {frozenset(pair) for pair in now.incompatible}
        and _narrower_pins(before.pins, now.pins)
        and _narrower_rules(before.rules, now.rules)
        and _dearer(before.weights, now.weights)
        and (before.weights.changes == 0 or set(before.baseline) == set(now.baseline))
    )


def _dearer(before: Weights, now: Weights) -> bool:
    return (
        before.price == now.price
        and now.social_value <= before.social_value
        and now.trust >= before.trust
        and now.members >= before.members
        and now.shortfall >= before.shortfall
        and now.changes >= before.changes
    )


def _narrower_pins(before: Pins, now: Pins) -> bool:
    return (
        set(before.include) <= set(now.include)
        and set(before.exclude) <= set(now.exclude)
        and before.lead in (None, now.lead)
        and set(before.allocations) <= set(now.allocations)
    )


def _narrower_rules(before: Rules, now: Rules) -> bool:
    share = before.local_share_bp is None or set(now.local_areas) == set(before.local_areas)
    return (
        (before.term_months, before.liability) == (now.term_months, now.liability)
        and now.members.min >= before.members.min
        and now.members.max <= before.members.max
        and share
        and set(before.lead.credentials) <= set(now.lead.credentials)
        and now.lead.min_turnover >= before.lead.min_turnover
        and now.lead.min_value_share_bp >= before.lead.min_value_share_bp
        and set(before.group_credentials) <= set(now.group_credentials)
        and before.trust in ("optional", now.trust)
        and (before.resilience != "require" or now.resilience == "require")
        and all(_at_most(before.lot_budgets.get(lot), now.lot_budgets.get(lot)) for lot in before.lot_budgets)
        and all(_at_most(getattr(before, name), getattr(now, name)) for name in ("budget", "exposure_bp"))
        and all(_at_least(getattr(before, name), getattr(now, name)) for name in _FLOORS)
    )


_FLOORS = (
    "member_floor",
    "combined_turnover_bp",
    "social_enterprise_share_bp",
    "local_share_bp",
    "supported_workforce_bp",
)


def _at_most(before: int | None, now: int | None) -> bool:
    return before is None or (now is not None and now <= before)


def _at_least(before: int | None, now: int | None) -> bool:
    return before is None or (now is not None and now >= before)
