"""HiGHS, a mixed-integer linear solver, on the same model."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import highspy
import numpy as np

from solver.engines.cp_sat import Answer, Outcome, Search
from solver.model import TRUE, Linear, Literal, Model

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = tuple[list[int], list[float], float, float]  #: variables, coefficients, low, high


def solve(model: Model, search: Search) -> Answer:
    """Search the best solution of a model."""
    started = time.monotonic()
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("time_limit", search.seconds)
    highs.setOptionValue("random_seed", search.seed)
    highs.setOptionValue("mip_rel_gap", search.relative_gap)
    highs.setOptionValue("mip_abs_gap", 0.999)
    highs.passModel(as_lp(model))
    highs.run()
    answer = _answer(highs, model)
    answer.seconds = time.monotonic() - started
    return answer


def _answer(highs: highspy.Highs, model: Model) -> Answer:
    status = highs.getModelStatus()
    info = highs.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Answer(Outcome.INFEASIBLE)
    bound = -int(-(info.mip_dual_bound - 1e-6) // 1) if abs(info.mip_dual_bound) < 1e20 else None
    if info.primal_solution_status != 2:
        return Answer(Outcome.UNKNOWN, bound=bound)
    values = [0, *(round(v) for v in highs.getSolution().col_value)]
    proven = status == highspy.HighsModelStatus.kOptimal
    objective = round(info.objective_function_value)
    return Answer(
        Outcome.OPTIMAL if proven else Outcome.FEASIBLE,
        values,
        objective,
        objective if proven else bound,
    )


def as_lp(model: Model) -> highspy.HighsLp:
    """The model as rows of a linear program with integer columns."""
    rows = list(_rows(model))
    lp = highspy.HighsLp()
    count = len(model.domains) - 1
    lp.num_col_, lp.num_row_ = count, len(rows)
    cost = np.zeros(count)
    for coefficient, variable in model.objective:
        cost[variable - 1] = coefficient
    lp.col_cost_ = cost
    lp.offset_ = float(model.objective_offset)
    lp.col_lower_ = np.array([low for low, _ in model.domains[1:]], dtype=float)
    lp.col_upper_ = np.array([high for _, high in model.domains[1:]], dtype=float)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * count
    lp.row_lower_ = np.array([row[2] for row in rows])
    lp.row_upper_ = np.array([row[3] for row in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row[0]) for row in rows)])
    lp.a_matrix_.index_ = np.array([v - 1 for row in rows for v in row[0]])
    lp.a_matrix_.value_ = np.array([c for row in rows for c in row[1]])
    return lp


def _rows(model: Model) -> Iterator[Row]:
    for clause in model.clauses:
        yield _count(clause, 1, highspy.kHighsInf)
    for group in model.at_most_ones:
        yield _count(group, -highspy.kHighsInf, 1)
    for linear in model.linears:
        yield from _linear(model, linear)


def _count(literals: Sequence[Literal], low: float, high: float) -> Row:
    negated = sum(1 for literal in literals if literal < 0)
    signs = [1.0 if literal > 0 else -1.0 for literal in literals]
    return [abs(v) for v in literals], signs, low - negated, high - negated


def _linear(model: Model, linear: Linear) -> Iterator[Row]:
    """A linear constraint; a conditional one with the tightest constant that frees it."""
    variables = [v for _, v in linear.terms]
    coefficients = [float(c) for c, _ in linear.terms]
    if linear.condition == TRUE:
        low = -highspy.kHighsInf if linear.low is None else linear.low
        high = highspy.kHighsInf if linear.high is None else linear.high
        yield variables, coefficients, low, high
        return
    bounds = [sorted((c * model.domains[v][0], c * model.domains[v][1])) for c, v in linear.terms]
    least, most = sum(b[0] for b in bounds), sum(b[1] for b in bounds)
    condition = linear.condition
    sign, shift = (1.0, 0.0) if condition > 0 else (-1.0, 1.0)
    if linear.high is not None:  # sum + (most - high) * condition <= most
        big = most - linear.high
        yield (
            [*variables, abs(condition)],
            [*coefficients, sign * big],
            -highspy.kHighsInf,
            most - shift * big,
        )
    if linear.low is not None:  # sum - (low - least) * condition >= least
        big = linear.low - least
        yield (
            [*variables, abs(condition)],
            [*coefficients, -sign * big],
            least + shift * big,
            highspy.kHighsInf,
        )
