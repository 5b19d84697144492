"""Searches rosters of scenarios: a year quarter by quarter, for it is never planned at once either.

What a quarter gives people is history to the next, so every rule that looks back sees it. The bound
on what stays open is of all weeks together.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from data.model.duty import Assignment
from data.model.result import OpenShift, PlanStatus, RosterResult
from data.tables.values import midnight
from scheduler.workforce.scenario_figures import figures_of_roster
from solver.objective.level import missing_people
from solver.objective.quality import QualityObjective
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.search.feasible import feasible_subset
from solver.search.least_open import least_open
from solver.solve import judge, solve_roster

if TYPE_CHECKING:
    from datetime import datetime

    from data.model.problem import RosterProblem
    from data.model.scenario_figures import FoundRoster
    from solver.cpsat.engine import Stop

QUARTER = 13  #: weeks that are searched at once
SHARE_OF_PROOF = 0.2  #: of the time, for what stays open whatever one does


def search(problem: RosterProblem, seconds: float, seed: int) -> FoundRoster:
    """Search a roster in this process, and say what it looks like."""
    return figures_of_roster(problem, find_roster(problem, seconds, seed))


def find_roster(
    problem: RosterProblem, seconds: float, seed: int = 0, stop: Stop | None = None
) -> RosterResult:
    """The best roster that the time allows, with what stays open whatever one does.

    Raises
    ------
    BrokenResult
        It broke a rule: a defect of the model.
    """
    if problem.end - problem.start <= timedelta(weeks=QUARTER, hours=1):
        return solve_roster(problem, SolveOptions(seconds, seed), stop=stop)
    began = time.monotonic()
    found = _in_quarters(problem, seconds * (1 - SHARE_OF_PROOF), seed, stop)
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    pairs = feasible_subset(index, rules, sorted(found))
    judge(index, rules, pairs)
    proof = SolveOptions(max(1.0, seconds * SHARE_OF_PROOF), seed)
    least = least_open(index, rules, pairs, proof, stop, time.monotonic() + proof.seconds)
    shifts = problem.shift_by_id
    return RosterResult(
        status=PlanStatus.FEASIBLE,
        assignments=tuple(Assignment(*pair) for pair in sorted(pairs)),
        levels=(),
        open_shifts=tuple(
            OpenShift(one, shifts[one].post, shifts[one].start, shifts[one].end, count)
            for one, count in sorted(missing_people(index, pairs).items())
            if count
        ),
        proven_minimum_open=tuple(sorted(least.items())),
        quality=QualityObjective(index, rules).quality(pairs),
        seed=seed,
        seconds=round(time.monotonic() - began, 3),
    )


def _in_quarters(
    problem: RosterProblem, seconds: float, seed: int, stop: Stop | None
) -> set[tuple[str, str]]:
    """Who has which shift, one quarter after another."""
    edges, day = [problem.start], problem.first_date + timedelta(weeks=QUARTER)
    while day <= problem.last_date:
        edges.append(midnight(day, problem.zone))
        day += timedelta(weeks=QUARTER)
    edges.append(problem.end)
    found: set[tuple[str, str]] = set()
    until = time.monotonic() + seconds
    for number, (start, end) in enumerate(itertools.pairwise(edges)):
        left = (until - time.monotonic()) / (len(edges) - 1 - number)
        part = quarter_of(problem, start, end, found)
        result = solve_roster(part, SolveOptions(max(1.0, left), seed), stop=stop)
        found |= {(one.person, one.shift) for one in result.assignments}
    return found


def quarter_of(
    problem: RosterProblem, start: datetime, end: datetime, before: set[tuple[str, str]]
) -> RosterProblem:
    """Some weeks of a problem, in which what people got in the weeks before has been done.

    Parameters
    ----------
    start, end
        UTC, on a local midnight.
    before
        Who has which shift that begins before it.
    """
    kept = tuple(one for one in problem.shifts if start <= one.start < end)
    done = [problem.duty(Assignment(*pair)) for pair in before]
    past = sorted((*problem.history, *done), key=lambda one: (one.start, one.end, one.person))
    known = {one.id for one in kept}
    return replace(
        problem,
        start=start,
        end=end,
        shifts=kept,
        history=tuple(past),
        assignments=tuple(one for one in problem.assignments if one.shift in known),
        base=problem.base_of(kept),
        begun=(),
    )
