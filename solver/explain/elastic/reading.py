"""What an answer of the soft program says: which rules give way, from what to what."""

from __future__ import annotations

import numpy as np

from solver.explain.elastic.draft import Elastic, Soft
from solver.outcome import Change
from solver.problem import Problem
from solver.program import Numbers

SHARES = ("combined_turnover", "lead_value_share", "social_enterprise_share", "local_share", "supported_workforce")


def changes_of(elastic: Elastic, values: Numbers) -> list[Change]:
    """The switched softs of a solution as changes."""
    c, v = elastic.model.candidates, elastic.model.columns
    lead = int(c.leads[np.argmax(values[v.lead[c.leads]])])
    worth: dict[int, float] = {int(i): 0.0 for i in c.members if values[v.y[i]] > 0.5}
    for pair in np.flatnonzero(values[v.x] > 1e-9).tolist():
        e = int(c.e[pair])
        worth[e] = worth.get(e, 0.0) + float(values[v.x[pair]] * v.unit[pair] * c.worth[pair])
    found = []
    for soft in elastic.softs:
        if values[soft.switch] > 0.5:
            amount = float(values[soft.amount]) if soft.amount >= 0 else 0.0
            reached = reached_share(elastic.problem, soft.rule, lead, worth) if soft.rule in SHARES else None
            found.append(change_of(soft, amount, elastic.problem.enterprises[lead].id, reached))
    return found


def change_of(soft: Soft, amount: float, lead: str, reached: int | None = None) -> Change:
    """The change a soft rule stands for, its amount rounded outwards to whole units; shares go to what is reached."""
    to: int | str | None = None
    enterprise = soft.enterprise
    if soft.rule in SHARES and isinstance(soft.start, int):
        to = max(0, min(soft.start - 1, reached or 0))
    elif soft.amount >= 0 and isinstance(soft.start, int):
        step = max(1, int(np.ceil(amount * soft.scale - 1e-6)))
        to = soft.start + step if soft.rises else max(0, soft.start - step)
    if soft.rule == "can_lead":
        enterprise, to = lead, "yes"
    elif soft.rule == "trust_with_lead":
        to = "optional"
    return Change(soft.rule, soft.start, to, soft.work_package, enterprise)


def reached_share(problem: Problem, rule: str, lead: int, value: dict[int, float]) -> int:
    """bp that a rough consortium (pence by member) reaches under a share rule."""
    everybody = problem.enterprises
    total = max(1.0, sum(value.values()))
    if rule == "combined_turnover":
        joint = sum(everybody[i].turnover for i in value)
        counted = everybody[lead].turnover if problem.rules.liability == "lead" else joint
        return int(10_000 * counted * problem.rules.year / (12 * total))
    if rule == "supported_workforce":
        staff = max(1, sum(everybody[i].workforce for i in value))
        return 10_000 * sum(everybody[i].supported_workforce for i in value) // staff
    inside = {
        "lead_value_share": lambda i: i == lead,
        "social_enterprise_share": lambda i: everybody[i].social_enterprise,
        "local_share": lambda i: everybody[i].home_area in problem.rules.local_areas,
    }[rule]
    return int(10_000 * sum(worth for i, worth in value.items() if inside(i)) / total)
