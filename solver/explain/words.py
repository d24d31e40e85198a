"""The sentences of an explanation. Each rule has its own words; here they are put together."""

from __future__ import annotations

from collections.abc import Sequence

from solver.outcome import Change
from solver.problem import Problem
from solver.rules import BY_NAME
from solver.rules.phrases import about, listed, members, sentence
from solver.rules.rule import WITHIN_RULES, Moved
from solver.rules.soft import Soft
from solver.search.solution import Solution


def change_in_words(problem: Problem, change: Change) -> str:
    """One change, as the beginning of 'would make a consortium possible'."""
    return BY_NAME[change.rule].change_in_words(Moved(problem, change))


def relaxation_in_words(problem: Problem, changes: Sequence[Change], price: int) -> str:
    """A set of changes, and what the consortium would cost: "at" where that is the least, because only the
    budget was in the way and it gives way by the least there is; else "from about", for nobody has looked for
    the cheapest."""
    at_what_price = (
        f"{'at' if all(change.rule == 'budget' for change in changes) else 'from about'} {about(price)}"
    )
    parts = [change_in_words(problem, change) for change in changes]
    together = " together" if len(parts) > 1 else ""
    return sentence(f"{listed(parts)}{together} would make a consortium possible, {at_what_price}")


def clash_in_words(problem: Problem, change: Change, alone: bool = True) -> str:
    """The same change, as what is short; not `alone` where other rules clash as well."""
    rest = WITHIN_RULES if alone else "after the other problems are fixed"
    return BY_NAME[change.rule].clash_in_words(Moved(problem, change, rest))


def at_least_in_words(problem: Problem, soft: Soft, least: float) -> tuple[str, int]:
    """What is proven before anything is tried: by how much at least a rule stands in the way; and that
    amount.

    `least` is in basis points of the rule's figure.
    """
    start = soft.start if isinstance(soft.start, int) else 0
    by = max(1, int(least * soft.base / 10_000 * (1 - 1e-6)))
    end = start + by if soft.rises else max(0, start - by)
    change = Change(soft.rule, start, end, soft.work_package, soft.enterprise)
    return BY_NAME[soft.rule].least_in_words(Moved(problem, change)), by


def unlock_in_words(
    problem: Problem, enterprise: str, credential: str, price: int, better: str | None
) -> str:
    """What one credential of one enterprise would do; `better` as `gain_in_words` has it, where something
    fits now.
    """
    start = f"If {enterprise} had {credential} ({_asked_by(problem, enterprise, credential)})"
    if better is None:
        return f"{start}, a consortium would be possible, from about {about(price)}."
    return f"{start}, a better consortium would be possible, {better}."


def gain_in_words(problem: Problem, best: Solution, better: Solution) -> str:
    """Where a better consortium gains most, in what has been weighed: "costing £1,200 less"."""
    weights, now, then = problem.weights, best.figures, better.figures
    baseline = {
        i for i, enterprise in enumerate(problem.enterprises) if enterprise.id in set(problem.baseline)
    }
    cheaper, richer = now.price - then.price, then.social_value - now.social_value
    fewer = len(best.plan.members) - len(better.plan.members)
    safer, closer = now.shortfall - then.shortfall, now.trust_gap - then.trust_gap
    steadier = len(baseline ^ set(best.plan.members)) - len(baseline ^ set(better.plan.members))
    change = "change" if steadier == 1 else "changes"
    gains = (
        (weights.price * cheaper, f"costing {about(cheaper)} less"),
        (
            weights.social_value * richer,
            f"with {richer:,} more point{'' if richer == 1 else 's'} of social value",
        ),
        (weights.trust * closer, "with members who know the lead better"),
        ((weights.members + (0 if baseline else weights.changes)) * fewer, f"with {members(fewer)} fewer"),
        (weights.shortfall * safer, f"with {about(safer)} less work left uncovered if members dropped out"),
        (weights.changes * steadier if baseline else 0, f"with {steadier:,} fewer {change} of member"),
    )
    return max(gains, key=lambda gain: gain[0])[1]


def _asked_by(problem: Problem, enterprise: str, credential: str) -> str:
    """Who asks for the credential, of all that the enterprise could do."""
    holder = next(e for e in problem.enterprises if e.id == enterprise)
    served = {s.work_package for o in holder.offers for s in o.serves}
    asking = [w.id for w in problem.work_packages if w.id in served and credential in w.credentials]
    shown = asking if len(asking) <= 3 else [*asking[:2], f"{len(asking) - 2} more"]
    parts = [f"required for {listed(shown)}"] if shown else []
    if credential in problem.rules.lead.credentials and holder.can_lead:
        parts.append("required of the lead")
    if credential in problem.rules.group_credentials:
        parts.append("required of at least one member")
    return listed(parts)


def condition_in_words(rule: str, fits: bool, better: str | None = None, settled: bool = False) -> str:
    """What dropping one rule would do. Where something fits with it: `better` as `gain_in_words` has it, or
    None with `settled` where nothing better would fit."""
    name = BY_NAME[rule].title
    if better is not None:
        return f"Without {name}, a better consortium would be possible, {better}."
    if settled:
        return f"Without {name}, no better consortium would be possible."
    return f"Without {name}, {'a consortium' if fits else 'still no consortium'} would be possible."
