"""A mixed-integer program as arrays, and its way through OR-Tools MathOpt.

Rows and columns are gathered in numpy chunks and handed over as one protocol buffer, because building row by
row in Python would cost more than solving. Nothing here knows what the columns mean.
"""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from ortools.math_opt import callback_pb2, model_parameters_pb2, model_pb2, parameters_pb2
from ortools.math_opt.core.python import solver as mathopt

Numbers = NDArray[np.float64]
Indexes = NDArray[np.int64]

HIGHS = parameters_pb2.SOLVER_TYPE_HIGHS
SCIP = parameters_pb2.SOLVER_TYPE_GSCIP
GLOP = parameters_pb2.SOLVER_TYPE_GLOP
INFINITY = float("inf")

# With its usual tolerance of a millionth HiGHS has called consortia optimal that were not, and feasible
# questions infeasible, by the seed (tests/solver/test_pennies.py keeps one).
CAREFUL: dict[str, float | int | bool | str] = {"mip_feasibility_tolerance": 1e-9}

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What a solver said. `bound` is its lower bound (-inf if none); `values` by column, None where nothing
    found.
    """

    status: str  # optimal | feasible | infeasible | unknown
    objective: float = INFINITY
    bound: float = -INFINITY
    values: Numbers | None = None
    duals: Numbers | None = None
    reduced_costs: Numbers | None = None


@dataclass
class Program:
    """Minimise cost·x, rows within bounds, columns within bounds, some of them whole."""

    lower: Numbers = field(default_factory=lambda: np.zeros(0))
    upper: Numbers = field(default_factory=lambda: np.zeros(0))
    cost: Numbers = field(default_factory=lambda: np.zeros(0))
    whole: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    offset: float = 0.0
    _row_lower: list[Numbers] = field(default_factory=list)
    _row_upper: list[Numbers] = field(default_factory=list)
    _entry_row: list[Indexes] = field(default_factory=list)
    _entry_column: list[Indexes] = field(default_factory=list)
    _entry_value: list[Numbers] = field(default_factory=list)
    row_count: int = 0

    def columns(
        self, count: int, lower: ArrayLike, upper: ArrayLike, cost: ArrayLike = 0.0, whole: bool = False
    ) -> Indexes:
        """New columns; their indexes."""
        start = len(self.cost)
        self.lower = np.concatenate([self.lower, np.broadcast_to(np.asarray(lower, float), count)])
        self.upper = np.concatenate([self.upper, np.broadcast_to(np.asarray(upper, float), count)])
        self.cost = np.concatenate([self.cost, np.broadcast_to(np.asarray(cost, float), count)])
        self.whole = np.concatenate([self.whole, np.full(count, whole)])
        return np.arange(start, start + count)

    def row(self, columns: ArrayLike, values: ArrayLike, lower: float, upper: float) -> int:
        """One row; its index."""
        where = np.asarray(columns, dtype=np.int64)
        what = np.broadcast_to(np.asarray(values, dtype=float), where.shape)
        self.entries(np.full(where.shape, self.row_count), where, what)
        return int(self.open_rows(1, lower, upper)[0])

    def open_rows(self, count: int, lower: ArrayLike, upper: ArrayLike) -> Indexes:
        """New rows, to be filled by `entries`; their indexes."""
        self._row_lower.append(np.array(np.broadcast_to(np.asarray(lower, float), count)))
        self._row_upper.append(np.array(np.broadcast_to(np.asarray(upper, float), count)))
        start = self.row_count
        self.row_count += count
        return np.arange(start, self.row_count)

    def entries(self, rows: ArrayLike, columns: ArrayLike, values: ArrayLike) -> None:
        """Coefficients, broadcast together. Repeated places add up."""
        row, column = np.broadcast_arrays(np.asarray(rows, np.int64), np.asarray(columns, np.int64))
        value = np.broadcast_to(np.asarray(values, float), row.shape)
        self._entry_row.append(row.ravel())
        self._entry_column.append(column.ravel())
        self._entry_value.append(value.ravel())

    def copy(self) -> Program:
        """An independent program that shares no list or bound with this one (the chunks themselves never
        change).
        """
        return Program(
            self.lower.copy(),
            self.upper.copy(),
            self.cost.copy(),
            self.whole.copy(),
            self.offset,
            list(self._row_lower),
            list(self._row_upper),
            list(self._entry_row),
            list(self._entry_column),
            list(self._entry_value),
            self.row_count,
        )

    def matrix(self) -> tuple[Indexes, Indexes, Numbers]:
        """Entries sorted by row and column, repeated ones added, zeros dropped."""
        if not self._entry_row:
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
        row = np.concatenate(self._entry_row)
        column = np.concatenate(self._entry_column)
        value = np.concatenate(self._entry_value)
        width = max(1, len(self.cost))
        keys, place = np.unique(row * width + column, return_inverse=True)
        total = np.bincount(place, weights=value, minlength=len(keys))
        kept = total != 0
        return keys[kept] // width, keys[kept] % width, total[kept]

    def row_bounds(self) -> tuple[Numbers, Numbers]:
        """Lower and upper bound of every row."""
        if not self._row_lower:
            return np.zeros(0), np.zeros(0)
        return np.concatenate(self._row_lower), np.concatenate(self._row_upper)

    def contradicts_itself(self) -> bool:
        """Whether a row or a column has a lower bound above its upper one, by more than rounding."""
        pairs = (self.row_bounds(), (self.lower, self.upper))
        return any(bool((low > high + 1e-9 * np.maximum(1.0, np.abs(high))).any()) for low, high in pairs)

    def exceeded(self, values: Numbers) -> tuple[Indexes, Numbers, Numbers]:
        """Rows a point breaks by more than rounding, and by how much it lies below and above their bounds."""
        row, column, value = self.matrix()
        sums = np.bincount(row, weights=value * values[column], minlength=self.row_count)
        size = np.bincount(row, weights=np.abs(value * values[column]), minlength=self.row_count)
        low, high = self.row_bounds()
        below, above = np.maximum(0.0, low - sums), np.maximum(0.0, sums - high)
        broken = np.flatnonzero((below + above > 1e-14 * np.maximum(1.0, size)) & (low < high))
        return broken, below[broken], above[broken]

    def move_in(self, rows: Indexes, below: Numbers, above: Numbers) -> None:
        """Moves bounds of rows inwards, `below` for lower and `above` for upper ones."""
        low, high = (one.copy() for one in self.row_bounds())
        low[rows] += below
        high[rows] -= above
        self._row_lower, self._row_upper = [low], [high]

    def add_cutoff_column(self, cost: float) -> tuple[int, Numbers]:
        """A column that alone, at 1, keeps every row, for `cost`; and the hint that says so.

        It gives a solver what it prunes best with, a solution it has to beat, where none is known: a limit on
        the objective, given as a row or as a parameter, prunes later and slows the search down. At 1
        everything else stands at its lower bound, and no row asks for anything.
        """
        at = np.where(np.isfinite(self.lower), self.lower, 0.0)
        row, column, value = self.matrix()
        base = np.bincount(row, weights=value * at[column], minlength=self.row_count)
        low, high = self.row_bounds()
        wanting = np.where(base < low, low - base, np.where(base > high, high - base, 0.0))
        place = int(self.columns(1, 0, 1, cost - self.offset - float(self.cost @ at), True)[0])
        rows = np.flatnonzero(wanting)
        self.entries(rows, place, wanting[rows])
        hint = np.where(self.whole, np.append(at, 1.0), np.nan)
        return place, hint

    def proto(self, relaxed: bool = False) -> tuple[model_pb2.ModelProto, Indexes, Indexes]:
        """The protocol buffer over the columns not fixed at one value, those columns, and the rows that
        remain.

        Fixed columns are moved to the right-hand side, so that a program restricted to few pairs is small.
        """
        free = np.flatnonzero(self.lower < self.upper)
        place = np.full(len(self.cost), -1, dtype=np.int64)
        place[free] = np.arange(len(free))
        row, column, value = self.matrix()
        low, high = self.row_bounds()
        fixed = place[column] < 0
        constant = np.bincount(
            row[fixed], weights=value[fixed] * self.lower[column[fixed]], minlength=self.row_count
        )
        row, column, value = row[~fixed], place[column[~fixed]], value[~fixed]
        # An empty row that cannot hold must stay, so that the solver sees the contradiction.
        low, high = low - constant, high - constant
        filled = np.bincount(row, minlength=self.row_count) > 0
        slack = 1e-7 * np.maximum(1.0, np.abs(constant))
        kept = np.flatnonzero(filled | (low > slack) | (high < -slack))
        kept = kept[~(np.isinf(low[kept]) & np.isinf(high[kept]))]
        new_row = np.full(self.row_count, -1, dtype=np.int64)
        new_row[kept] = np.arange(len(kept))
        alive = new_row[row] >= 0
        row, column, value = new_row[row[alive]], column[alive], value[alive]
        proto = model_pb2.ModelProto()
        proto.variables.ids.extend(range(len(free)))
        proto.variables.lower_bounds.extend(self.lower[free].tolist())
        proto.variables.upper_bounds.extend(self.upper[free].tolist())
        whole = np.zeros(len(free), bool) if relaxed else self.whole[free]
        proto.variables.integers.extend(whole.tolist())
        costs = self.cost[free]
        paid = np.flatnonzero(costs)
        proto.objective.linear_coefficients.ids.extend(paid.tolist())
        proto.objective.linear_coefficients.values.extend(costs[paid].tolist())
        away = self.cost.copy()
        away[free] = 0.0
        proto.objective.offset = (
            float(away @ np.where(np.isfinite(self.lower), self.lower, 0.0)) + self.offset
        )
        proto.linear_constraints.ids.extend(range(len(kept)))
        proto.linear_constraints.lower_bounds.extend(low[kept].tolist())
        proto.linear_constraints.upper_bounds.extend(high[kept].tolist())
        proto.linear_constraint_matrix.row_ids.extend(row.tolist())
        proto.linear_constraint_matrix.column_ids.extend(column.tolist())
        proto.linear_constraint_matrix.coefficients.extend(value.tolist())
        return proto, free, kept


def solve(
    program: Program,
    solver: int = HIGHS,
    seconds: float = 60.0,
    relaxed: bool = False,
    seed: int = 0,
    absolute_gap: float = 0.0,
    relative_gap: float = 0.0,
    hint: Numbers | None = None,
    options: dict[str, float | int | bool | str] | None = None,
) -> Answer:
    """Solves a program. Never raises for what a solver says: a solver that fails has said nothing
    ("unknown").
    """
    if seconds <= 0:
        return Answer("unknown")
    if program.contradicts_itself():  # which MathOpt refuses as a mistake instead of answering
        return Answer("infeasible")
    proto, free, rows = program.proto(relaxed)
    parameters = _parameters(solver, seconds, seed, absolute_gap, relative_gap)
    for name, value in ({} if solver != HIGHS or relaxed else CAREFUL).items():
        _set_highs(parameters, name, value)
    for name, value in (options or {}).items():
        if solver == SCIP:
            parameters.gscip.real_params[name] = float(value)
        else:
            _set_highs(parameters, name, value)
    extra = model_parameters_pb2.ModelSolveParametersProto()
    if hint is not None and solver != GLOP:
        hint = np.concatenate([hint, np.full(len(program.cost) - len(hint), np.nan)])  # columns added since
        told = np.flatnonzero(~np.isnan(hint[free]))
        extra.solution_hints.add().variable_values.ids.extend(told.tolist())
        extra.solution_hints[0].variable_values.values.extend(hint[free][told].tolist())
    try:
        result = mathopt.solve(
            proto,
            solver,
            parameters_pb2.SolverInitializerProto(),
            parameters,
            extra,
            None,
            callback_pb2.CallbackRegistrationProto(),
            None,
            None,
        )
    except Exception as error:
        _log.warning("solver %s said nothing: %s", solver, error)
        return Answer("unknown")
    return _answer(program, result, free, rows)


def _parameters(
    solver: int, seconds: float, seed: int, absolute_gap: float, relative_gap: float
) -> parameters_pb2.SolveParametersProto:
    parameters = parameters_pb2.SolveParametersProto()
    parameters.time_limit.FromTimedelta(datetime.timedelta(seconds=min(seconds, 86_400.0)))
    parameters.random_seed = seed
    if solver != GLOP:
        if solver != HIGHS:  # MathOpt's HiGHS takes its threads from a global
            parameters.threads = 1
        parameters.relative_gap_tolerance = relative_gap
        parameters.absolute_gap_tolerance = absolute_gap
    return parameters


def _set_highs(
    parameters: parameters_pb2.SolveParametersProto, name: str, value: float | int | bool | str
) -> None:
    if isinstance(value, bool):
        parameters.highs.bool_options[name] = value
    elif isinstance(value, int):
        parameters.highs.int_options[name] = value
    elif isinstance(value, float):
        parameters.highs.double_options[name] = value
    else:
        parameters.highs.string_options[name] = value


_REASONS = {1: "optimal", 2: "infeasible", 9: "feasible"}


def _answer(program: Program, result: object, free: Indexes, rows: Indexes) -> Answer:
    termination = result.termination  # type: ignore[attr-defined]
    status = _REASONS.get(termination.reason, "unknown")
    bounds = termination.objective_bounds
    values = duals = reduced = None
    objective = INFINITY
    for solution in result.solutions:  # type: ignore[attr-defined]
        if values is None and solution.HasField("primal_solution"):
            primal = solution.primal_solution
            if primal.feasibility_status == 2:  # feasible
                values = _whole_length(program.lower, free, primal.variable_values)
                objective = primal.objective_value
        if (
            duals is None
            and solution.HasField("dual_solution")
            and solution.dual_solution.feasibility_status == 2
        ):
            dual = solution.dual_solution
            duals = np.zeros(program.row_count)
            duals[rows[np.array(dual.dual_values.ids, dtype=np.int64)]] = dual.dual_values.values
            reduced = np.zeros(len(program.cost))
            reduced[free[np.array(dual.reduced_costs.ids, dtype=np.int64)]] = dual.reduced_costs.values
    if values is not None and status == "unknown":
        status = "feasible"
    if status == "optimal" and values is None:
        status = "unknown"
    return Answer(status, objective, bounds.dual_bound, values, duals, reduced)


def _whole_length(lower: Numbers, free: Indexes, sparse: object) -> Numbers:
    values = np.where(np.isfinite(lower), lower, 0.0)
    values[free] = 0.0
    values[free[np.array(sparse.ids, dtype=np.int64)]] = sparse.values  # type: ignore[attr-defined]
    return values
