"""Searches rosters of scenarios: a year quarter by quarter, for it is never planned at once either.

What a quarter gives people is history to the next, so every rule that looks back sees it. What
stays open whatever one does is proven of all weeks together, and of each quarter by itself: without
the quarters before it, whatever these were, so that the sum holds for the year too.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from data.model.duty import Assignment
from data.model.result import OpenShift, PlanStatus, RosterResult
from data.tables.values import midnight
from scheduler.workforce.scenario_changes import only_posts
from scheduler.workforce.scenario_figures import figures_of_roster
from solver.objective.level import missing_people
from solver.objective.quality import QualityObjective
from solver.options import SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.search.feasible import feasible_subset
from solver.search.least_open import least_open, least_open_together
from solver.solve import judge, solve_roster

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from data.model.problem import RosterProblem
    from data.model.scenario_figures import FoundRoster

QUARTER = 13  #: weeks that are searched at once
SHARE_OF_PROOF = 0.2  #: of the time of all quarters, for what stays open whatever one does

Pairs = set[tuple[str, str]]  #: ids of people and of shifts


def quarters(weeks: int) -> int:
    """How many searches a roster of so many weeks takes."""
    return ceil(weeks / QUARTER)


def search(
    problem: RosterProblem,
    seconds: float,
    seed: int,
    horizons: tuple[int, ...],
    tell: Callable[[], None] | None = None,
) -> tuple[FoundRoster, ...]:
    """Search a roster in this process, and say what it looks like after each horizon.

    Parameters
    ----------
    problem
        Of the longest horizon.
    seconds
        Of searching, for each quarter.
    horizons
        In weeks: the length of the problem, and before it perhaps a quarter.
    tell
        Called after each quarter.
    """
    first, whole = find_roster(problem, seconds, seed, tell)
    longest = max(horizons)
    parts = [quarter_of(problem, *edges, set()) for edges in pairwise(_edges(problem))]
    if first is whole:
        return (_with_bound(figures_of_roster(problem, whole), parts, seconds, seed),)
    quarter = _with_bound(figures_of_roster(parts[0], first), parts[:1], seconds, seed)
    year = figures_of_roster(problem, whole)
    least = max(year.open_proven, quarter.open_proven)  # what a quarter lacks, the year lacks too
    if not year.is_proven:
        later = _least_in(parts[1:], seconds, seed)
        least = max(least, quarter.open_proven + later)
    found = {QUARTER: quarter, longest: replace(year, open_proven=least)}
    return tuple(found[one] for one in sorted(horizons) if one in found)


def _with_bound(
    found: FoundRoster, parts: Sequence[RosterProblem], seconds: float, seed: int
) -> FoundRoster:
    """The figures with what people who are shared by posts cannot fill together."""
    if found.is_proven:
        return found
    return replace(found, open_proven=max(found.open_proven, _least_in(parts, seconds, seed)))


def _least_in(parts: Sequence[RosterProblem], seconds: float, seed: int) -> int:
    """Places that stay open in some quarters whatever one does, each proven by itself."""
    return sum(
        sum(least_open_together(ProblemIndex(part), rules_in_force(part.ruleset), how).values())
        for part in parts
        for how in [SolveOptions(max(1.0, seconds * SHARE_OF_PROOF), seed)]
    )


def with_best_quarters(
    problems: Sequence[RosterProblem], rosters: Sequence[tuple[FoundRoster, ...]]
) -> list[tuple[FoundRoster, ...]]:
    """The rosters, where scenarios that begin with the same quarter have the best one found of it.

    It is one question, so it has one answer: the fullest roster, and the highest bound.

    Parameters
    ----------
    problems
        Of the longest horizon, one for each of the rosters.
    """
    quarters = [quarter_of(one, *_first_edges(one), set()) for one in problems]
    parts = [only_posts(one, {shift.post for shift in one.shifts}) for one in quarters]
    found = []
    for part, mine in zip(parts, rosters, strict=True):
        same = [theirs[0] for other, theirs in zip(parts, rosters, strict=True) if other == part]
        best = min(same, key=lambda one: (one.open_found, one.health or 0.0))
        least = max(one.open_proven for one in same)
        whole = [replace(one, open_proven=max(one.open_proven, least)) for one in mine[1:]]
        found.append((replace(best, open_proven=least), *whole))
    return found


def _first_edges(problem: RosterProblem) -> tuple[datetime, datetime]:
    start, end, *_later = _edges(problem)
    return start, end


def find_roster(
    problem: RosterProblem, seconds: float, seed: int = 0, tell: Callable[[], None] | None = None
) -> tuple[RosterResult, RosterResult]:
    """The best roster that the time allows, of the first quarter and of all of it.

    Raises
    ------
    BrokenResult
        It broke a rule: a defect of the model.
    """
    began, edges = time.monotonic(), _edges(problem)
    if len(edges) == 2:
        result = solve_roster(problem, SolveOptions(seconds, seed))
        if tell:
            tell()
        return result, result
    results, pairs = [], Pairs()
    for start, end in pairwise(edges):
        part = quarter_of(problem, start, end, pairs)
        result = solve_roster(part, SolveOptions(seconds, seed))
        pairs |= {(one.person, one.shift) for one in result.assignments}
        results.append(result)
        if tell:
            tell()
    proof = SolveOptions(max(1.0, seconds * len(results) * SHARE_OF_PROOF), seed)
    whole = _together(problem, pairs, proof)
    return results[0], replace(whole, seconds=round(time.monotonic() - began, 3))


def _edges(problem: RosterProblem) -> list[datetime]:
    """Where the quarters of a problem begin, and its end."""
    days = range(0, (problem.last_date - problem.first_date).days + 1, 7 * QUARTER)
    starts = [midnight(problem.first_date + timedelta(days=day), problem.zone) for day in days]
    return [*starts, problem.end]


def _together(problem: RosterProblem, pairs: Pairs, proof: SolveOptions) -> RosterResult:
    """The quarters as one roster, judged by every rule, with its proof."""
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    kept = feasible_subset(index, rules, sorted(pairs))
    judge(index, rules, kept)
    least = least_open(index, rules, kept, proof, until=time.monotonic() + proof.seconds)
    shifts = problem.shift_by_id
    return RosterResult(
        status=PlanStatus.FEASIBLE,
        assignments=tuple(Assignment(*pair) for pair in sorted(kept)),
        levels=(),
        open_shifts=tuple(
            OpenShift(one, shifts[one].post, shifts[one].start, shifts[one].end, count)
            for one, count in sorted(missing_people(index, kept).items())
            if count
        ),
        proven_minimum_open=tuple(sorted(least.items())),
        quality=QualityObjective(index, rules).quality(kept),
        seed=proof.seed,
    )


def quarter_of(
    problem: RosterProblem, start: datetime, end: datetime, before: Pairs
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
