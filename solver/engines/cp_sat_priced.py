"""A small model that CP-SAT solves many times, each time at other prices."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from solver.engines.cp_sat import Stop, compile_matrix
from solver.matrix import Ints

if TYPE_CHECKING:
    from solver.matrix import Matrix

POOL = 4  #: solutions that are handed back beside the best


@dataclass(frozen=True, slots=True)
class Priced:
    """What was found: some solutions, the best first, and the least that any one can cost."""

    solutions: tuple[Ints, ...]
    bound: int
    effort: float


class PricedModel:
    """A matrix without a cost of its own."""

    def __init__(self, matrix: Matrix) -> None:
        nothing = np.zeros(len(matrix.cost), np.int64)
        self._compiled = compile_matrix(replace(matrix, cost=nothing, offset=0))

    def cheapest(self, cost: Ints, seconds: float, stop: Stop | None = None) -> Priced:
        """Search a solution of least cost.

        Parameters
        ----------
        seconds
            In the engine's own steps.
        """
        objective = self._compiled.proto.objective
        objective.vars.clear()
        objective.coeffs.clear()
        priced = np.flatnonzero(cost).tolist()
        objective.vars.extend(priced)
        objective.coeffs.extend(cost[priced].tolist())
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.linearization_level = 2
        parameters.max_deterministic_time = seconds
        parameters.catch_sigint_signal = False
        parameters.fill_additional_solutions_in_response = True
        parameters.solution_pool_size = POOL
        with stop.watching(solver) if stop else nullcontext():
            status = solver.solve(self._compiled)
        effort = solver.deterministic_time
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Priced((), _floor(solver.best_objective_bound), effort)
        response = solver.response_proto
        found = [response.solution, *(more.values for more in response.additional_solutions)]
        solutions = tuple(np.array(list(values), np.int64) for values in found)
        return Priced(solutions, _floor(solver.best_objective_bound), effort)


def _floor(bound: float) -> int:
    return int(np.floor(bound + 1e-6))
