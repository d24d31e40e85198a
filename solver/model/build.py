"""The program of a question: what a consortium is, and the rows of every rule, which may be let give way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from solver.candidates import Candidates, candidates, only
from solver.model.structure import add_linking, add_one_lead, add_presence, add_social_floor
from solver.problem import Problem
from solver.program import Indexes, Numbers, Program
from solver.rules import RULES, lifted
from solver.rules.building import Building, NamedRow
from solver.rules.columns import Columns
from solver.rules.losses import Losses
from solver.rules.soft import Soft
from solver.rules.trust_with_lead import add_trust_gap


@dataclass
class Model:
    """A program with the meaning of its columns."""

    candidates: Candidates
    program: Program
    columns: Columns
    resilience: Losses | None

    def copy(self) -> Model:
        """A model whose rows and bounds may change without touching this one."""
        losses = self.resilience
        if losses is not None:
            losses = Losses(losses.lost, dict(losses.spare), set(losses.done))
        return Model(self.candidates, self.program.copy(), self.columns, losses)


def build(c: Candidates, whole: bool = False, lossless: bool = False) -> Model:
    """The program of a question; with `whole`, units are integer columns; `lossless` leaves resilience
    out.
    """
    b = Building(c, whole=whole, lossless=lossless)
    _add_rows(b)
    return Model(c, b.program, b.v, b.losses)


def build_certified(c: Candidates) -> tuple[Program, Columns, list[NamedRow]]:
    """The part of a question whose relaxation the certificate is of, and which of its rows each row is."""
    b = Building(c, lossless=True)
    add_linking(b)
    add_one_lead(b)
    for rule in RULES:
        if rule.certified:
            rule.rows(b)
    return b.program, b.v, b.named


def _add_rows(b: Building) -> None:
    add_linking(b)
    add_presence(b)
    add_one_lead(b)
    add_social_floor(b)
    add_trust_gap(b)
    for rule in RULES:
        rule.rows(b)


class SoftProgram:
    """The program of a question in which some of what is asked may give way, and all else stands firm.

    Each soft has a column in the rows of its own rule: an amount, in basis points of what is asked, or with
    `waivable` a waiver. Without, what is waived is simply not asked. Waivers and amounts stand in one
    program, because one missing quantity is sometimes best mended by one certificate. `members` fixes who
    takes part, every unit whole; `lossless` leaves out what a member's loss would leave undone.
    """

    def __init__(
        self,
        problem: Problem,
        softs: Iterable[Soft],
        waivable: bool = False,
        members: tuple[int, ...] | None = None,
        lossless: bool = False,
    ) -> None:
        self.problem = problem
        self.softs = list(softs)
        self.c: Candidates = candidates(lifted(problem, self.softs))
        self.everybody = self.c  # whose pairs `pairs` points to
        self.pairs: Indexes = np.arange(len(self.c.w))
        if members is not None:
            self.c, self.pairs = only(self.c, members)
        asked = problem if waivable else lifted(problem, [soft for soft in self.softs if soft.waiver])
        lossless = lossless or asked.rules.resilience != "require"
        b = Building(self.c, asked, self.softs, waivable, whole=members is not None, lossless=lossless)
        _add_rows(b)
        self.program: Program = b.program
        self.v: Columns = b.v
        self.resilience = b.losses
        self.amount: dict[Soft, int] = b.amount  # the column of each soft that has one
        self.price: Numbers = self.program.cost.copy()  # what the question itself minimises
        self.program.cost[:] = 0.0
        self.program.offset = 0.0
        self.program.cost[list(b.slack_cost)] = list(b.slack_cost.values())
        if members is not None:
            self.program.lower[self.v.y[[i for i in members if self.v.y[i] >= 0]]] = 1.0

    @property
    def model(self) -> Model:
        """The program with the meaning of its columns."""
        return Model(self.c, self.program, self.v, self.resilience)
