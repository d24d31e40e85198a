"""A program to which rules add their rows, and how a row gives way: by an amount, or as a waiver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from solver.candidates import Candidates
from solver.problem import Problem
from solver.program import INFINITY, Indexes, Numbers, Program
from solver.rules.columns import Columns, add_columns
from solver.rules.losses import Losses
from solver.rules.soft import Soft

WHOLE_BP = 10_000.0  # what a waiver costs: as much as an amount as large as what it is measured against


@dataclass(frozen=True)
class LotSwitches:
    """`columns`: bidder (an enterprise, or -1: the consortium) -> lot -> the column that is 1 where it has
    work.
    """

    columns: dict[int, dict[str, int]]


@dataclass(frozen=True)
class NamedRow:
    """A row that the certificate speaks of: one unit of the row is `scale` of what the checker counts."""

    rule: str
    key: str | None
    row: int
    scale: float


class Building:
    """The program of a question while rules add to it.

    `c` are the candidates, of the question without whatever may give way; `problem` is what the rows ask. The
    two are the same question where nothing gives way. Amounts are counted in basis points of what each rule
    asks. With `waivable`, waivers are columns too; without, what is waived is not asked at all.
    """

    def __init__(
        self,
        c: Candidates,
        problem: Problem | None = None,
        softs: Iterable[Soft] = (),
        waivable: bool = False,
        whole: bool = False,
        lossless: bool = False,
    ) -> None:
        self.c = c
        self.problem = problem if problem is not None else c.problem
        self.program = Program()
        self.v: Columns = add_columns(self.program, c, self.problem, whole)
        self.lossless = lossless  # whether nothing is said of what a member's loss leaves undone
        self.losses: Losses | None = None
        self.lot_switches: LotSwitches | None = None  # made by the first rule that speaks of lots
        self.amount: dict[Soft, int] = {}  # the column of each soft, an amount or a waiver
        self.slack_cost: dict[int, float] = {}  # basis points a unit, by column of `amount`
        self.named: list[NamedRow] = []
        self._softs: dict[str, list[Soft]] = {}
        for soft in softs:
            if waivable or not soft.waiver:
                self._softs.setdefault(soft.rule, []).append(soft)

    def softs(self, rule: str) -> list[Soft]:
        """What may give way of a rule."""
        return self._softs.get(rule, [])

    def give(self, soft: Soft, most: float, scale: float = 1.0, whole: bool = False) -> int:
        """A column for how far a rule gives way, up to `most`; one unit of it is `scale` of the rule's
        figure.
        """
        column = int(self.program.columns(1, 0, max(0.0, most), 0.0, whole)[0])
        self.amount[soft], self.slack_cost[column] = column, WHOLE_BP * scale / soft.base
        return column

    def waive(self, soft: Soft) -> int:
        """A column that is 1 where a rule is waived."""
        column = int(self.program.columns(1, 0, 1, 0.0, True)[0])
        self.amount[soft], self.slack_cost[column] = column, WHOLE_BP
        return column

    def row(
        self,
        columns: ArrayLike,
        values: ArrayLike,
        lower: float,
        upper: float,
        slack: int | None = None,
        by: float = 1.0,
    ) -> int:
        """A row within bounds; `slack` is the column by which it gives way, one unit of which is `by` in the
        row.
        """
        where = np.asarray(columns, dtype=np.int64)
        row = self.program.row(where, values, lower, upper)
        if slack is not None:
            self.program.entries(row, slack, by if lower > -INFINITY else -by)
        return row

    def name(self, rule: str, key: str | None, row: int, scale: float) -> None:
        """Says which row of the certificate a row is."""
        self.named.append(NamedRow(rule, key, row, scale))

    @cached_property
    def value(self) -> Numbers:
        """Coefficients of all x in a money row."""
        return self.v.value(self.c, np.arange(len(self.c.w)))

    @cached_property
    def most_value(self) -> float:
        """The most that the work packages can come to, in the program's money: what shares are shares of."""
        dearest = np.zeros(self.c.packages)
        np.maximum.at(dearest, self.c.w, self.c.worth.astype(float))
        return float(dearest @ self.c.quantity) / self.v.money

    @cached_property
    def reach(self) -> Numbers:
        """By enterprise: pence that its pairs together could come to."""
        worth = (self.c.high * self.c.worth).astype(float)
        return np.bincount(self.c.e, weights=worth, minlength=len(self.c.alive)).astype(float)

    def pairs_of(self, package: str) -> Indexes:
        """The pairs of a work package."""
        return np.flatnonzero(self.c.w == self.c.package_place[package])

    def value_rows(self, who: Indexes, switch: Numbers, lower: float, upper: float) -> Indexes:
        """A row for each enterprise of `who`: the value of its pairs, plus `switch` (by enterprise) times its
        y.
        """
        c = self.c
        rows = np.full(len(c.alive), -1, dtype=np.int64)
        rows[who] = self.program.open_rows(len(who), lower, upper)
        mine = np.flatnonzero(rows[c.e] >= 0)
        self.program.entries(rows[c.e[mine]], self.v.x[mine], self.value[mine])
        self.program.entries(rows[who], self.v.y[who], switch[who])
        return rows[who]
