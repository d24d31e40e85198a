"""The lead delivers its share of the work by value."""

from __future__ import annotations

import numpy as np

from solver.program import INFINITY
from solver.rules.amounts import Amounts
from solver.rules.building import Building
from solver.rules.columns import in_lowest_terms, power_of_two
from solver.rules.figures import LeadFigure, Share
from solver.rules.phrases import per_cent
from solver.rules.rule import Moved
from solver.rules.soft import Soft


class LeadValueShare(Share, LeadFigure):
    """w_e <= value_e, w_e <= most_e·lead_e, 10000·Σ w >= share·value: w is the lead's value, 0 for everybody
    else.
    """

    name = "lead_value_share"
    title = "the minimum share delivered by the lead"
    field = "min_value_share_bp"

    def rows(self, b: Building) -> None:
        share = self.figure(b.problem)
        if not share:
            return
        c, v, program = b.c, b.v, b.program
        leads = c.leads
        most = np.maximum(0, np.minimum(b.reach, c.most.astype(float))[leads] / v.money)
        worth = program.columns(len(leads), 0, most)
        rows = program.open_rows(len(leads), -INFINITY, 0)
        program.entries(rows, worth, 1.0)
        program.entries(rows, v.lead[leads], -most)
        place = np.full(len(c.alive), -1, dtype=np.int64)
        place[leads] = program.open_rows(len(leads), -INFINITY, 0)
        program.entries(place[leads], worth, 1.0)
        mine = np.flatnonzero(place[c.e] >= 0)
        program.entries(place[c.e[mine]], v.x[mine], -b.value[mine])
        part, whole = in_lowest_terms(share, 10_000)
        size = power_of_two(whole)
        slack = None
        for soft in b.softs(self.name):
            slack = b.give(soft, share / 10_000 * b.most_value, 10_000 / max(b.most_value, 1e-9))
        columns = np.concatenate([worth, v.x])
        values = np.concatenate([np.full(len(worth), whole), -part * b.value]) / size
        row = b.row(columns, values, 0, INFINITY, slack, whole / size)
        b.name(self.name, None, row, v.money * size * (10_000 // whole))

    def amount(self, plan: Amounts, soft: Soft) -> int:
        return plan.share_bp({plan.plan.lead})

    def asking(self, moved: Moved) -> str:
        return f"requiring the lead to deliver {per_cent(moved.end)} of the work by value"

    def demand(self, moved: Moved) -> str:
        return f"The lead must deliver at least {per_cent(moved.start)} of the work by value"
