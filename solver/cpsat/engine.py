"""CP-SAT, the constraint solver of OR-Tools."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

import numpy as np
from ortools.sat.python import cp_model

from solver.cpsat.matrix import UNLIMITED as NO_LIMIT
from solver.cpsat.matrix import Ints, Matrix
from solver.cpsat.model import TRUE, Linear, Literal, Model

_UNLIMITED = 1 << 62  #: CP-SAT's way to say "no limit"


class SearchOutcome(Enum):
    """How a search ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"  #: out of time without a solution


@dataclass(frozen=True, slots=True)
class Search:
    """How to search.

    Parameters
    ----------
    seconds
        Wall time limit.
    workers
        Search strategies that run side by side (more than cores: the portfolio matters).
    seed
        Random seed.
    reproducible
        Same seed, same answer: interleaved search with a limit in deterministic time.
    relative_gap
        Stop when the gap is at most this.
    linear
        Keep as much of the model as can be in the linear relaxation: one strategy that goes by it
        is quickest where its optimum is nearly a solution. Little is done then to prepare the
        model, and nothing to cut fractions off: that takes longer than it saves.
    wall_seconds
        Wall time limit of a search that is limited in the engine's own steps.
    """

    seconds: float = 60.0
    workers: int = 8
    seed: int = 0
    reproducible: bool = False
    relative_gap: float = 0.0
    linear: bool = False
    wall_seconds: float = float("inf")


@dataclass
class Answer:
    """What a search found.

    Attributes
    ----------
    values
        Value per variable number; empty without a solution.
    objective, bound
        Value found and proven lower bound, offset included; None without a solution.
    effort
        Deterministic time: seconds as the engine counts them in its own steps.
    """

    outcome: SearchOutcome
    values: Sequence[int] = ()
    objective: int | None = None
    bound: int | None = None
    seconds: float = 0.0
    effort: float = 0.0
    stopped: bool = False

    def holds(self, literal: Literal) -> bool:
        """Whether a literal is true in the solution."""
        if abs(literal) == TRUE:
            return literal == TRUE
        return bool(self.values[literal]) if literal > 0 else not self.values[-literal]

    def value(self, variable: int) -> int:
        """The value of a literal (1 if true) or of an integer variable."""
        if variable < 0 or variable == TRUE:
            return int(self.holds(variable))
        return self.values[variable]


Progress = Callable[[int | None, int | None], None]  #: objective, bound


class Stopped(Exception):
    """The user wants the best so far."""


@dataclass
class Stop:
    """A handle by which another thread stops a running search."""

    asked: bool = False
    _running: list[cp_model.CpSolver] = field(default_factory=list)

    def ask(self) -> None:
        """Stop the search that runs, and every later one."""
        self.asked = True
        for solver in list(self._running):
            solver.stop_search()

    def check(self) -> None:
        """Raise `Stopped` when asked: for long work that is no search."""
        if self.asked:
            raise Stopped

    @contextmanager
    def watching(self, solver: cp_model.CpSolver) -> Iterator[None]:
        """Stop this search when asked, as long as it lasts."""
        self._running.append(solver)
        try:
            yield
        finally:
            self._running.remove(solver)


class Interrupt(Protocol):
    """Ends long work that is no search."""

    def check(self) -> None:
        """Raise `Stopped` when it is to end."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Ends work when its time is up, or when the user asks for the best so far.

    Parameters
    ----------
    moment
        Of `time.monotonic`.
    """

    moment: float
    stop: Stop | None = None

    def check(self) -> None:
        """Raise `Stopped` when it is to end."""
        if time.monotonic() >= self.moment or (self.stop and self.stop.asked):
            raise Stopped


class _Watcher(cp_model.CpSolverSolutionCallback):
    def __init__(self, progress: Progress | None, least: int, *, ends_at_least: bool) -> None:
        super().__init__()
        self._progress = progress
        self._least = least
        self._ends_at_least = ends_at_least
        self.objective: int | None = None

    def on_solution_callback(self) -> None:
        self.objective = round(self.objective_value)
        if self._ends_at_least and self.objective <= self._least:
            self.stop_search()
        if self._progress:
            self._progress(self.objective, max(self._least, _ceiling(self.best_objective_bound)))


