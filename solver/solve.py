"""From a problem to a result: the one door of the solver."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from data.model.result import OpenShift, PlanStatus, RosterResult
from solver.diagnosis.explain import Explainer
from solver.diagnosis.judge import new_violations, preexisting_violations, refuse
from solver.diagnosis.judge import violations as all_violations
from solver.formulation.roster_model import Pair, assignments
from solver.objective.changes import ChangeObjective
from solver.objective.level import CoverageObjective, coverage_levels
from solver.objective.quality import FairnessObjective, WishesAndPatterns
from solver.options import Progress, ProgressEvent, SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.search.components import ProgressAggregator, components, join
from solver.search.feasible import feasible_subset
from solver.search.fewest_changes import FewestChanges
from solver.search.least_open import least_open
from solver.search.lexicographic.search import LexicographicSearch
from solver.search.lexicographic.solve_levels import solve_levels

CORES = 2  #: pools solved side by side
SHARE_OF_REPAIR = 0.15  #: of the time, to repair what was published: a roster to start from
EXPLAIN_SECONDS, STOPPED_SECONDS = 10.0, 0.2  #: to look into rules that keep people from shifts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.problem import RosterProblem
    from solver.cpsat.engine import Stop
    from solver.objective.level import Level
    from solver.rules.base import Rule
    from solver.search.lexicographic.search import Best, SolveState


def solve_roster(
    problem: RosterProblem,
    options: SolveOptions | None = None,
    *,
    progress: Progress | None = None,
    stop: Stop | None = None,
    best: Best | None = None,
) -> RosterResult:
    """Make the best roster that the time allows, judged by every rule before it is handed out.

    Parameters
    ----------
    progress
        Called with a `ProgressEvent` whenever the best roster or the bound moves.
    stop
        Stops the search within a second; the best roster so far is returned.
    best
        Shows the best roster so far to another thread.

    Raises
    ------
    BrokenResult
        The roster broke a rule: a defect of the model.
    """
    started, options = time.monotonic(), options or SolveOptions()
    index, rules = ProblemIndex(problem), rules_in_force(problem.ruleset)
    start = starting_roster(index, rules, options, stop)
    left = replace(options, seconds=max(0.0, options.seconds - (time.monotonic() - started)))
    limits = options if options.reproducible else left
    found = _solve_pools(index, rules, start, limits, progress, stop, best)
    judge(index, rules, found.pairs)
    least = least_open(index, rules, found.pairs, options, stop)
    return RosterResult(
        status=_status(found),
        assignments=assignments(index, found.pairs),
        levels=tuple(found.reports),
        open_shifts=_explained(index, rules, found),
        proven_minimum_open=tuple(sorted(least.items())),
        preexisting_violations=tuple(preexisting_violations(index, rules)),
        seed=options.seed,
        seconds=round(time.monotonic() - started, 3),
    )


def _explained(
    index: ProblemIndex, rules: Sequence[Rule], found: SolveState
) -> tuple[OpenShift, ...]:
    """The open shifts with their reasons; quickly, for who pressed stop."""
    seconds = STOPPED_SECONDS if found.stopped else EXPLAIN_SECONDS
    return Explainer(index, rules, found.pairs, seconds).open_shifts()


def _solve_pools(
    index: ProblemIndex,
    rules: Sequence[Rule],
    start: frozenset[Pair],
    options: SolveOptions,
    progress: Progress | None,
    stop: Stop | None,
    best: Best | None,
) -> SolveState:
    """Solve pools that share nobody side by side, and put them together."""
    pools, levels = components(index), objective_levels(index, rules)
    if not pools:
        return join(index, levels, [])
    threads = 1 if options.reproducible else min(CORES, len(pools))
    share = replace(
        options,
        workers=max(2, options.workers // threads),
        seconds=options.seconds * threads / len(pools) if len(pools) > threads else options.seconds,
    )
    aggregator = ProgressAggregator(progress, len(pools)) if progress else None
    if aggregator and len(pools) > 1:
        _report_start(aggregator, index, levels, start, pools)

    def solve_pool(number: int) -> SolveState:
        tell = aggregator.for_pool(number) if aggregator else None
        mine = start & index.pinned.union(pools[number])
        return solve_levels(
            LexicographicSearch(index, rules, levels, pools[number], share, tell, stop, mine, best)
        )

    with ThreadPoolExecutor(threads) as pool:
        return join(index, levels, list(pool.map(solve_pool, range(len(pools)))))


def _report_start(
    aggregator: ProgressAggregator,
    index: ProblemIndex,
    levels: Sequence[Level],
    start: frozenset[Pair],
    pools: Sequence[Sequence[Pair]],
) -> None:
    """Say how much is uncovered before any pool is searched: some wait for the others to end."""
    pairs = start | index.pinned
    for number, free in enumerate(pools):
        shifts = {shift for _, shift in free}
        for level in levels:
            if isinstance(level, CoverageObjective):
                value = level.value_among(index, pairs, shifts)
                aggregator.for_pool(number)(ProgressEvent(level.name, value, 0, 0.0))


def starting_roster(
    index: ProblemIndex, rules: Sequence[Rule], options: SolveOptions, stop: Stop | None
) -> frozenset[Pair]:
    """The legal part of the hint; where something was published, that, repaired. May be empty."""
    problem = index.problem
    if problem.published:
        within = replace(options, seconds=options.seconds * SHARE_OF_REPAIR)
        search = FewestChanges(index, rules, within, stop=stop)
        search.run()
        return search.pairs
    hint = [(a.person, a.shift) for a in problem.assignments if not a.pinned]
    return feasible_subset(index, rules, hint) if hint else frozenset()


def objective_levels(index: ProblemIndex, rules: Sequence[Rule]) -> list[Level]:
    """The levels, from the highest."""
    levels: list[Level] = list(coverage_levels(index))
    if index.problem.published:
        levels.append(ChangeObjective(index))
    return [*levels, FairnessObjective(index, rules), WishesAndPatterns(rules)]


def judge(index: ProblemIndex, rules: Sequence[Rule], pairs: frozenset[Pair]) -> None:
    """Refuse a roster that breaks a rule which the fixed input does not already break."""
    refuse(
        new_violations(all_violations(index, rules, pairs), preexisting_violations(index, rules))
    )


def _status(found: SolveState) -> PlanStatus:
    if all(report.proven for report in found.reports):
        return PlanStatus.OPTIMAL
    return PlanStatus.STOPPED if found.stopped else PlanStatus.FEASIBLE
