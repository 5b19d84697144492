"""From a problem to a result: the one door of the solver."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from data.model.result import OpenShift, PlanStatus, RosterResult
from solver.diagnosis.explain import Explainer
from solver.diagnosis.judge import new_violations, preexisting_violations, refuse
from solver.diagnosis.judge import violations as all_violations
from solver.formulation.roster_model import Pair, assignments
from solver.objective.changes import ChangeObjective
from solver.objective.level import CoverageObjective, coverage_levels
from solver.objective.quality import QualityObjective, quality_levels
from solver.options import Progress, ProgressEvent, SolveOptions
from solver.problem_index import ProblemIndex
from solver.rules.in_force import rules_in_force
from solver.search.feasible import feasible_subset
from solver.search.fewest_changes import FewestChanges
from solver.search.least_open import least_open
from solver.search.lexicographic.search import LexicographicSearch, SolveState, level_report
from solver.search.lexicographic.solve_levels import solve_levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.problem import RosterProblem
    from solver.cpsat.engine import Stop
    from solver.formulation.roster_model import Pair
    from solver.objective.level import Level
    from solver.rules.base import Rule
    from solver.search.lexicographic.search import Best


def components(index: ProblemIndex) -> list[list[Pair]]:
    """The pairs that may be chosen, split so that no two components share a person or a post.

    The largest part comes first.
    """
    group: dict[str, str] = {}

    def root(name: str) -> str:
        while group.setdefault(name, name) != name:
            group[name] = group[group[name]]
            name = group[name]
        return name

    for person, post in _links(index):
        group[root(f"person {person}")] = root(f"post {post}")
    found: dict[str, list[Pair]] = {}
    for pair in index.eligible:
        found.setdefault(root(f"person {pair[0]}"), []).append(pair)
    return sorted(found.values(), key=lambda pairs: (-len(pairs), pairs))


def _links(index: ProblemIndex) -> Iterator[Pair]:
    """Who may fill which post."""
    shifts = index.problem.shift_by_id
    seen: set[Pair] = set()
    for person, shift in [*index.eligible, *sorted(index.pinned)]:
        link = person, shifts[shift].post
        if link not in seen:
            seen.add(link)
            yield link


def join(index: ProblemIndex, levels: Sequence[Level], states: Sequence[SolveState]) -> SolveState:
    """The components as one roster: its values, while distances to the bound add up."""
    pairs = frozenset(index.pinned).union(*(state.pairs for state in states))
    whole = SolveState(pairs, stopped=any(state.stopped for state in states))
    for place, level in enumerate(levels):
        reports = [state.reports[place] for state in states]
        objective = level.value(index, pairs)
        short = sum(report.objective - report.bound for report in reports)
        seconds = max((report.seconds for report in reports), default=0.0)
        whole.reports.append(
            level_report(level.name, objective, max(0, objective - short), seconds)
        )
    return whole


@dataclass
class ProgressAggregator:
    """Adds up the events of the pools of one problem.

    Attributes
    ----------
    progress
        Called with the sum per level, once every pool has reported it.
    pools
        Number of pools.
    """

    progress: Progress
    pools: int
    _latest: dict[str, dict[int, ProgressEvent]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def for_pool(self, number: int) -> Progress:
        """What pool `number` calls with its events."""

        def report(event: ProgressEvent) -> None:
            with self._lock:
                events = self._latest.setdefault(event.level, {})
                events[number] = event
                if len(events) == self.pools:
                    self.progress(_sum(list(events.values())))

        return report


def _sum(events: list[ProgressEvent]) -> ProgressEvent:
    objectives = [event.objective for event in events if event.objective is not None]
    bounds = [event.bound for event in events if event.bound is not None]
    return ProgressEvent(
        events[0].level,
        sum(objectives) if len(objectives) == len(events) else None,
        sum(bounds) if len(bounds) == len(events) else None,
        max(event.seconds for event in events),
    )


CORES = 2  #: pools solved side by side


SHARE_OF_REPAIR = 0.15  #: of the time, to repair what was published: a roster to start from


EXPLAIN_SECONDS, STOPPED_SECONDS = 10.0, 0.2  #: to look into rules that keep people from shifts


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
        quality=QualityObjective(index, rules).quality(found.pairs),
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
    return [*levels, *quality_levels(index, rules)]


def judge(index: ProblemIndex, rules: Sequence[Rule], pairs: frozenset[Pair]) -> None:
    """Refuse a roster that breaks a rule which the fixed input does not already break."""
    refuse(
        new_violations(all_violations(index, rules, pairs), preexisting_violations(index, rules))
    )


def _status(found: SolveState) -> PlanStatus:
    if all(report.proven for report in found.reports):
        return PlanStatus.OPTIMAL
    return PlanStatus.STOPPED if found.stopped else PlanStatus.FEASIBLE