def _ceiling(bound: float) -> int:
    """A proven bound on an integer objective, as an integer."""
    return -int(-(bound - 1e-6) // 1)


def solve(
    model: Model,
    search: Search,
    *,
    hint: Mapping[int, int] | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
    floor: int | None = None,
) -> Answer:
    """Search the best solution of a model.

    Parameters
    ----------
    hint
        Values by variable number to start from; a complete feasible one is never lost.
    floor
        A lower bound that is known already: a solution at it ends the search.
    """
    started = time.monotonic()
    least = max(model.least_objective, model.least_objective if floor is None else floor)
    if stop and stop.asked:
        return Answer(SearchOutcome.UNKNOWN, bound=least, stopped=True)
    compiled = compile_model(model)
    _add_hint(compiled, hint or {})
    solver = cp_model.CpSolver()
    _configure(solver, search)
    watcher = _Watcher(progress, least, ends_at_least=not search.reproducible)
    if search.reproducible:
        _hold_above(compiled, model, least)  # a stop by callback comes a little earlier or later
    if progress:
        solver.best_bound_callback = lambda bound: progress(
            watcher.objective, max(least, _ceiling(bound))
        )
    with stop.watching(solver) if stop else nullcontext():
        status = solver.solve(compiled, watcher)
    answer = _answer(solver, status, model, least)
    answer.seconds = time.monotonic() - started
    answer.effort = solver.deterministic_time
    answer.stopped = bool(stop and stop.asked)
    return answer


def _add_hint(compiled: cp_model.CpModel, hint: Mapping[int, int]) -> None:
    for number, value in hint.items():
        compiled.proto.solution_hint.vars.append(number - 1)
        compiled.proto.solution_hint.values.append(value)


def _configure(solver: cp_model.CpSolver, search: Search) -> None:
    parameters = solver.parameters
    parameters.num_workers = search.workers
    parameters.random_seed = search.seed
    parameters.relative_gap_limit = search.relative_gap
    parameters.catch_sigint_signal = False  # who calls decides what Ctrl-C means
    if search.linear:
        parameters.linearization_level = 2
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        parameters.max_presolve_iterations = 1
        parameters.cut_level = 0
    if search.reproducible:
        parameters.interleave_search = True
        parameters.max_deterministic_time = search.seconds
    else:
        parameters.max_time_in_seconds = search.seconds


def _answer(solver: cp_model.CpSolver, status: object, model: Model, least: int) -> Answer:
    if status == cp_model.MODEL_INVALID:
        raise ValueError(f"the model is malformed: {solver.solution_info()}")
    if status == cp_model.INFEASIBLE:
        return Answer(SearchOutcome.INFEASIBLE)
    if status == cp_model.UNKNOWN:
        return Answer(
            SearchOutcome.UNKNOWN, bound=max(least, _ceiling(solver.best_objective_bound))
        )
    values = [0, *solver.response_proto.solution]
    if not model.objective:
        return Answer(SearchOutcome.OPTIMAL, values, model.objective_offset, model.objective_offset)
    objective = round(solver.objective_value)
    bound = max(least, _ceiling(solver.best_objective_bound))
    # The engine also says "optimal" of a value within the gap that was asked for.
    outcome = SearchOutcome.OPTIMAL if bound >= objective else SearchOutcome.FEASIBLE
    return Answer(outcome, values, objective, min(bound, objective))


def compile_model(model: Model) -> cp_model.CpModel:
    """The model as CP-SAT knows it; variable ``v`` becomes index ``v - 1``."""
    compiled = cp_model.CpModel()
    for number, (low, high) in enumerate(model.domains[1:], start=1):
        name = model.names[number]
        if (low, high) == (0, 1):
            compiled.new_bool_var(name)
        else:
            compiled.new_int_var(low, high, name)
    proto = compiled.proto
    for clause in model.clauses:
        proto.constraints.add().bool_or.literals.extend(_references(clause))
    for group in model.at_most_ones:
        proto.constraints.add().at_most_one.literals.extend(_references(group))
    for linear in model.linears:
        constraint = proto.constraints.add()
        constraint.linear.vars.extend(v - 1 for _, v in linear.terms)
        constraint.linear.coeffs.extend(c for c, _ in linear.terms)
        constraint.linear.domain.extend(_domain(linear))
        if linear.condition != TRUE:
            constraint.enforcement_literal.extend(_references([linear.condition]))
    if model.objective:
        proto.objective.vars.extend(v - 1 for _, v in model.objective)
        proto.objective.coeffs.extend(c for c, _ in model.objective)
        proto.objective.offset = model.objective_offset
    return compiled


def _hold_above(compiled: cp_model.CpModel, model: Model, least: int) -> None:
    """Make a solution at the known bound a proven optimum."""
    constraint = compiled.proto.constraints.add()
    constraint.linear.vars.extend(v - 1 for _, v in model.objective)
    constraint.linear.coeffs.extend(c for c, _ in model.objective)
    constraint.linear.domain.extend((least - model.objective_offset, _UNLIMITED))


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """What the search of a part found.

    Parameters
    ----------
    solution
        Value per column; None if there is none.
    proven
        Nothing is better, or there is nothing.
    effort
        Seconds as the engine counts them in its own steps.
    """

    solution: Ints | None
    proven: bool
    effort: float


def solve_matrix(
    matrix: Matrix, start: Ints | None, search: Search, stop: Stop | None
) -> PartAnswer:
    """Search the best solution of a small matrix, from one that is known.

    The limit is in the engine's own steps, so that the answer depends on the seed alone. Little is
    done to prepare so small a model, and nothing to cut fractions off: it takes longer than it
    saves, a thousand times.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = search.seed
    parameters.max_deterministic_time = search.seconds
    parameters.max_time_in_seconds = search.wall_seconds
    parameters.linearization_level = 2
    parameters.symmetry_level = 0
    parameters.cp_model_probing_level = 0
    parameters.cut_level = 0
    parameters.catch_sigint_signal = False
    with stop.watching(solver) if stop else nullcontext():
        status = solver.solve(compile_matrix(matrix, start))
    if status == cp_model.MODEL_INVALID:
        raise ValueError(f"the model is malformed: {solver.solution_info()}")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return PartAnswer(None, status == cp_model.INFEASIBLE, solver.deterministic_time)
    solution = np.array(solver.response_proto.solution, np.int64)
    return PartAnswer(solution, status == cp_model.OPTIMAL, solver.deterministic_time)


def compile_matrix(matrix: Matrix, start: Ints | None = None) -> cp_model.CpModel:
    """A matrix as CP-SAT knows it, with a solution to start from."""
    compiled = cp_model.CpModel()
    proto = compiled.proto
    for low, high in zip(matrix.lower.tolist(), matrix.upper.tolist(), strict=True):
        compiled.new_int_var(low, high, "")
    starts, columns = matrix.row_starts.tolist(), matrix.columns.tolist()
    values = matrix.values.tolist()
    limits = zip(matrix.low.tolist(), matrix.high.tolist(), strict=True)
    for row, (low, high) in enumerate(limits):
        linear = proto.constraints.add().linear
        linear.vars.extend(columns[starts[row] : starts[row + 1]])
        linear.coeffs.extend(values[starts[row] : starts[row + 1]])
        linear.domain.extend(
            (-_UNLIMITED if low <= -NO_LIMIT else low, _UNLIMITED if high >= NO_LIMIT else high)
        )
    priced = np.flatnonzero(matrix.cost).tolist()
    proto.objective.vars.extend(priced)
    proto.objective.coeffs.extend(matrix.cost[priced].tolist())
    proto.objective.offset = matrix.offset
    if start is not None:
        proto.solution_hint.vars.extend(range(len(matrix.lower)))
        proto.solution_hint.values.extend(start.tolist())
    return compiled


def _references(literals: Sequence[Literal]) -> list[int]:
    """CP-SAT's numbering: index, or ``-index - 1`` for a negation."""
    return [literal - 1 if literal > 0 else literal for literal in literals]


def _domain(linear: Linear) -> tuple[int, int]:
    low = -_UNLIMITED if linear.low is None else linear.low
    high = _UNLIMITED if linear.high is None else linear.high
    return low, high
